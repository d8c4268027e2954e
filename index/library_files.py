"""The library as files: what a backup takes along and a restore puts back. Nothing derived is among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

FILE_NAME = "library.sqlite3"


@dataclass(frozen=True, slots=True)
class LibraryFacts:
    """What a library's file says of itself."""

    schema: int
    generation: int
    documents: int
    passages: int
    model: str | None
    """As `EmbedderIdentity` writes itself; None while empty."""
    at: datetime | None
    """Of the newest generation; None while empty."""


class LibraryFiles(Protocol):
    """Knows the library's file without opening it as a store does: nothing is upgraded."""

    @property
    def newest_schema(self) -> int:
        """The newest that this program can use."""

    def copy(self, file: Path, target: Path) -> LibraryFacts:
        """One generation, whole, however many write meanwhile; none of them waits. Raises StoreError."""

    def facts(self, file: Path) -> LibraryFacts:
        """Raises StoreError for what is no library of ours; of a newer schema only that is known for certain."""
