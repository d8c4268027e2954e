"""Which neighbouring units make one passage: the cheapest way to cut a row of them, by dynamic programming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import inf


class Seam(IntEnum):
    """What lies between a unit and the one before it."""

    WITHIN = 0
    """The same running paragraph."""
    TIED = 1
    """Rows of one table, items of one list, a heading and its text, "as follows:" and what follows."""
    PARAGRAPH = 2
    HEADING = 3
    """Another heading, both parts being tiny."""
    WALL = 4
    """Another heading: no passage reaches across."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, a table's row, or a piece of one that was too long, as the packing sees it."""

    tokens: int
    limit: int
    """Tokens that a passage beginning here may have."""
    seam: Seam


CUT_COST = {Seam.WITHIN: 1.0, Seam.TIED: 1.5, Seam.PARAGRAPH: 0.0, Seam.HEADING: 0.0, Seam.WALL: 0.0}
JOIN_COST = {Seam.WITHIN: 0.0, Seam.TIED: 0.0, Seam.PARAGRAPH: 0.15, Seam.HEADING: 0.3, Seam.WALL: inf}
SHORT = 0.5
"""Passages below this part of the limit cost more the shorter they are."""
SHORT_COST = 1.2
UNEVEN_COST = 0.05
CROWDED_COST = 1.5
"""For leaving no room for the overlap where a paragraph was cut."""


def pack(units: Sequence[Unit], overlap: int) -> list[tuple[int, int]]:
    """Half-open ranges of units that follow one another, none above its limit unless it is a single unit."""
    best = [0.0] + [inf] * len(units)
    begin = [0] * (len(units) + 1)
    for start in range(len(units)):
        joined, tokens = 0.0, 0
        for end in range(start + 1, len(units) + 1):
            if end - 1 > start:
                joined += JOIN_COST[units[end - 1].seam]
            tokens += units[end - 1].tokens
            if end - start > 1 and (tokens > units[start].limit or joined == inf):
                break
            cost = best[start] + joined + _cost(units[start], tokens, overlap)
            if cost < best[end]:
                best[end], begin[end] = cost, start
    return _ranges(begin)


def _cost(first: Unit, tokens: int, overlap: int) -> float:
    """Of a passage that begins with a unit, but for the seams within it."""
    filled = tokens / first.limit
    cost = CUT_COST[first.seam] + UNEVEN_COST * filled * filled
    if filled < SHORT:
        cost += SHORT_COST * (1 - filled / SHORT) ** 2
    if first.seam is Seam.WITHIN and tokens + overlap > first.limit:
        cost += CROWDED_COST
    return cost


def _ranges(begin: Sequence[int]) -> list[tuple[int, int]]:
    ranges = []
    end = len(begin) - 1
    while end:
        ranges.append((begin[end], end))
        end = begin[end]
    return ranges[::-1]
