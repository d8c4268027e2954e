"""Dense search: a FAISS index over the passages' vectors, its ids the passages' row ids.

Derived from the library file; what it finds is scored anew from the stored vectors, so it only has to find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from index.types import Vector, Vectors

_faiss: Any = faiss  # its type stubs know little of what the package adds in Python

Ids = NDArray[np.int64]

FLAT_UP_TO = 200_000
"""Passages up to which every vector is looked at, in about 14 ms; above, only those in the nearest cells."""
PROBES = 256
"""Cells looked at, of as many as the square root of the passages. Of the true 50 nearest of a million random clustered
vectors, 128 find .91 in 11 ms, 256 find .95 in 20 ms."""
IO_BLOCK = 2**20
TRAINING_ROWS_A_CELL = 64
GROWTH_BEFORE_RETRAINING = 4


class VectorSource(Protocol):
    """Where the vectors come from when an index is built or brought up to date."""

    def ids(self) -> Ids:
        """All, ascending."""

    def vectors(self, ids: Ids) -> Iterator[tuple[Ids, Vectors]]:
        """Those asked for, in batches."""


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """Never changed once made. Safe to search from several threads."""

    faiss_index: Any
    ids: Ids
    """Ascending."""
    trained_on: int
    """Passages there were when the cells were made; 0 for an index without cells."""

    @classmethod
    def from_source(cls, source: VectorSource, dimension: int, flat_up_to: int = FLAT_UP_TO) -> DenseIndex:
        ids = source.ids()
        flat = len(ids) <= flat_up_to
        index = _made(dimension, "IDMap,SQfp16") if flat else _trained_cells(source, ids, dimension)
        _add(index, source.vectors(ids))
        return cls(index, ids, 0 if flat else len(ids))

    @classmethod
    def from_body(cls, read: Callable[[int], bytes], rows: int, trained_on: int) -> DenseIndex:
        """From what `write_body` wrote."""
        ids = np.frombuffer(read(rows * 8), dtype="<i8").astype(np.int64)
        return cls(_faiss.read_index(_faiss.PyCallbackIOReader(read, IO_BLOCK)), ids, trained_on)

    def write_body(self, write: Callable[[bytes], int]) -> None:
        write(self.ids.astype("<i8").tobytes())
        _faiss.write_index(self.faiss_index, _faiss.PyCallbackIOWriter(write, IO_BLOCK))

    def updated(self, source: VectorSource, flat_up_to: int = FLAT_UP_TO) -> DenseIndex:
        """Another index that holds what the source does now; row ids are never given twice, so ids tell it all."""
        now = source.ids()
        gone, new = np.setdiff1d(self.ids, now, True), np.setdiff1d(now, self.ids, True)
        if not self._suits(len(now), flat_up_to) or len(gone) + len(new) > len(now):
            return DenseIndex.from_source(source, self.faiss_index.d, flat_up_to)
        if not len(gone) and not len(new):
            return self
        index = _faiss.clone_index(self.faiss_index)
        if len(gone):
            index.remove_ids(_faiss.IDSelectorBatch(gone))
        _add(index, source.vectors(new))
        return DenseIndex(index, now, self.trained_on)

    def _suits(self, rows: int, flat_up_to: int) -> bool:
        if not self.trained_on:
            return rows <= flat_up_to
        return flat_up_to // 2 < rows <= self.trained_on * GROWTH_BEFORE_RETRAINING

    def search(self, vector: Vector, k: int, allowed: Ids | None = None) -> list[int]:
        """At most k row ids, best first; with `allowed`, the best among those."""
        count = len(self.ids) if allowed is None else len(allowed)
        k = min(k, count)
        if k <= 0:
            return []
        cells = self.faiss_index.nlist if self.trained_on else 1
        # The rarer the allowed ones, the more cells it takes to meet as many of them.
        probes = min(cells, -(-PROBES * len(self.ids) // count))
        found = self._probe(vector, k, allowed, probes)
        if len(found) < k and probes < cells:
            found = self._probe(vector, k, allowed, cells)
        return found

    def _probe(self, vector: Vector, k: int, allowed: Ids | None, probes: int) -> list[int]:
        selector = None if allowed is None else _selector(allowed)
        if self.trained_on:
            parameters = _faiss.SearchParametersIVF(sel=selector, nprobe=probes)
        else:
            parameters = _faiss.SearchParameters(sel=selector)
        _faiss.omp_set_num_threads(1)  # of this thread: for one query two of them mostly wait for each other
        _, ids = self.faiss_index.search(vector.reshape(1, -1), k, params=parameters)
        return [int(i) for i in ids[0] if i >= 0]


def _selector(allowed: Ids) -> Any:
    bits = np.zeros(int(allowed[-1]) + 1, dtype=bool)
    bits[allowed] = True
    return _faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))


def _trained_cells(source: VectorSource, ids: Ids, dimension: int) -> Any:
    cells = int(np.sqrt(len(ids)))
    sample = np.random.default_rng(0).choice(ids, min(len(ids), cells * TRAINING_ROWS_A_CELL), replace=False)
    sample.sort()
    index = _made(dimension, f"IVF{cells},SQfp16")
    index.train(np.concatenate([vectors for _, vectors in source.vectors(sample)]))
    return index


def _add(index: Any, batches: Iterable[tuple[Ids, Vectors]]) -> None:
    for ids, vectors in batches:
        index.add_with_ids(vectors, ids)


def _made(dimension: int, kind: str) -> Any:
    return _faiss.index_factory(dimension, kind, _faiss.METRIC_INNER_PRODUCT)
