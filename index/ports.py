"""The seams. Read this page first: everything concrete stands behind one of these Protocols.

Only `bot.wiring` names what implements them. A score is always "higher is better"; a dense score is a cosine.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from index.types import (
    Answer,
    Candidate,
    Changes,
    Document,
    DocumentCard,
    DocumentChange,
    DocumentDetails,
    EmbedderIdentity,
    FileStamp,
    GenerationInfo,
    Reading,
    Relation,
    Retrieved,
    Skipped,
    Vector,
    Vectors,
)


class Embedder(Protocol):
    """Texts → vectors. Safe to call from several threads."""

    @property
    def identity(self) -> EmbedderIdentity:
        """Known without loading the weights where that can be."""

    @property
    def max_tokens(self) -> int:
        """The longest text, in its own tokens and with its prompt, that is embedded whole."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without prompt and special tokens."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, unit length; longer texts are cut, none is refused."""

    def query(self, text: str) -> Vector:
        """Shape (dimension,), float32, unit length."""


class Snapshot(Protocol):
    """One generation of a store, unchanging however the store moves on. Safe to call from several threads."""

    @property
    def generation(self) -> int: ...

    @property
    def passage_count(self) -> int: ...

    def search(
        self, vector: Vector, lemmas: Sequence[str], k: int, collections: Collection[str] | None = None
    ) -> list[Candidate]:
        """The union of the k best by cosine and the k best by BM25 over `lemmas`, in no promised order.

        Each has both scores whichever search found it. `collections` limits to documents whose
        `DocumentCard.collection` is among them; None means all, an empty collection none.
        """

    def document_frequencies(self, lemmas: Sequence[str]) -> dict[str, int]:
        """In how many passages each lemma stands; 0 for unknown ones."""

    def similar_words(self, lemma: str) -> list[tuple[str, int]]:
        """Lemmas of the index at a small edit distance (1; 2 from eight letters on), with their frequencies."""

    def document(self, path: str) -> Document | None:
        """The whole document, None if it is not in this generation."""

    def page_at(self, path: str, place: int) -> int | None:
        """The page on which that code point of a document stands; None where it has no pages or is not there."""

    def documents(self) -> list[DocumentCard]:
        """All of them, by path."""

    def details(self, path: str) -> DocumentDetails | None:
        """None if it is not in this generation."""

    def changes_since(self, generation: int) -> list[DocumentChange]:
        """The net difference between that generation and this one, by path.

        Nothing of a document that came and went in between or whose text and title are the same at both ends. Where
        the history does not reach back so far, the oldest state that is known is compared with.
        """

    def close(self) -> None:
        """Let go of what the snapshot holds. Calls after it raise StoreError."""


class Store(Protocol):
    """Documents, passages, vectors and words, kept together. One process writes at a time."""

    @property
    def generation(self) -> int:
        """Read from the truth at each call, cheaply: it tells of another process's commit. 0 while empty."""

    def identity(self) -> EmbedderIdentity | None:
        """Of the vectors it holds; None while empty."""

    def stamps(self) -> dict[str, FileStamp]:
        """By path, of documents and of skipped files."""

    def skipped(self) -> list[Skipped]:
        """Files that could not be read and have not changed since, by path."""

    def vectors(self, keys: Sequence[str]) -> dict[str, tuple[Vector, Vectors]]:
        """Passage and sentence vectors under those `EmbeddedPassage.key`s that it holds."""

    def apply(self, changes: Changes) -> int:
        """All of it or, after any failure or kill, nothing. Returns the new generation, one higher.

        When `changes.identity` differs from the store's own, everything not in `put` is removed.
        """

    def generations(self) -> list[GenerationInfo]:
        """Those that the history still holds, newest first."""

    def stamps_at(self, generation: int) -> dict[str, FileStamp]:
        """By path, of the documents of a generation. Raises HistoryError for one that cannot be gone back to."""

    def retired_hashes(self) -> dict[str, int]:
        """The file hashes of document versions that are no more but still held, with the generation each went in."""

    def roll_back(self, generation: int) -> int:
        """Make the documents those of an earlier generation again, as `apply` would. Returns the new generation.

        Raises HistoryError for one that the history does not hold, or that was embedded by another model.
        """

    def relations(self) -> list[Relation]:
        """What documents that there are say of one another, by the path of the one that says it."""

    def note_relations(self, said: Collection[str], found: Sequence[Relation]) -> None:
        """What the documents of those paths say now, in place of what they said; what was decided stays."""

    def decide(self, relation: Relation, *, confirmed: bool) -> bool:
        """Whether the older one is no longer in force, from a new generation on. False where that was decided."""

    def snapshot(self) -> Snapshot:
        """Of the newest generation."""

    def close(self) -> None: ...


class Reranker(Protocol):
    """Scores passages against the question's own words."""

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """One a passage, higher is better, comparable within one call."""


class Reader(Protocol):
    """Finds, in short texts, the span that answers. Safe to call from several threads."""

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """One a text, comparable within one call; a text that is too long is read as far as it goes."""


class Answerer(Protocol):
    """Passages → an answer, or a refusal."""

    def answer(self, retrieved: Retrieved) -> Answer:
        """Quotes are verbatim; no hits at all is a refusal."""

    def warm_up(self) -> None:
        """Load now what the first question would load."""
