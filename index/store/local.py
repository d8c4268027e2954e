"""The local store: SQLite holds everything, FAISS is made from it."""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.errors import StoreError
from index.library_files import FILE_NAME
from index.store import history, relations, rows
from index.store.dense import FLAT_UP_TO
from index.store.dense_keeper import DenseKeeper
from index.store.rollback import write_rollback
from index.store.schema import guarded, open_library, transaction
from index.store.snapshot import LocalSnapshot
from index.store.words import Bm25
from index.store.write import Step, write_changes
from index.types import (
    Changes,
    EmbedderIdentity,
    FileStamp,
    GenerationInfo,
    Relation,
    Skipped,
    SkipReason,
    Vector,
    Vectors,
)

KEEP_GENERATIONS = 30


def _utc_now() -> datetime:
    return datetime.now(UTC)


class LocalStore:
    """Implements `index.ports.Store` in one folder. Safe to use from several threads and processes."""

    def __init__(
        self,
        folder: Path,
        weights: Bm25 | None = None,
        flat_up_to: int = FLAT_UP_TO,
        keep_generations: int = KEEP_GENERATIONS,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Makes the folder and the file where there are none. Raises StoreError for what cannot be used.

        Of the generations that changed a document, the last `keep_generations` can be gone back to.
        """
        self._file = folder / FILE_NAME
        self._weights = weights or Bm25()
        self._keep_generations = keep_generations
        self._clock = clock
        self._keeper = DenseKeeper(folder, flat_up_to)
        self._reader, self._writer = open_library(self._file), open_library(self._file)
        self._read_lock, self._write_lock = threading.Lock(), threading.Lock()
        self._live: weakref.WeakSet[LocalSnapshot] = weakref.WeakSet()
        self._live_lock = threading.Lock()
        self._closed = False

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._read_lock, guarded(self._file):
            self._check_open()
            yield self._reader

    @property
    def generation(self) -> int:
        with self._reading() as connection:
            return int(connection.execute("SELECT generation FROM library").fetchone()[0])

    def identity(self) -> EmbedderIdentity | None:
        with self._reading() as connection:
            return rows.identity_of(connection)

    def stamps(self) -> dict[str, FileStamp]:
        columns = "SELECT path, size, mtime_ns, sha256 FROM"
        with self._reading() as connection:
            found = connection.execute(f"{columns} documents WHERE live UNION ALL {columns} skipped").fetchall()
        return {path: FileStamp(*stamp) for path, *stamp in found}

    def skipped(self) -> list[Skipped]:
        with self._reading() as connection:
            found = connection.execute("SELECT path, reason, detail FROM skipped ORDER BY path").fetchall()
        return [Skipped(path, SkipReason(reason), detail) for path, reason, detail in found]

    def vectors(self, keys: Sequence[str]) -> dict[str, tuple[Vector, Vectors]]:
        with self._reading() as connection:
            identity = rows.identity_of(connection)
            if identity is None:
                return {}
            found = connection.execute(
                "SELECT passages.key, vector, vectors FROM json_each(?) AS wanted"
                " JOIN passages ON passages.key = wanted.value"
                " JOIN vectors ON vectors.passage = passages.id"
                " JOIN sentence_vectors ON sentence_vectors.passage = passages.id",
                (json.dumps(list(keys)),),
            ).fetchall()
        unpack = rows.unpack_vectors
        return {
            key: (unpack([vector], identity.dimension)[0], unpack([sentences], identity.dimension))
            for key, vector, sentences in found
        }

    def generations(self) -> list[GenerationInfo]:
        with self._reading() as connection:
            return history.generations(connection)

    def stamps_at(self, generation: int) -> dict[str, FileStamp]:
        with self._reading() as connection:
            return history.stamps_at(connection, generation)

    def retired_hashes(self) -> dict[str, int]:
        with self._reading() as connection:
            return history.retired_hashes(connection)

    def relations(self) -> list[Relation]:
        with self._reading() as connection:
            return relations.relations(connection)

    def note_relations(self, said: Collection[str], found: Sequence[Relation]) -> None:
        with self._writing() as connection:
            relations.note(connection, said, found)

    def decide(self, relation: Relation, *, confirmed: bool) -> bool:
        with self._writing() as connection:
            return relations.decide(connection, relation, confirmed, self._next(connection))

    def apply(self, changes: Changes) -> int:
        return self._step(lambda connection, step: write_changes(connection, changes, step))

    def roll_back(self, generation: int) -> int:
        return self._step(lambda connection, step: write_rollback(connection, generation, step))

    def _step(self, write: Callable[[sqlite3.Connection, Step], None]) -> int:
        with self._writing() as connection:
            step = self._next(connection)
            write(connection, step)
        self.snapshot().close()  # brings the dense index up to date and saves it
        return step.generation

    def _next(self, connection: sqlite3.Connection) -> Step:
        return Step.after(connection, self._clock(), self._keep_generations)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction, alone."""
        with self._write_lock, guarded(self._file):
            self._check_open()
            self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            with transaction(self._writer):
                self._let_go_of_log()
                yield self._writer

    def snapshot(self) -> LocalSnapshot:
        self._check_open()
        connection = open_library(self._file)
        try:
            with guarded(self._file):
                connection.execute("BEGIN")
                snapshot = LocalSnapshot(self._file, connection, self._keeper.index_of(connection), self._weights)
        except BaseException:
            connection.close()
            raise

        with self._live_lock:
            self._live.add(snapshot)
        return snapshot

    def _let_go_of_log(self) -> None:
        """Lets the newest snapshots read from the database proper, where all they need now stands.

        A log that some snapshot reads from can never be begun anew, and there is always some snapshot.
        """
        (generation,) = self._writer.execute("SELECT generation FROM library").fetchone()
        with self._live_lock:
            live = list(self._live)
        for snapshot in live:
            if snapshot.generation == generation:
                snapshot.renew()

    def close(self) -> None:
        """Snapshots taken before live on until they are closed."""
        with self._read_lock, self._write_lock:
            self._closed = True
            self._reader.close()
            self._writer.close()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError("this store is closed; open it again")
