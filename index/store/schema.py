"""The library file: its tables, how it is opened, and what is said when it cannot be."""

from __future__ import annotations

import sqlite3
import string
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import StoreError
from index.store.upgrades import CREATE_DOCUMENTS, CREATE_HISTORY, RECORD_GENERATION, upgrades

SCHEMA_VERSION = 2
APPLICATION_ID = 0x56657374  # "Vest": tells our files from any other SQLite database
BUSY_TIMEOUT_S = 600.0  # a writer waits for another one's whole commit
WAL_BYTES_KEPT = 64 * 2**20

# Every byte but white space and NUL belongs to a word: the lemmas are ready-made, nothing may split them.
# The `ascii` tokenizer takes all bytes above 127 as parts of words already.
_TOKEN_CHARACTERS = "".join(
    c for c in map(chr, range(1, 128)) if not c.isspace() and c not in string.ascii_letters + string.digits
)


def _quoted(text: str, mark: str) -> str:
    return mark + text.replace(mark, mark * 2) + mark


CREATE_WORDS = "CREATE VIRTUAL TABLE words USING fts5(heading, text, tokenize={})".format(
    _quoted("ascii tokenchars " + _quoted(_TOKEN_CHARACTERS, "'"), '"')
)

_CREATE = (
    """CREATE TABLE library (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        uuid TEXT NOT NULL,
        generation INTEGER NOT NULL,
        model TEXT, revision TEXT, dimension INTEGER,
        next_passage INTEGER NOT NULL,
        passages INTEGER NOT NULL,
        tokens INTEGER NOT NULL)""",
    "INSERT INTO library VALUES (1, lower(hex(randomblob(16))), 0, NULL, NULL, NULL, 1, 0, 0)",
    CREATE_DOCUMENTS.format("documents"),
    *CREATE_HISTORY,
    RECORD_GENERATION,
    """CREATE TABLE skipped (
        path TEXT PRIMARY KEY,
        reason TEXT NOT NULL, detail TEXT NOT NULL,
        size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE passages (
        id INTEGER PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        position INTEGER NOT NULL,
        hash TEXT NOT NULL,
        key TEXT NOT NULL,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, page INTEGER,
        heading TEXT NOT NULL,
        sentences BLOB NOT NULL,
        text TEXT NOT NULL)""",
    "CREATE INDEX passages_by_document ON passages (document)",
    "CREATE INDEX passages_by_key ON passages (key)",
    """CREATE TABLE vectors (
        passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE, vector BLOB NOT NULL)""",
    """CREATE TABLE sentence_vectors (
        passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE, vectors BLOB NOT NULL)""",
    "CREATE TABLE frequencies (lemma TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID",
    CREATE_WORDS,
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)


def open_library(file: Path) -> sqlite3.Connection:
    """A connection in autocommit mode; makes the tables in a new file. Raises StoreError."""
    with guarded(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(file, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection, file)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection, file: Path) -> None:
    if not _is_ours(connection, file):
        _create(connection, file)
    if _version(connection) < SCHEMA_VERSION:
        _upgrade(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA journal_size_limit = {WAL_BYTES_KEPT}")


def _is_ours(connection: sqlite3.Connection, file: Path) -> bool:
    """False for an empty file; raises StoreError for what is neither empty nor ours."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    version = _version(connection)
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application == 0 and version == 0 and tables == 0:
        return False
    if application != APPLICATION_ID:
        raise StoreError(f"{file} is another program's database; choose another data folder")
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{file} was written by a newer version (schema {version}, this one knows {SCHEMA_VERSION}); "
            "update the program, or move the file away and reindex"
        )
    return True


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _create(connection: sqlite3.Connection, file: Path) -> None:
    with transaction(connection):
        if _is_ours(connection, file):  # another process was quicker
            return
        for statement in _CREATE:
            connection.execute(statement)


def _upgrade(connection: sqlite3.Connection) -> None:
    """Brings a file of an older version up to this one, all of it or nothing."""
    connection.execute("PRAGMA foreign_keys = OFF")  # a table that others refer to is made anew
    with transaction(connection):
        for statement in upgrades(_version(connection)):
            connection.execute(statement)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, from the first moment the only writer."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def guarded(file: Path) -> Iterator[None]:
    """Turns what SQLite and the disk say into a StoreError that tells what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(_advice(file, error)) from error
    except OSError as error:
        raise StoreError(f"{file.parent} cannot be used: {error}; check its disk and permissions") from error


def _advice(file: Path, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # misuse of a closed connection carries none
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return (
            f"{file} is damaged ({error}); move it and its -wal and -shm files away and reindex, the documents are safe"
        )
    if code == sqlite3.SQLITE_BUSY:
        return f"{file} is in use by another process for too long; end that process and try again"
    if code == sqlite3.SQLITE_FULL:
        return f"the disk of {file} is full; make room and try again, the index stands as it was"
    return f"{file} cannot be used: {error}"
