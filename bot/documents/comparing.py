"""Two versions of a document → what was added, taken out and changed, paragraph by paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

MOST_COMPARED = 4_000
"""Paragraphs that differ at the ends alone are compared in order up to so many; of more only what is new is told."""
SIMILAR = 50.0
"""Paragraphs alike by so much, of 100, are one that was changed."""
MOST_PAIRED = 40
"""Within one place that changed, so many paragraphs are paired by likeness; of more the first with the first."""

_LIKENESS_CHARACTERS = 1_000
"""Of a paragraph, so many tell how alike it is."""
_PARAGRAPH = re.compile(r"[^\n]+")
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Difference:
    """One paragraph before and after; empty where there is none."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    differences: tuple[Difference, ...]
    """In the order of the new version."""

    @property
    def added(self) -> int:
        return sum(not difference.before for difference in self.differences)

    @property
    def removed(self) -> int:
        return sum(not difference.after for difference in self.differences)

    @property
    def changed(self) -> int:
        return len(self.differences) - self.added - self.removed


def compare(before: str, after: str) -> Comparison:
    """Line breaks and spaces at the ends of lines make no difference."""
    old, new = _paragraphs(before), _paragraphs(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(old), len(new)) > MOST_COMPARED:
        return Comparison(tuple(_unordered(old, new)))
    return Comparison(tuple(_ordered(old, new)))


def _paragraphs(text: str) -> list[str]:
    lines = (" ".join(match[0].split()) for match in _PARAGRAPH.finditer(text))
    return [line for line in lines if line]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = zip(old, new, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(old), len(new)))


def _unordered(old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    gone, come = Counter(old), Counter(new)
    yield from (Difference("", text) for text in (come - gone).elements())
    yield from (Difference(text, "") for text in (gone - come).elements())


def _ordered(old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    for gone, come in _gaps(old, new):
        yield from _paired(old[gone], new[come])


def _gaps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[slice, slice]]:
    """The stretches between what both have in the same order. In O(len(old) · len(new) / 64), whatever they hold."""
    old_at = new_at = 0
    for step in LCSseq.opcodes(old, new):
        if step.tag != "equal":
            continue
        if step.src_start > old_at or step.dest_start > new_at:
            yield slice(old_at, step.src_start), slice(new_at, step.dest_start)
        old_at, new_at = step.src_end, step.dest_end
    if old_at < len(old) or new_at < len(new):
        yield slice(old_at, len(old)), slice(new_at, len(new))


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    """Each new paragraph with the old one that it is likest to, in order."""
    if len(old) * len(new) > MOST_PAIRED**2:
        both = min(len(old), len(new))
        yield from (Difference(one, other) for one, other in zip(old, new, strict=False))
        yield from (Difference(text, "") for text in old[both:])
        yield from (Difference("", text) for text in new[both:])
        return
    start = 0
    for text in new:
        likest = max(range(start, len(old)), key=lambda place: _likeness(old[place], text), default=None)
        if likest is None or _likeness(old[likest], text) < SIMILAR:
            yield Difference("", text)
            continue
        yield from (Difference(gone, "") for gone in old[start:likest])
        yield Difference(old[likest], text)
        start = likest + 1
    yield from (Difference(gone, "") for gone in old[start:])


def _likeness(one: str, other: str) -> float:
    return fuzz.ratio(one[:_LIKENESS_CHARACTERS], other[:_LIKENESS_CHARACTERS])


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a paragraph, and whether the other version has it too."""

    text: str
    differs: bool


def marked(text: str, other: str) -> list[Stretch]:
    """The text in stretches of whole words; joined they are the text."""
    mine, theirs = _words(text), _words(other)
    if max(len(mine), len(theirs)) > MOST_COMPARED:
        return [Stretch(text, True)]
    found: list[Stretch] = []
    at = 0
    for gap, _ in _gaps([word for word, _, _ in mine], [word for word, _, _ in theirs]):
        if gap.stop > gap.start:
            start, end = mine[gap.start][1], mine[gap.stop - 1][2]
            found += [Stretch(text[at:start], False), Stretch(text[start:end], True)]
            at = end
    return [stretch for stretch in (*found, Stretch(text[at:], False)) if stretch.text]


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(match[0], *match.span()) for match in _WORD.finditer(text)]
