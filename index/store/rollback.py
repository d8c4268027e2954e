"""A step that makes the documents those of an earlier generation again; nothing is read, cut or embedded for it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable

from index.store.history import born, check_reachable, ids_at, retire, unpack_text
from index.store.write import Step, add_words, count_words, live_ids, record, unskip, withdraw


def write_rollback(connection: sqlite3.Connection, generation: int, step: Step) -> None:
    """Raises HistoryError for a generation that cannot be gone back to."""
    check_reachable(connection, generation)
    now, then = live_ids(connection), ids_at(connection, generation)
    leaving = {path: document for path, document in now.items() if then.get(path) != document}
    returning = {path: document for path, document in then.items() if now.get(path) != document}
    frequencies: Counter[str] = Counter()
    unskip(connection, returning)
    withdraw(connection, leaving.values(), frequencies)
    retire(connection, leaving.values(), step.generation)
    _bring_back(connection, returning.values(), step.generation, frequencies)
    count_words(connection, frequencies)
    record(
        connection,
        step,
        added=len(returning.keys() - leaving),
        changed=len(returning.keys() & leaving),
        removed=len(leaving.keys() - returning),
    )


def _bring_back(
    connection: sqlite3.Connection, documents: Iterable[int], generation: int, frequencies: Counter[str]
) -> None:
    for document in documents:
        (text,) = connection.execute("SELECT text FROM documents WHERE id = ?", (document,)).fetchone()
        row = (unpack_text(text), document)
        connection.execute("UPDATE documents SET live = 1, text = ? WHERE id = ?", row)
        words = connection.execute(
            "DELETE FROM retired_words WHERE passage IN (SELECT id FROM passages WHERE document = ?)"
            " RETURNING passage, heading, text",
            (document,),
        ).fetchall()
        add_words(connection, words, frequencies)
        born(connection, document, generation)
