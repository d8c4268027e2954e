"""A sentence too long for a passage → pieces that fit, cut at clauses, at words, and at letters if it must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index.types import Span

CountTokens = Callable[[Sequence[str]], list[int]]

_WORD = re.compile(r"\S+")
_CLAUSE_TAIL = re.compile(r"[,;:.!?…)»\"]$")
CLAUSE_FROM = 0.5
"""A clause's end is taken for the cut when the piece up to it fills this part of the limit."""


def split_long(text: str, span: Span, limit: int, count_tokens: CountTokens) -> list[Span]:
    """Pieces of at most `limit` tokens each, in order, covering all of the span that is not white."""
    words = [match.span() for match in _WORD.finditer(text, span.start, span.end)]
    counts = count_tokens([text[start:end] for start, end in words])
    parts = [
        part
        for (start, end), count in zip(words, counts, strict=True)
        for part in _fitting(text, Span(start, end), count, limit, count_tokens)
    ]
    return list(_packed(text, parts, limit))


def _fitting(text: str, word: Span, count: int, limit: int, count_tokens: CountTokens) -> Iterator[tuple[Span, int]]:
    """The word and its tokens; where it is longer than the limit, its halves, and so on down to single letters."""
    if count <= limit or word.end - word.start == 1:
        yield word, count
        return
    middle = (word.start + word.end) // 2
    for half in (Span(word.start, middle), Span(middle, word.end)):
        half_count = count_tokens([text[half.start : half.end]])[0]
        yield from _fitting(text, half, half_count, limit, count_tokens)


def _packed(text: str, parts: Sequence[tuple[Span, int]], limit: int) -> Iterator[Span]:
    start = 0
    while start < len(parts):
        end = _cut(text, parts, start, limit)
        yield Span(parts[start][0].start, parts[end - 1][0].end)
        start = end


def _cut(text: str, parts: Sequence[tuple[Span, int]], start: int, limit: int) -> int:
    """Where the piece that begins at a part ends: at the last clause end that leaves it well filled, or when full."""
    tokens, clause, end = 0, 0, start
    while end < len(parts) and (end == start or tokens + parts[end][1] <= limit):
        tokens += parts[end][1]
        word, end = parts[end][0], end + 1
        if tokens >= CLAUSE_FROM * limit and _CLAUSE_TAIL.search(text[word.start : word.end]):
            clause = end
    return end if end == len(parts) else clause or end
