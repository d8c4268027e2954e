"""Backups taken while everything is written to: each is of one moment."""

from __future__ import annotations

import asyncio
import json
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bot.backup.errors import BackupError
from bot.backup.manifest import DOCUMENTS
from bot.backup.writing import back_up
from bot.documents.staging import Staging
from index.engine import Engine
from index.errors import ReindexRunningError
from tests.bot.backup.office import Office
from tests.bot.state.sample import ask
from tests.bot.test_documents_kill import FILES, text_of

BACKUPS = 4


@contextmanager
def going_on(*acts: Callable[[int], object]) -> Iterator[None]:
    """Each again and again in a thread, with the number of the time."""
    stop, broke = threading.Event(), list[BaseException]()

    def repeat(act: Callable[[int], object]) -> None:
        try:
            number = 0
            while not stop.is_set():
                number += 1
                act(number)
        except BaseException as error:  # noqa: BLE001  # for the test to look at
            broke.append(error)

    threads = [threading.Thread(target=repeat, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert broke == []


def publish(office: Office, engine: Engine, number: int) -> None:
    """All documents in a new edition, as an upload does it: seen by nobody half. Not while they are copied."""
    with suppress(ReindexRunningError), engine.exclusively():
        for name in FILES:
            office.write({name: text_of(name, number % 10)})
            time.sleep(0.01)
        engine.reindex()
    time.sleep(0.05)


def edition_in(text: str) -> str:
    return text.split("номер ")[1][0]


def test_while_documents_are_published_and_questions_asked(tmp_path: Path) -> None:
    office = Office(tmp_path / "office")
    with office.engine() as engine, office.state() as state:
        publish(office, engine, 0)
        asked = asyncio.new_event_loop()

        def question(number: int) -> None:
            asked.run_until_complete(ask(state, message_id=10 * number))

        with going_on(lambda number: publish(office, engine, number), question):
            files = [tmp_path / f"{number}.zip" for number in range(BACKUPS)]
            for file in files:
                back_up(office.place, file)
                time.sleep(0.3)
        asked.close()
    seen = set()
    for number, file in enumerate(files):
        with zipfile.ZipFile(file) as archive:
            texts = [archive.read(DOCUMENTS + name).decode() for name in FILES]
            rows = {name: _rows(archive, name) for name in ("questions", "shown_passages")}
        editions = {edition_in(text) for text in texts}
        assert len(editions) == 1
        seen |= editions
        answered = {row["id"] for row in rows["questions"] if row["state"] in ("sending", "sent")}
        assert {row["question_id"] for row in rows["shown_passages"]} == answered
        other = Office(tmp_path / f"other-{number}")
        other.restore(file)
        with other.engine() as engine:
            assert engine.reindex().embedded == 0, "the library is that of the documents"
            assert {edition_in(str(engine.document(name))) for name in FILES} == editions
    assert len(seen) > 1, "documents were published meanwhile"


def _rows(archive: zipfile.ZipFile, table: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in archive.read(f"state/{table}.jsonl").splitlines()]


def test_a_long_reindex_is_not_waited_for(office: Office, tmp_path: Path) -> None:
    told: list[str] = []
    with office.engine() as engine, engine.exclusively():
        manifest = back_up(office.place, tmp_path / "backup.zip", told.append, patience_s=0.1)
    assert "backup-waiting" in told
    assert manifest.documents == 2
    assert manifest.library is not None
    assert manifest.library.generation == 2


def test_a_commit_in_the_middle_begins_the_backup_again(office: Office, tmp_path: Path) -> None:
    with office.engine() as engine, engine.exclusively():
        began: list[str] = []

        def tell(key: str) -> None:
            began.append(key)
            if began.count("backup-documents") == 1 and key == "backup-documents":
                office.write({"новое.txt": "Новое\n\nПоявилось, пока делалась копия.\n"})
                engine.reindex()

        manifest = back_up(office.place, tmp_path / "backup.zip", tell, patience_s=0.1)
    assert began.count("backup-documents") == 2
    assert manifest.library is not None
    assert manifest.library.generation == 3
    assert manifest.documents == 3


def test_what_a_kill_left_half_published_is_told_of(office: Office, tmp_path: Path) -> None:
    (office.data / "library" / "rollback.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BackupError) as error:
        back_up(office.place, tmp_path / "backup.zip")
    assert error.value.kind == "not-finished"
    assert not Staging.of(office.data).folder.exists()


def test_a_file_that_is_written_to_all_the_while_is_told_of(office: Office, tmp_path: Path) -> None:
    growing = office.documents / "растёт.txt"

    def grow(_: int) -> None:
        with growing.open("a", encoding="utf-8") as file:
            file.write("строка\n")
        time.sleep(0.001)

    growing.write_text("строка\n" * 1_000_000, encoding="utf-8")
    with going_on(grow):
        manifest = back_up(office.place, tmp_path / "backup.zip")
    assert [(one.path, one.why) for one in manifest.left_out] == [("растёт.txt", "changing")]
    assert manifest.documents == 2


def test_postgresql_is_of_one_moment_too(postgres_url: str, tmp_path: Path) -> None:
    office = Office(tmp_path / "office", postgres_url)
    office.documents.mkdir(parents=True)
    with office.state() as state:
        asked = asyncio.new_event_loop()
        with going_on(lambda number: asked.run_until_complete(ask(state, message_id=10 * number))):
            files = [tmp_path / f"{number}.zip" for number in range(BACKUPS)]
            for file in files:
                back_up(office.place, file)
        asked.close()
    for file in files:
        with zipfile.ZipFile(file) as archive:
            answered = {row["id"] for row in _rows(archive, "questions") if row["state"] in ("sending", "sent")}
            assert {row["question_id"] for row in _rows(archive, "shown_passages")} == answered
