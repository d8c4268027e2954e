"""Russian questions made from Russian sentences: a part of the clause becomes a question word, the rest follows it.

    python -m tests.bench.reader.russian TEXTS.jsonl.gz OUT.jsonl.gz [--wanted 1600]

TEXTS has an object with `name` and `text` a line. The sentences are parsed by natasha (`pip install natasha`: MIT, its
models come with it; used here only). The questions are as stiff as their sentences; what the reader learns from them is
where Russian phrases begin and end, and to match Russian words with Russian words.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pymorphy3
from natasha import Doc, NewsEmbedding, NewsMorphTagger, NewsSyntaxParser, Segmenter

from tests.bench.reader.examples import Example, save

CASES = {"Nom": "nomn", "Gen": "gent", "Dat": "datv", "Acc": "accs", "Ins": "ablt", "Loc": "loct"}
THING = {"Nom": "что", "Gen": "чего", "Dat": "чему", "Acc": "что", "Ins": "чем", "Loc": "чём"}
PERSON = {"Nom": "кто", "Gen": "кого", "Dat": "кому", "Acc": "кого", "Ins": "кем", "Loc": "ком"}
GENDERS = {"Masc": "masc", "Fem": "femn", "Neut": "neut"}
FIXED = {
    "течение": "в течение какого срока",
    "целях": "с какой целью",
    "случае": "в каком случае",
    "основании": "на основании чего",
    "результате": "в результате чего",
}
"""Prepositions of two words, by their noun, and how they are asked for."""
EMPTY_NOUNS = frozenset(
    {
        "соответствии", "порядке", "отношении", "связи", "виде", "исключением", "истечении", "числе", "учетом",
        "отличие", "зависимости", "качестве", "силу", "рамках", "ходе", "помощью", "помощи", "счет", "время"
    }
)  # fmt: skip
CONDITIONS = {
    "если": ("в каком случае", "при каком условии"),
    "чтобы": ("зачем",),
    "поскольку": ("почему",),
    "ибо": ("почему",),
}
DROPPED = 0.15
"""Chance of each adjunct of being left out of the question."""
VERB_FIRST = 0.55
_ENDS = ".,;:!?–—- "
_UNFIT = re.compile(r"утратил|редакци|№|[{}<>|=]|https?:")
_POINTING = re.compile(r"(?i)(это|этот|эта|эти|данн|обо|указанн|так[аоуи]|он|она|они|их|его)\b")


@dataclass(frozen=True, slots=True)
class Made:
    question: tuple[str, ...]
    answer: frozenset[int]
    """Places of tokens."""
    kind: str


class Clause:
    """The tokens of a sentence with what hangs on each."""

    def __init__(self, tokens: Sequence[Any], chance: random.Random) -> None:
        self.tokens = tokens
        self.chance = chance
        places = {token.id: place for place, token in enumerate(tokens)}
        self.head = [places.get(token.head_id) for token in tokens]
        self.kids: defaultdict[int, list[int]] = defaultdict(list)
        for place, head in enumerate(self.head):
            if head is not None and head != place:
                self.kids[head].append(place)

    @property
    def root(self) -> int | None:
        return next((place for place, token in enumerate(self.tokens) if token.rel == "root"), None)

    def below(self, place: int) -> frozenset[int]:
        found, open_ = set[int](), [place]
        while open_:
            here = open_.pop()
            if here not in found:
                found.add(here)
                open_ += self.kids[here]
        return frozenset(found)

    def rest(self, without: frozenset[int], root: int) -> list[str]:
        """The words of the clause of `root` but for some, now and then with the verb first."""
        kept = sorted(self._kept(without, root))
        if root in kept and self.chance.random() < VERB_FIRST:
            kept = [root, *(place for place in kept if place != root)]
        return [self._inner(place) for place in kept]

    def _kept(self, without: frozenset[int], root: int) -> Iterator[int]:
        open_ = [root]
        seen = set(without)
        while open_:
            here = open_.pop()
            if here in seen:
                continue
            seen.add(here)
            yield here
            open_ += [kid for kid in self.kids[here] if not self._leaves_out(kid, at_root=here == root)]

    def _leaves_out(self, place: int, *, at_root: bool) -> bool:
        token, drawn = self.tokens[place], self.chance.random()
        if token.text.lower() in ("не", "ни"):
            return False
        if token.rel == "punct":
            return token.text not in "«»"
        if at_root:
            if token.rel in ("parataxis", "conj", "cc", "discourse", "advcl"):
                return True
            return token.rel in ("obl", "advmod") and drawn < DROPPED
        return token.rel in ("acl", "acl:relcl", "parataxis") and drawn < 4 * DROPPED

    def _inner(self, place: int) -> str:
        """As it is written within a sentence."""
        token = self.tokens[place]
        text: str = token.text
        return text if place or token.pos == "PROPN" or text.isupper() else text[:1].lower() + text[1:]

    def made(self) -> Iterator[Made]:
        for place, token in enumerate(self.tokens):
            for kind, rule in RULES.items():
                if token.rel == kind or token.rel.startswith(f"{kind}:"):
                    yield from rule(self, place)


def _noun_phrase(clause: Clause, place: int) -> tuple[frozenset[int], str, int] | None:
    """What hangs on a noun, its case and the verb it hangs on."""
    token, head, own = clause.tokens[place], clause.head[place], clause.below(place)
    case = token.feats.get("Case")
    if head is None or case not in CASES or token.pos not in ("NOUN", "PROPN") or clause.tokens[head].pos != "VERB":
        return None
    return (own, case, head) if _is_one_stretch(own) else None


def _subject_or_object(clause: Clause, place: int) -> Iterator[Made]:
    found = _noun_phrase(clause, place)
    if found is None:
        return
    own, case, head = found
    yield _asked(clause, place, own, case, head, "")


def _adjunct(clause: Clause, place: int) -> Iterator[Made]:
    found = _noun_phrase(clause, place)
    if found is None:
        return
    own, case, head = found
    noun = clause.tokens[place].text.lower()
    prepositions = [kid for kid in clause.kids[place] if clause.tokens[kid].rel == "case"]
    if not prepositions and case == "Ins":
        yield _asked(clause, place, own, case, head, "")
    if len(prepositions) != 1 or noun in EMPTY_NOUNS:
        return
    inner = own - {prepositions[0]}
    if not _is_one_stretch(inner):
        return
    if noun in FIXED:
        answer = own if noun == "случае" else inner - {place}
        if answer and _is_one_stretch(answer):
            yield Made((*FIXED[noun].split(), *clause.rest(own, head)), answer, "fixed")
        return
    preposition = clause.tokens[prepositions[0]].text.lower()
    if preposition in ("в", "на") and case == "Loc" and clause.chance.random() < 0.3:
        yield Made(("где", *clause.rest(own, head)), own, "where")
    else:
        yield _asked(clause, place, inner, case, head, preposition, own)


def _asked(
    clause: Clause,
    place: int,
    own: frozenset[int],
    case: str,
    head: int,
    preposition: str,
    left_out: frozenset[int] | None = None,
) -> Made:
    """«Что …?», «Кто …?» or, now and then, «Какой орган …?»"""
    token = clause.tokens[place]
    rest = clause.rest(left_out or own, head)
    asking = [preposition] if preposition else []
    if token.pos == "NOUN" and len(own) > 1 and clause.chance.random() < 0.4:
        return Made((*asking, _which(token, case), token.text.lower(), *rest), own, f"which-{case}")
    words = PERSON if token.feats.get("Animacy") == "Anim" else THING
    return Made((*asking, words[case], *rest), own, f"what-{case}")


def _number(clause: Clause, place: int) -> Iterator[Made]:
    head, root = clause.head[place], clause.root
    if (
        head is None
        or root is None
        or clause.tokens[head].pos != "NOUN"
        or not re.search(r"\d", clause.tokens[place].text)
    ):
        return
    phrase, number = clause.below(head), frozenset({place, *clause.kids[place]})
    plural = _morphology().parse(clause.tokens[head].text)[0].inflect({"gent", "plur"})
    if root in phrase or plural is None or not _is_one_stretch(number | set(range(min(number), head + 1))):
        return
    answer = number if clause.chance.random() < 0.45 else frozenset(range(min(number), head + 1))
    yield Made(("сколько", plural.word, *clause.rest(phrase, root)), answer, "number")


def _clause(clause: Clause, place: int) -> Iterator[Made]:
    head, own = clause.head[place], clause.below(place)
    marks = [clause.tokens[kid].text.lower() for kid in clause.kids[place] if clause.tokens[kid].rel == "mark"]
    if head is not None and marks and marks[0] in CONDITIONS and _is_one_stretch(own):
        asking = clause.chance.choice(CONDITIONS[marks[0]])
        yield Made((*asking.split(), *clause.rest(own, head)), own, marks[0])


RULES = {
    "nsubj": _subject_or_object,
    "obj": _subject_or_object,
    "iobj": _subject_or_object,
    "obl": _adjunct,
    "nummod": _number,
    "advcl": _clause,
}


def _which(noun: Any, case: str) -> str:
    plural = noun.feats.get("Number") == "Plur"
    if case == "Acc" and (plural or noun.feats.get("Gender") == "Masc"):
        living = noun.feats.get("Animacy") == "Anim"
        return ("каких" if living else "какие") if plural else ("какого" if living else "какой")
    wanted = {CASES[case], "plur"} if plural else {CASES[case], "sing", GENDERS.get(noun.feats.get("Gender"), "masc")}
    inflected = _morphology().parse("какой")[0].inflect(wanted)
    return inflected.word if inflected else "какой"


def _is_one_stretch(places: frozenset[int] | set[int]) -> bool:
    return max(places) - min(places) + 1 == len(places)


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


class Maker:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        embedding = NewsEmbedding()
        self._segmenter = Segmenter()
        self._tagger, self._parser = NewsMorphTagger(embedding), NewsSyntaxParser(embedding)
        self._made: Counter[str] = Counter()

    def of_text(self, text: str) -> Iterator[Example]:
        lines = [line.strip() for line in text.splitlines()]
        paragraphs = [place for place, line in enumerate(lines) if 60 <= len(line) <= 900]
        for place in self._chance.sample(paragraphs, min(len(paragraphs), 4)):
            yield from self._of_paragraph(lines, place)

    def _of_paragraph(self, lines: Sequence[str], place: int) -> Iterator[Example]:
        paragraph, context = lines[place], self._context(lines, place)
        doc = Doc(paragraph)
        doc.segment(self._segmenter)
        doc.tag_morph(self._tagger)
        doc.parse_syntax(self._parser)
        for sentence in doc.sents:
            if 6 <= len(sentence.tokens) <= 40 and not _UNFIT.search(sentence.text):
                yield from self._of_sentence(sentence, paragraph, context, context.index(paragraph))

    def _of_sentence(self, sentence: Any, paragraph: str, context: str, offset: int) -> Iterator[Example]:
        clause = Clause(sentence.tokens, self._chance)
        found = [made for made in clause.made() if self._is_fit(made)]
        found.sort(key=lambda made: self._made[made.kind] * self._chance.random())
        for made in found[:2]:
            start = offset + clause.tokens[min(made.answer)].start
            end = offset + clause.tokens[max(made.answer)].stop
            while end > start and context[end - 1] in _ENDS:
                end -= 1
            answer = context[start:end]
            if 0 < len(answer) <= 170 and not _POINTING.match(answer) and answer.count("(") == answer.count(")"):
                self._made[made.kind] += 1
                yield Example(self._finished(made.question), context, start, end, f"ru-{made.kind}")

    def _is_fit(self, made: Made) -> bool:
        words = made.question
        return (
            4 <= len(words) <= 20 and sum(len(word) > 3 for word in words) >= 4 and not any("котор" in w for w in words)
        )

    def _finished(self, words: Sequence[str]) -> str:
        """Mostly as one writes, now and then as one types."""
        question = re.sub(r"(?<=«) | (?=[»,.;:])", "", " ".join(words))
        drawn = self._chance.random()
        if drawn < 0.12:
            return question.lower()
        return question[:1].upper() + question[1:] + ("?" if drawn < 0.92 else "")

    def _context(self, lines: Sequence[str], place: int) -> str:
        """The paragraph with lines before and after it."""
        wanted = self._chance.choice((250, 350, 450, 550))
        first = last = place
        context = lines[place]
        while len(context) < wanted and (first > 0 or last + 1 < len(lines)):
            if first > 0 and (last + 1 == len(lines) or self._chance.random() < 0.5):
                first -= 1
            else:
                last += 1
            context = "\n".join(line for line in lines[first : last + 1] if line)
        return context


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--wanted", type=int, default=1600)
    parser.add_argument("--seed", type=int, default=11)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    with gzip.open(arguments.texts, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    chance.shuffle(texts)
    maker, examples = Maker(chance), list[Example]()
    for text in texts:
        examples += maker.of_text(text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{SOFT HYPHEN}", ""))
        if len(examples) >= arguments.wanted:
            break
    save(examples, arguments.out)
    print(f"{len(examples)} questions, for example:")
    for example in chance.sample(examples, min(20, len(examples))):
        print(f"  {example.question} | {example.answer}")


if __name__ == "__main__":
    main()
