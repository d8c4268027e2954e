"""A restore killed at any moment: the old, the new, or what the next `restore` ends in the new. Never a mixture."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import shutil
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from bot.backup import journal as journals
from bot.backup.errors import BackupError
from bot.backup.journal import refuse_unfinished
from bot.backup.restoring import Restorer
from bot.state.database import Database
from tests.bot.backup.office import ADMIN, SECOND, Office, remembered
from tests.bot.test_documents_kill import Killer

KILLS = 10
SEED = 20240229
SLOW_DISK_S = 0.08
LATER = {"отпуск.txt": "Положение\n\nЕжегодный отпуск составляет 44 календарных дня.\n", "ещё.txt": "Ещё\n\nОдин.\n"}
OLD = {**SECOND, **LATER}

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is asked for")


def restore_slowly(folder: Path, ready: Connection) -> None:
    rename, fsync = os.rename, os.fsync

    def slow_rename(source: str | Path, target: str | Path) -> None:
        time.sleep(SLOW_DISK_S)
        rename(source, target)
        time.sleep(SLOW_DISK_S)

    def slow_fsync(file: int) -> None:
        time.sleep(SLOW_DISK_S)
        fsync(file)

    setattr(os, "rename", slow_rename)  # noqa: B010
    setattr(os, "fsync", slow_fsync)  # noqa: B010
    office = Office(folder / "office")
    ready.send(None)
    office.restore(folder.parent / "backup.zip")


def went_on(office: Office) -> None:
    """Since the backup: other documents, another act."""
    office.write(LATER)
    with office.engine() as engine:
        engine.reindex()
    with office.state() as state:
        asyncio.run(state.audit.record(ADMIN, "document-added", "document:ещё.txt"))


def finish(office: Office) -> bool:
    """As `vestovoy restore` does; whether there was something to finish."""
    journal = journals.load(office.data)
    if journal is None:
        return False
    with pytest.raises(BackupError, match="vestovoy restore"):
        refuse_unfinished(office.data)
    database = Database.connect(office.url)
    restorer = Restorer(office.place, database)
    with restorer.alone():
        restorer.finish(journal)
    database.dispose()
    return True


def test_a_restore(office: Office, backup: Path, tmp_path: Path) -> None:
    folder, then = tmp_path / "place", remembered(office)
    went_on(office)
    now = remembered(office)
    killer = Killer(folder, restore_slowly)
    multiprocessing.get_context("forkserver").set_forkserver_preload([__name__])  # its imports take longest

    def prepare() -> Office:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(office.documents.parent, folder / "office")
        return Office(folder / "office")

    for _ in range(2):  # the first is the slower one
        prepare()
        whole_s = killer.run()
    chance, outcomes = random.Random(SEED), set()
    for place in range(KILLS):
        target = prepare()
        killer.run((place + chance.random()) / KILLS * whole_s)
        finished = finish(target)
        found = (target.found(), remembered(target))
        assert found in ((OLD, now), (SECOND, then))
        is_new = found == (SECOND, then)
        assert is_new or not finished
        assert ("31" if is_new else "44") in target.answer()
        outcomes.add((is_new, finished))
    assert {is_new for is_new, _ in outcomes} == {True, False}
    assert (True, True) in outcomes, "some were killed among the moves"
    target.restore(backup)
    assert target.found() == SECOND
    assert not list(folder.rglob(".vestovoy*"))
    assert not list(folder.rglob("*.part"))
