"""Which of several things of one kind is meant: the VI forum, the 2nd stage, «9-я школа», «корпус № 2», «класс Б»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.numbers import roman_number
from index.text import lemmas
from index.words import grammar

_WORD = re.compile(r"[IVXХІ]+\b|\d+-?(?:ый|ой|ий|ая|ое|ого|ому|ом|ую|ым|го|му|й|я|е|м)\b|[^\W_]+(?:-[^\W_]+)*")
_LABELLED = re.compile(
    r"(?P<noun>[А-Яа-яЁё]{3,})\s+(?:(?:№|номер)\s*(?P<number>\d+)|[«\"]?(?P<letter>[А-ЯЁA-Z])(?![\w.]))"
)
"""Not an initial, after which there is a full stop."""
_LISTED = re.compile(
    r"(?:(?<=[,/–-] )|(?<=[,/–-])|(?<=\bи )|(?<=\bили ))[А-ЯЁA-Z](?![\w.])|(?<![\w.])[А-ЯЁA-Z](?= ?[)—–])"
)
"""«классов А и Б», «Б — без угрозы»."""
_CYRILLIC = str.maketrans("ABCEHKMOPTX", "АВСЕНКМОРТХ")
_FEW = 3
"""Words after the number among which its noun is: «VI международный форум»."""
_SHORTEST_NOUN = 3
_OF_TIME = frozenset({"век", "столетие", "тысячелетие", "год", "месяц", "день", "число", "час", "раз", "очередь"})
"""A text may tell of the XIX century without a word of it."""


@dataclass(frozen=True, slots=True)
class Ordinal:
    number: str
    """In digits, or a capital Cyrillic letter."""
    noun: str
    """Its lemma."""
    text: str
    """As it was said: "VI форуме"."""


def ordinals(text: str) -> Iterator[Ordinal]:
    """Those that count a noun, by Roman numerals, «6-й», words, or after it by «№ 6» or a capital letter.

    Not of time, nor «первый», often no number at all.
    """
    yield from _labelled(text)
    words = list(_WORD.finditer(text))
    for place, word in enumerate(words):
        number = _number(word[0])
        if number is None:
            continue
        noun = next((near for near in words[place + 1 : place + 1 + _FEW] if _is_noun(near[0])), None)
        lemma = lemmas(noun[0].lower())[:1] if noun else []
        if noun and lemma and lemma[0] not in _OF_TIME:
            yield Ordinal(number, lemma[0], text[word.start() : noun.end()])


def _labelled(text: str) -> Iterator[Ordinal]:
    for match in _LABELLED.finditer(text):
        noun = lemmas(match["noun"].lower())[:1]
        if noun and "NOUN" in grammar(match["noun"]).parts:
            yield Ordinal(match["number"] or match["letter"].translate(_CYRILLIC), noun[0], match[0])


def is_of_another(asked: Ordinal, text: str) -> bool:
    """Whether the text has that noun with other ordinals of that sort only, and that number or letter nowhere."""
    told = list(ordinals(text))
    if asked.number.isdecimal():
        return asked.number not in lemmas(text) and any(_counts(each, asked.noun) for each in told)
    letters = [each for each in told if not each.number.isdecimal()]
    named = {each.number for each in letters} | {match[0].translate(_CYRILLIC) for match in _LISTED.finditer(text)}
    return asked.number not in named and any(each.noun == asked.noun for each in letters)


def _counts(told: Ordinal, noun: str) -> bool:
    return told.noun == noun and told.number.isdecimal()


def _number(word: str) -> str | None:
    if word[0].isdecimal():
        return re.sub(r"\D", "", word) if not word.isdecimal() else None
    if word.isupper() and (roman := roman_number(word)):
        return str(roman)
    if "ADJF" not in grammar(word).parts:
        return None
    found = lemmas(word.lower())
    return found[0] if len(found) == 1 and found[0].isdecimal() else None


def _is_noun(word: str) -> bool:
    return len(word) >= _SHORTEST_NOUN and "NOUN" in grammar(word).parts
