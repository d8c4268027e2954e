"""Training examples: a question and a short window of text, with the place of its answer or without one."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import takewhile
from pathlib import Path

from index.answer.phrases import PLACING
from index.packaged.model import packaged_model

BUDGETS = (50, 70, 90, 110, 110, 130)
"""Tokens of a window, by chance: what the reader is given to read is about so long."""
LONGEST_WINDOW = 170
LONGEST_ANSWER = 160
"""Code points."""
SIBLING, STRANGER = 0.28, 0.10
"""Share of the answered questions that are asked of another window of the same text too, or of a like text."""
TITLED = 0.6
"""Share of the windows that stand under their text's title."""
NEAREST = 0.6
"""Share of the windows without an answer that are chosen for their likeness to the question; the others are any."""
LIMITS = {"cmrc2018": 3000, "coqa-wikipedia": 5000, "coqa-cnn": 2500}
"""Questions taken of a source; all where none is named."""
ALPHABETIC = frozenset({"en", "no", "fi", "id", "sw"})
_ROW_END = re.compile(r"\n+")
_SENTENCE_END = re.compile(r"(?<=[.!?։؟।])\s+|(?<=[。！？])|\n+")


@dataclass(frozen=True, slots=True)
class Example:
    question: str
    text: str
    start: int
    """Code points in `text`; -1 where it does not answer."""
    end: int
    source: str

    @property
    def answer(self) -> str | None:
        return self.text[self.start : self.end] if self.start >= 0 else None


def load(file: Path) -> list[Example]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [Example(**json.loads(line)) for line in lines]


