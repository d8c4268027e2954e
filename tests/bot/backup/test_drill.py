"""The whole way: a bot backed up, its machine lost, another one that goes on where it was."""

from __future__ import annotations

import asyncio
import dataclasses
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from bot.backup.archive import reading
from bot.backup.errors import BackupError, BackupLaterError
from bot.backup.writing import back_up
from bot.state.database import Database
from bot.state.schema import alembic_config
from tests.bot.backup.archives import rewrite
from tests.bot.backup.office import ADMIN, FIRST, SECOND, Office, remembered
from tests.bot.state.sample import ask


def test_everything_is_there_on_another_machine(office: Office, tmp_path: Path) -> None:
    file, other = tmp_path / "backup.zip", Office(tmp_path / "other")
    back_up(office.place, file)
    other.restore(file)
    assert other.found() == SECOND
    assert "31" in other.answer()
    assert other.answer() == office.answer()
    assert remembered(other) == remembered(office)
    with other.engine() as engine:
        assert engine.reindex().unchanged == 2, "files keep their times and sums"
        assert [info.number for info in engine.generations()] == [2, 1]
        engine.rollback(1)
    assert other.found() == FIRST
    assert "28" in other.answer()


def test_what_was_there_is_put_aside(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    back_up(office.place, file)
    office.write({"новое.txt": "Появилось после копии\n\nЭтого в копии нет.\n"})
    with office.engine() as engine:
        engine.reindex()
    with office.state() as state:
        asyncio.run(ask(state, message_id=99))
    before = remembered(office)
    office.restore(file)
    assert office.found() == SECOND
    assert remembered(office) != before
    (former,) = office.documents.glob(".former-*")
    assert (former / "новое.txt").exists()
    (library,) = office.data.glob(".former-*/library")
    assert (library / "library.sqlite3").exists()
    (state_file,) = (one for one in office.data.glob("state.db.former-*") if not one.name.endswith(("-wal", "-shm")))
    aside = Office(tmp_path / "office", f"sqlite:///{state_file}")
    assert remembered(aside) == before
    assert not (office.data / "restore.json").exists()
    assert not list(office.data.glob(".vestovoy*")) + list(office.documents.glob(".vestovoy*"))


@pytest.mark.parametrize(("first", "second"), [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_one_database_into_another(first: str, second: str, postgres_url: str, tmp_path: Path) -> None:
    urls = {"sqlite": None, "postgresql": postgres_url}
    office, other = Office(tmp_path / "one", urls[first]), Office(tmp_path / "two", urls[second])
    office.fill()
    file = tmp_path / "backup.zip"
    back_up(office.place, file)
    other.restore(file)
    assert remembered(other) == remembered(office)
    with other.state() as state:
        asyncio.run(state.audit.record(ADMIN, "reindex", "library"))
        acts = asyncio.run(state.audit.acts())
    assert len({act.id for act in acts}) == len(acts), "numbers go on after those restored"


def test_postgresql_keeps_the_former_tables_in_a_schema(postgres_url: str, tmp_path: Path) -> None:
    office = Office(tmp_path / "office", postgres_url)
    office.fill()
    file = tmp_path / "backup.zip"
    back_up(office.place, file)
    then = remembered(office)
    with office.state() as state:
        asyncio.run(ask(state, message_id=99))
    office.restore(file)
    assert remembered(office) == then
    database = Database.connect(office.url)
    with database.engine.begin() as connection:
        schemas = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'vestovoy%'"
        (former,) = connection.execute(text(schemas)).scalars().all()
        assert connection.execute(text(f"SELECT count(*) FROM {former}.questions")).scalar_one() == 2
    database.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_running_bot_is_told_of(kind: str, office: Office, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    back_up(office.place, file)
    url = None if kind == "sqlite" else request.getfixturevalue("postgres_url")
    other = Office(tmp_path / "other", url)
    with other.state() as state:
        asyncio.run(state.runs.enter())
        with pytest.raises(BackupLaterError) as refused:
            other.restore(file)
        assert refused.value.kind == "bot-runs"
        assert not other.documents.exists()
        asyncio.run(state.runs.leave())
    other.restore(file)
    assert other.found() == SECOND


@pytest.mark.parametrize(("documents", "data"), [("data/documents", "data"), (".", "data")])
def test_one_folder_within_the_other(documents: str, data: str, backup: Path, tmp_path: Path) -> None:
    other = Office(tmp_path / "other", documents=documents, data=data)
    other.write({"прежний.txt": "Прежний документ\n\nЕго заменят.\n"})
    other.restore(backup)
    assert other.found() == SECOND
    assert "31" in other.answer()
    again = tmp_path / "again.zip"
    assert back_up(other.place, again).documents == len(SECOND)
    other.restore(again)
    assert other.found() == SECOND
    with pytest.raises(BackupError) as error:
        back_up(other.place, other.documents / "backup.zip")
    assert error.value.kind == "inside"


def test_a_backup_without_a_state_leaves_the_one_there_is(office: Office, tmp_path: Path) -> None:
    stateless = Office(tmp_path / "stateless")
    stateless.write(FIRST)
    manifest = back_up(stateless.place, tmp_path / "stateless.zip")
    assert (manifest.state, manifest.library) == (None, None)
    then = remembered(office)
    office.restore(tmp_path / "stateless.zip")
    assert office.found() == FIRST
    assert remembered(office) == then


def test_a_broken_library_and_state_are_no_hindrance(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    back_up(office.place, file)
    then = remembered(office)
    for broken in (office.data / "state.db", office.data / "library" / "library.sqlite3"):
        broken.write_bytes(b"no database any more" * 100)
    office.restore(file)
    assert remembered(office) == then
    assert "31" in office.answer()


def test_a_backup_of_an_older_schema_is_brought_up(office: Office, tmp_path: Path) -> None:
    file, other = tmp_path / "backup.zip", Office(tmp_path / "other")
    for left in office.data.glob("state.db*"):
        left.unlink()
    database = Database.connect(office.url)
    with database.writing.begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
        connection.execute(
            text(
                "INSERT INTO people (id, name, admission, is_active, created_at, seen_at)"
                " VALUES (7, 'Давно', 'admitted', 1, '2025-01-01 10:00:00', '2025-01-01 10:00:00')"
            )
        )
    database.dispose()
    manifest = back_up(office.place, file)
    assert manifest.state is not None
    assert manifest.state.revision == "0001"
    other.restore(file)
    with other.state() as state:
        person = asyncio.run(state.people.get(7))
        assert person is not None
        assert person.name == "Давно"


@pytest.mark.parametrize("part", ["state", "library"])
def test_a_newer_schema_is_refused(part: str, office: Office, tmp_path: Path) -> None:
    file, other = tmp_path / "backup.zip", Office(tmp_path / "other")
    newer = tmp_path / "newer.zip"
    back_up(office.place, file)
    with reading(file) as reader:
        manifest = reader.manifest
        assert manifest.state is not None
        assert manifest.library is not None
        state, library = manifest.state, manifest.library
        if part == "state":
            state = dataclasses.replace(state, revision="9999")
        else:
            library = dataclasses.replace(library, schema=99)
        rewrite(file, newer, dataclasses.replace(manifest, state=state, library=library))
    with pytest.raises(BackupError, match="newer") as refused:
        other.restore(newer)
    assert refused.value.kind == "newer"
    assert not other.documents.exists()
    assert list(other.data.glob("*")) == []


def test_a_library_that_is_newer_than_the_list_says_is_refused(office: Office, tmp_path: Path) -> None:
    file, other = tmp_path / "backup.zip", Office(tmp_path / "other")
    with sqlite3.connect(office.data / "library" / "library.sqlite3") as library:
        library.execute("PRAGMA user_version = 99")
    manifest = back_up(office.place, file)
    assert manifest.library is not None
    lying = tmp_path / "lying.zip"
    rewrite(file, lying, dataclasses.replace(manifest, library=dataclasses.replace(manifest.library, schema=2)))
    with pytest.raises(BackupError, match="newer"):
        other.restore(lying)
    assert other.found() == {}
    assert [left.name for left in other.data.glob("*")] == ["state.db.lock"]
