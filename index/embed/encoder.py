"""Texts → token ids → vectors by ONNX Runtime. Needs no torch, so a question is answered soon after the start."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from index.packaged.graph import embedding_graph
from index.packaged.model import SideBySide, packaged_model, session
from index.types import Vectors


class Encoder:
    """The built-in model, loaded. Safe to call from several threads."""

    def __init__(self, threads: int) -> None:
        """Takes about two seconds. Raises StoreError where the package's weights are missing or damaged."""
        self._packaged = packaged_model()
        weights = self._packaged.weights
        self.dimension = weights.shape.hidden
        self.max_tokens = weights.shape.positions
        self.tokenizer = self._packaged.tokenizer
        self._end = weights.vocabulary.end
        self._threads = threads
        self._session = session(embedding_graph(weights), threads)

    @cached_property
    def _several(self) -> SideBySide:
        """Has the weights in memory once more, so it is made when first there are several texts."""
        return SideBySide(embedding_graph(self._packaged.weights), self._threads)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Without begin and end, uncut."""
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Of each text with begin and end; a longer one is cut to `max_tokens`."""
        return [self._cut(encoding.ids) for encoding in self.tokenizer.encode_batch_fast(list(texts))]

    def _cut(self, ids: list[int]) -> list[int]:
        return ids if len(ids) <= self.max_tokens else [*ids[: self.max_tokens - 1], self._end]

    def vectors(self, token_ids: Sequence[Sequence[int]]) -> Vectors:
        """One row a text, in their order.

        A batch would be no faster on a processor, it would be padded, and the scale of a text's activations would hang
        on its neighbours'.
        """
        if len(token_ids) > 1:
            return np.stack(self._several.run(token_ids))
        vectors = [self._session.run(None, {"words": self._packaged.word_vectors(ids)})[0][0] for ids in token_ids]
        return np.array(vectors, np.float32).reshape(-1, self.dimension)

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self.vectors(self.token_ids(texts))
