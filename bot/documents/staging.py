"""Where uploads wait for an admin's decision: a folder each, with a list of what is in it.

A list is written whole or not at all, so that a kill leaves either no upload or a whole one; what has no list is
swept away at the next start.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.types import SkipReason

FOLDER = ".uploads"
"""Hidden, so that it is passed over where the data folder lies within the documents' folder."""
KEPT = timedelta(hours=24)
_LIST = "upload.json"
_ID = re.compile(r"[0-9a-f]{12}")


class Stage(StrEnum):
    RECEIVING = "receiving"
    ASKED = "asked"
    """An admin is to say where it goes, or whether."""
    PUBLISHING = "publishing"
    """It is decided, and being moved: what a kill interrupts now is finished at the next start."""
    PLACED = "placed"
    """It was finished so; nobody has been told yet."""


@dataclass(frozen=True, slots=True)
class Item:
    """One file of an upload, as it was examined."""

    file: str
    """Its name within the upload's folder."""
    name: str
    """What it is to be called; may have folders of its own."""
    size: int
    sha256: str
    title: str = ""
    dated: date | None = None
    characters: int = 0
    refusal: SkipReason | None = None
    """Why it cannot become a document."""
    twin: str = ""
    """The path of a document that says the same."""

    @property
    def is_readable(self) -> bool:
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class Target:
    """Where an item goes."""

    item: int
    path: str
    replaces: str = ""
    """The hash of the file that stood there when it was decided; empty where there was none."""


@dataclass(frozen=True, slots=True)
class Upload:
    id: str
    by: int
    chat_id: int
    """A private chat."""
    message_id: int
    """Of the bot's message that tells of it; 0 before there is one."""
    created_at: datetime
    stage: Stage = Stage.RECEIVING
    caption: str = ""
    address: str = ""
    """Of the page that it was fetched from."""
    language: str | None = None
    """Of the admin, as Telegram tells it."""
    items: tuple[Item, ...] = ()
    targets: tuple[Target, ...] = ()


_UPLOAD = TypeAdapter(Upload)


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What an earlier run of the program left, as it was when this one began."""

    uploads: tuple[Upload, ...]
    unlisted: tuple[Path, ...]
    """Folders without a list."""


@dataclass(frozen=True, slots=True)
class Staging:
    folder: Path
    kept: timedelta = KEPT

    @classmethod
    def of(cls, data: Path) -> Staging:
        return cls(data / FOLDER)

    def open(self, by: int, chat_id: int, *, caption: str = "", language: str | None = None) -> Upload:
        """A new upload with a folder of its own."""
        now = datetime.now(UTC)
        upload = Upload(secrets.token_hex(6), by, chat_id, 0, now, caption=caption, language=language)
        self.place(upload).mkdir(parents=True)
        self.save(upload)
        return upload

    def place(self, upload: Upload) -> Path:
        return self.folder / upload.id

    def file(self, upload: Upload, item: Item) -> Path:
        return self.place(upload) / item.file

    def save(self, upload: Upload) -> Upload:
        """Raises FileNotFoundError where it was removed meanwhile."""
        written = self.place(upload) / f"{_LIST}.part"
        with written.open("wb") as file:
            file.write(_UPLOAD.dump_json(upload))
            file.flush()
            os.fsync(file.fileno())
        written.replace(self.place(upload) / _LIST)
        return upload

    def get(self, upload_id: str) -> Upload | None:
        """None where there is none (any more)."""
        if not _ID.fullmatch(upload_id):
            return None
        try:
            return _UPLOAD.validate_json((self.folder / upload_id / _LIST).read_bytes())
        except (OSError, ValidationError):
            return None

    def remove(self, upload: Upload) -> None:
        """First the list, so that a kill leaves no upload of which half is gone."""
        (self.place(upload) / _LIST).unlink(missing_ok=True)
        shutil.rmtree(self.place(upload), ignore_errors=True)

    def all(self) -> Iterator[Upload]:
        """Oldest first."""
        folders = self.folder.iterdir() if self.folder.is_dir() else ()
        found = (self.get(folder.name) for folder in folders)
        yield from sorted((upload for upload in found if upload), key=lambda upload: upload.created_at)

    def sweep(self) -> list[Upload]:
        """Takes away what nobody answered in time; what it was."""
        expired = [upload for upload in self.all() if self.is_expired(upload)]
        for upload in expired:
            self.remove(upload)
        return expired

    def leftovers(self) -> Leftovers:
        """Take it before anything new can come in: what comes in afterwards is nobody's leftover."""
        uploads = tuple(self.all())
        listed = {upload.id for upload in uploads}
        folders = self.folder.iterdir() if self.folder.is_dir() else ()
        return Leftovers(uploads, tuple(folder for folder in folders if folder.name not in listed))

    def sweep_at_start(self, left: Leftovers) -> list[Upload]:
        """Takes away what a kill left that was never received whole; what it was."""
        unfinished = [upload for upload in left.uploads if upload.stage is Stage.RECEIVING]
        for upload in unfinished:
            self.remove(upload)
        for folder in left.unlisted:
            shutil.rmtree(folder, ignore_errors=True)
        return unfinished

    def is_expired(self, upload: Upload) -> bool:
        return upload.stage is Stage.ASKED and datetime.now(UTC) - upload.created_at > self.kept
