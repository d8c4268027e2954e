"""Values ↔ what stands in a row. Vectors are float16, places little-endian int32."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.types import DocumentCard, EmbedderIdentity, Passage, Section, SectionKind, Span, Vectors


def pack_vectors(vectors: NDArray[np.float32]) -> bytes:
    return np.ascontiguousarray(vectors, dtype="<f2").tobytes()


def unpack_vectors(blobs: Sequence[bytes], dimension: int) -> Vectors:
    """All rows of all blobs, one after another."""
    return np.frombuffer(b"".join(blobs), dtype="<f2").reshape(-1, dimension).astype(np.float32)


def pack_spans(spans: Sequence[Span]) -> bytes:
    return np.array([(span.start, span.end) for span in spans], dtype="<i4").tobytes()


def unpack_spans(blob: bytes) -> tuple[Span, ...]:
    return tuple([Span(start, end) for start, end in struct.iter_unpack("<ii", blob)])


def pack_sections(sections: Sequence[Section]) -> str:
    return json.dumps([[s.start, s.end, s.kind, s.heading, s.page] for s in sections], ensure_ascii=False)


def unpack_sections(text: str) -> tuple[Section, ...]:
    return tuple(Section(start, end, SectionKind(kind), *rest) for start, end, kind, *rest in json.loads(text))


CARD_COLUMNS = (
    "documents.path, documents.title, documents.date, documents.language,"
    " (SELECT relations.newer FROM relations JOIN documents AS saying ON saying.path = relations.newer AND saying.live"
    " WHERE relations.older = documents.path AND confirmed ORDER BY relations.newer LIMIT 1)"
)


def card_from(row: Sequence[Any]) -> DocumentCard:
    path, title, day, language, void_by = row
    return DocumentCard(path, title, None if day is None else date.fromisoformat(day), language, void_by)


PASSAGE_COLUMNS = (
    "passages.hash, documents.path, passages.position, passages.start, passages.end,"
    " passages.text, passages.heading, passages.page, passages.sentences"
)


def passage_from(row: Sequence[Any]) -> Passage:
    identifier, path, position, start, end, text, heading, page, sentences = row
    return Passage(identifier, path, position, start, end, text, heading, page, unpack_spans(sentences))


def identity_of(connection: sqlite3.Connection) -> EmbedderIdentity | None:
    row = connection.execute("SELECT model, revision, dimension FROM library").fetchone()
    return None if row[0] is None else EmbedderIdentity(*row)
