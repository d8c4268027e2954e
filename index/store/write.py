"""One step of changes, written within the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from index.store.history import born, prune, retire
from index.store.rows import CARD_COLUMNS, card_from, identity_of, pack_sections, pack_spans, pack_vectors
from index.store.schema import CREATE_WORDS
from index.store.words import pack_lemmas
from index.types import Changes, EmbeddedPassage, EmbedderIdentity, FileStamp, IndexedDocument, Skipped


@dataclass(frozen=True, slots=True)
class Step:
    """What is known of a generation before it is written."""

    generation: int
    at: datetime
    keep: int
    """Generations kept, this one included."""

    @classmethod
    def after(cls, connection: sqlite3.Connection, at: datetime, keep: int) -> Step:
        (generation,) = connection.execute("SELECT generation FROM library").fetchone()
        return cls(int(generation) + 1, at, keep)


def write_changes(connection: sqlite3.Connection, changes: Changes, step: Step) -> None:
    frequencies: Counter[str] = Counter()
    live = live_ids(connection)
    put = {indexed.document.card.path: indexed for indexed in changes.put}
    gone = {*changes.remove, *(changes.skipped or {}), *put}
    if identity_of(connection) != changes.identity:
        _forget_passages(connection, changes.identity)
        gone |= live.keys()
    leaving = {path: document for path, document in live.items() if path in gone}
    same = {path: document for path, document in leaving.items() if path in put and _is_same(put[path], connection)}
    replaced = [document for path, document in leaving.items() if path not in same]
    unskip(connection, gone)
    withdraw(connection, leaving.values(), frequencies)
    retire(connection, replaced, step.generation)
    for indexed in changes.put:
        document = _put(connection, indexed, frequencies)
        _begin_life(connection, document, same.get(indexed.document.card.path), step.generation)
    _touch(connection, changes.touch or {})
    _skip(connection, (changes.skipped or {}).values())
    count_words(connection, frequencies)
    changed = len(leaving.keys() & put.keys()) - len(same)
    record(connection, step, added=len(put.keys() - live.keys()), changed=changed, removed=len(leaving.keys() - put))


def live_ids(connection: sqlite3.Connection) -> dict[str, int]:
    """The row ids of the documents there are, by path."""
    return dict(connection.execute("SELECT path, id FROM documents WHERE live").fetchall())


def _is_same(new: IndexedDocument, connection: sqlite3.Connection) -> bool:
    """Whether the document that is live under its path is the same version, though perhaps cut otherwise."""
    card = new.document.card
    row = connection.execute(
        f"SELECT {CARD_COLUMNS}, sha256, text FROM documents WHERE path = ? AND live",  # noqa: S608
        (card.path,),
    ).fetchone()
    return (replace(card_from(row[:5]), void_by=None), *row[5:]) == (card, new.stamp.sha256, new.document.text)


def _forget_passages(connection: sqlite3.Connection, identity: EmbedderIdentity) -> None:
    """Those of earlier generations too: no generation embedded by another model is ever gone back to."""
    for table in ("retired_words", "sentence_vectors", "vectors", "passages", "frequencies"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - the names stand in the line above
    connection.execute("DROP TABLE words")  # a full-text table is emptied row by row, but dropped at once
    connection.execute(CREATE_WORDS)
    connection.execute(
        "UPDATE library SET passages = 0, tokens = 0, model = ?, revision = ?, dimension = ?",
        (identity.model, identity.revision, identity.dimension),
    )


def unskip(connection: sqlite3.Connection, paths: Iterable[str]) -> None:
    listed = json.dumps(sorted(paths))
    connection.execute("DELETE FROM skipped WHERE path IN (SELECT value FROM json_each(?))", (listed,))


def withdraw(connection: sqlite3.Connection, documents: Iterable[int], frequencies: Counter[str]) -> None:
    """Takes documents out of what is searched; their passages, vectors and words stay."""
    of_document = "(SELECT id FROM passages WHERE document = ?)"
    words = f"SELECT rowid, heading, text FROM words WHERE rowid IN {of_document}"  # noqa: S608 - no outside text in it
    for document in documents:
        rows = connection.execute(words, (document,)).fetchall()
        connection.executemany("INSERT INTO retired_words VALUES (?, ?, ?)", rows)
        connection.execute(f"DELETE FROM words WHERE rowid IN {of_document}", (document,))  # noqa: S608 - as above
        lost = [_tokens(heading, text) for _, heading, text in rows]
        for tokens in lost:
            frequencies.subtract(set(tokens))
        _count_passages(connection, -len(lost), -sum(map(len, lost)))
        connection.execute("UPDATE documents SET live = 0 WHERE id = ?", (document,))


def add_words(connection: sqlite3.Connection, words: Sequence[tuple[int, str, str]], frequencies: Counter[str]) -> None:
    """Makes passages searchable; `words` are row ids, and the lemmas of headings and texts."""
    connection.executemany("INSERT INTO words (rowid, heading, text) VALUES (?, ?, ?)", words)
    won = [_tokens(heading, text) for _, heading, text in words]
    for tokens in won:
        frequencies.update(set(tokens))
    _count_passages(connection, len(won), sum(map(len, won)))


def _begin_life(connection: sqlite3.Connection, document: int, same: int | None, generation: int) -> None:
    """A new one, or that of the row of the same version whose place it takes."""
    if same is None:
        born(connection, document, generation)
    else:
        connection.execute("UPDATE lives SET document = ? WHERE document = ?", (document, same))
        connection.execute("DELETE FROM documents WHERE id = ?", (same,))


def record(connection: sqlite3.Connection, step: Step, added: int, changed: int, removed: int) -> None:
    """The last thing done in a generation."""
    row = (step.generation, step.at.isoformat(), added, changed, removed, str(identity_of(connection)))
    connection.execute("INSERT INTO generations VALUES (?, ?, ?, ?, ?, ?)", row)
    connection.execute("UPDATE library SET generation = ?", (step.generation,))
    prune(connection, step.keep)


def _put(connection: sqlite3.Connection, indexed: IndexedDocument, frequencies: Counter[str]) -> int:
    """The row id of the document."""
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
    add_words(connection, words, frequencies)
    connection.execute("UPDATE library SET next_passage = next_passage + ?", (len(numbered),))
    return document


def _insert_document(connection: sqlite3.Connection, indexed: IndexedDocument) -> int:
    document, card, stamp = indexed.document, indexed.document.card, indexed.stamp
    cursor = connection.execute(
        "INSERT INTO documents (live, path, collection, title, date, language, size, mtime_ns, sha256, sections, text)"
        " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
    stamp = "SET size = ?, mtime_ns = ?, sha256 = ?"
    connection.executemany(f"UPDATE documents {stamp} WHERE path = ? AND live", rows)
    connection.executemany(f"UPDATE skipped {stamp} WHERE path = ?", rows)


def _skip(connection: sqlite3.Connection, skipped: Iterable[tuple[FileStamp, Skipped]]) -> None:
    connection.executemany(
        "INSERT INTO skipped VALUES (?, ?, ?, ?, ?, ?)",
        ((skip.path, skip.reason, skip.detail, *_stamp_row(stamp)) for stamp, skip in skipped),
    )


def _tokens(heading: str, text: str) -> list[str]:
    return [*heading.split(), *text.split()]


def _count_passages(connection: sqlite3.Connection, passages: int, tokens: int) -> None:
    connection.execute("UPDATE library SET passages = passages + ?, tokens = tokens + ?", (passages, tokens))


def count_words(connection: sqlite3.Connection, changed: Counter[str]) -> None:
    def rows() -> Iterator[tuple[str, int]]:
        return ((lemma, change) for lemma, change in changed.items() if change)

    connection.executemany(
        "INSERT INTO frequencies VALUES (?, ?) ON CONFLICT DO UPDATE SET passages = passages + excluded.passages",
        rows(),
    )
    gone = [(lemma,) for lemma, change in rows() if change < 0]
    connection.executemany("DELETE FROM frequencies WHERE lemma = ? AND passages <= 0", gone)
