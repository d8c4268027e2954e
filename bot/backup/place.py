"""Where everything lies on this machine, and how it is kept still while it is copied."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from bot.backup import journal
from bot.backup.errors import BackupError, BackupLaterError, Later, Refusal
from bot.documents.staging import Stage, Staging
from index.kept_files import FOLDER_NAME
from index.library_files import FILE_NAME, LibraryFiles
from index.reindex import LOCK_NAME
from index.rollback import JOURNAL_NAME

OWNER_NAME = "documents.txt"
"""In a library's folder: which documents it was made of."""
PATIENCE_S = 10.0
LONGEST_S = 600.0
_LOOK_EVERY_S = 0.2

Tell = Callable[[str], object]
"""Called with the key of a text when a stage begins."""


@dataclass(frozen=True, slots=True)
class Place:
    documents: Path
    data: Path
    library: Path
    """The library's folder, in the data folder."""
    database_url: str
    files: LibraryFiles

    @property
    def library_file(self) -> Path:
        return self.library / FILE_NAME

    @property
    def kept(self) -> Path:
        return self.library / FOLDER_NAME

    @property
    def lock(self) -> FileLock:
        """That of the reindex."""
        return FileLock(self.library / LOCK_NAME)


@contextmanager
def quiet(place: Place, tell: Tell, patience_s: float = PATIENCE_S) -> Iterator[bool]:
    """Keeps out whatever changes several documents as one; False where that was no more than looked at.

    A reindex that takes long is not waited for: until its commit it changes neither files nor library. A publication
    or a rollback is waited for. Raises BackupError for one that was killed, BackupLaterError where there is no end.
    """
    lock = place.lock
    try:
        place.library.mkdir(parents=True, exist_ok=True)
        held = _acquire(lock, patience_s)
    except OSError as error:
        raise BackupError(Refusal.NOT_READ, file=str(place.library), reason=error.strerror or str(error)) from error
    try:
        if held and is_changing(place):
            raise BackupError(Refusal.NOT_FINISHED)
        if not held:
            tell("backup-waiting")
            _wait_for_a_pause(place)
        yield held
    finally:
        lock.release()


def _acquire(lock: FileLock, patience_s: float) -> bool:
    try:
        lock.acquire(timeout=patience_s)
    except Timeout:
        return False
    return True


def is_changing(place: Place) -> bool:
    """Whether a publication, a rollback or a restore has moved some of its files and perhaps not all."""
    journals = (place.library / JOURNAL_NAME, place.data / journal.NAME)
    uploads = Staging.of(place.data).all()
    return any(one.exists() for one in journals) or any(upload.stage is Stage.PUBLISHING for upload in uploads)


def _wait_for_a_pause(place: Place) -> None:
    end = time.monotonic() + LONGEST_S
    while is_changing(place):
        if time.monotonic() > end:
            raise BackupLaterError(Later.BUSY)
        time.sleep(_LOOK_EVERY_S)
