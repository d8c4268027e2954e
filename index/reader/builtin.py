"""The packaged reader: the packaged model with its adapter, in 8 bits. Nothing is downloaded or written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from threading import Lock

import numpy as np
import onnxruntime

from index.packaged.graph import token_graph
from index.packaged.model import packaged_model, session
from index.reader.adapter import FILE, load_adapter
from index.types import Reading, Span

PROMPT = "query: "
LONGEST_QUESTION = 48
LONGEST_TEXT = 200
"""Tokens, as it was trained; of a longer question the end is read, of a longer text the beginning."""


class BuiltinReader:
    """A Reader. The weights are read at the first question, not before. Safe to use from several threads."""

    def __init__(self, threads: int | None = None) -> None:
        """`threads` work on one text; None for one a processor."""
        self._threads = threads or os.cpu_count() or 1
        self._loading = Lock()
        self._loaded: onnxruntime.InferenceSession | None = None

    @property
    def _session(self) -> onnxruntime.InferenceSession:
        with self._loading:
            if self._loaded is None:
                weights = load_adapter(packaged_model().weights, FILE)
                self._loaded = session(token_graph(weights, weights.head), self._threads)
            return self._loaded

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """One by one: on a processor a batch of texts of different length is no faster."""
        asked = packaged_model().tokenizer.encode(PROMPT + question, add_special_tokens=False).ids
        return [self._read(asked[-LONGEST_QUESTION:], text) for text in texts]

    def _read(self, question: Sequence[int], text: str) -> Reading:
        packaged = packaged_model()
        begin, end = packaged.weights.vocabulary.begin, packaged.weights.vocabulary.end
        encoding = packaged.tokenizer.encode(text, add_special_tokens=False)
        ids = [begin, *question, end, end, *encoding.ids[:LONGEST_TEXT], end]
        logits = self._session.run(None, {"words": packaged.word_vectors(ids)})[0][0]
        own = logits[len(question) + 3 : -1]
        return Reading(
            tuple(Span(*offsets) for offsets in encoding.offsets[:LONGEST_TEXT]),
            np.ascontiguousarray(own[:, 0]),
            np.ascontiguousarray(own[:, 1]),
            float(logits[0].sum()),
        )
