"""Which sentences carry a document: central by meaning, early, about what the document keeps naming, unlike each other.

The weights are those that `python -m tests.bench.digest` found to cover most of a document at the least repetition.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.digest.candidates import Candidate
from index.types import Vectors

Scores = NDArray[np.float64]
"""Shape (n,), higher is better."""

POSITION_WEIGHT = 0.6
"""Of standing at the beginning; being central weighs 1."""
COVERAGE_WEIGHT = 6.0
"""Of all the document's own terms at once; a sentence has a small part of them."""
REPETITION_WEIGHT = 1.0
"""Of being like what was taken already."""
NUMBER_WEIGHT = 0.6
"""Of telling a number: sums, dates and amounts are what a digest is read for."""
LEANING_PENALTY = 0.3
"""Of a sentence that leans on the one before it."""
SAME_SAID = 0.75
"""Part of a sentence's words that stand in one taken already, from which it says nothing new."""
TERMS = 20
EARLY = 3
"""Sentences after which half of the bonus for position is gone."""

_DIGIT = re.compile(r"\d")
_LEANING = re.compile(
    r"^(?:он[аио]?|е[её]|его|их|эт(?:о|от|а|и|ого|ому|их|им)|так(?:ой|ая|ие|же|им)|кроме того|при этом|однако|поэтому"
    r"|также|например|затем|потом|там|тогда|then|there|he|she|they|it|this|these|those|also|however|therefore"
    r"|in addition|moreover|for example)\b",
    re.IGNORECASE,
)


def terms(found: Sequence[Candidate]) -> dict[str, float]:
    """What the document names more than once, with weights; what it names at all where nothing comes again."""
    counts = Counter(lemma for candidate in found for lemma in sorted(candidate.lemmas))
    again = {lemma: count for lemma, count in counts.items() if count > 1} or counts
    best = sorted(again, key=lambda lemma: (-again[lemma], lemma))[:TERMS]
    return {lemma: math.log1p(again[lemma]) for lemma in best}


def choose(found: Sequence[Candidate], vectors: Vectors, many: int) -> list[int]:
    """Places of at most `many` sentences, in reading order.

    Greedy: maximal marginal relevance (Carbonell and Goldstein 1998), with what a sentence adds to the terms covered.
    """
    if not found:
        return []
    alone = _alone(found, vectors)
    weights = terms(found)
    likeness = _spread(vectors @ vectors.T)
    taken: list[int] = []
    while len(taken) < min(many, len(found)):
        gains = alone + COVERAGE_WEIGHT * _added(found, taken, weights)
        if taken:
            gains -= REPETITION_WEIGHT * likeness[:, taken].max(axis=1)
            gains[_said(found, taken)] = -np.inf
        if gains.max() == -np.inf:
            break
        taken.append(int(gains.argmax()))
    return sorted(taken)


def centroid_cosines(vectors: Vectors) -> Scores:
    """Of each sentence to the mean of the document."""
    mean = vectors.mean(axis=0)
    return np.asarray(vectors @ mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float64)


def _alone(found: Sequence[Candidate], vectors: Vectors) -> Scores:
    """How well each sentence stands for its document by itself."""
    early = np.array([1 / (1 + candidate.order / EARLY) for candidate in found])
    leaning = np.array([bool(_LEANING.match(candidate.text)) for candidate in found])
    numbers = np.array([bool(_DIGIT.search(candidate.text)) for candidate in found])
    alone: Scores = _spread(centroid_cosines(vectors)) + POSITION_WEIGHT * early
    return alone + NUMBER_WEIGHT * numbers - LEANING_PENALTY * leaning


def _added(found: Sequence[Candidate], taken: Sequence[int], weights: Mapping[str, float]) -> Scores:
    """The share of the terms that each sentence has and those taken have not."""
    covered = frozenset().union(*(found[place].lemmas for place in taken))
    total = sum(weights.values())
    return np.array([sum(weights.get(one, 0.0) for one in candidate.lemmas - covered) / total for candidate in found])


def _said(found: Sequence[Candidate], taken: Sequence[int]) -> list[int]:
    """Places of what was taken, and of what only says it again."""
    return [
        place
        for place, candidate in enumerate(found)
        if any(len(candidate.lemmas & found[one].lemmas) >= SAME_SAID * len(candidate.lemmas) for one in taken)
    ]


def _spread(values: NDArray[np.floating]) -> Scores:
    """From 0 to 1: cosines of a sentence model lie close together."""
    low, high = float(values.min()), float(values.max())
    spread = (values - low) / (high - low) if high > low else np.ones_like(values)
    return np.asarray(spread, dtype=np.float64)
