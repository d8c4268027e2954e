"""The one to three sentences that answer, verbatim, or a refusal; two logistic models decide (see `calibrate`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.answer.clauses import cut_to
from index.answer.features import (
    ANSWER_FEATURES,
    COSINE_FEATURES,
    Features,
    SentenceCandidate,
    answer_features,
    sentence_candidates,
)
from index.types import Answer, Query, Quote, Retrieved, Span

LONGEST = 300
"""Code points of an answer, gaps and their marks included."""
DEPTH = 5
"""Passages whose sentences are weighed."""
GAP_MARK = 3
LEAST_ROOM = 60
"""Code points below which cutting a sentence to the room left makes no sense."""
WEIGHTS = Path(__file__).with_name("weights.json")


_COSINES = [ANSWER_FEATURES.index(name) for name in COSINE_FEATURES]


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
    foreign: Logistic
    """As `answer`, from the cosines alone: for a question whose words the documents cannot hold, being in another
    alphabet than theirs. It is answered where either model says so."""
    threshold: float
    gap: float = 3.0
    """A further sentence is shown while its logit is at most this much below the best one's."""
    most: int = 3
    """Sentences shown."""

    @classmethod
    def load(cls, file: Path = WEIGHTS) -> Weights:
        data = json.loads(file.read_text(encoding="utf-8"))
        sentence, answer, foreign = (_logistic(data[name]) for name in ("sentence", "answer", "foreign"))
        return cls(sentence, answer, foreign, data["threshold"])

    def confidence(self, retrieved: Retrieved, chosen: Sequence[Quoted]) -> float:
        """Probability that the documents answer; `chosen` must not be empty."""
        features = answer_features(retrieved, [quoted.sentence for quoted in chosen])
        confidence = self.answer.probability(features)
        return max(confidence, self.foreign.probability(features[_COSINES])) if retrieved.query.foreign else confidence


def _logistic(data: dict[str, list[float]]) -> Logistic:
    mean, scale, weights = (np.array(data[name], dtype=np.float64) for name in ("mean", "scale", "weights"))
    return Logistic(mean, scale, weights, float(data["bias"][0]))


class ExtractiveAnswerer:
    """Quotes; never a word of its own. `threshold` None: the calibrated one."""

    def __init__(self, threshold: float | None = None, weights: Weights | None = None) -> None:
        self._weights = weights or Weights.load()
        self._threshold = self._weights.threshold if threshold is None else threshold

    def answer(self, retrieved: Retrieved) -> Answer:
        chosen = choose(sentence_candidates(retrieved, DEPTH), retrieved.query, self._weights)
        if not chosen:
            return _refusal(retrieved, 0.0)
        confidence = self._weights.confidence(retrieved, chosen)
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


def choose(candidates: Sequence[SentenceCandidate], query: Query, weights: Weights) -> list[Quoted]:
    """What to show, best first, at most LONGEST characters together.

    A sentence too long for the room that is left is cut to its clauses nearest to the question.
    """
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
        shown = cut_to(room, candidate.text, query.lemmas)
        chosen.append(Quoted(candidate, shown))
        room -= shown.end - shown.start + GAP_MARK
    return chosen


def in_reading_order(chosen: list[Quoted]) -> list[Quoted]:
    """The best sentence first, with those that stand beside it in their order, then the others."""
    best = chosen[0].sentence
    beside = [quoted for quoted in chosen if _stand_together(best, quoted.sentence)]
    beside.sort(key=lambda quoted: quoted.sentence.span.start)
    return beside + [quoted for quoted in chosen if quoted not in beside]


def _stand_together(one: SentenceCandidate, other: SentenceCandidate) -> bool:
    return one.hit.passage.id == other.hit.passage.id and abs(one.place - other.place) <= 1


def _refusal(retrieved: Retrieved, confidence: float) -> Answer:
    return Answer(retrieved.query.text, False, confidence, (), None, retrieved.hits)
