"""What the library knows of its earlier generations: which documents were live when, and how they come back."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from index.errors import HistoryError
from index.store.rows import CARD_COLUMNS, card_from, unpack_sections
from index.types import ChangeKind, Document, DocumentChange, DocumentDetails, FileStamp, GenerationInfo, HistoryProblem

_LIVE_AT = "lives.born <= :at AND (lives.died IS NULL OR lives.died > :at)"
_CHANGED_PATHS = """SELECT path, max(max(born, coalesce(died, 0))) FROM documents JOIN lives ON document = documents.id
    WHERE document IN (SELECT document FROM lives WHERE born > :at UNION SELECT document FROM lives WHERE died > :at)
    GROUP BY path ORDER BY path"""
_COMPRESSION = 1  # a commit that removes many documents must not wait long


def pack_text(text: str) -> bytes:
    return zlib.compress(text.encode(), _COMPRESSION)


def unpack_text(value: str | bytes) -> str:
    """Of a document that is live or not."""
    return value if isinstance(value, str) else zlib.decompress(value).decode()


def generations(connection: sqlite3.Connection) -> list[GenerationInfo]:
    found = connection.execute(
        "SELECT number, at, added, changed, removed FROM generations WHERE number > 0 ORDER BY number DESC"
    )
    return [GenerationInfo(number, datetime.fromisoformat(at), *counts) for number, at, *counts in found]


def stamps_at(connection: sqlite3.Connection, generation: int) -> dict[str, FileStamp]:
    """Raises HistoryError for a generation that cannot be gone back to."""
    check_reachable(connection, generation)
    found = connection.execute(
        "SELECT path, size, mtime_ns, sha256 FROM documents JOIN lives ON document = documents.id"  # noqa: S608
        f" WHERE {_LIVE_AT}",
        {"at": generation},
    )
    return {path: FileStamp(*stamp) for path, *stamp in found}


def ids_at(connection: sqlite3.Connection, generation: int) -> dict[str, int]:
    """The row ids of the documents of a generation, by path."""
    joined = "SELECT path, documents.id FROM documents JOIN lives ON document = documents.id"
    return dict(connection.execute(f"{joined} WHERE {_LIVE_AT}", {"at": generation}).fetchall())


def retired_hashes(connection: sqlite3.Connection) -> dict[str, int]:
    found = connection.execute(
        "SELECT sha256, max(died) FROM documents JOIN lives ON document = documents.id WHERE NOT live GROUP BY sha256"
    )
    return dict(found.fetchall())


def check_reachable(connection: sqlite3.Connection, generation: int) -> None:
    """Raises HistoryError for a generation that is not known, or that was embedded by another model.

    Vectors of old documents are forgotten with their model, even if the model comes back.
    """
    models = connection.execute(
        "SELECT DISTINCT model FROM generations WHERE number >= :at AND number > 0"
        " AND EXISTS (SELECT 1 FROM generations WHERE number = :at)",
        {"at": generation},
    ).fetchall()
    if not models or generation < 1:
        raise HistoryError(generation, HistoryProblem.UNKNOWN)
    if len(models) > 1:
        raise HistoryError(generation, HistoryProblem.MODEL)


def changes_since(connection: sqlite3.Connection, generation: int) -> Iterator[DocumentChange]:
    """By path; see `index.ports.Snapshot`."""
    (oldest,) = connection.execute("SELECT min(number) FROM generations").fetchone()
    since = max(generation, oldest)
    for path, last in connection.execute(_CHANGED_PATHS, {"at": since}).fetchall():
        before, after = _document_at(connection, path, since), live_document(connection, path)
        kind = _kind(before, after)
        if kind is not None:
            (at,) = connection.execute("SELECT at FROM generations WHERE number = ?", (last,)).fetchone()
            yield DocumentChange(path, kind, datetime.fromisoformat(at), before, after)


def _kind(before: Document | None, after: Document | None) -> ChangeKind | None:
    if before is None:
        return None if after is None else ChangeKind.ADDED
    if after is None:
        return ChangeKind.REMOVED
    same = (before.text, before.card.title) == (after.text, after.card.title)
    return None if same else ChangeKind.CHANGED


def live_document(connection: sqlite3.Connection, path: str) -> Document | None:
    return _document(connection, "WHERE path = :path AND live", path=path)


def page_at(connection: sqlite3.Connection, path: str, place: int) -> int | None:
    """See `index.ports.Snapshot`."""
    row = connection.execute(
        "SELECT json_extract(section.value, '$[4]') FROM documents, json_each(documents.sections) AS section"
        " WHERE documents.path = ? AND live AND json_extract(section.value, '$[0]') <= ?"
        " ORDER BY section.key DESC LIMIT 1",
        (path, place),
    ).fetchone()
    return row[0] if row else None


def details(connection: sqlite3.Connection, path: str) -> DocumentDetails | None:
    """See `index.ports.Snapshot`."""
    row = connection.execute(
        f"SELECT {CARD_COLUMNS}, (SELECT count(*) FROM passages WHERE document = documents.id),"  # noqa: S608
        " (SELECT at FROM generations WHERE number >= lives.born ORDER BY number LIMIT 1)"
        " FROM documents JOIN lives ON document = documents.id WHERE path = ? AND live AND died IS NULL",
        (path,),
    ).fetchone()
    return None if row is None else DocumentDetails(card_from(row[:5]), row[5], datetime.fromisoformat(row[6]))


def _document_at(connection: sqlite3.Connection, path: str, generation: int) -> Document | None:
    joined = f"JOIN lives ON document = documents.id WHERE path = :path AND {_LIVE_AT}"
    return _document(connection, joined, path=path, at=generation)


def _document(connection: sqlite3.Connection, which: str, **arguments: object) -> Document | None:
    columns = f"SELECT {CARD_COLUMNS}, text, sections FROM documents"  # noqa: S608 - no outside text in it
    row: Sequence[Any] | None = connection.execute(f"{columns} {which}", arguments).fetchone()
    return None if row is None else Document(card_from(row[:5]), unpack_text(row[5]), unpack_sections(row[6]))


def born(connection: sqlite3.Connection, document: int, generation: int) -> None:
    connection.execute("INSERT INTO lives VALUES (?, ?, NULL)", (document, generation))


def retire(connection: sqlite3.Connection, documents: Iterable[int], generation: int) -> None:
    """Documents that are live no more, from that generation on."""
    for document in documents:
        (text,) = connection.execute("SELECT text FROM documents WHERE id = ?", (document,)).fetchone()
        connection.execute("UPDATE documents SET text = ? WHERE id = ?", (pack_text(text), document))
        connection.execute("UPDATE lives SET died = ? WHERE document = ? AND died IS NULL", (generation, document))


def prune(connection: sqlite3.Connection, keep: int) -> None:
    """Forgets what came before the last `keep` generations that changed a document."""
    row = connection.execute(
        "SELECT number FROM generations WHERE added + changed + removed > 0 ORDER BY number DESC LIMIT 1 OFFSET ?",
        (keep - 1,),
    ).fetchone()
    if row is None:
        return
    connection.execute("DELETE FROM generations WHERE number < ?", row)
    gone = connection.execute("DELETE FROM lives WHERE died <= ? RETURNING document", row).fetchall()
    connection.execute(
        "DELETE FROM documents WHERE NOT live AND id IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM lives WHERE document = documents.id)",
        (json.dumps([document for (document,) in gone]),),
    )
