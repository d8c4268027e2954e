"""How fast the local store searches and how much of the truth it finds, on made-up passages.

    python -m tests.bench.store 10000 100000 [--folder DIR]

Vectors are clustered random unit vectors, words follow Zipf's law.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.store.local import LocalStore
from index.types import (
    Changes,
    Document,
    DocumentCard,
    EmbeddedPassage,
    EmbedderIdentity,
    FileStamp,
    IndexedDocument,
    Passage,
    Section,
    Span,
    Vector,
    Vectors,
)

DIMENSION = 384
IDENTITY = EmbedderIdentity("random", "1", DIMENSION)
PASSAGES_A_DOCUMENT = 20
PASSAGES_A_COMMIT = 50_000
WORDS_A_PASSAGE = 60
WORDS_A_QUERY = 6
STOP_WORDS = 50
"""So many of the commonest words are never asked for, as the engine leaves out stop words."""
QUERIES = 200
K = 50
TEXT = "Тут стоит текст отрывка, длина которого на скорость не влияет. Второе предложение."
SPANS = (Span(0, 62), Span(63, len(TEXT)))


class World:
    """Passages and queries of one size, the same for the same seed."""

    def __init__(self, size: int, seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)
        self._words = np.array([f"слово{n}" for n in range(max(1_000, min(200_000, size)))])
        ranks = np.arange(1, len(self._words) + 1)
        self._chances = np.cumsum(1 / ranks) / np.sum(1 / ranks)
        self._centres = _unit(self._random.standard_normal((max(16, size // 50), DIMENSION), dtype=np.float32))
        self.vectors = np.concatenate([self._near(min(10_000, size - n)) for n in range(0, size, 10_000)])

    def _near(self, count: int) -> NDArray[np.float16]:
        """Vectors at a cosine of about .8 to their cluster's centre."""
        centres = self._centres[self._random.integers(0, len(self._centres), count)]
        noise = self._random.standard_normal((count, DIMENSION), dtype=np.float32) * np.float32(0.75 / DIMENSION**0.5)
        return _unit(centres + noise).astype(np.float16)

    def documents(self, rows: range) -> Iterator[IndexedDocument]:
        for start in range(rows.start, rows.stop, PASSAGES_A_DOCUMENT):
            path = f"c{start % 7}/{start}.txt"
            passages = tuple(
                self._passage(path, row) for row in range(start, min(start + PASSAGES_A_DOCUMENT, rows.stop))
            )
            document = Document(DocumentCard(path, f"Документ {start}"), TEXT, (Section(0, len(TEXT)),))
            yield IndexedDocument(document, FileStamp(1, 1, str(start)), passages)

    def _passage(self, path: str, row: int) -> EmbeddedPassage:
        passage = Passage(f"{row:032x}", path, row % PASSAGES_A_DOCUMENT, 0, len(TEXT), TEXT, "", None, SPANS)
        vector = self.vectors[row].astype(np.float32)
        words = self._drawn(WORDS_A_PASSAGE)
        half = WORDS_A_PASSAGE // 2
        return EmbeddedPassage(
            passage, f"{row:064x}", vector, np.stack([vector, vector]), (words[:half], words[half:]), ("документ",)
        )

    def _drawn(self, count: int, skipped: int = 0) -> tuple[str, ...]:
        floor = self._chances[skipped - 1] if skipped else 0.0
        places = np.searchsorted(self._chances, self._random.uniform(floor, 1, count))
        return tuple(self._words[np.minimum(places, len(self._words) - 1)].tolist())

    def queries(self) -> list[tuple[Vector, tuple[str, ...]]]:
        rows = self._random.integers(0, len(self.vectors), QUERIES)
        noise = self._random.standard_normal((QUERIES, DIMENSION), dtype=np.float32) * np.float32(0.5 / DIMENSION**0.5)
        vectors = _unit(self.vectors[rows].astype(np.float32) + noise)
        return [(vector, self._drawn(WORDS_A_QUERY, STOP_WORDS)) for vector in vectors]

    def nearest(self, vectors: Vectors) -> NDArray[np.int64]:
        """Rows of the K nearest, exactly. Shape (len(vectors), K)."""
        cosines = np.concatenate(
            [vectors @ self.vectors[n : n + 50_000].astype(np.float32).T for n in range(0, len(self.vectors), 50_000)],
            axis=1,
        )
        return np.argpartition(-cosines, K, axis=1)[:, :K]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


