"""The documents' folder as a backup takes it: every file whole, links not followed, hidden things passed over."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.backup.manifest import LeftOut, is_document_path

IN_MEMORY_BYTES = 32 * 2**20
_CHUNK = 2**20
_TRIES = 4
_PAUSE_S = 0.5
"""So long a file that changes while it is read is given to become whole."""


@dataclass(frozen=True, slots=True)
class Found:
    path: str
    """Relative, forward slashes, as the disk has it."""
    file: Path


@dataclass(frozen=True, slots=True)
class Whole:
    """A file's bytes, none of which changed while they were read; `content` stands at its beginning."""

    content: IO[bytes]
    size: int
    sha256: str
    mtime_ns: int


class ChangingError(Exception):
    """The file does not stop to change."""


def walk(root: Path, excluded: Path) -> Iterator[Found | LeftOut]:
    """All there is below `root` but `excluded`, by name. Raises OSError where `root` itself cannot be listed."""
    yield from _walk(Path(os.path.realpath(root)), "", Path(os.path.realpath(excluded)))


def _walk(folder: Path, prefix: str, excluded: Path) -> Iterator[Found | LeftOut]:
    with os.scandir(folder) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        path = prefix + entry.name
        if entry.name.startswith((".", "~$")) or Path(entry.path) == excluded:
            continue
        if not is_document_path(path):
            yield LeftOut(os.fsencode(path).decode("utf-8", "replace"), "name")
        elif entry.is_symlink():
            yield LeftOut(path, "link")
        elif entry.is_dir():
            yield from _walk_into(Path(entry.path), path, excluded)
        elif entry.is_file():
            yield Found(path, Path(entry.path))
        else:
            yield LeftOut(path, "special")


def _walk_into(folder: Path, path: str, excluded: Path) -> Iterator[Found | LeftOut]:
    try:
        yield from _walk(folder, f"{path}/", excluded)
    except PermissionError:
        yield LeftOut(path, "unreadable")
    except FileNotFoundError:
        return  # it went meanwhile


@contextmanager
def read_whole(file: Path, spool: Path) -> Iterator[Whole]:
    """A large one by way of a temporary file in `spool`.

    Raises ChangingError for one that is written to all the while, OSError for one that cannot be read.
    """
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_PAUSE_S)
        with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=str(spool)) as content:
            read = _read(file, content)
            if read is not None:
                size, sha256, mtime_ns = read
                content.seek(0)
                yield Whole(content, size, sha256, mtime_ns)
                return
    raise ChangingError(str(file))


def _read(file: Path, content: tempfile.SpooledTemporaryFile[bytes]) -> tuple[int, str, int] | None:
    """Size, sum and time; None where it changed meanwhile."""
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as opened:
        before = os.fstat(opened.fileno())
        if not stat.S_ISREG(before.st_mode):
            return None
        while size <= before.st_size and (chunk := opened.read(_CHUNK)):  # one that grows might have no end
            digest.update(chunk)
            content.write(chunk)
            size += len(chunk)
        after = os.fstat(opened.fileno())
    same = (before.st_mtime_ns, before.st_size, size) == (after.st_mtime_ns, after.st_size, after.st_size)
    return (size, digest.hexdigest(), after.st_mtime_ns) if same else None
