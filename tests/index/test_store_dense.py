"""The dense index itself: it finds the nearest, with cells and without, through changes and filters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pytest

from index.store.dense import DenseIndex, Ids
from index.types import Vectors

DIMENSION = 16
FLAT, CELLS = 10_000, 500
"""Where the index is to change its kind: beyond the rows of these tests, or well below."""


@dataclass
class Rows:
    """Row id → vector."""

    held: dict[int, Vectors]

    @classmethod
    def clustered(cls, ids: range, seed: int = 0) -> Rows:
        random = np.random.default_rng(seed)
        centres = random.standard_normal((20, DIMENSION))
        vectors = centres[random.integers(0, 20, len(ids))] + random.standard_normal((len(ids), DIMENSION)) / 3
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return cls(dict(zip(ids, vectors.astype(np.float32), strict=True)))

    def ids(self) -> Ids:
        return np.array(sorted(self.held), dtype=np.int64)

    def vectors(self, ids: Ids) -> Iterator[tuple[Ids, Vectors]]:
        for start in range(0, len(ids), 100):
            batch = ids[start : start + 100]
            yield batch, np.stack([self.held[int(row)] for row in batch])

    def nearest(self, vector: Vectors, k: int, allowed: Ids | None = None) -> set[int]:
        rows = self.ids() if allowed is None else allowed
        cosines = np.stack([self.held[int(row)] for row in rows]) @ vector
        return {int(row) for row in rows[np.argsort(-cosines)[:k]]}


def recall(index: DenseIndex, rows: Rows, k: int = 10, allowed: Ids | None = None) -> float:
    shares = []
    for query in Rows.clustered(range(50), seed=0).held.values():
        true = rows.nearest(query, k, allowed)
        shares.append(len(true & set(index.search(query, k, allowed))) / len(true))
    return float(np.mean(shares))


@pytest.mark.parametrize("flat_up_to", [FLAT, CELLS])
def test_the_nearest_are_found(flat_up_to: int) -> None:
    rows = Rows.clustered(range(1, 2001))
    index = DenseIndex.from_source(rows, DIMENSION, flat_up_to)
    assert (index.trained_on > 0) == (flat_up_to == CELLS)
    assert recall(index, rows) > 0.98


@pytest.mark.parametrize("flat_up_to", [FLAT, CELLS])
def test_a_filter_gives_k_of_the_allowed_however_few_they_are(flat_up_to: int) -> None:
    rows = Rows.clustered(range(1, 2001))
    index = DenseIndex.from_source(rows, DIMENSION, flat_up_to)
    for step in (3, 150):
        allowed = rows.ids()[::step]
        assert recall(index, rows, 10, allowed) > 0.98
        found = index.search(rows.held[1], 10, allowed)
        assert len(set(found)) == 10
        assert set(found) <= set(allowed.tolist())


@pytest.mark.parametrize("flat_up_to", [FLAT, CELLS])
def test_an_update_holds_what_the_source_holds_and_leaves_the_old_one_alone(flat_up_to: int) -> None:
    rows = Rows.clustered(range(1, 2001))
    old = DenseIndex.from_source(rows, DIMENSION, flat_up_to)
    before = old.search(rows.held[5], 20)
    changed = Rows({**{n: v for n, v in rows.held.items() if n % 9}, **Rows.clustered(range(3001, 3101), seed=1).held})
    new = old.updated(changed, flat_up_to)
    assert sorted(new.search(rows.held[5], 10_000)) == sorted(changed.held)
    assert recall(new, changed) > 0.98
    assert old.search(rows.held[5], 20) == before
    assert new.updated(changed, flat_up_to) is new


def test_growth_and_shrinking_change_the_kind() -> None:
    small, large = Rows.clustered(range(1, 101)), Rows.clustered(range(1, 1001))
    flat = DenseIndex.from_source(small, DIMENSION, CELLS)
    cells = flat.updated(large, CELLS)
    assert (flat.trained_on, cells.trained_on) == (0, 1000)
    assert cells.updated(small, CELLS).trained_on == 0
    assert cells.updated(Rows.clustered(range(1, 5001)), CELLS).trained_on == 5000


@pytest.mark.parametrize("flat_up_to", [FLAT, CELLS])
def test_it_comes_back_from_its_file_as_it_was(flat_up_to: int) -> None:
    rows = Rows.clustered(range(1, 2001))
    index = DenseIndex.from_source(rows, DIMENSION, flat_up_to)
    file = BytesIO()
    index.write_body(file.write)
    file.seek(0)
    again = DenseIndex.from_body(file.read, len(index.ids), index.trained_on)
    assert again.search(rows.held[7], 20) == index.search(rows.held[7], 20)
    assert again.updated(rows, flat_up_to) is again


def test_an_empty_index_finds_nothing_and_can_grow() -> None:
    empty = DenseIndex.from_source(Rows({}), DIMENSION)
    rows = Rows.clustered(range(1, 4))
    assert empty.search(rows.held[1], 5) == []
    assert empty.updated(rows).search(rows.held[1], 5, np.array([], dtype=np.int64)) == []
    assert sorted(empty.updated(rows).search(rows.held[1], 5)) == [1, 2, 3]
