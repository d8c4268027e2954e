"""A follow-up and what was said before → questions that stand alone.

A question may be read alone, or with the topic of the conversation added in brackets. Its words tell how much it
leans on the topic; where they leave both readings open, the answers decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import IntEnum

from index.answer.kinds import is_yes_no
from index.ellipsis import fill, without_opening
from index.text import content_lemmas
from index.types import Answer, Turn
from index.words import grammar, is_english_function_word, is_preposition

_POINTS_BACK = re.compile(
    r"\b(он|она|оно|они|его|ее|её|их|ему|ей|им|ими|нем|нём|ней|них|него|нее|неё|нему|ним|ними|"
    r"там|туда|оттуда|тут|здесь|тогда|это|этого|этому|этом|этим|эта|этой|эту|этот|эти|этих|тот|того|той|те|тех|"
    r"такой|такая|такое|такие|оба|обе|he|she|it|its|they|them|their|his|him|her|there|then|that|this|those|these)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^\W*(?:(?:а|и|но|ну|нет|или|еще|ещё|тоже|and|but|what about|how about|no|so)\b\W*)+", re.IGNORECASE
)
_ASKS = re.compile(
    r"\b(что за|что такое|кто так\w+|(?:[вокдснапотиз]{1,3} )?(?:кто|что|ч[её]м|кем|ком|чего|кого|чему|кому)|где|когда|"
    r"куда|откуда|почему|зачем|как\w*|скольк\w+|чей|чь\w+|who|what|where|when|why|how|which|whose)\b",
    re.IGNORECASE,
)
_EXPANDED = re.compile(r"^(?P<question>.*) \((?P<topic>[^()]*)\)$", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+|\d+")
_FUNCTION_WORDS = frozenset({"PREP", "CONJ", "PRCL", "INTJ"})
_REMEMBERED = 3
"""Turns back that a topic is looked for in."""
_FEW_WORDS = 2
_OWN_WORDS_FOUND = 0.5
"""Share of a question's own words that must stand in an answer found only with the topic's help."""


class Lean(IntEnum):
    """How much a question leans on what was said before."""

    NOT = 0
    MAYBE = 1
    """It goes on ("А …") but asks a whole question."""
    SURELY = 2
    """It points back ("там", "его") or is no whole question ("А в Северске?")."""


def understand(question: str, history: Sequence[Turn], ask: Callable[[str, str], Answer]) -> Answer:
    """The answer to the likeliest reading; `ask` answers a question read with a topic, or alone where that is empty.

    A reading with the topic is only asked for where the question may need it.
    """
    filled = filled_in(question, history)
    if filled is not None:
        alone = None if _goes_on(question) or _only_asks(question) else ask(question, "")
        return alone if alone and alone.answered else ask(*filled)
    topic = topic_of(question, history)
    if not topic:
        return ask(question, "")
    if lean_of(question) is Lean.SURELY:
        helped = ask(question, topic)
        if helped.answered:
            return helped
        alone = ask(question, "")
        return alone if alone.answered else helped
    alone = ask(question, "")
    if alone.answered:
        return alone
    helped = ask(question, topic)
    return helped if helped.answered and _speaks_of(question, helped) else alone


def filled_in(question: str, history: Sequence[Turn]) -> tuple[str, str] | None:
    """An ellipsis («А в Галиче?», «нет, за 2024», «почему?») made whole by the question before, and that one's topic.

    None for what is no ellipsis.
    """
    if not history:
        return None
    before, topic = _parted(history[-1].question)
    if _only_asks(question):
        return f"{without_opening(question).rstrip('?!. ')} {_without_asking(before)}?", topic
    if _ASKS.search(question) or _POINTS_BACK.search(without_opening(question)) or _is_whole(question):
        return None
    filled = fill(question, before) if lean_of(question) is not Lean.NOT else None
    return None if filled is None else (filled, topic)


def _goes_on(question: str) -> bool:
    """Whether it could begin no conversation; a bare "отпуск" could."""
    return _GOES_ON.match(question) is not None or is_preposition(question.split(maxsplit=1)[0])


def _only_asks(question: str) -> bool:
    """«Почему?», «и до скольки?»: an asking word and nothing that it asks about."""
    said = without_opening(question)
    rest = _ASKS.sub(" ", said).lower()
    return rest != said.lower() and not _POINTS_BACK.search(rest) and all(map(_ties, _WORD.findall(rest)))


def _is_whole(question: str) -> bool:
    """«А молоко машинистам можно деньгами?»; but «А студентам можно?» leans on the question before."""
    return is_yes_no(question) and len(content_lemmas(without_opening(question))) > _FEW_WORDS


def _ties(word: str) -> bool:
    """Whether it says nothing of its own."""
    parts = grammar(word).parts
    return (
        is_preposition(word)
        or is_english_function_word(word)
        or (parts <= _FUNCTION_WORDS | {"ADVB"} and bool(parts & _FUNCTION_WORDS))  # the "так" of "почему так"
    )


def _parted(understood: str) -> tuple[str, str]:
    """A question and the topic in brackets after it, empty where there is none."""
    expanded = _EXPANDED.match(understood)
    return (expanded["question"], expanded["topic"]) if expanded else (understood, "")


def with_topic(question: str, topic: str) -> str:
    """One text of both, from which `topic_of` finds the topic again."""
    return f"{question.strip()} ({topic})" if topic else question


def lean_of(question: str) -> Lean:
    content = content_lemmas(question)
    goes_on, asks = bool(_GOES_ON.match(question)), bool(_ASKS.search(question))
    pointing = _POINTS_BACK.search(_ASKS.sub(" ", question))  # not the "такой" of "Кто такой …?"
    if pointing or (len(content) <= _FEW_WORDS and (goes_on or not asks)):
        return Lean.SURELY
    return Lean.MAYBE if goes_on else Lean.NOT


def topic_of(question: str, history: Sequence[Turn]) -> str:
    """What the conversation is about: the last answered question's topic, its asking words left out."""
    own = set(content_lemmas(question))
    for turn in reversed(history[-_REMEMBERED:]):
        topic = _topic(turn.question)
        if turn.answer.answered and set(content_lemmas(topic)) - own:
            return topic
    return ""


def _topic(understood: str) -> str:
    """ "Сколько резидентов в Северской ТОР?" → "резидентов в Северской ТОР"; of a question with a topic, that topic."""
    question, topic = _parted(understood)
    if topic:
        return topic
    return _without_asking(question)


def _without_asking(question: str) -> str:
    bare = _ASKS.sub(" ", _GOES_ON.sub("", question))
    return " ".join(bare.translate({ord(mark): " " for mark in "?!()"}).split())


def _speaks_of(question: str, answer: Answer) -> bool:
    own = set(content_lemmas(question))
    said = set(content_lemmas(" ".join(quote.hit.passage.text for quote in answer.quotes)))
    return len(own & said) >= _OWN_WORDS_FOUND * len(own)