@dataclass(frozen=True, slots=True)
class Times:
    milliseconds: Sequence[float]

    @classmethod
    def of(cls, calls: Sequence[Callable[[], object]]) -> Times:
        taken = []
        for call in calls:
            started = time.perf_counter()
            call()
            taken.append((time.perf_counter() - started) * 1e3)
        return cls(taken)

    def __str__(self) -> str:
        p50, p95 = np.percentile(self.milliseconds, [50, 95])
        return f"p50 {p50:.1f} ms, p95 {p95:.1f} ms"


def measure(size: int, folder: Path) -> None:
    world = World(size)
    store = LocalStore(folder)
    started = time.perf_counter()
    for start in range(0, size, PASSAGES_A_COMMIT):
        documents = tuple(world.documents(range(start, min(size, start + PASSAGES_A_COMMIT))))
        store.apply(Changes(IDENTITY, documents))
    _say(size, f"built in {time.perf_counter() - started:.0f} s, {_bytes(folder) / 2**20:.0f} MB on disk")
    _measure_search(world, store, size)
    _measure_change(world, store, size)
    _measure_opening(folder, store, size)


def _measure_search(world: World, store: LocalStore, size: int) -> None:
    snapshot = store.snapshot()
    queries = world.queries()
    snapshot.search(*queries[0], K)
    _say(size, f"search of {K}+{K}: {Times.of([partial(snapshot.search, *query, K) for query in queries])}")
    dense = Times.of([partial(snapshot.search, vector, [], K) for vector, _ in queries])
    _say(size, f"  dense alone: {dense}")
    one = Times.of([partial(snapshot.search, *query, K, ["c3"]) for query in queries])
    _say(size, f"  in one collection of seven: {one}")
    truth = world.nearest(np.stack([vector for vector, _ in queries]))
    found = [{int(c.passage.id, 16) for c in snapshot.search(vector, [], K)} for vector, _ in queries]
    recall = np.mean([len(rows & set(map(int, true))) / K for rows, true in zip(found, truth, strict=True)])
    _say(size, f"  recall at {K} of the dense search: {recall:.4f}")
    frequencies = Times.of([partial(snapshot.document_frequencies, lemmas) for _, lemmas in queries])
    _say(size, f"document_frequencies: {frequencies}")
    snapshot.similar_words("слово")
    similar = Times.of([partial(snapshot.similar_words, f"злово{n}17") for n in range(50)])
    _say(size, f"similar_words, once loaded: {similar}")
    snapshot.close()


def _measure_change(world: World, store: LocalStore, size: int) -> None:
    (changed,) = world.documents(range(PASSAGES_A_DOCUMENT))
    started = time.perf_counter()
    store.apply(Changes(IDENTITY, (changed,)))
    snapshot = store.snapshot()
    found = snapshot.search(changed.passages[0].vector, ["слово1"], K)
    _say(size, f"one changed document is searchable after {time.perf_counter() - started:.2f} s ({len(found)} found)")
    snapshot.close()


def _measure_opening(folder: Path, store: LocalStore, size: int) -> None:
    store.close()
    for state in ("with its index file", "without it"):
        started = time.perf_counter()
        again = LocalStore(folder)
        again.snapshot().close()
        _say(size, f"opened {state} in {time.perf_counter() - started:.2f} s")
        again.close()
        for file in folder.glob("vectors-*.faiss"):
            file.unlink()
    _say(
        size,
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10:.0f} MB, the bench's own included",
    )


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def _say(size: int, line: str) -> None:
    sys.stdout.write(f"{size:>9,}  {line}\n")
    sys.stdout.flush()


def measure_sizes(description: str | None, measure: Callable[[int, Path], object]) -> None:
    """Of each size named on the command line, in passages, in a folder for the time of the run."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--folder", type=Path, help="where the libraries are made for the time of the run")
    options = parser.parse_args()
    for size in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            measure(size, Path(folder))


if __name__ == "__main__":
    measure_sizes(__doc__, measure)
