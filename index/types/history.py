"""What the library was and is: its generations, what changed between them, what documents say of one another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from index.types.documents import Document, DocumentCard, EmbedderIdentity, Progress


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """One commit of a store, and how many documents it added, changed and removed."""

    number: int
    at: datetime
    """Aware, in UTC."""
    added: int
    changed: int
    removed: int


class HistoryProblem(StrEnum):
    """Why a generation cannot be gone back to."""

    UNKNOWN = "unknown"
    MODEL = "model"
    """It was embedded by another model."""
    FILES = "files"
    """The bytes of some of its files are no longer kept."""


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What became of one document between two generations; `before` and `after` differ in text or title."""

    path: str
    kind: ChangeKind
    at: datetime
    """When it came to be as it is now; aware, in UTC."""
    before: Document | None
    """None of one added."""
    after: Document | None
    """None of one removed."""


class RelationKind(StrEnum):
    REPEAL = "repeal"
    EDITION = "edition"
    """One is the other in a later edition."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What one document says of another: that it is no longer in force."""

    newer: str
    """The path of the document that says so."""
    kind: RelationKind
    quote: str
    """Verbatim in the newer one."""
    older: str
    confirmed: bool | None = None
    """What an admin decided; None before."""


@dataclass(frozen=True, slots=True)
class DocumentDetails:
    """What the index knows of a document beside its card and text."""

    card: DocumentCard
    passages: int
    since: datetime
    """When it was indexed as it is now, or the oldest time that is known; aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Status:
    """What stands in the index now."""

    generation: int
    documents: int
    passages: int
    identity: EmbedderIdentity | None
    progress: Progress
