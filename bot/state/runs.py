"""Which runs of the program are alive: what a run was at work on is taken over by another once it has died.

A run holds a lock under its own number for as long as it lives, and the system gives it back at whatever end the run
meets, a kill included: a lock on a file beside SQLite's, an advisory lock of a connection of its own in PostgreSQL.
"""

from __future__ import annotations

import asyncio
import glob
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.state.database import Database
from bot.state.errors import StateUnavailableError

_CLASS = 0x76657374  # any number of our own, apart from the migrations' lock
_MOST = 2**31 - 1
_HOLD = text("SELECT pg_try_advisory_lock(:kind, :run)")
_PROBE = text("SELECT pg_try_advisory_xact_lock(:kind, :run)")
_ANY = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND CAST(classid AS bigint) = :kind"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)


@dataclass(slots=True)
class Runs:
    """This run among all on the same database. One that was not entered is nobody, and takes everything over."""

    database: Database
    number: int | None = None
    _file: FileLock | None = field(default=None, repr=False)
    _connection: Connection | None = field(default=None, repr=False)

    async def enter(self) -> None:
        """From now on this run is told from others. Raises StateUnavailableError."""
        await asyncio.to_thread(self._enter)

    async def renew(self) -> None:
        """Has the lock again where the database dropped it. Raises StateUnavailableError."""
        await asyncio.to_thread(self._renew)

    async def leave(self) -> None:
        await asyncio.to_thread(self._leave)

    def alive(self, session: Session, numbers: Iterable[int | None]) -> list[int]:
        """Those of other runs that are; of the dead ones this transaction has the lock until it ends."""
        return [one for one in numbers if one and one != self.number and self._is_alive(session, one)]

    def _is_alive(self, session: Session, number: int) -> bool:
        path = self._path(number)
        if path is None:
            return not session.execute(_PROBE, {"kind": _CLASS, "run": number}).scalar_one()
        return path.exists() and _is_held(path)

    def _enter(self) -> None:
        number = 1 + secrets.randbelow(_MOST)
        path = self._path(number)
        try:
            if path is None:
                self._hold(number)
            else:
                self._sweep()
                self._file = FileLock(path, timeout=0, thread_local=False)
                self._file.acquire()
        except (OSError, Timeout, DBAPIError) as error:
            raise StateUnavailableError(str(error)) from error
        self.number = number

    def _sweep(self) -> None:
        """Takes away what runs that were killed have left."""
        if (file := self.database.file) is not None:
            for left in file.parent.glob(f"{glob.escape(file.name)}.run-*"):
                _is_held(left)

    def _hold(self, number: int) -> None:
        connection = self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not connection.execute(_HOLD, {"kind": _CLASS, "run": number}).scalar_one():
            connection.close()
            raise StateUnavailableError("another program holds this run's lock")
        self._connection = connection

    def _renew(self) -> None:
        if self._connection is None or self.number is None:
            return
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            self._drop_connection()
            try:
                self._hold(self.number)
            except DBAPIError as error:
                raise StateUnavailableError(str(error)) from error

    def _leave(self) -> None:
        self.number = None
        self._drop_connection()
        if self._file is not None:
            Path(self._file.lock_file).unlink(missing_ok=True)
            self._file.release()
            self._file = None

    def _drop_connection(self) -> None:
        """Given back to the server, not to the pool: its lock goes with it."""
        if self._connection is not None:
            with suppress(DBAPIError):
                self._connection.invalidate()
                self._connection.close()
            self._connection = None

    def _path(self, number: int) -> Path | None:
        file = self.database.file
        return None if file is None else Path(f"{file}.run-{number}")


def is_any_alive(database: Database) -> bool:
    """Whether some run of the program is on that database. Raises StateUnavailableError."""
    if (file := database.file) is not None:
        return any(_is_held(path) for path in list(file.parent.glob(f"{glob.escape(file.name)}.run-*")))
    try:
        with database.engine.connect() as connection:
            return bool(connection.execute(_ANY, {"kind": _CLASS}).scalar_one())
    except DBAPIError as error:
        raise StateUnavailableError(str(error)) from error


def _is_held(path: Path) -> bool:
    """A lock that nobody holds is of a dead run: its file goes."""
    try:
        with FileLock(path, timeout=0):
            path.unlink(missing_ok=True)
    except Timeout:
        return True
    return False
