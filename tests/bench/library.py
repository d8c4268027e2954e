"""How long going back to an earlier state and listing the documents take, on made-up passages with real files.

python -m tests.bench.library 10000 100000 [--folder DIR]
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.library.admins import key_of
from bot.library.documents import documents_in, matching
from bot.settings import Language
from bot.texts import texts_in
from index.reindex import Reindexer, ReindexOptions
from index.store.local import LocalStore
from index.types import Changes, EmbedderIdentity, FileStamp, IndexedDocument, Vector, Vectors
from tests.bench.store import IDENTITY, PASSAGES_A_COMMIT, PASSAGES_A_DOCUMENT, World, measure_sizes

OLD = 1_600_000_000
SHARES = (0.0, 0.01, 0.2)
"""Of the documents: how many were changed by what is undone; at least one."""


class Clock:
    """Tells the time since it was made, and what of it this process computed."""

    def __init__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def __str__(self) -> str:
        wall, processor = time.perf_counter() - self._wall, time.process_time() - self._processor
        return f"{wall:.2f} s ({processor:.2f} s computing)"


class NoEmbedder:
    """Everything is embedded already."""

    identity: EmbedderIdentity = IDENTITY
    max_tokens = 512

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [1 for _ in texts]

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.zeros((len(texts), IDENTITY.dimension), dtype=np.float32)

    def query(self, text: str) -> Vector:
        return np.zeros(IDENTITY.dimension, dtype=np.float32)


def measure(size: int, folder: Path) -> None:
    world, documents = World(size), folder / "documents"
    store = LocalStore(folder / "data")
    for start in range(0, size, PASSAGES_A_COMMIT):
        made = world.documents(range(start, min(size, start + PASSAGES_A_COMMIT)))
        store.apply(Changes(IDENTITY, tuple(_on_disk(documents, made, "первая редакция"))))
    reindexer = Reindexer(store, NoEmbedder(), ReindexOptions(documents, folder / "data"))
    reindexer.run()
    for share in SHARES:
        _measure_rollback(world, store, reindexer, documents, max(1, int(share * size / PASSAGES_A_DOCUMENT)))
    _measure_lists(store, size)
    store.close()


def _on_disk(documents: Path, made: Iterable[IndexedDocument], edition: str) -> Iterator[IndexedDocument]:
    """The same with a file each, and the file's stamp."""
    for indexed in made:
        path = indexed.document.card.path
        data = f"{path}: {edition}".encode()
        file = documents / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        os.utime(file, (OLD + len(data), OLD + len(data)))
        stamp = FileStamp(len(data), file.stat().st_mtime_ns, hashlib.sha256(data).hexdigest())
        yield replace(indexed, stamp=stamp)


def _measure_rollback(world: World, store: LocalStore, reindexer: Reindexer, documents: Path, many: int) -> None:
    before = store.generation
    changed = tuple(_on_disk(documents, world.documents(range(many * PASSAGES_A_DOCUMENT)), f"другая, из {many}"))
    commit = Clock()
    store.apply(Changes(IDENTITY, changed))
    committed = str(commit)
    reindexer.run()
    rollback = Clock()
    report = reindexer.roll_back(before)
    _say(f"{report.passages:,} passages, {many} documents changed: commit {committed}, rollback {rollback}")
    assert len(report.changed) == many


def _measure_lists(store: LocalStore, size: int) -> None:
    snapshot, texts = store.snapshot(), texts_in(Language.RU)
    clock = Clock()
    cards = snapshot.documents()
    documents_in(texts, cards, key_of("c3"), 5)
    matching(cards, "документ 777")
    _say(f"{size:,} passages, {len(cards):,} documents: listed and searched in {clock}")
    clock = Clock()
    snapshot.details(cards[-1].path)
    _say(f"{size:,} passages: a card in {clock}")
    snapshot.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    measure_sizes(__doc__, measure)
