"""A sentence too long to be shown whole → its clauses that matter."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from index.text import lemmas
from index.types import Span

_BREAK = re.compile(r"(?<=[;:,—–)])\s+|\s+(?=[(—–])")


def cut_to(longest: int, text: str, wanted: Collection[str], keep: Span | None = None) -> Span:
    """The stretch of whole clauses, at most `longest` code points, with most lemmas of `wanted`, the longest such.

    Those with `keep` whole go before all others. All of a text that is short enough; where no clause is, or none that
    holds `keep`, the first words, or those round `keep`.
    """
    if len(text) <= longest:
        return Span(0, len(text))
    clauses = _clauses(text)
    found = [set(lemmas(text[c.start : c.end])) & set(wanted) for c in clauses]
    best, best_rank = _words_round(keep, longest, text), (keep is not None, -1, 0)
    for first in range(len(clauses)):
        words: set[str] = set()
        for last in range(first, len(clauses)):
            span = Span(clauses[first].start, clauses[last].end)
            if span.end - span.start > longest:
                break
            words |= found[last]
            kept = keep is None or (span.start <= keep.start and keep.end <= span.end)
            rank = (kept, len(words), span.end - span.start)
            if rank > best_rank:
                best, best_rank = span, rank
    return best


def _words_round(keep: Span | None, longest: int, text: str) -> Span:
    """The first words, as many as there is room for; more of the later ones where `keep` lies further on."""
    start = 0
    if keep is not None and keep.end > longest:
        room = max(0, longest - (keep.end - keep.start)) // 2
        earliest = max(0, min(keep.end + room, len(text)) - longest)
        start = min(text.find(" ", earliest, keep.start) + 1 or keep.start, keep.start) if earliest else 0
    end = start + longest
    if end < len(text) and (space := text.rfind(" ", max(start + 1, keep.end if keep else 0), end + 1)) > start:
        end = space
    return Span(start, min(end, len(text)))


def _clauses(text: str) -> list[Span]:
    breaks = [match.span() for match in _BREAK.finditer(text)]
    edges = [(0, 0), *breaks, (len(text), len(text))]
    return [Span(left[1], right[0]) for left, right in pairwise(edges) if right[0] > left[1]]
