"""What the library file gained since its first version, and how a file of an earlier one gets it.

Version 2: a document that is gone or was replaced stays, with its passages, while its generations are kept; and what
documents say of one another.
"""

from __future__ import annotations

from collections.abc import Iterator

CREATE_DOCUMENTS = """CREATE TABLE {} (
    id INTEGER PRIMARY KEY,
    live INTEGER NOT NULL,
    path TEXT NOT NULL,
    collection TEXT NOT NULL,
    title TEXT NOT NULL, date TEXT, language TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL,
    sections TEXT NOT NULL,
    text NOT NULL)"""
"""One row a version. `text` of one that is not live is compressed."""

CREATE_HISTORY = (
    "CREATE UNIQUE INDEX live_documents ON documents (path) WHERE live",
    """CREATE TABLE generations (
        number INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        added INTEGER NOT NULL, changed INTEGER NOT NULL, removed INTEGER NOT NULL,
        model TEXT)""",
    """CREATE TABLE lives (
        document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        born INTEGER NOT NULL,
        died INTEGER)""",
    "CREATE INDEX lives_by_document ON lives (document)",
    "CREATE INDEX lives_by_born ON lives (born)",
    "CREATE INDEX lives_by_died ON lives (died)",
    """CREATE TABLE retired_words (
        passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
        heading TEXT NOT NULL, text TEXT NOT NULL)""",
    """CREATE TABLE relations (
        newer TEXT NOT NULL,
        kind TEXT NOT NULL,
        quote TEXT NOT NULL,
        older TEXT NOT NULL,
        confirmed INTEGER,
        PRIMARY KEY (newer, older)) WITHOUT ROWID""",
    "CREATE INDEX relations_by_older ON relations (older) WHERE confirmed",
)

RECORD_GENERATION = """INSERT INTO generations
    SELECT generation, strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'), 0, 0, 0,
        model || '@' || revision || '/' || dimension FROM library"""
"""The generation that the history begins with. The model is written as EmbedderIdentity writes itself."""

_TO_2 = (
    CREATE_DOCUMENTS.format("documents_2"),
    """INSERT INTO documents_2 SELECT
        id, 1, path, collection, title, date, language, size, mtime_ns, sha256, sections, text FROM documents""",
    "DROP TABLE documents",
    "ALTER TABLE documents_2 RENAME TO documents",
    *CREATE_HISTORY,
    "INSERT INTO lives SELECT documents.id, library.generation, NULL FROM documents, library",
    RECORD_GENERATION,
    "PRAGMA user_version = 2",
)


def upgrades(version: int) -> Iterator[str]:
    """The statements that lead from that version to the newest."""
    if version < 2:
        yield from _TO_2
