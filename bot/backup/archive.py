"""The one file of a backup: written part by part and put in place whole; read no further than its list says."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from bot.backup import manifest as manifests
from bot.backup.errors import BackupError, Refusal, written
from bot.backup.manifest import Manifest, Member

TEMPORARY = ".tmp"
_CHUNK = 2**20
_PACKED = frozenset({".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".zip", ".png", ".jpg", ".jpeg"})
_LEVEL = 1
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, KeyError, OverflowError)
"""What the standard library raises for archives that are none, depending on where they are broken."""

Sink = Callable[[bytes], object]


@dataclass(slots=True)
class Writer:
    """Parts are listed as they are written; the list is the last of them."""

    archive: zipfile.ZipFile
    members: list[Member] = field(default_factory=list)

    def add(self, name: str, content: IO[bytes], mtime_ns: int = 0) -> Member:
        return self.add_chunks(name, iter(lambda: content.read(_CHUNK), b""), mtime_ns)

    def add_chunks(self, name: str, chunks: Iterable[bytes], mtime_ns: int = 0) -> Member:
        digest, size = hashlib.sha256(), 0
        with self.archive.open(_info(name, mtime_ns), "w", force_zip64=True) as part:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                part.write(chunk)
        self.members.append(Member(name, size, digest.hexdigest(), mtime_ns))
        return self.members[-1]

    def finish(self, manifest: Manifest) -> None:
        with self.archive.open(_info(manifests.NAME, 0), "w") as part:
            part.write(manifests.dump(manifest))


def _info(name: str, mtime_ns: int) -> zipfile.ZipInfo:
    when = time.localtime(mtime_ns / 10**9 if mtime_ns else time.time())[:6]
    info = zipfile.ZipInfo(name, max((1980, 1, 1, 0, 0, 0), min(when, (2107, 12, 31, 23, 59, 58))))
    info.compress_type = zipfile.ZIP_STORED if Path(name).suffix.lower() in _PACKED else zipfile.ZIP_DEFLATED
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # has no public name before Python 3.13
    return info


@contextmanager
def writing(file: Path, *, force: bool) -> Iterator[Writer]:
    """Beside `file` under another name until all is written and read back; nobody but the user may read it.

    Raises BackupError: for a file that is there unless `force`, for a folder that is not, for a disk that is full.
    """
    if not file.parent.is_dir():
        raise BackupError(Refusal.NO_FOLDER, folder=str(file.parent))
    if file.is_dir() or (file.exists() and not force):
        raise BackupError(Refusal.EXISTS, file=str(file))
    temporary = file.with_name(file.name + TEMPORARY)
    try:
        with written(file):
            with os.fdopen(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as opened:
                with zipfile.ZipFile(opened, "w", compresslevel=_LEVEL) as archive:
                    yield Writer(archive)
                opened.flush()
                os.fsync(opened.fileno())
            with reading(temporary) as back:
                back.check()
            temporary.replace(file)
            sync_folder(file.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """So that a power cut does not undo a renaming."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class Reader:
    archive: zipfile.ZipFile
    manifest: Manifest
    file: str

    def check(self, done: Callable[[Member], object] = lambda member: None) -> None:
        """Reads every part. Raises BackupError where one is not what the list says; `done` is called after each."""
        for member in self.manifest.members:
            self.extract(member, lambda chunk: None)
            done(member)

    def extract(self, member: Member, sink: Sink) -> None:
        """Raises BackupError, after some of it was given to `sink`, for a part that is not what the list says."""
        digest = hashlib.sha256()
        for chunk in self.chunks(member):
            digest.update(chunk)
            sink(chunk)
        if digest.hexdigest() != member.sha256:
            raise BackupError(Refusal.DAMAGED, file=self.file, part=member.name)

    def chunks(self, member: Member) -> Iterator[bytes]:
        """Never more than the size in the list, however much is packed into the part."""
        try:
            with self.archive.open(member.name) as part:
                left = member.size
                while chunk := part.read(min(_CHUNK, left + 1)):
                    left -= len(chunk)
                    if left < 0:
                        break
                    yield chunk
        except _BROKEN as error:
            raise BackupError(Refusal.DAMAGED, file=self.file, part=member.name) from error
        except OSError as error:
            raise BackupError(Refusal.NOT_READ, file=self.file, reason=error.strerror or str(error)) from error
        if left:
            raise BackupError(Refusal.DAMAGED, file=self.file, part=member.name)


@contextmanager
def reading(file: Path) -> Iterator[Reader]:
    """Raises BackupError for what is no backup, or was made by a newer program; no sum is checked yet."""
    try:
        archive = zipfile.ZipFile(file)
    except OSError as error:
        raise BackupError(Refusal.NOT_READ, file=str(file), reason=error.strerror or str(error)) from error
    except _BROKEN as error:
        raise BackupError(Refusal.NOT_OURS, file=str(file), reason=str(error)) from error
    with archive:
        manifest = _manifest(archive, str(file))
        _compare(archive, manifest, str(file))
        yield Reader(archive, manifest, str(file))


def _manifest(archive: zipfile.ZipFile, file: str) -> Manifest:
    try:
        with archive.open(manifests.NAME) as part:
            data = part.read(manifests.MOST_BYTES + 1)
    except _BROKEN as error:
        raise BackupError(Refusal.NOT_OURS, file=file, reason=f"no {manifests.NAME}") from error
    if len(data) > manifests.MOST_BYTES:
        raise BackupError(Refusal.HOSTILE, file=file, part=manifests.NAME)
    return manifests.parse(data, file)


def _compare(archive: zipfile.ZipFile, manifest: Manifest, file: str) -> None:
    """The parts that there are with those of the list: the same, none a link, none packed in another way."""
    listed = {member.name: member.size for member in manifest.members} | {manifests.NAME: -1}
    for info in archive.infolist():
        size = listed.pop(info.filename, None)
        is_link = stat.S_ISLNK(info.external_attr >> 16)
        if size is None or is_link or info.compress_type not in _METHODS or info.flag_bits & _ENCRYPTED:
            raise BackupError(Refusal.HOSTILE, file=file, part=ascii(info.filename)[:200])
        if size not in (-1, info.file_size):
            raise BackupError(Refusal.HOSTILE, file=file, part=ascii(info.filename)[:200])
    for missing in listed:
        raise BackupError(Refusal.DAMAGED, file=file, part=missing)
