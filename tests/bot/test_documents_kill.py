"""Killed at any moment of an upload or a publication: the old documents or the new ones, never between, no orphan."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import random
import shutil
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.documents.examine import Known, Received, examine
from bot.documents.placing import digest_of, finish_publishing
from bot.documents.publishing import publish_now
from bot.documents.staging import Item, Stage, Staging, Target
from index.engine import Engine, EngineOptions
from index.readers import ReadLimits
from index.reindex import ReindexOptions
from index.store.local import LocalStore
from index.types import Answer, Retrieved
from tests.fakes import BagOfWordsEmbedder

if TYPE_CHECKING:
    from _typeshed import HasFileno

KILLS = 16
SEED = 20240229
SLOW_DISK_S = 0.02
FILES = ("отпуск.txt", "кадры/приём.txt", "новая папка/парковка.txt")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is asked for")


class Silent:
    def warm_up(self) -> None:
        """Nothing is loaded."""

    def answer(self, retrieved: Retrieved) -> Answer:
        return Answer(retrieved.query.text, False, 0.0, (), None, retrieved.hits)


def engine_over(folder: Path) -> Engine:
    data = folder / "data" / "library"
    options = EngineOptions(ReindexOptions(folder / "documents", data))
    return Engine(LocalStore(data), BagOfWordsEmbedder(), Silent(), options)


def text_of(name: str, edition: int) -> str:
    return f"Документ {name}\nРедакция номер {edition} этого документа.\n"


def prepare(folder: Path) -> None:
    """Two documents, indexed; an upload that brings new versions of both and one more, decided about."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in FILES[:2]:
        file = folder / "documents" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text_of(name, 1), encoding="utf-8")
    engine = engine_over(folder)
    engine.reindex()
    engine.close()
    staging = Staging.of(folder / "data")
    upload = staging.open(1, 1)
    items = []
    for number, name in enumerate(FILES):
        file = staging.place(upload) / f"{number}.txt"
        file.write_text(text_of(name, 2), encoding="utf-8")
        items.append(Item(file.name, name, file.stat().st_size, digest_of(file)))
    targets = tuple(Target(n, name, digest_of(folder / "documents" / name)) for n, name in enumerate(FILES))
    staging.save(dataclasses.replace(upload, stage=Stage.ASKED, items=tuple(items), targets=targets))


def slow_disk() -> None:
    sync = os.fsync

    def slow_sync(file: int | HasFileno) -> None:
        time.sleep(SLOW_DISK_S)
        sync(file)
        time.sleep(SLOW_DISK_S)

    setattr(os, "fsync", slow_sync)  # noqa: B010


def publish_slowly(folder: Path, ready: Connection) -> None:
    slow_disk()
    engine, staging = engine_over(folder), Staging.of(folder / "data")
    ready.send(None)
    publish_now(engine, staging, next(staging.all()))
    engine.close()


def receive_slowly(folder: Path, ready: Connection) -> None:
    slow_disk()
    staging = Staging.of(folder / "data")
    ready.send(None)
    upload = staging.open(1, 1)
    received = []
    for number, name in enumerate(FILES):
        file = staging.place(upload) / f"{number}.txt"
        file.write_text(text_of(name, 2), encoding="utf-8")
        time.sleep(SLOW_DISK_S)
        received.append(Received(Path(name).name, file))
    known = Known.of(folder, (), lambda path: None)
    upload = examine(staging, upload, received, known, ReadLimits())
    staging.save(dataclasses.replace(upload, stage=Stage.ASKED))


class Killer:
    """Starts the child from a server that has everything imported, waits until it is at work, and kills it."""

    def __init__(self, folder: Path, act: object) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        self._folder, self._act = folder, act

    def run(self, kill_after_s: float | None = None) -> float:
        """Seconds that the child was at work; None lets it end."""
        ours, theirs = self._context.Pipe()
        child = self._context.Process(target=self._act, args=(self._folder, theirs))  # type: ignore[arg-type]
        child.start()
        theirs.close()
        ours.recv()
        started = time.monotonic()
        if kill_after_s is not None:
            time.sleep(kill_after_s)
            child.kill()
        child.join()
        ours.close()
        if kill_after_s is None:
            assert child.exitcode == 0
        return time.monotonic() - started


def editions(folder: Path) -> dict[str, int]:
    """Of the documents that the index has."""
    engine = engine_over(folder)
    found = {}
    for card in engine.documents():
        document = engine.document(card.path)
        assert document is not None
        found[card.path] = int(document.text.split("номер ")[1][0])
    engine.close()
    return found


def start_again(folder: Path) -> None:
    """As the program does: what was half published is finished, then there is a reindex, then the rest is swept."""
    engine, staging = engine_over(folder), Staging.of(folder / "data")
    with engine.exclusively():
        unfinished = finish_publishing(folder / "documents", staging)
        engine.reindex()
    for upload in unfinished:
        staging.remove(upload)
    staging.sweep_at_start(staging.leftovers())
    engine.close()


def orphans(folder: Path) -> list[Path]:
    return [file for file in (folder / "documents").rglob("*") if file.is_file() and file.suffix != ".txt"]


OLD = dict.fromkeys(FILES[:2], 1)
NEW = dict.fromkeys(FILES, 2)


def test_a_publication(tmp_path: Path) -> None:
    folder = tmp_path / "place"
    prepare(folder)
    killer = Killer(folder, publish_slowly)
    whole_s = killer.run()
    assert (editions(folder), list(Staging.of(folder / "data").all())) == (NEW, [])
    chance, outcomes = random.Random(SEED), set()
    for _ in range(KILLS):
        prepare(folder)
        killer.run(chance.random() * whole_s)
        assert editions(folder) in (OLD, NEW)
        start_again(folder)
        found = editions(folder)
        left = list(Staging.of(folder / "data").all())
        assert (found, len(left)) in ((OLD, 1), (NEW, 0))
        assert orphans(folder) == []
        files = {name: (folder / "documents" / name) for name in found}
        assert {name: file.read_text("utf-8") for name, file in files.items()} == {
            name: text_of(name, edition) for name, edition in found.items()
        }
        outcomes.add(found == NEW)
    assert outcomes == {True, False}


def test_an_upload(tmp_path: Path) -> None:
    killer = Killer(tmp_path, receive_slowly)
    whole_s = killer.run()
    staging = Staging.of(tmp_path / "data")
    chance = random.Random(SEED)
    for _ in range(KILLS):
        shutil.rmtree(staging.folder)
        staging.folder.mkdir()
        killer.run(chance.random() * whole_s)
        staging.sweep_at_start(staging.leftovers())
        left = list(staging.all())
        assert [folder.name for folder in staging.folder.iterdir()] == [upload.id for upload in left]
        for upload in left:
            assert len(upload.items) == len(FILES)
            assert all(digest_of(staging.file(upload, item)) == item.sha256 for item in upload.items)
