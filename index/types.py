"""The values that flow through the program: Document → Passage → Hit → Answer, Changes → ReindexReport.

All are frozen. Offsets are code points of `Document.text`, half open. Scores are "higher is better".
"""

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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that one or both searches found."""

    passage: Passage
    card: DocumentCard
    dense: float
    """Cosine to the query, also where only the words found it."""
    lexical: float
    """BM25, 0 where no word of the query is in the passage."""
    sentence_cosines: tuple[float, ...]
    """To the query, one for each of `passage.sentences`."""
    sentence_lemmas: tuple[tuple[str, ...], ...]
    """As they were indexed, one for each of `passage.sentences`."""
    heading_lemmas: tuple[str, ...]
    """As they were indexed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage in its place among the answers."""

    candidate: Candidate
    score: float
    """Fused, or the reranker's: higher is better, comparable within one question only."""

    @property
    def passage(self) -> Passage:
        return self.candidate.passage

    @property
    def card(self) -> DocumentCard:
        return self.candidate.card


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready to be searched with."""

    text: str
    """Stands alone: follow-ups resolved, typos and keyboard layout repaired."""
    vector: Vector
    lemmas: tuple[str, ...]
    """Without repeats, stop words left out."""
    idf: Mapping[str, float]
    """BM25's inverse document frequency of each lemma over the passages; the highest for unknown ones."""
    topic: frozenset[str] = frozenset()
    """Those of `lemmas` that the conversation brought: they tell the passage, not the sentence in it."""
    foreign: bool = False
    """Whether it is in another alphabet than the documents, so that its words tell little."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What retrieval found for one question, with what the whole pool of candidates looked like."""

    query: Query
    hits: tuple[Hit, ...]
    """Best first."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim `Document.text[start:end]` of the hit's document."""

    hit: Hit
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown to the user: quotes that answer, or a refusal with the nearest passages."""

    question: str
    """As it was understood."""
    answered: bool
    confidence: float
    """Probability, 0 to 1, that the documents answer and the quotes say it."""
    quotes: tuple[Quote, ...]
    """In reading order; empty when declined."""
    short: str | None
    """The shortest span that answers, verbatim in the first quotes' document; None where none is known."""
    hits: tuple[Hit, ...]
    """Best first; of a refusal, the nearest there were."""
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """The quoted sentences as one text, gaps marked."""
        parts: list[str] = []
        for before, quote in zip((None, *self.quotes), self.quotes, strict=False):
            if before is not None:
                near = before.hit.passage.document == quote.hit.passage.document
                parts.append(" " if near and quote.start - before.end <= 2 else " … ")
            parts.append(quote.text)
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of the conversation so far and what was answered."""

    question: str
    """As it was understood then."""
    answer: Answer


@dataclass(frozen=True, slots=True)
class Status:
    """What stands in the index now."""

    generation: int
    documents: int
    passages: int
    identity: EmbedderIdentity | None
    progress: Progress