def save(examples: Iterable[Example], file: Path) -> None:
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(asdict(example), ensure_ascii=False) + "\n" for example in examples)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the span-QA collection."""

    source: str
    lang: str
    question: str
    context: str
    answer: str | None
    start: int | None
    history: Sequence[Sequence[str]] | None = None
    title: str = ""
    """Of the text, where it is known: it stands above most windows, as the reader will be given it."""

    @property
    def asked(self) -> str:
        """With the turn before it, of a conversation."""
        before = " ".join(" ".join(turn) for turn in (self.history or ())[-1:])
        return f"{before} {self.question}".strip()


def load_rows(file: Path) -> list[Row]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [Row(**json.loads(line)) for line in lines]


def from_rows(rows: Sequence[Row], chance: random.Random) -> list[Example]:
    """Windows with the answer, windows without it from the same text and from texts that look alike."""
    texts = _Texts(rows)
    examples: list[Example] = []
    for row in _sampled(rows, chance):
        examples += [_titled(row, example, chance) for example in _of_row(row, texts, chance)]
    chance.shuffle(examples)
    return examples


def _sampled(rows: Sequence[Row], chance: random.Random) -> Iterator[Row]:
    """Within the limits; of conversations, first turns before later ones."""
    by_source: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_source[row.source].append(row)
    for source, own in by_source.items():
        chance.shuffle(own)
        own.sort(key=lambda row: bool(row.history) and chance.random() < 0.7)
        yield from own[: LIMITS.get(source, len(own))]


def _of_row(row: Row, texts: _Texts, chance: random.Random) -> Iterator[Example]:
    places = sentence_places(row.context)
    if row.answer is None or row.start is None:
        yield _without_answer(row, row.context, _tempting(row, range(len(places)), chance), chance)
        return
    start, end = _whole_words(row, row.start, row.start + len(row.answer))
    placing = PLACING.match(row.context, start, end)
    start = placing.end() if placing else start  # as the short answer is given
    own = next((n for n, (first, last) in enumerate(places) if first <= start < last), None)
    if own is None or end - start > LONGEST_ANSWER:
        return
    first, last = cut(row.context, *window(row.context, own, chance), start, chance)
    if first <= start and end <= last:
        yield Example(row.asked, row.context[first:last], start - first, end - first, row.source)
    drawn, answer = chance.random(), row.answer.lower()
    if drawn < SIBLING:
        far = [n for n in range(len(places)) if abs(n - own) > 1]
        sibling = _without_answer(row, row.context, _tempting(row, far, chance), chance) if far else None
        if sibling and answer not in sibling.text.lower():
            yield sibling
    elif drawn < SIBLING + STRANGER:
        stranger = texts.like(row, chance)
        if stranger is not None:
            yield _without_answer(row, *stranger, chance)


def _titled(row: Row, example: Example, chance: random.Random) -> Example:
    if not row.title or chance.random() >= TITLED:
        return example
    above = f"{row.title}\n"
    shift = len(above) if example.answer is not None else 0
    return replace(example, text=above + example.text, start=example.start + shift, end=example.end + shift)


def _tempting(row: Row, sentences: Sequence[int], chance: random.Random) -> int:
    """One of the sentences, mostly that which shares most with the question."""
    if chance.random() >= NEAREST:
        return chance.choice(sentences)
    places, asked = sentence_places(row.context), _groups(row.question)
    return max(sentences, key=lambda n: len(asked & _groups(row.context[slice(*places[n])])))


def _without_answer(row: Row, context: str, sentence: int, chance: random.Random) -> Example:
    first, last = window(context, sentence, chance)
    first, last = cut(context, first, last, first, chance)
    return Example(row.asked, context[first:last], -1, -1, row.source)


def _whole_words(row: Row, start: int, end: int) -> tuple[int, int]:
    """Some answers of the collection begin or end within a word."""
    text = row.context
    if row.lang in ALPHABETIC:
        while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
            start -= 1
        while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
            end += 1
    return start, end


@cache
def sentence_places(text: str) -> list[tuple[int, int]]:
    places, start = [], 0
    for match in (_ROW_END if " | " in text else _SENTENCE_END).finditer(text):
        if text[start : match.end()].strip():
            places.append((start, match.end()))
            start = match.end()
    if text[start:].strip():
        places.append((start, len(text)))
    return places


@cache
def _lengths(text: str) -> list[int]:
    encodings = packaged_model().tokenizer.encode_batch(
        [text[first:last] for first, last in sentence_places(text)], add_special_tokens=False
    )
    return [len(encoding.ids) for encoding in encodings]


def window(text: str, sentence: int, chance: random.Random) -> tuple[int, int]:
    """A sentence with neighbours on either side, by chance, within a budget of tokens."""
    places, lengths, budget = sentence_places(text), _lengths(text), chance.choice(BUDGETS)
    first = last = sentence
    total = lengths[sentence]
    while True:
        before = first > 0 and total + lengths[first - 1] <= budget
        after = last + 1 < len(places) and total + lengths[last + 1] <= budget
        if not before and not after:
            return places[first][0], places[last][1]
        if before and (not after or chance.random() < 0.5):
            first -= 1
            total += lengths[first]
        else:
            last += 1
            total += lengths[last]


def cut(text: str, first: int, last: int, around: int, chance: random.Random) -> tuple[int, int]:
    """A window that is too long for its one sentence is cut to tokens around a place."""
    encoding = packaged_model().tokenizer.encode(text[first:last], add_special_tokens=False)
    if len(encoding.ids) <= LONGEST_WINDOW:
        return first, last
    own = next((n for n, (_, end) in enumerate(encoding.offsets) if end > around - first), 0)
    begin = max(0, own - chance.randrange(20, LONGEST_WINDOW - 50))
    end = min(len(encoding.ids), begin + LONGEST_WINDOW)
    return first + encoding.offsets[begin][0], first + encoding.offsets[end - 1][1]


class _Texts:
    """Finds the text of the same language that shares most rare letter groups with a question."""

    COMMON = 0.05
    """Share of the texts above which a group of letters tells nothing."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._texts: defaultdict[str, list[str]] = defaultdict(list)
        for lang, context in dict.fromkeys((row.lang, row.context) for row in rows if row.source != "coqa-cnn"):
            self._texts[lang].append(context)
        self._holding: dict[str, dict[str, list[int]]] = {lang: _inverted(texts) for lang, texts in self._texts.items()}

    def like(self, row: Row, chance: random.Random) -> tuple[str, int] | None:
        """A text that does not hold the answer, and its sentence nearest to the question."""
        texts, asked = self._texts[row.lang], _groups(row.question)
        shared: Counter[int] = Counter()
        for group in sorted(asked):  # ties fall alike in every process
            holding = self._holding[row.lang].get(group, [])
            if 0 < len(holding) < len(texts) * self.COMMON:
                for place in holding:
                    shared[place] += 1  # rarer groups are in fewer texts already
        answer = (row.answer or "").lower()
        near = [n for n, _ in shared.most_common(6) if texts[n] != row.context and answer not in texts[n].lower()]
        if not near:
            return None
        text = texts[chance.choice(near[:3])]
        places = sentence_places(text)
        return text, max(range(len(places)), key=lambda n: len(asked & _groups(text[slice(*places[n])])))


