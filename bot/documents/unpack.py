"""A ZIP archive → its files, within bounds of number, size and packing; no links, no way out of the folder."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.documents.names import is_hidden, safe_path
from index.errors import DocumentError
from index.types import SkipReason

MOST_FILES = 500
MOST_ENTRIES = 2_000
"""Folders and hidden files of systems among them."""
MOST_RATIO = 100
RATIO_MATTERS_FROM = 10 * 2**20
MOST_DIRECTORY = MOST_ENTRIES * 600
"""Bytes of the list at the archive's end: it is read whole before anything else can be known."""

_BLOCK = 2**20
_ENCRYPTED = 0x1
_UTF8 = 0x800
_END = b"PK\x05\x06"
_END_SIZE = struct.Struct("<4s4H2LH")
_TAIL = _END_SIZE.size + 2**16
_TROUBLE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)
"""What `zipfile` raises over what is broken, packed in an unknown way, or locked."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One file of an archive, or why it is left where it is."""

    name: str
    file: Path | None
    refusal: SkipReason | None = None


def unpack(archive: Path, folder: Path, most_bytes: int) -> Iterator[Packed]:
    """Puts the files, of `most_bytes` at most together, into `folder` under numbers.

    Raises DocumentError for an archive that is refused whole; nothing has been written then.
    """
    _check_directory(archive)
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = _checked(opened, archive.stat().st_size, most_bytes)
            for number, entry in enumerate(entries):
                yield _unpacked(opened, entry, folder / str(number))
    except _TROUBLE as error:
        raise DocumentError(SkipReason.BROKEN, f"no ZIP archive: {error}") from error


def _check_directory(archive: Path) -> None:
    with archive.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _TAIL))
        tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE.size:
        raise DocumentError(SkipReason.BROKEN, "no ZIP archive: it has no end")
    _, _, _, _, _, size, _, _ = _END_SIZE.unpack_from(tail, place)
    if size > MOST_DIRECTORY:
        raise DocumentError(SkipReason.BOMB, f"a list of files of {size} bytes")


def _checked(opened: zipfile.ZipFile, packed: int, most_bytes: int) -> list[zipfile.ZipInfo]:
    """The entries that are files of a person."""
    entries = opened.infolist()
    if len(entries) > MOST_ENTRIES:
        raise DocumentError(SkipReason.BOMB, f"{len(entries)} entries")
    wanted = [entry for entry in entries if not entry.is_dir() and not is_hidden(entry_name(entry))]
    inflated = sum(entry.file_size for entry in wanted)
    if len(wanted) > MOST_FILES:
        raise DocumentError(SkipReason.BOMB, f"{len(wanted)} files")
    if inflated > most_bytes:
        raise DocumentError(SkipReason.BOMB, f"unpacks to {inflated} bytes")
    if inflated > RATIO_MATTERS_FROM and inflated > MOST_RATIO * packed:
        raise DocumentError(SkipReason.BOMB, f"unpacks to {inflated // packed} times its size")
    if wanted and all(entry.flag_bits & _ENCRYPTED for entry in wanted):
        raise DocumentError(SkipReason.ENCRYPTED, "protected with a password")
    if not wanted:
        raise DocumentError(SkipReason.EMPTY, "no files")
    return wanted


def entry_name(entry: zipfile.ZipInfo) -> str:
    """As the person saw it: what is not marked as UTF-8 is that all the same, or what a Russian Windows wrote."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename  # another field of the archive told it
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp866")


def _unpacked(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, file: Path) -> Packed:
    """What cannot be taken is told, and the others are taken all the same."""
    raw = entry_name(entry)
    name = safe_path(raw)
    if name is None or stat.S_ISLNK(entry.external_attr >> 16):
        return Packed(name or safe_path(raw.split("/")[-1]) or "?", None, SkipReason.OUTSIDE)
    if entry.flag_bits & _ENCRYPTED:
        return Packed(name, None, SkipReason.ENCRYPTED)
    try:
        with opened.open(entry) as source, file.open("wb") as written:
            while block := source.read(_BLOCK):
                written.write(block)
    except _TROUBLE as error:
        file.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise
        return Packed(name, None, SkipReason.BROKEN)
    return Packed(name, file)
