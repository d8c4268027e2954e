"""What `calibrate` fitted: which sentence answers, whether any does, and from which confidence on to answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.answer.features import Features

FILE = Path(__file__).with_name("weights.json")
FAR = 4.0
SUREST = 12.0
"""Log odds."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """P = 1 / (1 + exp(−(x − mean) / scale · weights − bias)), feature by feature."""

    mean: Features
    scale: Features
    weights: Features
    bias: float

    def logit(self, features: Features) -> float:
        return float((features - self.mean) / self.scale @ self.weights + self.bias)

    def probability(self, features: Features) -> float:
        return sigmoid(self.logit(features))


@dataclass(frozen=True, slots=True)
class Quadratic:
    """A logistic model over the standardised features, their squares and their products.

    What search says and what the reader says do not add up: where either says no, the other's yes is worth little.
    """

    mean: Features
    scale: Features
    over: Logistic

    def logit(self, features: Features) -> float:
        return self.over.logit(with_products(standard(features, self.mean, self.scale)))

    def probability(self, features: Features) -> float:
        return sigmoid(self.logit(features))


def standard(features: Features, mean: Features, scale: Features) -> Features:
    """In standard deviations, none further out than FAR: squares of what was never seen would drown all else."""
    return np.clip((features - mean) / scale, -FAR, FAR)


def sigmoid(logit: float) -> float:
    """Never 0 and never 1: a threshold of 1 is not reached."""
    return float(1 / (1 + np.exp(-min(max(logit, -SUREST), SUREST))))


def with_products(features: Features) -> Features:
    """Shape (n,) → (n + n (n + 1) / 2,)."""
    first, second = np.triu_indices(len(features))
    return np.concatenate((features, features[first] * features[second]))


@dataclass(frozen=True, slots=True)
class Weights:
    """Of one scorer."""

    sentence: Logistic
    """Which sentence answers."""
    answer: Logistic | Quadratic
    """Whether what would be shown answers."""
    foreign: Logistic
    """As `answer`, without what hangs on words: for a question whose words the documents cannot hold, being in
    another alphabet than theirs. It is answered where either model says so."""
    threshold: float
    """Confidence from which on to answer."""
    gap: float = 3.0
    """A further sentence is shown while its logit is at most this much below the best one's."""
    most: int = 3
    """Sentences shown."""


@dataclass(frozen=True, slots=True)
class Scorers:
    """`plain` sees what retrieval found; `reader` the reader's scores, too, for what `plain` gave it to read."""

    plain: Weights
    reader: Weights

    @classmethod
    def load(cls, file: Path = FILE) -> Scorers:
        data = json.loads(file.read_text(encoding="utf-8"))
        return cls(_weights(data["plain"]), _weights(data["reader"]))


def _weights(data: dict[str, Any]) -> Weights:
    answer = data["answer"]
    return Weights(
        _logistic(data["sentence"]),
        _quadratic(answer) if "over" in answer else _logistic(answer),
        _logistic(data["foreign"]),
        float(data["threshold"]),
    )


def _quadratic(data: dict[str, Any]) -> Quadratic:
    return Quadratic(np.array(data["mean"]), np.array(data["scale"]), _logistic(data["over"]))


def _logistic(data: dict[str, list[float]]) -> Logistic:
    mean, scale, weights = (np.array(data[name], dtype=np.float64) for name in ("mean", "scale", "weights"))
    return Logistic(mean, scale, weights, float(data["bias"][0]))
