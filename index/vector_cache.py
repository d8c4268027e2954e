"""Vectors of texts that were embedded but are not yet in the library: a reindex that is ended midway loses none."""

from __future__ import annotations

import hashlib
import logging
import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.types import EmbedderIdentity

_log = logging.getLogger(__name__)

FILE_NAME = "embedding.cache"
_KEY_BYTES = 32
_SUM_BYTES = 4

Halves = NDArray[np.float16]
"""Shape (n, dimension), or (dimension,) of one."""


class VectorCache:
    """A file that is only appended to: the model's identity, then of each text its hash, its vector and a checksum.

    Used by the one process that holds the reindex lock. A file that cannot be written to costs no more than the time
    that it would have saved.
    """

    def __init__(self, folder: Path, identity: EmbedderIdentity) -> None:
        self._file = folder / FILE_NAME
        self._identity = identity
        self._header = hashlib.sha256(str(identity).encode()).digest()
        self._writable = True

    def open(self) -> dict[bytes, Halves]:
        """The vectors there are, by `text_key`; what a kill left torn is cut off. More can be added after it."""
        try:
            data = self._file.read_bytes() if self._file.exists() else b""
            if not data.startswith(self._header):
                data = self._header
                self._file.write_bytes(data)
            found = dict(self._records(memoryview(data)[len(self._header) :]))
            os.truncate(self._file, len(self._header) + len(found) * self._record_bytes)
        except OSError as error:
            self._give_up(error)
            return {}
        return found

    @property
    def _record_bytes(self) -> int:
        return _KEY_BYTES + 2 * self._identity.dimension + _SUM_BYTES

    def _records(self, data: memoryview) -> Iterator[tuple[bytes, Halves]]:
        for start in range(0, len(data) - self._record_bytes + 1, self._record_bytes):
            record = data[start : start + self._record_bytes]
            if zlib.crc32(record[:-_SUM_BYTES]).to_bytes(_SUM_BYTES, "little") != record[-_SUM_BYTES:]:
                return  # what follows a torn record cannot be trusted either
            yield bytes(record[:_KEY_BYTES]), np.frombuffer(record[_KEY_BYTES:-_SUM_BYTES], dtype="<f2")

    def add(self, texts: Sequence[str], vectors: Halves) -> None:
        """Texts that were not there. Call `open` before."""
        if not self._writable:
            return
        try:
            with self._file.open("ab") as file:
                file.write(b"".join(map(_record, map(text_key, texts), vectors)))
        except OSError as error:
            self._give_up(error)

    def clear(self) -> None:
        """Once the library holds the vectors."""
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("%s cannot be deleted: %s", self._file, error)

    def _give_up(self, error: OSError) -> None:
        self._writable = False
        _log.warning("%s cannot be used, a reindex that is ended midway will begin anew: %s", self._file, error)


def _record(key: bytes, vector: Halves) -> bytes:
    record = key + np.ascontiguousarray(vector, dtype="<f2").tobytes()
    return record + zlib.crc32(record).to_bytes(_SUM_BYTES, "little")


def text_key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
