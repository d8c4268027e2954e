"""Questions that ask the same, put in other words."""

from __future__ import annotations

import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence

import numpy as np

from index.ports import Embedder
from index.types import Vector, Vectors

SAME_QUESTION = 0.915
"""Cosine of two questions that ask the same. Of 82 questions of 30 meanings, near misses among them (the allowance for
journeys at home and abroad, the day of the advance and of the wages), 41 pairs of 76 are so put together, 38 of them
rightly: whoever asked something else must not be told an answer as theirs. At .905 it is 62 and 46 rightly.
`python -m tests.bench.likeness`"""
KEPT = 5000
"""Vectors of questions that stay at hand."""

_NUMBER = re.compile(r"\d+")


class Likeness:
    """Safe to use from several threads."""

    def __init__(self, embedder: Embedder, cosine: float = SAME_QUESTION) -> None:
        self._embedder = embedder
        self._cosine = cosine
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._lock = threading.Lock()

    def grouped(self, questions: Sequence[str]) -> list[list[int]]:
        """Places of the questions that ask the same, in order of appearance; every two of a group are near enough.

        The same question in the same words is near itself. Questions that name other numbers are never the same.
        """
        texts = [" ".join(question.casefold().split()) for question in questions]
        distinct = list(dict.fromkeys(texts))
        vectors = np.stack([self._vector(text) for text in distinct]) if distinct else np.zeros((0, 1), np.float32)
        group_of = self._groups(distinct, vectors, Counter(texts))
        groups: dict[int, list[int]] = {}
        for place, text in enumerate(texts):
            groups.setdefault(group_of[text], []).append(place)
        return list(groups.values())

    def _groups(self, texts: Sequence[str], vectors: Vectors, often: Counter[str]) -> dict[str, int]:
        """The number of each text's group. What is asked most begins: the others gather around it."""
        numbers = [sorted(_NUMBER.findall(text)) for text in texts]
        groups: list[list[int]] = []
        for place in sorted(range(len(texts)), key=lambda place: -often[texts[place]]):
            near = vectors @ vectors[place] >= self._cosine
            fitting = [group for group in groups if near[group].all() and numbers[group[0]] == numbers[place]]
            if fitting:
                max(fitting, key=lambda group: float((vectors[group] @ vectors[place]).mean())).append(place)
            else:
                groups.append([place])
        return {texts[place]: number for number, group in enumerate(groups) for place in group}

    def _vector(self, text: str) -> Vector:
        with self._lock:
            known = self._vectors.get(text)
        vector = self._embedder.query(text) if known is None else known
        with self._lock:
            self._vectors[text] = vector
            self._vectors.move_to_end(text)
            while len(self._vectors) > KEPT:
                self._vectors.popitem(last=False)
        return vector