def _inverted(texts: Sequence[str]) -> dict[str, list[int]]:
    holding: defaultdict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for group in _groups(text):
            holding[group].append(place)
    return holding


def _groups(text: str) -> set[str]:
    lowered = text.lower()
    size = 2 if any(ord(char) >= 0x3000 for char in lowered) else 5
    return {lowered[start : start + size] for start in range(len(lowered) - size + 1)}


_NUMBER = re.compile(r"\b\d[\d.,]*\b")
_ROMAN = re.compile(r"\b[IVX]+\b")
_NAME = re.compile(r"(?<=[\s«\"(])[A-ZА-ЯЁÅÄÖØÆ][\w’-]{2,}(?: [A-ZА-ЯЁ][\w’-]+)*")
_IN_MONTH = "январе|феврале|марте|апреле|мае|июне|июле|августе|сентябре|октябре|ноябре|декабре"
_OF_MONTH = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
_MONTH = re.compile(rf"\b(?:{_IN_MONTH}|{_OF_MONTH})\b")
_ROWS = [row.split("|") for row in (_IN_MONTH, _OF_MONTH, "I|II|III|IV|V|VI|VII|VIII|IX|X|XI|XII|XIII|XIV|XV|XVI")]
_TRIED = 40
"""Names of other questions, of which the one that ends most like the name it stands for is taken: in its case."""


def near_misses(examples: Sequence[Example], share: float, chance: random.Random) -> list[Example]:
    """For a share of the answered questions, the same window asked about another name, number or month than its own."""
    names: defaultdict[bool, list[str]] = defaultdict(list)
    for example in examples:
        names[_is_cyrillic(example.question)] += _NAME.findall(example.question)
    missed = (_missed(example, names, chance) for example in examples if chance.random() < share)
    return [example for example in missed if example is not None]


def _missed(example: Example, names: dict[bool, list[str]], chance: random.Random) -> Example | None:
    question, text = example.question, example.text
    if example.answer is None:
        return None
    places = [match for match in _NAME.finditer(question) if match.group()[:5] in text]
    for kind in (_NUMBER, _ROMAN, _MONTH):
        places += [match for match in kind.finditer(question) if match.group() in text]
    if not places:
        return None
    place = chance.choice(places)
    other = _other(place.group(), names[_is_cyrillic(question)], chance)
    if not other or other[:5] in text or other in question:
        return None
    asked = question[: place.start()] + other + question[place.end() :]
    return replace(example, question=asked, start=-1, end=-1, source=f"miss-{example.source}")


def _other(said: str, names: Sequence[str], chance: random.Random) -> str | None:
    if said.isdecimal():
        return str(int(said) + chance.choice([1, 2, 3, 5, 10]))
    for row in _ROWS:
        if said in row:
            return chance.choice(row)
    tried = chance.sample(names, min(_TRIED, len(names)))
    others = [name for name in tried if name[:5] != said[:5]]
    return max(others, key=lambda name: _same_ending(name, said), default=None)


def _same_ending(one: str, other: str) -> int:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(reversed(one), reversed(other), strict=False))
    return sum(1 for _ in same)


def _is_cyrillic(text: str) -> bool:
    return re.search("[а-яё]", text.lower()) is not None
