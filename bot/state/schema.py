"""Brings the database to the schema of this program, at every start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock, Timeout
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.state.database import Database
from bot.state.errors import SchemaTooNewError, StateUnavailableError

MIGRATIONS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 0x766573746F766F79  # any number of our own


def migrate(database: Database) -> None:
    """In one transaction, alone: a second process starting meanwhile waits and finds it done.

    Raises SchemaTooNewError, and StateUnavailableError when the database cannot be reached or had.
    """
    try:
        with alone(database):
            _prepare(database)
            with database.writing.begin() as connection:
                _upgrade(connection)
    except (DBAPIError, Timeout, OSError) as error:
        raise StateUnavailableError(str(error)) from error


def alembic_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
    config = alembic_config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    for revision in MigrationContext.configure(connection).get_current_heads():
        if revision not in known:
            raise SchemaTooNewError(revision)
    command.upgrade(config, "head")


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Against other processes with the same SQLite file: turning its log on is not covered by its own lock."""
    if database.file is None:
        yield
        return
    with FileLock(f"{database.file}.lock", timeout=database.lock_timeout_s):
        yield


def _prepare(database: Database) -> None:
    """Readers and the writer of SQLite do not wait for each other once its log is on; the file remembers it."""
    if database.file is None:
        return
    with database.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA journal_mode = WAL")
