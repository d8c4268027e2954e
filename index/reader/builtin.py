"""The packaged reader: the packaged model with its adapter, in 8 bits. Nothing is downloaded or written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding

from index.packaged.graph import token_graph
from index.packaged.model import SideBySide, packaged_model
from index.reader.adapter import FILE, load_adapter
from index.types import Reading, Span

PROMPT = "query: "
LONGEST_QUESTION = 48
LONGEST_TEXT = 200
"""Tokens, as it was trained; of a longer question the end is read, of a longer text the beginning."""


class BuiltinReader:
    """A Reader. The weights are read at the first question, not before. Safe to use from several threads."""

    def __init__(self, threads: int | None = None) -> None:
        """`threads` read as many texts at a time; None for one a processor."""
        self._threads = threads or os.cpu_count() or 1
        self._loading = Lock()
        self._loaded: SideBySide | None = None

    @property
    def _model(self) -> SideBySide:
        with self._loading:
            if self._loaded is None:
                weights = load_adapter(packaged_model().weights, FILE)
                self._loaded = SideBySide(token_graph(weights, weights.head), self._threads)
            return self._loaded

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        packaged = packaged_model()
        begin, end = packaged.weights.vocabulary.begin, packaged.weights.vocabulary.end
        asked = packaged.tokenizer.encode(PROMPT + question, add_special_tokens=False).ids[-LONGEST_QUESTION:]
        encodings = [packaged.tokenizer.encode(text, add_special_tokens=False) for text in texts]
        ids = [[begin, *asked, end, end, *encoding.ids[:LONGEST_TEXT], end] for encoding in encodings]
        logits = self._model.run(ids)
        return [_reading(encoding, each, len(asked) + 3) for encoding, each in zip(encodings, logits, strict=True)]


def _reading(encoding: Encoding, logits: NDArray[np.float32], start: int) -> Reading:
    """From the logits of all tokens, the text's from `start` on."""
    own = logits[start:-1]
    return Reading(
        tuple(Span(*offsets) for offsets in encoding.offsets[:LONGEST_TEXT]),
        np.ascontiguousarray(own[:, 0]),
        np.ascontiguousarray(own[:, 1]),
        float(logits[0].sum()),
    )
