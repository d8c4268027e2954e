"""The dense index on disk: one file, whole or not there, with a checksum of all that follows its first line."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from index.store.dense import DenseIndex

_NAME = re.compile(r"vectors-(\d+)\.faiss")
_TEMPORARY = ".vectors-"
_BLOCK = 2**20
_ABANDONED_S = 600.0
"""A temporary file that old is of a process that was killed."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Header:
    """The file's first line, as JSON."""

    library: str
    """Which library file it was made from: row ids mean nothing in another one."""
    generation: int
    model: str
    rows: int
    trained_on: int
    checksum: str = ""
    """BLAKE2b of the rest."""


def save_index(folder: Path, header: Header, index: DenseIndex) -> Path:
    """Puts the file in place in one step and takes the older ones away. Raises OSError."""
    descriptor, name = tempfile.mkstemp(prefix=_TEMPORARY, dir=folder)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            _write(file, header, index)
            file.flush()
            os.fsync(file.fileno())
        final = folder / f"vectors-{header.generation}.faiss"
        temporary.replace(final)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(folder)
    _remove_others(folder, final)
    return final


def load_newest(folder: Path) -> tuple[Header, DenseIndex] | None:
    """The newest whole file, None if there is none."""
    for _, path in sorted(_files(folder), reverse=True):
        try:
            with path.open("rb") as file:
                header = _read_header(file)
                if header is not None:
                    return header, _read_index(file, header)
        except FileNotFoundError:
            continue  # another process has just put a newer one in its place
        except OSError as error:
            _log.warning("%s cannot be read, the vector index is built anew: %s", path, error)
    return None


def _write(file: BinaryIO, header: Header, index: DenseIndex) -> None:
    file.write(_line(header, "0" * 64))
    body = file.tell()
    index.write_body(file.write)
    checksum = _checksum(file, body)
    file.seek(0)
    file.write(_line(header, checksum))


def _line(header: Header, checksum: str) -> bytes:
    return json.dumps({**asdict(header), "checksum": checksum}).encode() + b"\n"


def _checksum(file: BinaryIO, start: int) -> str:
    file.seek(start)
    digest = hashlib.blake2b(digest_size=32)
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _read_header(file: BinaryIO) -> Header | None:
    """None for a torn file; leaves the file at the first byte after the header."""
    line = file.readline(_BLOCK)
    try:
        header = Header(**json.loads(line))
    except (ValueError, TypeError):
        return None
    if not isinstance(header.checksum, str) or _checksum(file, len(line)) != header.checksum:
        return None
    file.seek(len(line))
    return header


def _read_index(file: BinaryIO, header: Header) -> DenseIndex:
    return DenseIndex.from_body(file.read, header.rows, header.trained_on)


def _files(folder: Path) -> Iterator[tuple[int, Path]]:
    for path in folder.iterdir():
        if match := _NAME.fullmatch(path.name):
            yield int(match[1]), path


def _remove_others(folder: Path, kept: Path) -> None:
    for _, path in list(_files(folder)):
        if path != kept:
            path.unlink(missing_ok=True)
    for path in folder.glob(f"{_TEMPORARY}*"):
        with suppress(FileNotFoundError):  # its owner may be done just now
            if time.time() - path.stat().st_mtime > _ABANDONED_S:
                path.unlink()


def _sync_folder(folder: Path) -> None:
    """So that the new name outlives a power cut. Windows has no such call."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
