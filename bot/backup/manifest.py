"""The last part of a backup: what it is, and the size and sum of every other part."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from bot.backup.errors import BackupError, Refusal
from index.library_files import FILE_NAME, LibraryFacts

FORMAT = 1
NAME = "manifest.json"
MOST_BYTES = 256 * 2**20
"""Some hundred bytes a file: of a million files."""
DOCUMENTS, STATE = "documents/", "state/"
LIBRARY, KEPT = f"library/{FILE_NAME}", "library/kept/"

_KEPT = re.compile(rf"{KEPT}([0-9a-f]{{2}})/\1[0-9a-f]{{62}}")
_TABLE = re.compile(rf"{STATE}[a-z][a-z0-9_]{{0,62}}\.jsonl")
_SUM = re.compile(r"[0-9a-f]{64}")
_NOT_IN_NAMES = re.compile("[\x00-\x1f\x7f\\\\\ud800-\udfff]")
_MOST_NAME_BYTES, _MOST_PATH_BYTES = 255, 3000


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    """Within the archive; forward slashes."""
    size: int
    sha256: str
    mtime_ns: int = 0


@dataclass(frozen=True, slots=True)
class StateFacts:
    revision: str
    """Of its schema: Alembic's."""
    rows: dict[str, int]
    """By table."""
    newest_question: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file of the documents' folder that is not in the backup."""

    path: str
    why: str
    """`link`, `name`, `unreadable`, `changing` or `special`."""


@dataclass(frozen=True, slots=True)
class Manifest:
    version: str
    """Of the program."""
    created_at: datetime
    library: LibraryFacts | None
    """None where there was none."""
    state: StateFacts | None
    members: tuple[Member, ...]
    left_out: tuple[LeftOut, ...] = ()
    format: int = FORMAT

    @property
    def documents(self) -> int:
        return sum(member.name.startswith(DOCUMENTS) for member in self.members)

    @property
    def bytes(self) -> int:
        return sum(member.size for member in self.members)


_MANIFEST = TypeAdapter(Manifest)


def dump(manifest: Manifest) -> bytes:
    return _MANIFEST.dump_json(manifest, indent=1)


def parse(data: bytes, file: str) -> Manifest:
    """Raises BackupError for what is of a newer format, or is none of ours; `file` is told then."""
    try:
        found = json.loads(data)
        newer = isinstance(found, dict) and isinstance(found.get("format"), int) and found["format"] > FORMAT
        if newer:
            raise BackupError(Refusal.NEWER, file=file, version=_shown(found.get("version")))
        manifest = _MANIFEST.validate_json(data)
    except (ValueError, RecursionError) as error:
        reason = f"{error.error_count()} errors in its list" if isinstance(error, ValidationError) else str(error)
        raise BackupError(Refusal.NOT_OURS, file=file, reason=reason) from error
    for part in _wrong(manifest):
        raise BackupError(Refusal.HOSTILE, file=file, part=_shown(part))
    return manifest


def _shown(value: object) -> str:
    """Short and printable, wherever it comes from."""
    return _NOT_IN_NAMES.sub("\ufffd", str(value))[:200]


def _wrong(manifest: Manifest) -> Iterator[str]:
    """Names of parts that no backup of ours has."""
    seen: set[str] = set()
    for member in manifest.members:
        if member.name in seen or member.size < 0 or not _SUM.fullmatch(member.sha256) or not is_allowed(member.name):
            yield member.name
        if member.name.startswith(KEPT) and not member.name.endswith(member.sha256):
            yield member.name
        seen.add(member.name)
    if (manifest.library is None) == (LIBRARY in seen):
        yield LIBRARY
    tables = {f"{STATE}{table}.jsonl" for table in (manifest.state.rows if manifest.state else ())}
    yield from {name for name in seen if name.startswith(STATE)} ^ tables


def is_allowed(name: str) -> bool:
    """Whether a part may have that name: it leads nowhere but where its kind belongs."""
    if name == LIBRARY or _KEPT.fullmatch(name) or _TABLE.fullmatch(name):
        return True
    return name.startswith(DOCUMENTS) and is_document_path(name.removeprefix(DOCUMENTS))


def is_document_path(path: str) -> bool:
    """Relative, and no part of it hidden; what a backup takes from the documents' folder is named so."""
    parts = path.split("/")
    return (
        _NOT_IN_NAMES.search(path) is None
        and len(path.encode()) <= _MOST_PATH_BYTES
        and all(part and not part.startswith(".") and len(part.encode()) <= _MOST_NAME_BYTES for part in parts)
    )
