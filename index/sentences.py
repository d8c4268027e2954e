"""Text → sentences, as spans: lines are judged here, what stands within a line is razdel's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import razdel

from index.types import Span

LONG_SENTENCE = 600
"""Characters; an enumeration longer than this is parted at its semicolons."""
SHORTEST_PART = 80
"""Characters; no part of an enumeration is shorter."""
WIDEST_WRAP = 160
"""Characters; text that was wrapped by hand or by a PDF has no longer lines."""
LONGEST_MARKER = 40
"""Characters of "3.1.2." or "Статья 374."."""
MOST_AT_ONCE = 4000
"""Characters given to razdel in one go."""

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c]+")
_LIST_ITEM = re.compile(r"(?:[•●▪◦·*‣⁃■□✓–—-]|\(?(?:\d{1,3}|[а-яёa-z])\)|\d{1,3}(?:\.\d{1,3})*\.)\s+\S", re.IGNORECASE)
_ROW = re.compile(r"\t|(?:^|\s)\|(?:\s|$)")
_SPEECH_TAIL = re.compile(r"[,!?…]\s*[\"»“”]?$|[\"»“”],?$")
_SENTENCE_TAIL = re.compile(r"[.!?…:;][\"»“”)\]]*$")
_UNFINISHED_TAIL = re.compile(r"[^\W\d_][-,]$|[,(«„]$|\b(?:г|им|ст|п|пп|ч|т|ул|см|рис|табл|[А-ЯЁ])\.$")
_QUOTED_END = re.compile(r"[^\W_][\"»”]\.\s+(?=[а-яё]{3})")
_ANY_END = re.compile(r"[.!?]\s+")
_MARKER = re.compile(
    r"\(?(?:\d{1,3}(?:\.\d{1,3})*[.)]|[а-яёa-z]\))"
    r"|(?:статья|глава|раздел|пункт|часть|приложение|article|chapter|section|part)\s+(?:№\s*)?[\dIVXL.]+\.",
    re.IGNORECASE,
)
_ENGLISH_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Fig|Figs|No|Nos|vs|e\.g|i\.e|cf|approx|Jr|Sr|Inc|Ltd|Co|Gen|Col|Rev|Vol|pp|ed)\.$"
)
_NUMBERED = re.compile(r"\b(?:No|Nos|Fig|Figs|Vol|pp)\.$")
_SEMICOLON = re.compile(r";\s+")


def split_sentences(text: str) -> list[Span]:
    """Spans without surrounding white space, in order; all that is not white lies in one of them.

    A line's end ends a sentence unless the line was merely wrapped.
    """
    return [part for block in _blocks(text) for span in _within_block(text, block) for part in _parts(text, span)]


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without surrounding white space; None where nothing is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return Span(start + left, start + right) if right > left else None


def _blocks(text: str) -> Iterator[Span]:
    """Stretches of lines that run on into one another."""
    lines = [line for match in _LINE.finditer(text) if (line := trimmed(text, *match.span()))]
    width = _wrap_width(text, lines)
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or not _runs_on(text, lines[index - 1], lines[index], width):
            yield Span(lines[start].start, lines[index - 1].end)
            start = index


def _wrap_width(text: str, lines: list[Span]) -> int:
    """The longest line of a text that is wrapped throughout; 0 where lines are whole paragraphs."""
    longest = max((line.end - line.start for line in lines), default=0)
    if longest > WIDEST_WRAP:
        return 0
    wrapped = sum(text[after.start].islower() and text[before.end - 1] not in ":;" for before, after in pairwise(lines))
    return longest if wrapped * 3 >= len(lines) else 0


def _runs_on(text: str, before: Span, after: Span, width: int) -> bool:
    """Whether the line's end between the two is only a wrap; `width` as `_wrap_width` gives it."""
    gap = text[before.end : after.start]
    if gap.replace("\r\n", "\n").count("\n") > 1 or "\x0c" in gap or "\u2029" in gap:
        return False
    left, right = text[before.start : before.end], text[after.start : after.end]
    if _ROW.search(left) or _ROW.search(right):
        return False
    if right[0] in "–—-":
        return bool(_SPEECH_TAIL.search(left)) and right.lstrip("–—- ")[:1].islower()
    if _LIST_ITEM.match(right):
        return False
    if _UNFINISHED_TAIL.search(left):
        return True
    if _SENTENCE_TAIL.search(left):
        return False
    return right[0].islower() or len(left) + 1 + len(right.partition(" ")[0]) > width > 0


def _within_block(text: str, block: Span) -> list[Span]:
    pieces = (
        Span(window.start + piece.start, window.start + piece.stop)
        for window in _windows(text, block)
        for piece in razdel.sentenize(text[window.start : window.end])
    )
    return _joined(text, (span for piece in pieces for span in _after_quotes(text, piece)))


def _windows(text: str, block: Span) -> Iterator[Span]:
    """The block, a very long one in parts: razdel's time goes with the square of what it cannot cut."""
    start = block.start
    while block.end - start > MOST_AT_ONCE:
        ends = list(_ANY_END.finditer(text, start + MOST_AT_ONCE // 2, start + MOST_AT_ONCE))
        end = ends[-1].end() if ends else start + MOST_AT_ONCE
        yield Span(start, end)
        start = end
    yield Span(start, block.end)


def _after_quotes(text: str, piece: Span) -> Iterator[Span]:
    """A sentence that ends with a quotation, and the next that wrongly begins small, parted."""
    bounds = [match.end() for match in _QUOTED_END.finditer(text, piece.start, piece.end)]
    for left, right in pairwise([piece.start, *bounds, piece.end]):
        part = trimmed(text, left, right)
        if part is not None:
            yield part


def _joined(text: str, spans: Iterable[Span]) -> list[Span]:
    """List markers and abbreviations that razdel took for sentences, put back before what they begin."""
    result: list[Span] = []
    for span in spans:
        if result and _begins(text[result[-1].start : result[-1].end], text[span.start : span.end]):
            result[-1] = Span(result[-1].start, span.end)
        else:
            result.append(span)
    return result


def _begins(left: str, right: str) -> bool:
    if len(left) <= LONGEST_MARKER and _MARKER.fullmatch(left):
        return True
    if _ENGLISH_ABBREVIATION.search(left):
        return not _NUMBERED.search(left) or right[0].isdigit()
    return right[0] in ",;" and len(right) > 1


def _parts(text: str, span: Span) -> Iterator[Span]:
    """The sentence, or where it is very long, its parts up to semicolons."""
    if span.end - span.start <= LONG_SENTENCE:
        yield span
        return
    cuts = [match.end() for match in _SEMICOLON.finditer(text, span.start, span.end)]
    kept = [span.start]
    for cut in cuts:
        if cut - kept[-1] >= SHORTEST_PART and span.end - cut >= SHORTEST_PART:
            kept.append(cut)
    for start, end in pairwise([*kept, span.end]):
        part = trimmed(text, start, end)
        if part is not None:
            yield part
