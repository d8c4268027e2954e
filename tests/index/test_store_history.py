"""What every Store promises of its earlier generations, and what becomes of them in the local one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.errors import HistoryError
from index.ports import Store
from index.store.local import LocalStore
from index.types import (
    ChangeKind,
    Changes,
    DocumentChange,
    DocumentDetails,
    FileStamp,
    IndexedDocument,
    Skipped,
    SkipReason,
)
from tests.fakes import BagOfWordsEmbedder, indexed
from tests.index.test_store_contract import (
    ALL,
    EMBEDDER,
    NOTICE,
    PARKING,
    SICKNESS,
    SICKNESS_PATH,
    VACATION,
    ask,
    paths,
    put,
)


@pytest.fixture(params=[LocalStore])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = request.param(tmp_path)
    yield opened
    opened.close()


def test_each_generation_is_kept_with_its_time_and_what_it_did(store: Store) -> None:
    began = datetime.now(UTC)
    put(store, VACATION, SICKNESS)
    put(store, indexed(EMBEDDER, SICKNESS_PATH, "Справку сдают бухгалтеру."), VACATION, NOTICE)
    store.apply(Changes(EMBEDDER.identity, remove=("объявление.txt", "нет такого")))
    told = [(info.number, info.added, info.changed, info.removed) for info in store.generations()]
    assert told == [(3, 0, 0, 1), (2, 1, 1, 0), (1, 2, 0, 0)]
    times = [info.at for info in store.generations()]
    assert began <= times[2] <= times[1] <= times[0] <= datetime.now(UTC)


def test_changes_since_are_net_and_by_path(store: Store) -> None:
    newer = indexed(EMBEDDER, SICKNESS_PATH, "Справку сдают бухгалтеру.")
    put(store, VACATION, SICKNESS)
    put(store, newer, PARKING)
    store.apply(Changes(EMBEDDER.identity, (NOTICE,), ("кадры/отпуск.txt",)))
    store.apply(Changes(EMBEDDER.identity, remove=("объявление.txt",)))
    times = {info.number: info.at for info in store.generations()}
    snapshot = store.snapshot()
    assert snapshot.changes_since(1) == [
        DocumentChange(SICKNESS_PATH, ChangeKind.CHANGED, times[2], SICKNESS.document, newer.document),
        DocumentChange("кадры/отпуск.txt", ChangeKind.REMOVED, times[3], VACATION.document, None),
        DocumentChange("хозяйство/парковка.txt", ChangeKind.ADDED, times[2], None, PARKING.document),
    ]
    assert [change.path for change in snapshot.changes_since(2)] == ["кадры/отпуск.txt"]
    assert [change.kind for change in snapshot.changes_since(0)] == [ChangeKind.ADDED, ChangeKind.ADDED]
    assert snapshot.changes_since(4) == snapshot.changes_since(99) == []
    snapshot.close()


def test_the_changes_of_a_snapshot_end_with_its_generation(store: Store) -> None:
    put(store, VACATION)
    snapshot = store.snapshot()
    put(store, PARKING)
    assert snapshot.changes_since(1) == []
    snapshot.close()


def test_a_document_put_again_as_it_was_is_no_change(store: Store) -> None:
    put(store, *ALL)
    put(store, *ALL)
    snapshot = store.snapshot()
    assert snapshot.changes_since(1) == []
    assert len(snapshot.changes_since(0)) == len(ALL)
    snapshot.close()


def test_another_model_changes_no_document(store: Store) -> None:
    put(store, VACATION, PARKING)
    other = BagOfWordsEmbedder(dimension=64, revision="2")
    store.apply(Changes(other.identity, (indexed(other, *_told(VACATION)),)))
    snapshot = store.snapshot()
    assert [(c.path, c.kind) for c in snapshot.changes_since(1)] == [("хозяйство/парковка.txt", ChangeKind.REMOVED)]
    snapshot.close()
    with pytest.raises(HistoryError, match="another model"):
        store.roll_back(1)


def test_rolled_back_it_answers_as_it_did(store: Store) -> None:
    put(store, *ALL)
    first = store.snapshot()
    put(store, indexed(EMBEDDER, SICKNESS_PATH, "Справку сдают бухгалтеру."), indexed(EMBEDDER, "новое.txt", "Новое."))
    store.apply(Changes(EMBEDDER.identity, remove=("объявление.txt",)))
    stamps = {document.document.card.path: document.stamp for document in ALL}
    assert store.stamps_at(1) == stamps
    assert store.roll_back(1) == store.generation == 4
    assert store.stamps() == stamps
    back = store.snapshot()
    for question in ("больничный лист", "пятницу", "новое"):
        assert ask(back, question) == ask(first, question)
    assert back.documents() == first.documents()
    assert [back.document(card.path) for card in back.documents()] == [
        first.document(c.path) for c in first.documents()
    ]
    assert back.document_frequencies(["в", "новое", "фонд"]) == first.document_frequencies(["в", "новое", "фонд"])
    assert back.passage_count == first.passage_count
    assert back.changes_since(1) == []
    assert [change.path for change in back.changes_since(3)] == [SICKNESS_PATH, "новое.txt", "объявление.txt"]
    told = store.generations()[0]
    assert (told.number, told.added, told.changed, told.removed) == (4, 1, 1, 1)
    first.close()
    back.close()


def test_a_rollback_can_be_rolled_back(store: Store) -> None:
    put(store, VACATION)
    put(store, PARKING)
    store.roll_back(1)
    assert store.roll_back(2) == 4
    assert set(store.stamps()) == {"кадры/отпуск.txt", "хозяйство/парковка.txt"}
    assert store.roll_back(4) == 5
    snapshot = store.snapshot()
    assert paths(ask(snapshot, "парковка открыта", 1)) == {"хозяйство/парковка.txt"}
    snapshot.close()


def test_a_skipped_file_comes_back_as_the_document_it_was(store: Store) -> None:
    put(store, VACATION)
    path = VACATION.document.card.path
    store.apply(Changes(EMBEDDER.identity, skipped={path: (FileStamp(1, 2, "aa"), Skipped(path, SkipReason.BROKEN))}))
    store.roll_back(1)
    assert store.skipped() == []
    assert store.stamps() == {path: VACATION.stamp}


def test_vectors_of_replaced_documents_are_still_known(store: Store) -> None:
    put(store, VACATION)
    store.apply(Changes(EMBEDDER.identity, remove=("кадры/отпуск.txt",)))
    assert VACATION.passages[0].key in store.vectors([VACATION.passages[0].key])


@pytest.mark.parametrize("generation", [-1, 0, 2])
def test_an_unknown_generation_is_refused(store: Store, generation: int) -> None:
    put(store, VACATION)
    with pytest.raises(HistoryError, match=f"generation {generation} is not kept"):
        store.roll_back(generation)
    with pytest.raises(HistoryError):
        store.stamps_at(generation)
    assert store.generation == 1


def _told(document: IndexedDocument) -> tuple[str, str, str]:
    card = document.document.card
    return card.path, document.document.text, card.title


def keeping(folder: Path, generations: int) -> LocalStore:
    return LocalStore(folder, keep_generations=generations)


def test_only_the_last_generations_that_changed_something_are_kept(tmp_path: Path) -> None:
    store = keeping(tmp_path, 2)
    for edition in range(4):
        put(store, indexed(EMBEDDER, "a.txt", f"Редакция {edition}."))
        store.apply(Changes(EMBEDDER.identity, touch={"a.txt": FileStamp(1, edition, "aa")}))
    assert [info.number for info in store.generations()] == [8, 7, 6, 5]
    snapshot = store.snapshot()
    (change,) = snapshot.changes_since(1)
    assert change.before is not None
    assert change.before.text == "Редакция 2."
    snapshot.close()
    with pytest.raises(HistoryError):
        store.roll_back(4)
    store.roll_back(6)
    snapshot = store.snapshot()
    assert [c.passage.text for c in ask(snapshot, "редакция")] == ["Редакция 2."]
    snapshot.close()
    store.close()


def test_what_is_kept_no_more_takes_no_room(tmp_path: Path) -> None:
    store = keeping(tmp_path, 1)
    for edition in range(5):
        put(store, indexed(EMBEDDER, f"{edition}.txt", f"Редакция {edition}."), PARKING)
        store.apply(Changes(EMBEDDER.identity, remove=(f"{edition}.txt",)))
    store.close()
    with sqlite3.connect(tmp_path / "library.sqlite3") as connection:
        for table in ("documents", "lives", "passages", "vectors", "sentence_vectors", "words", "generations"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,), table
        assert connection.execute("SELECT count(*) FROM retired_words").fetchone() == (0,)
    connection.close()


def to_version_1(file: Path) -> None:
    """As the first version of the program wrote it."""
    connection = sqlite3.connect(file, isolation_level=None)
    for statement in (
        """CREATE TABLE documents_1 (
            id INTEGER PRIMARY KEY,
            path TEXT NOT NULL UNIQUE,
            collection TEXT NOT NULL,
            title TEXT NOT NULL, date TEXT, language TEXT NOT NULL,
            size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL,
            sections TEXT NOT NULL,
            text TEXT NOT NULL)""",
        """INSERT INTO documents_1 SELECT id, path, collection, title, date, language, size, mtime_ns, sha256,
            sections, text FROM documents""",
        "DROP TABLE documents",
        "ALTER TABLE documents_1 RENAME TO documents",
        "DROP TABLE generations",
        "DROP TABLE lives",
        "DROP TABLE retired_words",
        "DROP TABLE relations",
        "PRAGMA user_version = 1",
    ):
        connection.execute(statement)
    connection.close()


def test_a_file_of_version_1_is_upgraded_in_place(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    put(store, *ALL)
    put(store, NOTICE)
    before = store.snapshot()
    expected = [ask(before, question) for question in ("отпуск", "больничный лист")]
    before.close()
    store.close()
    to_version_1(tmp_path / "library.sqlite3")
    store = LocalStore(tmp_path)
    snapshot = store.snapshot()
    assert [ask(snapshot, question) for question in ("отпуск", "больничный лист")] == expected
    assert [info.number for info in store.generations()] == [2]
    assert snapshot.changes_since(0) == []
    snapshot.close()
    store.apply(Changes(EMBEDDER.identity, remove=(SICKNESS_PATH,)))
    store.roll_back(2)
    assert store.stamps() == {document.document.card.path: document.stamp for document in ALL}
    store.close()


def test_an_empty_file_of_version_1_is_upgraded_too(tmp_path: Path) -> None:
    LocalStore(tmp_path).close()
    to_version_1(tmp_path / "library.sqlite3")
    store = LocalStore(tmp_path)
    assert store.generations() == []
    put(store, PARKING)
    snapshot = store.snapshot()
    assert [change.kind for change in snapshot.changes_since(0)] == [ChangeKind.ADDED]
    snapshot.close()
    store.close()


def test_times_are_the_clocks(tmp_path: Path) -> None:
    noon = datetime(2024, 2, 29, 12, 0, 0, 5, tzinfo=UTC)
    store = LocalStore(tmp_path, clock=lambda: noon)
    put(store, PARKING)
    assert store.generations()[0].at == noon
    store.close()


def test_details_tell_since_when_a_document_is_as_it_is(tmp_path: Path) -> None:
    noon = datetime(2024, 2, 29, 12, tzinfo=UTC)
    times = [noon + timedelta(hours=n) for n in range(3)]
    ticking = iter(times)
    store = LocalStore(tmp_path, clock=lambda: next(ticking))
    put(store, VACATION, SICKNESS)
    put(store, indexed(EMBEDDER, SICKNESS_PATH, "Справку сдают.\n\nЛично.\n\nВ срок."), VACATION)
    store.apply(Changes(EMBEDDER.identity, touch={SICKNESS_PATH: FileStamp(1, 2, "aa")}))
    snapshot = store.snapshot()
    details = snapshot.details(SICKNESS_PATH)
    assert details is not None
    assert (details.card.path, details.passages, details.since) == (SICKNESS_PATH, 3, times[1])
    assert snapshot.details("кадры/отпуск.txt") == DocumentDetails(VACATION.document.card, 1, noon)
    assert snapshot.details("нет.txt") is None
    snapshot.close()
    store.close()
