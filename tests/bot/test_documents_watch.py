"""The watched folder: a burst is one reindex, and what is half copied waits until it is whole."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tests.bot.shelving import EngineServing
from tests.botapi import BotApi

Shelve = Callable[..., EngineServing]
PATIENCE_S = 60.0


def wait(done: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def test_a_burst_of_changes_is_one_reindex(api: BotApi, shelve: Shelve, folder: Path) -> None:
    serving = shelve(watch=True)
    api.wait_call("getMe")
    time.sleep(1)  # until the folder is watched: nothing outside tells of it
    before = serving.engine.status().generation
    documents = folder / "documents"
    for number in range(20):
        (documents / f"приказ {number}.txt").write_text(f"Приказ {number}\nПункт {number}.\n", encoding="utf-8")
    (documents / "отпуск.txt").unlink()
    wait(lambda: serving.engine.status().generation > before, "a reindex")
    assert serving.engine.status().generation == before + 1
    assert len(serving.engine.documents()) == 22
    assert api.objections == []


def test_a_file_being_copied_is_waited_for(api: BotApi, shelve: Shelve, folder: Path) -> None:
    serving = shelve(watch=True)
    api.wait_call("getMe")
    time.sleep(1)
    before = serving.engine.status().generation
    with (folder / "documents" / "длинный.txt").open("w", encoding="utf-8") as file:
        for number in range(8):
            file.write(f"Пункт {number} длинного документа.\n")
            file.flush()
            time.sleep(0.5)
            assert serving.engine.status().generation == before
    wait(lambda: serving.engine.status().generation > before, "a reindex")
    document = serving.engine.document("длинный.txt")
    assert document is not None
    assert "Пункт 7" in document.text
    assert serving.engine.status().generation == before + 1


def test_without_the_setting_nothing_is_watched(api: BotApi, shelve: Shelve, folder: Path) -> None:
    serving = shelve()
    api.wait_call("getMe")
    before = serving.engine.status().generation
    (folder / "documents" / "новый.txt").write_text("Новый\nНовый пункт.\n", encoding="utf-8")
    time.sleep(4)
    assert serving.engine.status().generation == before
