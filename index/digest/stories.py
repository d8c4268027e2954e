"""Documents on one event, told as one story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.types import Vector

SAME_EVENT = 0.94
"""Cosine of two documents' mean sentences; of documents on different things it can be as high."""
SAME_TERMS = 1 / 3
"""Part of the terms that both share; documents on different things of one trade share a fifth at most."""


@dataclass(frozen=True, slots=True)
class Gist:
    """What one document says, made once."""

    sentences: tuple[str, ...]
    """Those chosen, in reading order."""
    terms: frozenset[str]
    vector: Vector | None
    """The mean of its sentences; None where it has none worth quoting."""


def same_event(one: Gist, other: Gist, cosine: float = SAME_EVENT) -> bool:
    """Meaning alone does not tell two events of one trade apart, so they must name the same things too."""
    if one.vector is None or other.vector is None:
        return False
    shared = len(one.terms & other.terms) / max(1, min(len(one.terms), len(other.terms)))
    return shared >= SAME_TERMS and float(one.vector @ other.vector) >= cosine


def grouped(gists: Sequence[Gist], cosine: float = SAME_EVENT) -> list[list[int]]:
    """Places of the documents of each story; the first is the one most like the others. In order of appearance."""
    stories: list[list[int]] = []
    for place, gist in enumerate(gists):
        fitting = (story for story in stories if all(same_event(gists[other], gist, cosine) for other in story))
        story = next(fitting, None)
        if story is None:
            stories.append([place])
        else:
            story.append(place)
    return [_most_central_first(gists, story) for story in stories]


def _most_central_first(gists: Sequence[Gist], story: list[int]) -> list[int]:
    vectors = [vector for place in story if (vector := gists[place].vector) is not None]
    if len(story) < 3 or len(vectors) < len(story):
        return story
    likeness = np.stack(vectors) @ np.stack(vectors).T
    best = int(likeness.sum(axis=1).argmax())
    return [story[best], *(place for place in story if place != story[best])]
