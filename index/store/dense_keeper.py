"""Keeps the dense index in step with the library: loads, builds, brings up to date and saves it."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.store.dense import DenseIndex, Ids
from index.store.dense_file import Header, load_newest, save_index
from index.store.rows import identity_of, unpack_vectors
from index.types import Vectors

_log = logging.getLogger(__name__)

SAVED_AFTER_SHARE = 0.02
"""The index is saved again when the file differs in more than this share of its rows: less is made up for
in no time when it is loaded, and a huge file is not written anew for each small document."""
_BATCH = 10_000


class DenseKeeper:
    """The newest dense index of one data folder, shared by the snapshots of it. Safe to use from several threads."""

    def __init__(self, folder: Path, flat_up_to: int) -> None:
        self._folder = folder
        self._flat_up_to = flat_up_to
        self._lock = threading.Lock()
        self._held: _Held | None = None

    def index_of(self, connection: sqlite3.Connection) -> DenseIndex | None:
        """The dense index of what the connection sees; None while nothing was ever embedded."""
        library, generation = connection.execute("SELECT uuid, generation FROM library").fetchone()
        identity = identity_of(connection)
        if identity is None:
            return None
        rows = LibraryRows(connection, identity.dimension)
        with self._lock:
            held = self._held or self._loaded()
            if held is None or held.made_from != (library, str(identity)):
                index = DenseIndex.from_source(rows, identity.dimension, self._flat_up_to)
                now = _Held(library, str(identity), generation, index)
            elif held.generation == generation:
                now = held
            else:
                now = _Held(library, str(identity), generation, held.index.updated(rows, self._flat_up_to), held.saved)
            if held is None or now.generation >= held.generation:
                self._held = now = self._saved(now)
            return now.index

    def _loaded(self) -> _Held | None:
        found = load_newest(self._folder)
        if found is None:
            return None
        header, index = found
        return _Held(header.library, header.model, header.generation, index, index.ids)

    def _saved(self, held: _Held) -> _Held:
        """A file that cannot be written is no harm: the next start builds the index anew."""
        if not held.wants_saving():
            return held
        index = held.index
        header = Header(held.library, held.generation, held.model, len(index.ids), index.trained_on)
        try:
            save_index(self._folder, header, index)
        except OSError as error:
            _log.warning(
                "the vector index was not saved in %s and will be built at each start: %s", self._folder, error
            )
            return held
        return _Held(held.library, held.model, held.generation, index, index.ids)


@dataclass(frozen=True, slots=True)
class _Held:
    library: str
    model: str
    generation: int
    index: DenseIndex
    saved: Ids | None = None
    """The rows in the file on disk, None where there is no file."""

    @property
    def made_from(self) -> tuple[str, str]:
        return self.library, self.model

    def wants_saving(self) -> bool:
        if self.saved is None:
            return True
        return len(np.setxor1d(self.index.ids, self.saved, True)) > SAVED_AFTER_SHARE * len(self.saved)


@dataclass(frozen=True, slots=True)
class LibraryRows:
    """Implements `VectorSource` over the library file."""

    connection: sqlite3.Connection
    dimension: int

    def ids(self) -> Ids:
        found = self.connection.execute(
            "SELECT passages.id FROM documents JOIN passages ON document = documents.id WHERE live"
        )
        return np.sort(np.fromiter((row for (row,) in found), dtype=np.int64))

    def vectors(self, ids: Ids) -> Iterator[tuple[Ids, Vectors]]:
        for start in range(0, len(ids), _BATCH):
            batch = ids[start : start + _BATCH]
            found = self.connection.execute(
                "SELECT vector FROM json_each(?) AS wanted JOIN vectors ON passage = wanted.value ORDER BY passage",
                (json.dumps(batch.tolist()),),
            )
            yield batch, unpack_vectors([blob for (blob,) in found], self.dimension)
