"""Documents → documents with vectors and lemmas; what is known is not embedded again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.chunk import embedded_text, sentence_texts
from index.ports import Embedder
from index.text import lemmas
from index.types import (
    Document,
    DocumentCard,
    EmbeddedPassage,
    EmbedderIdentity,
    FileStamp,
    IndexedDocument,
    Passage,
    Vector,
    Vectors,
)
from index.vector_cache import VectorCache, text_key

BATCH = 32
"""Texts embedded between two looks at whether to go on."""

Known = Mapping[str, tuple[Vector, Vectors]]
"""Passage and sentence vectors by `EmbeddedPassage.key`."""


@dataclass(frozen=True, slots=True)
class PreparedPassage:
    """All of an EmbeddedPassage but its vectors."""

    passage: Passage
    key: str
    texts: tuple[str, ...]
    """What is embedded: of the passage, then of each sentence."""
    sentence_lemmas: tuple[tuple[str, ...], ...]
    heading_lemmas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    document: Document
    stamp: FileStamp
    passages: tuple[PreparedPassage, ...]


def prepare_passage(card: DocumentCard, passage: Passage, identity: EmbedderIdentity) -> PreparedPassage:
    texts = (embedded_text(card, passage), *sentence_texts(card, passage))
    sentences = (passage.text[span.start - passage.start : span.end - passage.start] for span in passage.sentences)
    return PreparedPassage(
        passage,
        passage_key(identity, texts),
        texts,
        tuple(tuple(lemmas(sentence)) for sentence in sentences),
        tuple(lemmas(f"{card.title}\n{passage.heading}")),
    )


def passage_key(identity: EmbedderIdentity, texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in (str(identity), *texts):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()


class TextVectors:
    """The vectors of many texts, each embedded once; filled batch by batch, the longest texts first."""

    def __init__(self, texts: Iterable[str], dimension: int) -> None:
        self._texts = sorted(set(texts), key=lambda text: (-len(text), text))
        self._rows = {text: row for row, text in enumerate(self._texts)}
        self._matrix: NDArray[np.float16] = np.zeros((len(self._texts), dimension), dtype=np.float16)
        self.characters = sum(map(len, self._texts))

    def __len__(self) -> int:
        return len(self._texts)

    def fill(self, embedder: Embedder, cache: VectorCache) -> Iterator[tuple[int, int]]:
        """Yields texts and characters embedded so far, after each batch. What is in the cache is taken from there."""
        new = self._take(cache.open() if self._texts else {})
        done = len(self) - len(new)
        characters = self.characters - sum(len(self._texts[row]) for row in new)
        for start in range(0, len(new), BATCH):
            rows = new[start : start + BATCH]
            batch = [self._texts[row] for row in rows]
            self._matrix[rows] = embedder.passages(batch)
            cache.add(batch, self._matrix[rows])
            characters += sum(map(len, batch))
            yield done + start + len(batch), characters

    def _take(self, cached: Mapping[bytes, NDArray[np.float16]]) -> list[int]:
        """The rows of the texts that are still to be embedded."""
        new = []
        for row, text in enumerate(self._texts):
            vector = cached.get(text_key(text)) if cached else None
            if vector is None:
                new.append(row)
            else:
                self._matrix[row] = vector
        return new

    def of(self, texts: Sequence[str]) -> Vectors:
        """As they will stand in the store, which keeps float16."""
        return self._matrix[[self._rows[text] for text in texts]].astype(np.float32)


def indexed_document(prepared: PreparedDocument, known: Known, new: TextVectors) -> IndexedDocument:
    return IndexedDocument(
        prepared.document, prepared.stamp, tuple(_embedded(passage, known, new) for passage in prepared.passages)
    )


def _embedded(prepared: PreparedPassage, known: Known, new: TextVectors) -> EmbeddedPassage:
    if prepared.key in known:
        vector, sentence_vectors = known[prepared.key]
    else:
        vectors = new.of(prepared.texts)
        vector, sentence_vectors = vectors[0], vectors[1:]
    return EmbeddedPassage(
        prepared.passage,
        prepared.key,
        vector,
        sentence_vectors,
        prepared.sentence_lemmas,
        prepared.heading_lemmas,
    )
