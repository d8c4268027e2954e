"""What a digest says, before anybody puts it into words: frozen values, verbatim sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from index.types import ChangeKind, DocumentCard


@dataclass(frozen=True, slots=True)
class Edit:
    """A place of a document that reads otherwise now. One side is empty where something was put in or taken out."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One document that came, changed or went."""

    kind: ChangeKind
    card: DocumentCard
    """As it is now; of one that went, as it was."""
    at: datetime
    """When that was; aware, in UTC."""
    sentences: tuple[str, ...] = ()
    """Verbatim, in reading order: what carries a new document. Empty where it has no sentence worth quoting."""
    edits: tuple[Edit, ...] = ()
    """Of a changed document, the weightiest first."""
    more_edits: int = 0
    """How many places changed beside those."""


@dataclass(frozen=True, slots=True)
class Story:
    """Documents on one event: the first tells it, the others are only named."""

    entries: tuple[Entry, ...]

    @property
    def lead(self) -> Entry:
        return self.entries[0]

    @property
    def others(self) -> tuple[Entry, ...]:
        return self.entries[1:]


@dataclass(frozen=True, slots=True)
class Digest:
    """What changed up to a generation of the library: new documents first, then changed, then withdrawn ones."""

    generation: int
    stories: tuple[Story, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for story in self.stories for entry in story.entries)

    def count(self, kind: ChangeKind) -> int:
        return sum(entry.kind is kind for entry in self.entries)
