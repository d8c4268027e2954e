"""What a backup or a restore refuses, said in the user's language by `error-backup-` and its kind.

VestovoyError
├── PermanentError
│   └── BackupError         trying again changes nothing
└── TransientError
    └── BackupLaterError    trying again later may serve
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from index.errors import PermanentError, TransientError

Value = str | int


class Refusal(StrEnum):
    """Of what cannot be done at all."""

    EXISTS = "exists"
    INSIDE = "inside"
    NO_FOLDER = "no-folder"
    NOT_WRITTEN = "not-written"
    NOT_READ = "not-read"
    NOT_OURS = "not-ours"
    DAMAGED = "damaged"
    HOSTILE = "hostile"
    NEWER = "newer"
    NO_ROOM = "no-room"
    IN_THE_WAY = "in-the-way"
    NOT_SWAPPED = "not-swapped"
    UNFINISHED = "unfinished"
    NOT_FINISHED = "not-finished"
    NOTHING = "nothing"
    ASK = "ask"


class Later(StrEnum):
    """Of what can be done later."""

    BOT_RUNS = "bot-runs"
    BUSY = "busy"
    CHANGED = "changed"
    RESTORING = "restoring"


_TOLD: Mapping[Refusal | Later, str] = {
    Refusal.EXISTS: "{file} exists already; name another, or say --force",
    Refusal.INSIDE: "{file} lies among the documents, where backups would hold backups; name another place",
    Refusal.NO_FOLDER: "there is no folder {folder}",
    Refusal.NOT_WRITTEN: "{file} cannot be written: {reason}; what was there before is untouched",
    Refusal.NOT_READ: "{file} cannot be read: {reason}",
    Refusal.NOT_OURS: "{file} is no backup of this program ({reason})",
    Refusal.DAMAGED: "{file} is damaged ({part}); nothing was changed, take another backup",
    Refusal.HOSTILE: "{file} is not as this program writes backups ({part}); nothing was changed",
    Refusal.NEWER: "{file} was made by version {version}, which is newer; update the program, then restore",
    Refusal.NO_ROOM: "{wanted} MB are needed in {folder}, {free} MB are free; make room and try again",
    Refusal.IN_THE_WAY: "{place} is in the way; move it elsewhere and try again",
    Refusal.NOT_SWAPPED: "{place} cannot be put in its place: {reason}; see to it and run `vestovoy restore` again",
    Refusal.UNFINISHED: "a restore was interrupted; finish it with `vestovoy restore`",
    Refusal.NOT_FINISHED: "a change of the documents was interrupted; finish it with `vestovoy reindex`",
    Refusal.NOTHING: "there is no restore to finish; name the backup: `vestovoy restore FILE`",
    Refusal.ASK: "nobody is there to be asked; say --yes to restore without a question",
    Later.BOT_RUNS: "the bot is running; stop it, then restore",
    Later.BUSY: "the documents are being changed and this does not end; try again later",
    Later.CHANGED: "the documents were changed while they were copied; try again",
    Later.RESTORING: "another restore is running",
}


class BackupError(PermanentError):
    """`kind` names the text that says it, `values` are what it speaks of."""

    def __init__(self, kind: Refusal, **values: Value) -> None:
        super().__init__(_TOLD[kind].format(**values))
        self.kind = kind
        self.values = values


class BackupLaterError(TransientError):
    """As BackupError."""

    def __init__(self, kind: Later) -> None:
        super().__init__(_TOLD[kind])
        self.kind = kind
        self.values: dict[str, Value] = {}


@contextmanager
def written(file: Path) -> Iterator[None]:
    """Turns what the disk says into a BackupError."""
    try:
        yield
    except OSError as error:
        place, reason = str(error.filename or file), error.strerror or str(error)
        raise BackupError(Refusal.NOT_WRITTEN, file=place, reason=reason) from error
