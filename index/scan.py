"""Which files lie in the documents' folder, under which names, and which of them cannot be taken."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import SettingError
from index.types import Skipped, SkipReason

_IGNORED = frozenset({"thumbs.db", "desktop.ini"})
_IGNORED_STARTS = (".", "~$")
"""Hidden files and folders, and the lock files that office programs put beside an open document."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    name: str
    """The document's path: relative, forward slashes, Unicode composed (NFC) however the disk has it."""
    file: Path
    """Where it really lies, links followed."""
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class FolderScan:
    files: tuple[FoundFile, ...]
    """By name."""
    skipped: tuple[Skipped, ...]


def scan_folder(folder: Path, excluded: Path | None = None) -> FolderScan:
    """Everything under the folder but hidden things and `excluded`.

    A link is followed to what lies in the folder and is not there under a name of its own; it never leads outside.
    Raises SettingError when the folder itself cannot be listed, for an absent disk is not an empty one.
    """
    root = Path(os.path.realpath(folder))
    walk = _Walk(root, None if excluded is None else Path(os.path.realpath(excluded)))
    try:
        entries = _listed(root)
    except OSError as error:
        raise SettingError("documents", f"the folder {folder} cannot be read: {error.strerror}") from error
    walk.take_all("", entries)
    walk.take_links()
    files = sorted(walk.files.values(), key=lambda found: found.name)
    return FolderScan(tuple(files), tuple(sorted(walk.skipped.values(), key=lambda skipped: skipped.path)))


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


class _Walk:
    """What has been found so far. Paths on the disk are always real ones, so that a thing is known by its path."""

    def __init__(self, root: Path, excluded: Path | None) -> None:
        self.files: dict[str, FoundFile] = {}
        self.skipped: dict[str, Skipped] = {}
        self._root = root
        self._seen: set[Path] = {root} if excluded is None else {root, excluded}
        self._links: deque[tuple[str, Path]] = deque()

    def take_all(self, prefix: str, entries: Iterable[os.DirEntry[str]]) -> None:
        for entry in entries:
            name = prefix + entry.name
            if entry.name.startswith(_IGNORED_STARTS) or entry.name.lower() in _IGNORED:
                continue
            if not _is_text(name):
                readable = os.fsencode(name).decode("utf-8", "replace")
                self._skip(readable, SkipReason.UNREADABLE, "the name is not valid UTF-8; rename it")
            elif entry.is_symlink():
                self._links.append((name, Path(entry.path)))
            else:
                self._take(name, Path(entry.path))

    def take_links(self) -> None:
        """After all else, so that what a link leads to has been read under its own name if it has one."""
        while self._links:
            name, link = self._links.popleft()
            real = Path(os.path.realpath(link))
            if real.is_relative_to(self._root):
                self._take(name, real)
            else:
                self._skip(name, SkipReason.OUTSIDE, "the link leads out of the documents' folder")

    def _take(self, name: str, path: Path) -> None:
        if path in self._seen:
            return
        self._seen.add(path)
        try:
            status = path.lstat()
            if stat.S_ISDIR(status.st_mode):
                self.take_all(f"{name}/", _listed(path))
            elif stat.S_ISREG(status.st_mode):
                self._add(FoundFile(unicodedata.normalize("NFC", name), path, status.st_size, status.st_mtime_ns))
            else:
                self._skip(name, SkipReason.UNREADABLE, "neither a file nor a folder, or a link to nothing")
        except OSError as error:
            self._skip(name, SkipReason.UNREADABLE, error.strerror or str(error))

    def _add(self, found: FoundFile) -> None:
        if found.name in self.files:
            other = unicodedata.normalize("NFD", found.name)
            self._skip(other, SkipReason.UNREADABLE, "another file has the same name in other code points; rename it")
        else:
            self.files[found.name] = found

    def _skip(self, name: str, reason: SkipReason, detail: str) -> None:
        self.skipped[name] = Skipped(name, reason, detail)


def _is_text(name: str) -> bool:
    """False for a name whose bytes are not UTF-8: no database and no chat could carry it."""
    return not any("\ud800" <= character <= "\udfff" for character in name)
