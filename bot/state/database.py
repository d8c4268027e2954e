"""An engine, the threads it is used in, and what is waited for or tried again."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot.setting_errors import WrongValueError
from bot.state.errors import StateUnavailableError
from bot.state.models import Base, table_of

T = TypeVar("T")

READERS = 4
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 2.0
_TRY_AGAIN_STATES = ("40001", "40P01")  # PostgreSQL: serialization failure, deadlock


@dataclass(frozen=True, slots=True)
class Database:
    """Runs a function of a session as one transaction in a thread.

    Of SQLite one thread writes, so that this process never waits for itself, and each write takes the lock at its
    beginning: a transaction that read first and then wrote would fail at once, whatever the timeout.
    """

    engine: Engine
    writing: Engine
    lock_timeout_s: float
    _readers: ThreadPoolExecutor
    _writers: ThreadPoolExecutor

    @classmethod
    def connect(cls, url: str, *, lock_timeout_s: float = 60.0) -> Database:
        """Raises SettingError for a URL that cannot be; connects only when first used."""
        parsed = _checked(url)
        local = parsed.get_backend_name() == "sqlite"
        engine = _sqlite_engine(parsed, lock_timeout_s) if local else _postgresql_engine(parsed, lock_timeout_s)
        return cls(
            engine,
            engine.execution_options(writes=True),
            lock_timeout_s,
            ThreadPoolExecutor(READERS, thread_name_prefix="state-read"),
            ThreadPoolExecutor(1 if local else READERS, thread_name_prefix="state-write"),
        )

    @property
    def file(self) -> Path | None:
        """SQLite's file; None of another database."""
        return Path(self.engine.url.database or "") if self.engine.dialect.name == "sqlite" else None

    async def read(self, work: Callable[[Session], T]) -> T:
        return await self._in_thread(self._readers, self.engine, work)

    async def write(self, work: Callable[[Session], T]) -> T:
        """`work` may be called again from its beginning, after nothing of it was kept."""
        return await self._in_thread(self._writers, self.writing, work)

    async def ping(self) -> None:
        """Raises StateUnavailableError unless the database answers."""
        await self.read(lambda session: session.execute(text("SELECT 1")))

    async def close(self) -> None:
        """After the transactions under way."""
        await asyncio.to_thread(self.dispose)

    def dispose(self) -> None:
        self._writers.shutdown()
        self._readers.shutdown()
        self.engine.dispose()

    async def _in_thread(self, pool: ThreadPoolExecutor, engine: Engine, work: Callable[[Session], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, self._transact, engine, work)

    def _transact(self, engine: Engine, work: Callable[[Session], T]) -> T:
        end = time.monotonic() + self.lock_timeout_s
        pause = _FIRST_PAUSE_S
        while True:
            try:
                return _attempt(engine, work)
            except _LostError as lost:
                if not lost.again or time.monotonic() + pause > end:
                    raise StateUnavailableError(str(lost.__cause__)) from lost.__cause__
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)


class _LostError(Exception):
    """A transaction failed for what passes; `again` when certainly nothing of it was kept."""

    def __init__(self, *, again: bool) -> None:
        super().__init__()
        self.again = again


def _attempt(engine: Engine, work: Callable[[Session], T]) -> T:
    with Session(engine, expire_on_commit=False) as session:
        try:
            result = work(session)
            session.flush()
        except (OperationalError, InterfaceError) as error:
            raise _LostError(again=_passes(error)) from error
        try:
            session.commit()
        except (OperationalError, InterfaceError) as error:
            # A connection lost while committing leaves open whether it was kept.
            raise _LostError(again=_state_of(error) in _TRY_AGAIN_STATES) from error
        return result


def _passes(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.Error):
        return False  # SQLite has waited for the lock already
    return error.connection_invalidated or _state_of(error) in (None, *_TRY_AGAIN_STATES)


def _state_of(error: DBAPIError) -> str | None:
    """PostgreSQL's code of the error; None where no server gave one."""
    return getattr(error.orig, "sqlstate", None)


def insert_new(session: Session, table: type[Base], **values: object) -> bool:
    """Inserts the row unless one of its keys is taken; whether it did, also when two try at once."""
    return bool(insert_all_new(session, table, [values]))


def insert_all_new(session: Session, table: type[Base], rows: Sequence[Mapping[str, object]]) -> list[tuple[Any, ...]]:
    """Inserts the rows whose keys are not taken; the primary keys of those it did."""
    if not rows:
        return []
    statement = insert_into(session, table).on_conflict_do_nothing().returning(*table_of(table).primary_key)
    return [tuple(key) for key in session.execute(statement, list(rows))]


def insert_into(session: Session, table: type[Base]) -> Any:
    return insert_for(session.get_bind().dialect.name, table)


def insert_for(dialect: str, table: type[Base]) -> Any:
    """An insert that knows ON CONFLICT; typed so because the two dialects' have no type in common."""
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table_of(table))


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        problem = "no SQLAlchemy URL, like postgresql://user@host/name"
        raise WrongValueError("VESTOVOY_DATABASE_URL", problem, "not-database-url") from None
    name = parsed.get_backend_name()
    if name == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed.set(drivername="sqlite")
    if name in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise WrongValueError("VESTOVOY_DATABASE_URL", "only an SQLite file and PostgreSQL serve", "which-database")


def _sqlite_engine(url: URL, lock_timeout_s: float) -> Engine:
    file = Path(url.database or "")
    with suppress(OSError):  # what cannot be made is told when the file is opened
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=READERS + 1, hide_parameters=True, connect_args={"timeout": lock_timeout_s})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # no BEGIN of the driver's own: `_begin_sqlite` says which
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what /forgetme deletes is overwritten
    connection.execute("PRAGMA synchronous = NORMAL")  # a kill loses nothing; a power cut perhaps the last moments


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql_engine(url: URL, lock_timeout_s: float) -> Engine:
    waits = {"connect_timeout": 10, "options": f"-c lock_timeout={int(lock_timeout_s * 1000)}"}
    return create_engine(url, pool_size=2 * READERS, pool_pre_ping=True, hide_parameters=True, connect_args=waits)
