"""One generation of the local library, held by a read transaction that is never ended before `close`."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import StoreError
from index.store import history, rows
from index.store.dense import DenseIndex, Ids
from index.store.schema import guarded
from index.store.vocabulary import Vocabulary
from index.store.words import Bm25, Scorer, chosen_lemmas, match_expression, one_token, unpack_lemmas
from index.types import Candidate, Document, DocumentCard, DocumentChange, DocumentDetails, Vector

_OF_COLLECTIONS = (
    "SELECT passages.id FROM passages JOIN documents ON documents.id = passages.document"
    " WHERE documents.live AND documents.collection IN (SELECT value FROM json_each(?)) ORDER BY passages.id"
)
_MATCHES = "SELECT rowid FROM words WHERE words MATCH ? {} ORDER BY bm25(words, ?, ?) LIMIT ?"
_AMONG = (
    "AND (SELECT collection FROM documents WHERE id = (SELECT document FROM passages WHERE passages.id = words.rowid))"
    " IN (SELECT value FROM json_each(?))"
)
_CANDIDATES = (
    f"SELECT {rows.PASSAGE_COLUMNS}, {rows.CARD_COLUMNS}, vectors.vector, sentence_vectors.vectors,"  # noqa: S608
    " words.heading, words.text FROM json_each(?) AS wanted"
    " JOIN passages ON passages.id = wanted.value JOIN documents ON documents.id = passages.document"
    " JOIN vectors ON vectors.passage = passages.id JOIN sentence_vectors ON sentence_vectors.passage = passages.id"
    " JOIN words ON words.rowid = passages.id"
)


class LocalSnapshot:
    """Implements `index.ports.Snapshot`."""

    def __init__(self, file: Path, connection: sqlite3.Connection, index: DenseIndex | None, weights: Bm25) -> None:
        """Takes over a connection whose read transaction has begun. `index` is None for an empty library."""
        self._file = file
        self._connection: sqlite3.Connection | None = connection
        self._lock = threading.Lock()
        self._index = index
        self._weights = weights
        self._vocabulary: Vocabulary | None = None
        self._allowed: dict[frozenset[str], Ids] = {}
        self.generation, self.passage_count, self._tokens = map(
            int, connection.execute("SELECT generation, passages, tokens FROM library").fetchone()
        )

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, guarded(self._file):
            if self._connection is None:
                raise StoreError("this snapshot is closed; take a new one from the store")
            yield self._connection

    def renew(self) -> None:
        """Begins the read transaction anew. The caller sees to it that nothing was committed in between."""
        with self._lock:
            if self._connection is not None:
                self._connection.execute("COMMIT")
                self._connection.execute("BEGIN")
                self._connection.execute("SELECT generation FROM library").fetchone()

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            self._index = None

    def search(
        self, vector: Vector, lemmas: Sequence[str], k: int, collections: Collection[str] | None = None
    ) -> list[Candidate]:
        with self._reading():
            index = self._index
        if index is None or k <= 0 or (collections is not None and not collections):
            return []
        self._check_dimension(index, vector)
        allowed = None if collections is None else self._rows_of(frozenset(collections))
        frequencies = self.document_frequencies([one_token(lemma) for lemma in lemmas])
        found = {*index.search(vector, k, allowed), *self._matching(frequencies, k, collections)}
        scorer = Scorer.from_frequencies(self._weights, frequencies, self.passage_count, self._tokens)
        return self._candidates(sorted(found), vector, scorer)

    def _check_dimension(self, index: DenseIndex, vector: Vector) -> None:
        if vector.shape != (index.faiss_index.d,):
            raise StoreError(
                f"the query has {vector.shape} numbers, the vectors of {self._file} {index.faiss_index.d}; "
                "the embedding model was changed: reindex"
            )

    def _rows_of(self, collections: frozenset[str]) -> Ids:
        if collections not in self._allowed:
            with self._reading() as connection:
                found = connection.execute(_OF_COLLECTIONS, (json.dumps(sorted(collections)),)).fetchall()
            self._allowed[collections] = np.array([row for (row,) in found], dtype=np.int64)
        return self._allowed[collections]

    def _matching(self, frequencies: Mapping[str, int], k: int, collections: Collection[str] | None) -> list[int]:
        chosen = chosen_lemmas(frequencies, self._weights.postings)
        if not chosen:
            return []
        among = () if collections is None else (json.dumps(sorted(collections)),)
        statement = _MATCHES.format(_AMONG if among else "")
        arguments = (match_expression(chosen), *among, self._weights.heading, self._weights.text, k)
        with self._reading() as connection:
            return [row for (row,) in connection.execute(statement, arguments)]

    def _candidates(self, found: Sequence[int], vector: Vector, scorer: Scorer) -> list[Candidate]:
        with self._reading() as connection:
            table = connection.execute(_CANDIDATES, (json.dumps(found),)).fetchall()
        if not table:
            return []
        dense, of_sentences = (_cosines([row[place] for row in table], vector) for place in (14, 15))
        ends = np.cumsum([len(row[15]) // (2 * len(vector)) for row in table])
        return [
            _candidate(row, float(cosine), scorer, tuple(cosines.tolist()))
            for row, cosine, cosines in zip(table, dense, np.split(of_sentences, ends[:-1]), strict=True)
        ]

    def document_frequencies(self, lemmas: Sequence[str]) -> dict[str, int]:
        wanted = {lemma: one_token(lemma) for lemma in lemmas}
        with self._reading() as connection:
            found = dict(
                connection.execute(
                    "SELECT lemma, passages FROM frequencies WHERE lemma IN (SELECT value FROM json_each(?))",
                    (json.dumps(list(wanted.values())),),
                ).fetchall()
            )
        return {lemma: found.get(token, 0) for lemma, token in wanted.items()}

    def similar_words(self, lemma: str) -> list[tuple[str, int]]:
        with self._reading() as connection:
            if self._vocabulary is None:
                words = connection.execute("SELECT lemma, passages FROM frequencies").fetchall()
                self._vocabulary = Vocabulary.from_frequencies(words)
        return self._vocabulary.similar(lemma)

    def document(self, path: str) -> Document | None:
        with self._reading() as connection:
            return history.live_document(connection, path)

    def page_at(self, path: str, place: int) -> int | None:
        with self._reading() as connection:
            return history.page_at(connection, path, place)

    def documents(self) -> list[DocumentCard]:
        with self._reading() as connection:
            table = connection.execute(f"SELECT {rows.CARD_COLUMNS} FROM documents WHERE live").fetchall()  # noqa: S608
        return sorted(map(rows.card_from, table), key=lambda card: card.path)

    def details(self, path: str) -> DocumentDetails | None:
        with self._reading() as connection:
            return history.details(connection, path)

    def changes_since(self, generation: int) -> list[DocumentChange]:
        with self._reading() as connection:
            return list(history.changes_since(connection, generation))


def _cosines(blobs: Sequence[bytes], vector: Vector) -> Vector:
    cosines: Vector = rows.unpack_vectors(blobs, len(vector)) @ vector
    return cosines


def _candidate(row: Sequence[Any], dense: float, scorer: Scorer, cosines: tuple[float, ...]) -> Candidate:
    passage, (heading,) = rows.passage_from(row[:9]), unpack_lemmas(row[16])
    sentences = unpack_lemmas(row[17]) if passage.sentences else ()
    score = scorer.score(heading, sentences)
    return Candidate(passage, rows.card_from(row[9:14]), dense, score, cosines, sentences, heading)
