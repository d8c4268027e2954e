"""The library's file copied while it is written to, and what it says of itself."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from index.errors import StoreError
from index.library_files import FILE_NAME
from index.store.copying import SqliteLibraryFiles
from index.store.local import LocalStore
from tests.index.shelf import Shelf

FILES = SqliteLibraryFiles()


def test_a_copy_is_one_generation_while_others_are_written(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.engine.reindex()
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            shelf.write("журнал.txt", f"Запись номер {number} в журнале.")
            shelf.engine.reindex()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            opened = tmp_path / f"copy-{number}"
            opened.mkdir()
            facts = FILES.copy(shelf.data / FILE_NAME, opened / FILE_NAME)
            store = LocalStore(opened)
            snapshot = store.snapshot()
            assert (snapshot.generation, len(snapshot.documents())) == (facts.generation, facts.documents)
            assert snapshot.passage_count == facts.passages
            snapshot.close()
            store.close()
    finally:
        stop.set()
        writer.join()
    shelf.engine.close()


def test_facts(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.engine.reindex()
    file = shelf.data / FILE_NAME
    facts = FILES.facts(file)
    assert (facts.generation, facts.documents, facts.schema) == (1, 3, FILES.newest_schema)
    assert facts.model == str(shelf.embedder.identity)
    assert facts.at is not None
    shelf.engine.close()


def test_an_empty_library(tmp_path: Path) -> None:
    LocalStore(tmp_path).close()
    facts = FILES.facts(tmp_path / FILE_NAME)
    assert (facts.generation, facts.documents, facts.model, facts.at) == (0, 0, None, None)


def test_a_newer_one_and_none_of_ours(tmp_path: Path) -> None:
    LocalStore(tmp_path).close()
    file = tmp_path / FILE_NAME
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 77")
    connection.close()
    assert FILES.facts(file).schema == 77
    connection = sqlite3.connect(tmp_path / "other.sqlite3")
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(StoreError, match="no library"):
        FILES.facts(tmp_path / "other.sqlite3")
    with pytest.raises(StoreError, match="no library"):
        FILES.facts(tmp_path / "missing.sqlite3")
