"""A filled office, and PostgreSQL where it is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from bot.backup.writing import back_up
from tests.bot.backup.office import Office
from tests.bot.state.postgres import Server, find_binaries, running_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    with running_server(binaries) as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Server) -> str:
    """Of an empty database."""
    url = postgres.empty_database()
    with psycopg.connect(f"host={postgres.folder} user=postgres dbname=postgres", autocommit=True) as connection:
        left = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'vestovoy%'").fetchall()
        for (name,) in left:
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))
    return url


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a filled office and a backup of it."""
    folder = tmp_path_factory.mktemp("filled")
    office = Office(folder / "office")
    office.fill()
    back_up(office.place, folder / "backup.zip")
    return folder


@pytest.fixture
def office(filled: Path, tmp_path: Path) -> Office:
    shutil.copytree(filled / "office", tmp_path / "office")
    return Office(tmp_path / "office")


@pytest.fixture
def backup(filled: Path, tmp_path: Path) -> Path:
    """Of the office."""
    shutil.copy(filled / "backup.zip", tmp_path / "backup.zip")
    return tmp_path / "backup.zip"
