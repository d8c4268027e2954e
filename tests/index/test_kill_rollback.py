"""A rollback killed before any step that it takes on the disk ends, after the next start, as the old or the new."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from index.reindex import Reindexer, ReindexOptions
from index.store.local import LocalStore
from tests.fakes import BagOfWordsEmbedder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is asked for")

FIRST = {
    "кадры/отпуск.txt": "Отпуск длится 28 дней.",
    "кадры/люди.txt": "Руководит Корольков.",
    "режим.txt": "С девяти.",
}
SECOND = {"кадры/отпуск.txt": "Отпуск длится 31 день.", "режим.txt": "С девяти.", "новое/приказ.txt": "Приказ."}
STEPS = frozenset({"open", "os.rename", "os.remove", "os.utime", "os.mkdir", "os.rmdir"})
MOST_STEPS = 200


def reindexer(folder: Path) -> Reindexer:
    options = ReindexOptions(folder / "documents", folder / "data")
    return Reindexer(LocalStore(folder / "data"), BagOfWordsEmbedder(64), options)


def write(folder: Path, edition: dict[str, str]) -> None:
    documents = folder / "documents"
    shutil.rmtree(documents, ignore_errors=True)
    for name, text in edition.items():
        (documents / name).parent.mkdir(parents=True, exist_ok=True)
        (documents / name).write_text(text, encoding="utf-8")


def roll_back(folder: Path, kill_at: int) -> None:
    """What the killed process does: it dies before the step of that number."""
    working = reindexer(folder)
    taken = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal taken
        reading = event == "open" and "r" in str(arguments[1])
        if event in STEPS and not reading and str(arguments[0]).startswith(str(folder)):
            taken += 1
            if taken == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    working.roll_back(1)


def files_of(folder: Path) -> dict[str, str]:
    found = (path for path in (folder / "documents").rglob("*") if path.is_file())
    return {path.relative_to(folder / "documents").as_posix(): path.read_text(encoding="utf-8") for path in found}


def indexed(folder: Path) -> dict[str, str]:
    store = LocalStore(folder / "data")
    snapshot = store.snapshot()
    documents = [snapshot.document(card.path) for card in snapshot.documents()]
    snapshot.close()
    store.close()
    return {document.card.path: document.text for document in documents if document is not None}


def test_killed_before_each_step(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    origin = tmp_path / "origin"
    for edition in (FIRST, SECOND):
        write(origin, edition)
        reindexer(origin).run()
    outcomes = []
    for step in range(1, MOST_STEPS):
        folder = tmp_path / str(step)
        shutil.copytree(origin, folder)
        child = context.Process(target=roll_back, args=(folder, step))
        child.start()
        child.join()
        assert indexed(folder) in (FIRST, SECOND)
        reindexer(folder).run()
        after = files_of(folder)
        assert after in (FIRST, SECOND)
        assert indexed(folder) == after
        assert not list((folder / "data").glob("rollback.json*"))
        outcomes.append(after == FIRST)
        shutil.rmtree(folder)
        if child.exitcode == 0:
            break
        assert child.exitcode == -signal.SIGKILL
    assert child.exitcode == 0
    assert outcomes == sorted(outcomes), "once it is under way, it is carried on"
    assert outcomes[0] is False
    assert outcomes[-2] is True
