"""What the reader is given to read, and what is made of its readings: a span of a sentence, and its log odds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.answer.cells import asked_cell, is_row
from index.answer.features import FoundSpan, SentenceCandidate
from index.chunk import header_of
from index.ports import Reader
from index.types import Hit, Query, Reading, Span

WINDOWS = 4
"""Stretches of text read for one question: more take longer than they bring (see the ablation in the README).
A row of a table is read alone and counts for half of one."""
WINDOW = 420
"""Code points of one, about a hundred tokens; a sentence that is longer is read as far as the reader goes."""
LONGEST_ABOVE = 90
"""Code points of the title and heading that it is read under."""
LONGEST_SPAN = 30
"""Tokens."""


@dataclass(frozen=True, slots=True)
class Window:
    """Neighbouring sentences of one passage."""

    hit: Hit
    first: int
    last: int
    """Places in `hit.passage.sentences`, both included."""

    @property
    def span(self) -> Span:
        """In the document."""
        sentences = self.hit.passage.sentences
        return Span(sentences[self.first].start, sentences[self.last].end)

    @property
    def text(self) -> str:
        passage = self.hit.passage
        return passage.text[self.span.start - passage.start : self.span.end - passage.start]

    @property
    def above(self) -> str:
        """What the text stands under: it tells of whom or of what it speaks."""
        header = header_of(self.hit.card, self.hit.passage.heading, self.text)
        if len(header) > LONGEST_ABOVE:
            header = header[: LONGEST_ABOVE + 1].rpartition(" ")[0] or header[:LONGEST_ABOVE]
        return f"{header}\n" if header else ""

    def holds(self, sentence: SentenceCandidate) -> bool:
        return sentence.hit.passage.document == self.hit.passage.document and (
            self.span.start <= sentence.span.start and sentence.span.end <= self.span.end
        )


def windows(sentences: Iterable[SentenceCandidate]) -> list[Window]:
    """Round the first sentences, each with its neighbours; `sentences` come most promising first."""
    found: list[Window] = []
    room = float(WINDOWS)
    for sentence in sentences:
        if room <= 0:
            break
        if not any(window.holds(sentence) for window in found):
            found.append(_window(sentence.hit, sentence.place))
            room -= 0.5 if is_row(sentence.text) else 1
    return found


def _window(hit: Hit, place: int) -> Window:
    """Wider by the sentence before, the one after, and so on while there is room.

    A row of a table stays alone: the next one tells of something else in the same words.
    """
    window = Window(hit, place, place)
    while True:
        wider = [
            Window(hit, first, last)
            for first, last in ((window.first - 1, window.last), (window.first, window.last + 1))
            if first >= 0 and last < len(hit.passage.sentences)
        ]
        fitting = [each for each in wider if each.span.end - each.span.start <= WINDOW and not is_row(each.text)]
        if not fitting:
            return window
        window = min(fitting, key=lambda each: abs((place - each.first) - (each.last - place)))


def read_sentences(reader: Reader, query: Query, sentences: Sequence[SentenceCandidate]) -> list[SentenceCandidate]:
    """The sentences, in their order, with the span found in each that was read; they come most promising first."""
    chosen = windows(sentences)
    above = [window.above for window in chosen]
    readings = reader.read(query.text, [head + window.text for head, window in zip(above, chosen, strict=True)])
    read = list(zip(chosen, map(len, above), readings, strict=True))
    return [replace(sentence, found=_found(query, sentence, read)) for sentence in sentences]


def _found(query: Query, sentence: SentenceCandidate, read: Sequence[tuple[Window, int, Reading]]) -> FoundSpan | None:
    """`read`: each window, how long what it was read under is, and its reading."""
    spans = [
        best_span(reading, _within(window, above, sentence))
        for window, above, reading in read
        if window.holds(sentence)
    ]
    found = max((span for span in spans if span is not None), key=lambda span: span.score, default=None)
    if found is None:
        return None
    return replace(found, span=asked_cell(sentence.text, trimmed(sentence.text, found.span), query))


def _within(window: Window, above: int, sentence: SentenceCandidate) -> Span:
    shift = above - window.span.start
    return Span(sentence.span.start + shift, sentence.span.end + shift)


def best_span(reading: Reading, within: Span) -> FoundSpan | None:
    """The most likely span inside a stretch of the text, counted from its start; None where no token of it was read."""
    own = [
        place
        for place, token in enumerate(reading.tokens)
        if within.start <= token.start and token.end <= within.end and token.end > token.start
    ]
    if not own:
        return None
    pairs = reading.start[own][:, None] + reading.end[own][None, :]
    possible = np.triu(np.ones_like(pairs, dtype=bool)) & ~np.triu(np.ones_like(pairs, dtype=bool), LONGEST_SPAN)
    first, last = np.unravel_index(np.where(possible, pairs, -np.inf).argmax(), pairs.shape)
    span = Span(reading.tokens[own[first]].start - within.start, reading.tokens[own[last]].end - within.start)
    return FoundSpan(span, float(pairs[first, last]) - reading.none)


_OUTER = " \t\n.,;:!?–—-•·…"
_PAIRS = {"«": "»", "(": ")", "[": "]", "“": "”", "„": "“"}


def trimmed(text: str, span: Span) -> Span:
    """Without marks at its ends; half a pair of brackets or quotation marks is made whole, or goes if it cannot be."""
    start, end = span.start, span.end
    while start < end and text[start] in _OUTER:
        start += 1
    while end > start and text[end - 1] in _OUTER:
        end -= 1
    if end < len(text) and _is_half(text[start:end], text[end]):
        end += 1
    elif start > 0 and _is_half(text[start:end], text[start - 1]):
        start -= 1
    while start < end and _is_half(text[start:end], text[start]):
        start += 1
    while end > start and _is_half(text[start:end], text[end - 1]):
        end -= 1
    return Span(start, end) if start < end else span


def _is_half(inner: str, mark: str) -> bool:
    """Whether the mark is one of a pair of which the stretch has one only."""
    if mark == '"':
        return inner.count(mark) % 2 == 1
    return any(mark in pair and inner.count(pair[0]) != inner.count(pair[1]) for pair in _PAIRS.items())
