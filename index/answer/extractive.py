"""The one to three sentences that answer, verbatim, or a refusal; two logistic models decide (see `calibrate`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.answer.clauses import cut_to
from index.answer.features import Features, SentenceCandidate, answer_features, sentence_candidates
from index.types import Answer, Quote, Retrieved, Span

LONGEST = 300
"""Code points of an answer, gaps and their marks included."""
DEPTH = 5
"""Passages whose sentences are weighed."""
GAP_MARK = 3
LEAST_ROOM = 80
"""Code points below which cutting a sentence to the room left makes no sense."""
WEIGHTS = Path(__file__).with_name("weights.json")


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
        return float(1 / (1 + np.exp(-self.logit(features))))


@dataclass(frozen=True, slots=True)
class Weights:
    """What `calibrate` fitted: which sentence answers, whether any does, and from which confidence on to answer."""

    sentence: Logistic
    answer: Logistic
    threshold: float
    gap: float = 2.0
    """A further sentence is shown while its logit is at most this much below the best one's."""
    most: int = 3
    """Sentences shown."""

    @classmethod
    def load(cls, file: Path = WEIGHTS) -> Weights:
        data = json.loads(file.read_text(encoding="utf-8"))
        return cls(_logistic(data["sentence"]), _logistic(data["answer"]), data["threshold"])


def _logistic(data: dict[str, list[float]]) -> Logistic:
    mean, scale, weights = (np.array(data[name], dtype=np.float64) for name in ("mean", "scale", "weights"))
    return Logistic(mean, scale, weights, float(data["bias"][0]))


class ExtractiveAnswerer:
    """Quotes; never a word of its own. `threshold` None: the calibrated one."""

    def __init__(self, threshold: float | None = None, weights: Weights | None = None) -> None:
        self._weights = weights or Weights.load()
        self._threshold = self._weights.threshold if threshold is None else threshold

    def answer(self, retrieved: Retrieved) -> Answer:
        chosen = choose(retrieved, self._weights)
        if not chosen:
            return _refusal(retrieved, 0.0)
        features = answer_features(retrieved, [quoted.sentence for quoted in chosen])
        confidence = self._weights.answer.probability(features)
        if confidence < self._threshold:
            return _refusal(retrieved, confidence)
        quotes = tuple(quoted.quote for quoted in in_reading_order(chosen))
        return Answer(retrieved.query.text, True, confidence, quotes, None, retrieved.hits)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence and what is shown of it."""

    sentence: SentenceCandidate
    shown: Span
    """Within the sentence."""

    @property
    def quote(self) -> Quote:
        start = self.sentence.span.start
        text = self.sentence.text[self.shown.start : self.shown.end]
        return Quote(self.sentence.hit, start + self.shown.start, start + self.shown.end, text)


def choose(retrieved: Retrieved, weights: Weights) -> list[Quoted]:
    """What to show, best first, at most LONGEST characters together.

    A sentence too long for the room that is left is cut to its clauses nearest to the question.
    """
    candidates = sentence_candidates(retrieved, DEPTH)
    logits = [weights.sentence.logit(candidate.features) for candidate in candidates]
    order = sorted(range(len(candidates)), key=lambda place: -logits[place])
    chosen: list[Quoted] = []
    room = LONGEST
    for place in order:
        if len(chosen) == weights.most or logits[place] < logits[order[0]] - weights.gap:
            break
        candidate = candidates[place]
        if len(candidate.text) > room and room < LEAST_ROOM:
            continue
        shown = cut_to(room, candidate.text, retrieved.query.lemmas)
        chosen.append(Quoted(candidate, shown))
        room -= shown.end - shown.start + GAP_MARK
    return chosen


def in_reading_order(chosen: list[Quoted]) -> list[Quoted]:
    """The best sentence's document first, its sentences in their order, then the others'."""
    documents = list(dict.fromkeys(quoted.sentence.hit.passage.document for quoted in chosen))
    return sorted(chosen, key=lambda q: (documents.index(q.sentence.hit.passage.document), q.sentence.span.start))


def _refusal(retrieved: Retrieved, confidence: float) -> Answer:
    return Answer(retrieved.query.text, False, confidence, (), None, retrieved.hits)
