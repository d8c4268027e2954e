"""A reindex killed at any moment leaves a whole index, the old or the new, and the next one ends right."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.reindex import Reindexer, ReindexOptions
from index.store.dense_file import load_newest
from index.store.local import LocalStore
from index.text import lemmas
from tests.fakes import BagOfWordsEmbedder

if TYPE_CHECKING:
    from _typeshed import HasFileno

KILLS = 20
SEED = 20240229
DOCUMENTS = 6
PAUSE_S = 0.05
SLOW_DISK_S = 0.05
QUESTIONS = ("отпуск начальника цеха", "редакция приказа", "номер 7")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is asked for")


def write_edition(folder: Path, edition: int) -> None:
    """Half of the documents change with each edition; one goes and one comes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for n in range(DOCUMENTS):
        if n == edition % DOCUMENTS:
            continue
        own = edition if n % 2 else 0
        paragraphs = (f"Пункт {p}. Отпуск начальника цеха номер {n + p}. Редакция приказа {own}." for p in range(4))
        file = folder / f"{n}.txt"
        file.write_text("\n\n".join(paragraphs), encoding="utf-8")
        os.utime(file, (1_600_000_000 + own, 1_600_000_000 + own))


def reindex(documents: Path, data: Path, pause_s: float = 0.0) -> None:
    store = LocalStore(data)
    Reindexer(store, BagOfWordsEmbedder(pause_s=pause_s), ReindexOptions(documents, data)).run()
    store.close()


def reindex_slowly(documents: Path, data: Path, ready: Connection) -> None:
    """What the killed process does. A slow disk stretches the save of the vectors, so that it is hit too."""
    sync = os.fsync

    def slow_sync(file: int | HasFileno) -> None:
        time.sleep(SLOW_DISK_S)
        sync(file)
        time.sleep(SLOW_DISK_S)

    setattr(os, "fsync", slow_sync)  # noqa: B010
    lemmas("прогрев")
    ready.send(None)
    reindex(documents, data, PAUSE_S)


class Killer:
    """Starts the child from a server that has everything imported, waits until it is at work, and kills it."""

    def __init__(self, documents: Path, data: Path) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        self._documents, self._data = documents, data

    def run(self, kill_after_s: float | None = None, *, in_save: bool = False) -> float:
        """Seconds that the child was at work; None lets it end. `in_save` counts from the start of the save."""
        ours, theirs = self._context.Pipe()
        child = self._context.Process(target=reindex_slowly, args=(self._documents, self._data, theirs))
        child.start()
        assert ours.poll(60), "the child did not start"
        started = time.monotonic()
        while in_save and child.is_alive() and not any(self._data.glob(".vectors-*")):
            time.sleep(0.001)
        child.join(kill_after_s)
        child.kill()
        child.join()
        ours.close()
        theirs.close()
        if kill_after_s is None:
            assert child.exitcode == 0
        return time.monotonic() - started


def contents(data: Path) -> list[object]:
    """All that can be asked of an index, from what its files hold."""
    store = LocalStore(data)
    snapshot = store.snapshot()
    embedder = BagOfWordsEmbedder()
    cards = snapshot.documents()
    found = [
        sorted(snapshot.search(embedder.query(q), lemmas(q), 10_000), key=lambda c: c.passage.id) for q in QUESTIONS
    ]
    assert all(len(candidates) == snapshot.passage_count for candidates in found)
    words = lemmas(" ".join(QUESTIONS))
    held = [cards, [snapshot.document(card.path) for card in cards], found, snapshot.document_frequencies(words)]
    snapshot.close()
    store.close()
    return held


def clean_contents(documents: Path, data: Path) -> list[object]:
    shutil.rmtree(data, ignore_errors=True)
    reindex(documents, data)
    return contents(data)


def test_killed_at_random_moments(tmp_path: Path) -> None:
    documents, data = tmp_path / "documents", tmp_path / "data"
    killer, moments = Killer(documents, data), random.Random(SEED)
    write_edition(documents, 0)
    killer.run()
    write_edition(documents, 1)
    whole_run_s = killer.run()
    old = contents(data)
    for kill in range(KILLS):
        write_edition(documents, kill + 2)
        new = clean_contents(documents, tmp_path / "clean")
        in_save = kill % 4 == 3
        moment = moments.uniform(0, 4 * SLOW_DISK_S if in_save else whole_run_s)
        killer.run(moment, in_save=in_save)
        torn = any(data.glob(".vectors-*"))
        after = contents(data)
        assert after in (old, new)
        told = f"{moment:.3f} s after the start of {'the save' if in_save else 'the reindex'}"
        print(f"kill {kill}, {told}: {'new' if after == new else 'old'} index{', torn save' if torn else ''}")  # noqa: T201
        reindex(documents, data)
        assert contents(data) == new
        assert load_newest(data) is not None
        for leftover in data.glob(".vectors-*"):
            leftover.unlink()
        old = new
