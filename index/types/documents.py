"""What is read, cut, embedded and kept: Document → Passage → EmbeddedPassage, Changes → ReindexReport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
"""Shape (dimension,), unit length."""

Vectors = NDArray[np.float32]
"""Shape (n, dimension), each row of unit length."""


class SectionKind(StrEnum):
    TEXT = "text"
    TABLE = "table"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document under one heading, on one page, of one kind."""

    start: int
    end: int
    kind: SectionKind = SectionKind.TEXT
    heading: str = ""
    page: int | None = None
    """Counted from 1; None where the format has no pages."""


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """What is told of a document without its text."""

    path: str
    """Relative to the documents' folder, with forward slashes: the document's name everywhere."""
    title: str
    date: date | None = None
    language: str = "ru"
    """ISO 639-1."""
    void_by: str | None = None
    """The path of the document by which, as an admin confirmed, this one is no longer in force."""

    @property
    def collection(self) -> str:
        """The top-level folder; empty for a document that lies in none."""
        return self.path.partition("/")[0] if "/" in self.path else ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read. Its sections follow one another and cover the whole text."""

    card: DocumentCard
    text: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document small enough to be embedded whole; `text` is verbatim."""

    id: str
    """Hash of document, place, text, what is embedded and the model's identity."""
    document: str
    position: int
    """Which passage of its document this is, from 0."""
    start: int
    end: int
    text: str
    heading: str
    page: int | None
    sentences: tuple[Span, ...]
    """Places in the document, in order; each lies within the passage."""


@dataclass(frozen=True, slots=True)
class EmbedderIdentity:
    """Two embedders of equal identity give interchangeable vectors; a change of it re-embeds everything."""

    model: str
    revision: str
    dimension: int

    def __str__(self) -> str:
        return f"{self.model}@{self.revision}/{self.dimension}"


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage with all that search needs of it."""

    passage: Passage
    key: str
    """Hash of the model's identity and every text embedded: equal keys have equal vectors, whatever the document."""
    vector: Vector
    sentence_vectors: Vectors
    """One row for each of `passage.sentences`."""
    sentence_lemmas: tuple[tuple[str, ...], ...]
    """The words of each of `passage.sentences` as `text.lemmas` gives them: what lexical search sees."""
    heading_lemmas: tuple[str, ...]
    """The same of the document's title and the passage's heading."""


@dataclass(frozen=True, slots=True)
class FileStamp:
    """How a file stood when it was last read. Equal size and time: taken as unchanged; else the hash decides."""

    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    document: Document
    stamp: FileStamp
    passages: tuple[EmbeddedPassage, ...]


class SkipReason(StrEnum):
    BROKEN = "broken"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    BOMB = "bomb"
    UNKNOWN_KIND = "unknown_kind"
    UNREADABLE = "unreadable"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Skipped:
    path: str
    reason: SkipReason
    detail: str = ""
    """What the reader of the format said, for the log and the curious; may be empty."""


@dataclass(frozen=True, slots=True)
class Changes:
    """One atomic step of a store: `put` replaces a document of the same path, `touch` only renews stamps."""

    identity: EmbedderIdentity
    put: tuple[IndexedDocument, ...] = ()
    remove: tuple[str, ...] = ()
    touch: Mapping[str, FileStamp] | None = None
    skipped: Mapping[str, tuple[FileStamp, Skipped]] | None = None
    """Files that could not be read, so that they are not tried again until they change."""


@dataclass(frozen=True, slots=True)
class ReindexReport:
    """What a reindex did. Paths are sorted."""

    generation: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    skipped: tuple[Skipped, ...]
    documents: int
    passages: int
    embedded: int
    """Passages that had to be embedded; the others were known."""
    re_embedded: bool
    """True when another model than before made every passage anew."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reindex is. Polled, never pushed."""

    stage: str
    """One of "idle", "scan", "read", "embed" and "commit"."""
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    seconds_left: float | None = None
    """None while it cannot be told."""
