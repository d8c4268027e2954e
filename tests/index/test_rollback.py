"""Back to an earlier generation: the index and the folder, and nothing that lay in it is lost."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.errors import HistoryError, ReindexRunningError, StoreError
from index.reindex import Reindexer, ReindexOptions
from index.store.local import LocalStore
from tests.fakes import BagOfWordsEmbedder
from tests.index.shelf import OFFICE, Shelf

VACATION, PEOPLE, PARKING = OFFICE


def folder_of(shelf: Shelf) -> dict[str, str]:
    files = (file for file in shelf.documents.rglob("*") if file.is_file())
    return {file.relative_to(shelf.documents).as_posix(): file.read_text(encoding="utf-8") for file in files}


def quoted(shelf: Shelf, question: str) -> str:
    return shelf.engine.ask(question).text


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    shelf.engine.reindex()
    return shelf


def second_edition(shelf: Shelf) -> None:
    shelf.write(VACATION, "Ежегодный отпуск длится 31 день.")
    shelf.write("кадры/новое.txt", "Пропуск выдаёт охрана в комнате 5.")
    (shelf.documents / PARKING).unlink()
    shelf.engine.reindex()


def test_index_and_folder_go_back(shelf: Shelf) -> None:
    second_edition(shelf)
    assert "31 день" in quoted(shelf, "Сколько длится ежегодный отпуск?")
    report = shelf.engine.rollback(1)
    assert (report.generation, report.added, report.changed, report.removed) == (
        3,
        (PARKING,),
        (VACATION,),
        ("кадры/новое.txt",),
    )
    assert report.embedded == 0
    assert folder_of(shelf) == OFFICE
    assert "28 дней" in quoted(shelf, "Сколько длится ежегодный отпуск?")
    assert [card.path for card in shelf.engine.documents()] == sorted(OFFICE)


def test_the_next_reindex_does_not_undo_it(shelf: Shelf) -> None:
    second_edition(shelf)
    shelf.engine.rollback(1)
    embedded = shelf.embedder.embedded
    report = shelf.engine.reindex()
    assert (report.added, report.changed, report.removed, report.unchanged) == ((), (), (), 3)
    assert shelf.embedder.embedded == embedded


def test_it_can_be_undone(shelf: Shelf) -> None:
    second_edition(shelf)
    edition = folder_of(shelf)
    shelf.engine.rollback(1)
    shelf.engine.rollback(2)
    assert folder_of(shelf) == edition
    assert "31 день" in quoted(shelf, "Сколько длится ежегодный отпуск?")


def test_what_was_not_indexed_yet_is_kept_too(shelf: Shelf) -> None:
    shelf.write(VACATION, "Отпуск длится 35 дней, и никто об этом ещё не знает.")
    report = shelf.engine.rollback(1)
    assert folder_of(shelf) == OFFICE
    assert report.generation == 3
    shelf.engine.rollback(2)
    assert "35 дней" in folder_of(shelf)[VACATION]


def test_a_file_overwritten_in_place_comes_back(shelf: Shelf) -> None:
    with (shelf.documents / PEOPLE).open("r+", encoding="utf-8") as file:
        file.write("Совсем другое.")
    shelf.engine.reindex()
    shelf.engine.rollback(1)
    assert folder_of(shelf) == OFFICE


def test_a_file_that_gave_way_to_a_folder_comes_back(shelf: Shelf) -> None:
    shelf.write("приказ.txt", "Приказ о режиме работы.")
    shelf.engine.reindex()
    (shelf.documents / "приказ.txt").unlink()
    shelf.write("приказ.txt/лист.txt", "Лист ознакомления с приказом.")
    shelf.engine.reindex()
    shelf.engine.rollback(2)
    assert folder_of(shelf) == {**OFFICE, "приказ.txt": "Приказ о режиме работы."}
    shelf.engine.rollback(3)
    assert folder_of(shelf) == {**OFFICE, "приказ.txt/лист.txt": "Лист ознакомления с приказом."}


def test_a_link_is_followed_and_stays(shelf: Shelf) -> None:
    (shelf.documents / PEOPLE).rename(shelf.documents / ".люди.txt")
    (shelf.documents / PEOPLE).symlink_to("../.люди.txt")
    shelf.engine.reindex()
    (shelf.documents / ".люди.txt").write_text("Отделом кадров руководит Сорокин.", encoding="utf-8")
    shelf.engine.reindex()
    shelf.engine.rollback(1)
    assert (shelf.documents / PEOPLE).is_symlink()
    assert (shelf.documents / PEOPLE).read_text(encoding="utf-8") == OFFICE[PEOPLE]


def test_an_unknown_generation_is_refused(shelf: Shelf) -> None:
    with pytest.raises(HistoryError, match="generation 7 is not kept"):
        shelf.engine.rollback(7)


def test_another_model_is_refused(shelf: Shelf) -> None:
    second_edition(shelf)
    options = ReindexOptions(shelf.documents, shelf.data)
    with pytest.raises(HistoryError, match="model"):
        Reindexer(LocalStore(shelf.data), BagOfWordsEmbedder(64), options).roll_back(1)
    Reindexer(LocalStore(shelf.data), BagOfWordsEmbedder(64), options).run()
    with pytest.raises(HistoryError, match="another model"):
        Reindexer(LocalStore(shelf.data), BagOfWordsEmbedder(64), options).roll_back(1)
    assert "31 день" in folder_of(shelf)[VACATION]


def test_a_running_reindex_refuses_it(shelf: Shelf) -> None:
    other = Reindexer(LocalStore(shelf.data), shelf.embedder, ReindexOptions(shelf.documents, shelf.data))
    with other.exclusively(), pytest.raises(ReindexRunningError):
        shelf.engine.rollback(1)


def test_without_the_bytes_it_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    options = ReindexOptions(shelf.documents, shelf.data, keep_bytes=0)
    reindexer = Reindexer(LocalStore(shelf.data), shelf.embedder, options)
    reindexer.run()
    shelf.write(VACATION, "Ежегодный отпуск длится 31 день.")
    reindexer.run()
    with pytest.raises(HistoryError, match="generation 1 has 1 files that are no longer kept"):
        reindexer.roll_back(1)
    assert "31 день" in folder_of(shelf)[VACATION]
    assert list(shelf.data.glob("kept/*/*")) == []


def test_spoilt_bytes_are_not_put_back(shelf: Shelf) -> None:
    second_edition(shelf)
    for kept in (shelf.data / "kept").glob("*/*"):
        kept.write_bytes(bytes(len(kept.read_bytes())))
    with pytest.raises(HistoryError, match="no longer kept"):
        shelf.engine.rollback(1)
    assert "31 день" in folder_of(shelf)[VACATION]


def test_bytes_are_kept_as_long_as_their_generations(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, {VACATION: "Редакция ноль."})
    store = LocalStore(shelf.data, keep_generations=3)
    reindexer = Reindexer(store, shelf.embedder, ReindexOptions(shelf.documents, shelf.data))
    for edition in range(6):
        shelf.write(VACATION, f"Редакция {edition}.")
        reindexer.run()
    texts = {file.read_text(encoding="utf-8") for file in (shelf.data / "kept").glob("*/*")}
    assert texts == {"Редакция 3.", "Редакция 4.", "Редакция 5."}


def test_the_oldest_bytes_give_way_when_there_is_no_room(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, {VACATION: ""})
    size = len("Редакция 0.".encode())
    options = ReindexOptions(shelf.documents, shelf.data, keep_bytes=2 * size)
    reindexer = Reindexer(LocalStore(shelf.data), shelf.embedder, options)
    for edition in range(4):
        shelf.write(VACATION, f"Редакция {edition}.")
        reindexer.run()
    texts = {file.read_text(encoding="utf-8") for file in (shelf.data / "kept").glob("*/*")}
    assert texts == {"Редакция 2.", "Редакция 3."}
    with pytest.raises(HistoryError):
        reindexer.roll_back(2)
    reindexer.roll_back(3)
    assert folder_of(shelf) == {VACATION: "Редакция 2."}


def test_one_that_was_interrupted_is_carried_on_by_the_next_reindex(shelf: Shelf) -> None:
    second_edition(shelf)
    blocked = shelf.documents / "хозяйство"
    blocked.rmdir()
    blocked.write_bytes(b"")  # a file where the rollback needs a folder
    with pytest.raises(StoreError, match="cannot go on"):
        shelf.engine.rollback(1)
    assert json.loads((shelf.data / "rollback.json").read_text(encoding="utf-8"))["generation"] == 1
    assert "31 день" in quoted(shelf, "Сколько длится ежегодный отпуск?")
    blocked.unlink()
    shelf.engine.reindex()
    assert folder_of(shelf) == OFFICE
    assert "28 дней" in quoted(shelf, "Сколько длится ежегодный отпуск?")
    assert not (shelf.data / "rollback.json").exists()


may_be_refused = pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser writes everywhere")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


@may_be_refused
@pytest.mark.parametrize("name", ["кадры", "."])
def test_a_folder_that_may_not_be_written_to_refuses_it_before_anything_is_done(shelf: Shelf, name: str) -> None:
    """Of the file in `хозяйство` the folder is gone too, and would have to be made again."""
    second_edition(shelf)
    (shelf.documents / "хозяйство").rmdir()
    edition, folder = folder_of(shelf), shelf.documents / name
    with read_only(folder), pytest.raises(StoreError, match=f"^{folder} cannot be written to"):
        shelf.engine.rollback(1)
    assert folder_of(shelf) == edition
    assert not (shelf.data / "rollback.json").exists()
    shelf.engine.reindex()
    shelf.engine.rollback(1)
    assert folder_of(shelf) == OFFICE


@may_be_refused
def test_an_emptied_folder_that_cannot_be_removed_stays(shelf: Shelf) -> None:
    shelf.write("новое/пропуск.txt", "Пропуск выдаёт охрана в комнате 5.")
    shelf.engine.reindex()
    with read_only(shelf.documents):
        shelf.engine.rollback(1)
    assert folder_of(shelf) == OFFICE
    assert list((shelf.documents / "новое").iterdir()) == []


def test_an_edit_made_while_it_was_interrupted_is_not_lost(shelf: Shelf) -> None:
    second_edition(shelf)
    (shelf.documents / "хозяйство").rmdir()
    (shelf.documents / "хозяйство").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot go on"):
        shelf.engine.rollback(1)
    (shelf.documents / "хозяйство").unlink()
    shelf.write(VACATION, "Отпуск длится 40 дней.")
    shelf.engine.reindex()
    assert "40 дней" in folder_of(shelf)[VACATION]
    assert "40 дней" in quoted(shelf, "Сколько длится отпуск?")
