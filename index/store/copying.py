"""The library file copied while others write to it, and what it says of itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from index.errors import StoreError
from index.library_files import LibraryFacts
from index.store.rows import identity_of
from index.store.schema import APPLICATION_ID, SCHEMA_VERSION, guarded

_WITHOUT_HISTORY = 1


class SqliteLibraryFiles:
    """Implements `index.library_files.LibraryFiles`."""

    @property
    def newest_schema(self) -> int:
        return SCHEMA_VERSION

    def copy(self, file: Path, target: Path) -> LibraryFacts:
        """By SQLite's online backup in one step: it reads one state of the log, which writers only add to."""
        target.unlink(missing_ok=True)
        with _opened(file, "rw") as source, guarded(target), closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with no log beside it
        return self.facts(target)

    def facts(self, file: Path) -> LibraryFacts:
        with _opened(file, "ro") as connection, guarded(file):
            return _facts(connection, file)


@contextmanager
def _opened(file: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """As it is, no table made or upgraded; what the file itself would have SQLite run is not trusted."""
    with guarded(file):
        if not file.is_file():
            raise StoreError(f"there is no library {file}")
        connection = sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode={mode}", uri=True)
    with closing(connection):
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _facts(connection: sqlite3.Connection, file: Path) -> LibraryFacts:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (foreign,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone()
    if application != APPLICATION_ID or foreign:
        raise StoreError(f"{file} is no library of this program")
    version = _version(connection)
    if version > SCHEMA_VERSION:
        return LibraryFacts(version, 0, 0, 0, None, None)
    generation, passages = connection.execute("SELECT generation, passages FROM library").fetchone()
    live, at = "", None
    if version > _WITHOUT_HISTORY:
        live = "WHERE live"
        (at,) = connection.execute("SELECT max(at) FROM generations WHERE number > 0").fetchone()
    (documents,) = connection.execute(f"SELECT count(*) FROM documents {live}").fetchone()  # noqa: S608 - as above
    identity = identity_of(connection)
    model = None if identity is None else str(identity)
    return LibraryFacts(version, generation, documents, passages, model, at and datetime.fromisoformat(at))
