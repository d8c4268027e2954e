"""Small real implementations of the seams: what they find can be asserted."""

from __future__ import annotations

import hashlib
import re
import time
import zlib
from collections.abc import Sequence
from datetime import date

import numpy as np

from index.types import (
    Document,
    DocumentCard,
    EmbeddedPassage,
    EmbedderIdentity,
    FileStamp,
    IndexedDocument,
    Passage,
    Reading,
    Section,
    SectionKind,
    Span,
    Vector,
    Vectors,
)

_WORD = re.compile(r"\w+")


class BagOfWordsEmbedder:
    """Embeds by words: each falls on one axis by its hash, so texts are near each other by the words they share.

    Two words may share an axis, which at the default dimension is rare. Counts what it was asked to embed.
    """

    def __init__(self, dimension: int = 512, revision: str = "1", pause_s: float = 0.0) -> None:
        self.identity = EmbedderIdentity("bag-of-words", revision, dimension)
        self.max_tokens = 512
        self.embedded = 0
        """Texts passed to `passages` so far."""
        self._pause_s = pause_s

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_WORD.findall(text)) for text in texts]

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        if self._pause_s:
            time.sleep(self._pause_s)
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> Vector:
        vector = np.zeros(self.identity.dimension, dtype=np.float32)
        for word in _WORD.findall(text.casefold()):
            vector[zlib.crc32(word.encode()) % self.identity.dimension] += 1
        if not vector.any():
            vector[0] = 1
        return vector / np.float32(np.linalg.norm(vector))


def indexed(embedder: BagOfWordsEmbedder, path: str, text: str, title: str = "") -> IndexedDocument:
    """A document as a reindex would give it: a passage a paragraph, a sentence a line, lemmas the words as they are."""
    card = DocumentCard(path, title or path, date(2024, 2, 29), "ru")
    places = [match.span() for match in re.finditer(r"[^\n]+(\n[^\n]+)*", text)]
    passages = tuple(_embedded(embedder, card, text, position, place) for position, place in enumerate(places))
    document = Document(card, text, (Section(0, len(text), SectionKind.TEXT, "Раздел", 3),))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return IndexedDocument(document, FileStamp(len(text), 1_700_000_000_000_000_000, digest), passages)


def _embedded(
    embedder: BagOfWordsEmbedder, card: DocumentCard, text: str, position: int, place: tuple[int, int]
) -> EmbeddedPassage:
    start, end = place
    spans = tuple(Span(start + m.start(), start + m.end()) for m in re.finditer(r"[^\n]+", text[start:end]))
    sentences = [text[span.start : span.end] for span in spans]
    key = hashlib.sha256(f"{embedder.identity}\n{text[start:end]}".encode()).hexdigest()
    identifier = hashlib.sha256(f"{card.path}\n{position}\n{key}".encode()).hexdigest()
    passage = Passage(identifier, card.path, position, start, end, text[start:end], "Раздел", 3, spans)
    return EmbeddedPassage(
        passage,
        key,
        embedder.query(text[start:end]),
        embedder.passages(sentences),
        tuple(tuple(words(sentence)) for sentence in sentences),
        tuple(words(card.title)),
    )


def words(text: str) -> list[str]:
    return [word.strip(".,!?") for word in text.casefold().split()]


class WordReader:
    """A Reader that takes `said` for the answer wherever it stands."""

    def __init__(self, said: str = "") -> None:
        self._said = said
        self.texts_read = 0

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        self.texts_read += len(texts)
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> Reading:
        tokens = [Span(*match.span()) for match in re.finditer(r"\w+|[^\w\s]", text)]
        first = text.find(self._said) if self._said else -1
        last = first + len(self._said)
        start = [9.0 if first >= 0 and token.start == first else -9.0 for token in tokens]
        end = [9.0 if first >= 0 and token.end == last else -9.0 for token in tokens]
        return Reading(tuple(tokens), np.array(start, np.float32), np.array(end, np.float32), 0.0)
