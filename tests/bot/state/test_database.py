from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from asyncio import run
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from bot.state import Admission, Incoming, State, StateUnavailableError, default_url
from index.errors import SettingError
from tests.bot.state.postgres import Server
from tests.bot.state.sample import PRIVATE, ask

LOCKED_S = 1.5


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Nobody else writes, until the end."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(where.database or "", isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            yield
        return
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE questions, people, turns IN ACCESS EXCLUSIVE MODE")
        yield


def test_a_locked_database_loses_nothing(url: str, state: State) -> None:
    async def scenario() -> list[str]:
        people = [replace(PRIVATE, chat_id=number, person_id=number) for number in range(1, 9)]
        asked = [asyncio.create_task(ask(state, person)) for person in people]
        seen = asyncio.create_task(state.people.ask(5))
        await asyncio.sleep(LOCKED_S)
        assert not seen.done()
        release.set()
        assert (await seen).notify
        return await asyncio.gather(*asked)

    release, held = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(url):
            held.set()
            release.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(60)
    try:
        assert len(set(run(scenario()))) == 8
    finally:
        release.set()
        holder.join()


def test_locked_for_longer_than_was_waited(url: str, state: State) -> None:
    async def scenario() -> None:
        with locked(url), pytest.raises(StateUnavailableError) as caught:
            await impatient.journal.receive(Incoming(PRIVATE, 1, "секрет"))
        assert "секрет" not in f"{caught.value} {caught.value.__cause__}"
        assert (await impatient.people.ask(5)).notify
        await impatient.close()

    impatient = State.open(url, lock_timeout_s=0.2)
    run(scenario())


def test_a_cancelled_task_tears_nothing(state: State) -> None:
    async def scenario() -> None:
        for person_id in range(20):
            task = asyncio.create_task(state.people.ask(person_id))
            await asyncio.sleep(0.001 * (person_id % 5))
            task.cancel()
            await asyncio.wait([task])
        assert (await state.people.ask(100)).notify
        people = [await state.people.get(person_id) for person_id in range(20)]
        assert all(person.admission is Admission.ASKED for person in people if person)

    run(scenario())


def test_connections_cut_between_questions_are_made_anew(postgres: Server) -> None:
    url = postgres.empty_database()

    async def scenario() -> None:
        await asyncio.gather(*(state.people.ask(person_id) for person_id in range(4)))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        await asyncio.gather(*(state.people.ask(person_id) for person_id in range(4, 8)))
        await state.close()

    state = State.open(url)
    run(scenario())


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StateUnavailableError, match="try again later"):
        State.open(f"postgresql://postgres@/state?host={tmp_path}")


@pytest.mark.parametrize("url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://host/name"])
def test_a_url_that_cannot_be(url: str) -> None:
    with pytest.raises(SettingError, match="VESTOVOY_DATABASE_URL"):
        State.open(url)


def test_a_wrong_url_keeps_its_password_to_itself() -> None:
    with pytest.raises(SettingError) as caught:
        State.open("mysql://user:secret@host/name")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", ["папка с пробелом", "100%", "a?b#c&d"])
def test_the_file_lies_in_any_folder(tmp_path: Path, name: str) -> None:
    state = State.open(default_url(tmp_path / name / "data"))
    run(state.people.ask(5))
    run(state.close())
    assert (tmp_path / name / "data" / "state.db").is_file()


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StateUnavailableError):
        State.open(default_url(tmp_path / "file"))


def test_closing_waits_for_what_is_under_way(tmp_path: Path) -> None:
    async def scenario() -> None:
        def slow(_: object) -> None:
            time.sleep(0.2)
            done.append(True)

        task = asyncio.create_task(state.database.write(slow))
        await asyncio.sleep(0.05)
        await state.close()
        assert done == [True]
        await task

    done: list[bool] = []
    state = State.open(default_url(tmp_path))
    run(scenario())


def test_what_was_deleted_is_not_in_the_file(tmp_path: Path) -> None:
    async def scenario() -> None:
        await ask(state, text="совершенно секретный вопрос")
        await state.retention.forget_person(PRIVATE.person_id)
        await state.close()

    state = State.open(default_url(tmp_path))
    run(scenario())
    for file in tmp_path.iterdir():
        assert "совершенно секретный".encode() not in file.read_bytes()
