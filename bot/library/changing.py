"""Moving and deleting a document: its file, then the index, while no other reindex runs. Called in a thread."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath
from typing import Protocol

from bot.documents.names import existing_path
from index.types import ReindexReport

HIDDEN = ".vestovoy-deleted-"
"""A reindex passes over hidden names."""


class Changeable(Protocol):
    """What is asked of `index.engine.Engine`."""

    @property
    def documents_folder(self) -> Path: ...

    def reindex(self) -> ReindexReport: ...

    def exclusively(self) -> AbstractContextManager[None]: ...


class GoneError(Exception):
    """Somebody was quicker: the file is no longer where it was."""


class NameTakenError(Exception):
    """A file of that name stands where it would go."""


def moved_path(path: str, collection: str) -> str:
    """Where a document goes in another collection."""
    name = PurePosixPath(path).name
    return f"{collection}/{name}" if collection else name


def hidden_path(path: str, deletion: str) -> str:
    """Where the file of a deleted document lies for a while."""
    return PurePosixPath(path).with_name(HIDDEN + deletion).as_posix()


def move_file(library: Changeable, old: str, new: str) -> None:
    """Raises GoneError and NameTakenError, and then nothing has changed."""
    with library.exclusively():
        folder = library.documents_folder
        source, target = folder / existing_path(folder, old), folder / existing_path(folder, new)
        _check(folder, source, target)
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
        library.reindex()


def _check(folder: Path, source: Path, target: Path) -> None:
    inside = source.parent.resolve().is_relative_to(folder.resolve())
    if not inside or not source.is_file():
        raise GoneError(str(source))
    if target.exists():
        raise NameTakenError(str(target))


def let_go(folder: Path, hidden: str) -> None:
    """Deletes a hidden file for good."""
    (folder / hidden).unlink(missing_ok=True)
