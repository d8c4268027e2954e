"""One step of changes, written within the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.store.rows import identity_of, pack_sections, pack_spans, pack_vectors
from index.store.schema import CREATE_WORDS
from index.store.words import pack_lemmas
from index.types import Changes, EmbeddedPassage, EmbedderIdentity, FileStamp, IndexedDocument, Skipped


def write_changes(connection: sqlite3.Connection, changes: Changes) -> int:
    """The new generation."""
    frequencies: Counter[str] = Counter()
    if identity_of(connection) != changes.identity:
        _forget_documents(connection, changes.identity)
    gone = {*changes.remove, *(changes.skipped or {}), *(indexed.document.card.path for indexed in changes.put)}
    _remove(connection, sorted(gone), frequencies)
    for indexed in changes.put:
        _put(connection, indexed, frequencies)
    _touch(connection, changes.touch or {})
    _skip(connection, (changes.skipped or {}).values())
    _count(connection, frequencies)
    connection.execute("UPDATE library SET generation = generation + 1")
    (generation,) = connection.execute("SELECT generation FROM library").fetchone()
    return int(generation)


def _forget_documents(connection: sqlite3.Connection, identity: EmbedderIdentity) -> None:
    for table in ("sentence_vectors", "vectors", "passages", "documents", "frequencies"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - the names stand in the line above
    connection.execute("DROP TABLE words")  # a full-text table is emptied row by row, but dropped at once
    connection.execute(CREATE_WORDS)
    connection.execute(
        "UPDATE library SET passages = 0, tokens = 0, model = ?, revision = ?, dimension = ?",
        (identity.model, identity.revision, identity.dimension),
    )


def _remove(connection: sqlite3.Connection, paths: Sequence[str], frequencies: Counter[str]) -> None:
    listed = json.dumps(paths)
    connection.execute("DELETE FROM skipped WHERE path IN (SELECT value FROM json_each(?))", (listed,))
    found = connection.execute("SELECT id FROM documents WHERE path IN (SELECT value FROM json_each(?))", (listed,))
    for (document,) in found.fetchall():
        of_document = "(SELECT id FROM passages WHERE document = ?)"
        words = f"SELECT heading, text FROM words WHERE rowid IN {of_document}"  # noqa: S608 - no outside text in it
        lost = [_tokens(heading, text) for heading, text in connection.execute(words, (document,))]
        _count_passages(connection, -len(lost), -sum(map(len, lost)))
        for tokens in lost:
            frequencies.subtract(set(tokens))
        connection.execute(f"DELETE FROM words WHERE rowid IN {of_document}", (document,))  # noqa: S608 - as above
        connection.execute("DELETE FROM documents WHERE id = ?", (document,))


def _put(connection: sqlite3.Connection, indexed: IndexedDocument, frequencies: Counter[str]) -> None:
    document = _insert_document(connection, indexed)
    (first,) = connection.execute("SELECT next_passage FROM library").fetchone()
    numbered = list(enumerate(indexed.passages, first))
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_passage_row(row, document, embedded) for row, embedded in numbered),
    )
    connection.executemany("INSERT INTO vectors VALUES (?, ?)", ((row, pack_vectors(e.vector)) for row, e in numbered))
    connection.executemany(
        "INSERT INTO sentence_vectors VALUES (?, ?)", ((row, pack_vectors(e.sentence_vectors)) for row, e in numbered)
    )
    words = [(row, pack_lemmas([e.heading_lemmas]), pack_lemmas(e.sentence_lemmas)) for row, e in numbered]
    connection.executemany("INSERT INTO words (rowid, heading, text) VALUES (?, ?, ?)", words)
    won = [_tokens(heading, text) for _, heading, text in words]
    for tokens in won:
        frequencies.update(set(tokens))
    _count_passages(connection, len(won), sum(map(len, won)))
    connection.execute("UPDATE library SET next_passage = next_passage + ?", (len(won),))


def _insert_document(connection: sqlite3.Connection, indexed: IndexedDocument) -> int:
    document, card, stamp = indexed.document, indexed.document.card, indexed.stamp
    cursor = connection.execute(
        "INSERT INTO documents (path, collection, title, date, language, size, mtime_ns, sha256, sections, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            card.path,
            card.collection,
            card.title,
            card.date and card.date.isoformat(),
            card.language,
            *_stamp_row(stamp),
            pack_sections(document.sections),
            document.text,
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _passage_row(row: int, document: int, embedded: EmbeddedPassage) -> tuple[object, ...]:
    p = embedded.passage
    spans = pack_spans(p.sentences)
    return (row, document, p.position, p.id, embedded.key, p.start, p.end, p.page, p.heading, spans, p.text)


def _stamp_row(stamp: FileStamp) -> tuple[int, int, str]:
    return stamp.size, stamp.mtime_ns, stamp.sha256


def _touch(connection: sqlite3.Connection, stamps: Mapping[str, FileStamp]) -> None:
    rows = [(*_stamp_row(stamp), path) for path, stamp in stamps.items()]
    for table in ("documents", "skipped"):
        connection.executemany(
            f"UPDATE {table} SET size = ?, mtime_ns = ?, sha256 = ? WHERE path = ?",  # noqa: S608 - as above
            rows,
        )


def _skip(connection: sqlite3.Connection, skipped: Iterable[tuple[FileStamp, Skipped]]) -> None:
    connection.executemany(
        "INSERT INTO skipped VALUES (?, ?, ?, ?, ?, ?)",
        ((skip.path, skip.reason, skip.detail, *_stamp_row(stamp)) for stamp, skip in skipped),
    )


def _tokens(heading: str, text: str) -> list[str]:
    return [*heading.split(), *text.split()]


def _count_passages(connection: sqlite3.Connection, passages: int, tokens: int) -> None:
    connection.execute("UPDATE library SET passages = passages + ?, tokens = tokens + ?", (passages, tokens))


def _count(connection: sqlite3.Connection, changed: Counter[str]) -> None:
    def rows() -> Iterator[tuple[str, int]]:
        return ((lemma, change) for lemma, change in changed.items() if change)

    connection.executemany(
        "INSERT INTO frequencies VALUES (?, ?) ON CONFLICT DO UPDATE SET passages = passages + excluded.passages",
        rows(),
    )
    gone = [(lemma,) for lemma, change in rows() if change < 0]
    connection.executemany("DELETE FROM frequencies WHERE lemma = ? AND passages <= 0", gone)
