"""What of the files found is new or changed, and what is in those."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field, replace

from index.errors import DocumentError
from index.readers import SUFFIXES, DocumentReader, ReadLimits
from index.scan import FolderScan, FoundFile
from index.types import Document, FileStamp, Skipped, SkipReason

DOUBTFUL_NS = 2 * 10**9
"""A file written so shortly before it was read may change again without a change of its time: clocks of file systems
tick at up to two seconds."""
DOUBTFUL_MTIME = -1
"""Stands in the stamp of such a file, and makes the next reindex look at its hash."""
NOT_READ = ""
"""Stands for the hash of a file that was not opened: it is tried each time, what hindered may be gone."""


@dataclass(slots=True)
class Reading:
    """What came of the files so far."""

    touched: dict[str, FileStamp] = field(default_factory=dict)
    skipped: dict[str, tuple[FileStamp, Skipped]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)


def scanned(scan: FolderScan) -> Reading:
    """A reading that knows only what the scan itself had to leave out."""
    nothing = FileStamp(0, 0, NOT_READ)
    return Reading(skipped={skipped.path: (nothing, skipped) for skipped in scan.skipped})


def looks_unchanged(found: FoundFile, stamp: FileStamp | None) -> bool:
    return (
        stamp is not None and stamp.sha256 != NOT_READ and (found.size, found.mtime_ns) == (stamp.size, stamp.mtime_ns)
    )


def read_file(
    found: FoundFile, known: FileStamp | None, reader: DocumentReader, reading: Reading
) -> tuple[FileStamp, Document] | None:
    """The document, or None and in `reading` why there is none: its hash is the known one, or it cannot be read."""
    stamp = FileStamp(found.size, found.mtime_ns, NOT_READ)
    try:
        if found.file.suffix.lower() in SUFFIXES:
            stamp = _stamp(found, reader.limits)
        if known is not None and known.sha256 == stamp.sha256 != NOT_READ:
            reading.unchanged.append(found.name)
            if known != stamp:
                reading.touched[found.name] = stamp
            return None
        document = reader.read(found.file, found.name)
    except DocumentError as error:
        reading.skipped[found.name] = (stamp, Skipped(found.name, error.reason, error.detail))
        return None
    return _settled(found, stamp), document


def _stamp(found: FoundFile, limits: ReadLimits) -> FileStamp:
    if found.size > limits.max_bytes:
        raise DocumentError(SkipReason.TOO_LARGE, f"more than {limits.max_bytes} bytes")
    try:
        with found.file.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DocumentError(SkipReason.UNREADABLE, error.strerror or str(error)) from error
    doubtful = time.time_ns() - found.mtime_ns < DOUBTFUL_NS
    return FileStamp(found.size, DOUBTFUL_MTIME if doubtful else found.mtime_ns, digest)


def _settled(found: FoundFile, stamp: FileStamp) -> FileStamp:
    """The stamp of a file that was written to while it was read is doubtful too."""
    try:
        status = found.file.stat()
    except OSError:
        return replace(stamp, mtime_ns=DOUBTFUL_MTIME)
    same = (status.st_size, status.st_mtime_ns) == (found.size, found.mtime_ns)
    return stamp if same else replace(stamp, mtime_ns=DOUBTFUL_MTIME)
