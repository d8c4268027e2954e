"""What a restore is about to move, written down before anything moves: a kill leaves the old, or what ends in the new.

    check → stage beside → journal → move aside what is there → move in what is new → no journal

Without a journal all is as it was. With one, no command but `vestovoy restore` goes on, and that one ends it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.backup.archive import sync_folder
from bot.backup.errors import BackupError, Refusal, written

NAME = "restore.json"


@dataclass(frozen=True, slots=True)
class Move:
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What the restore says at its end."""

    file: str
    created_at: datetime
    documents: int
    generation: int | None
    people: int | None
    questions: int | None


@dataclass(frozen=True, slots=True)
class Journal:
    stamp: str
    aside: tuple[Move, ...]
    """What was there; each goes to a name of its own that nothing else has."""
    into: tuple[Move, ...]
    """What is new."""
    staging: tuple[str, ...]
    """Empty folders at the end."""
    schemas: bool
    """Whether PostgreSQL's are exchanged too."""
    former_schema: str
    """Where tables of PostgreSQL go; empty where there are none."""
    restored: Restored

    @property
    def former(self) -> list[str]:
        """Where what was there lies now: the folder of several things that have one."""
        shown = dict.fromkeys(_shown(Path(move.target), self.stamp) for move in self.aside)
        places = [place for place in shown if not place.endswith(("-wal", "-shm"))]
        return [*places, f"PostgreSQL: {self.former_schema}"] if self.former_schema else places


_JOURNAL = TypeAdapter(Journal)


def _shown(target: Path, stamp: str) -> str:
    folder = next((folder for folder in target.parents if stamp in folder.name), None)
    return str(folder or target)


def refuse_unfinished(data: Path) -> None:
    """Raises BackupError where a restore was interrupted: what lies there is neither the old nor the new."""
    if (data / NAME).exists():
        raise BackupError(Refusal.UNFINISHED)


def load(data: Path) -> Journal | None:
    """None where no restore was interrupted."""
    try:
        return _JOURNAL.validate_json((data / NAME).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise BackupError(Refusal.NOT_READ, file=str(data / NAME), reason=str(error)) from error


def save(data: Path, journal: Journal) -> None:
    """The point of no return."""
    file = data / NAME
    partial = file.with_suffix(".part")
    with written(file):
        with partial.open("wb") as opened:
            opened.write(_JOURNAL.dump_json(journal))
            opened.flush()
            os.fsync(opened.fileno())
        partial.replace(file)
        sync_folder(data)


def finish(data: Path, journal: Journal, exchange_schemas: Callable[[], object]) -> None:
    """Moves what was not moved yet. Raises BackupError where something is in the way; it can be called again."""
    if journal.schemas:
        exchange_schemas()
    for move in journal.aside:
        if os.path.lexists(move.source) and not os.path.lexists(move.target):
            _move(move)
    for move in journal.into:
        if os.path.lexists(move.source):
            if os.path.lexists(move.target):
                raise BackupError(Refusal.IN_THE_WAY, place=move.target)
            _move(move)
    os.sync()
    for folder in journal.staging:
        shutil.rmtree(folder, ignore_errors=True)
    (data / NAME).unlink()


def _move(move: Move) -> None:
    source, target = Path(move.source), Path(move.target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BackupError(Refusal.NOT_SWAPPED, place=str(target), reason=reason) from error
