"""The words of the index that look like a given one, for the repair of typing errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

LONG_WORD = 8
"""Letters from which on two edits are let pass."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, their frequencies, and of each the set of its letters as 64 bits."""

    words: Sequence[str]
    frequencies: NDArray[np.int64]
    letters: NDArray[np.uint64]
    lengths: NDArray[np.int64]

    @classmethod
    def from_frequencies(cls, rows: Sequence[tuple[str, int]]) -> Vocabulary:
        words = [word for word, _ in rows]
        return cls(
            words,
            np.array([count for _, count in rows], dtype=np.int64),
            np.array([_letter_bits(word) for word in words], dtype=np.uint64),
            np.array([len(word) for word in words], dtype=np.int64),
        )

    def similar(self, word: str) -> list[tuple[str, int]]:
        """Those within optimal string alignment distance 1, or 2 of a long word; not itself; commonest first."""
        edits = 1 if len(word) < LONG_WORD else 2
        near = self._may_be_near(word, edits)
        found = process.extract(
            word, [self.words[i] for i in near], scorer=OSA.distance, score_cutoff=edits, limit=None
        )
        pairs = [(other, int(self.frequencies[near[place]])) for other, _, place in found if other != word]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def _may_be_near(self, word: str, edits: int) -> NDArray[np.intp]:
        """An edit changes the length by at most 1 and brings in, or takes away, at most one letter."""
        bits = np.uint64(_letter_bits(word))
        fits = np.abs(self.lengths - len(word)) <= edits
        fits &= np.bitwise_count(self.letters & ~bits) <= edits
        fits &= np.bitwise_count(bits & ~self.letters) <= edits
        return np.flatnonzero(fits)


def _letter_bits(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return bits
