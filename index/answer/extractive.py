"""The one to three sentences that answer, verbatim, the span that says it, or a refusal; logistic models decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from index.answer.differing import both, differing
from index.answer.features import (
    ANSWER_FEATURES,
    COSINE_FEATURES,
    Features,
    SentenceCandidate,
    answer_features,
    reader_features,
    sentence_candidates,
)
from index.answer.reading import read_sentences
from index.answer.shown import Quoted, Scored, choose, in_reading_order, short_place
from index.answer.weights import Scorers, Weights
from index.ports import Reader
from index.types import Answer, Retrieved

DEPTH = 5
"""Passages whose sentences are weighed."""
_COSINES = [ANSWER_FEATURES.index(name) for name in COSINE_FEATURES]


class ExtractiveAnswerer:
    """Quotes; never a word of its own. `threshold` None: the calibrated one."""

    def __init__(
        self, threshold: float | None = None, reader: Reader | None = None, scorers: Scorers | None = None
    ) -> None:
        self._scorers = scorers or Scorers.load()
        self._weights = self._scorers.reader if reader else self._scorers.plain
        self._threshold = self._weights.threshold if threshold is None else threshold
        self._reader = reader

    def answer(self, retrieved: Retrieved) -> Answer:
        sentences = sentence_candidates(retrieved, DEPTH)
        scored = scored_plainly(sentences, self._scorers.plain)
        if self._reader and scored:
            in_order = [each.sentence for each in scored]
            sentences = read_sentences(self._reader, retrieved.query, in_order)
            scored = scored_with_reader(sentences, self._scorers.reader)
        chosen = choose(scored, retrieved.query, self._weights)
        if not chosen:
            return _refusal(retrieved, 0.0)
        confidence = confidence_in(retrieved, chosen, sentences if self._reader else None, self._weights)
        if confidence < self._threshold:
            return _refusal(retrieved, confidence)
        pair = differing(scored, retrieved.query)
        if pair:
            chosen = both(*pair)
        shown = chosen if pair else in_reading_order(chosen)
        return Answer(
            question=retrieved.query.text,
            answered=True,
            confidence=confidence,
            quotes=tuple(quoted.quote for quoted in shown),
            short_at=short_place(retrieved.query, chosen[0], shown),
            hits=retrieved.hits,
            differing=pair is not None,
        )

    def warm_up(self) -> None:
        if self._reader:
            self._reader.read("", ["."])


def scored_plainly(sentences: Sequence[SentenceCandidate], weights: Weights) -> list[Scored]:
    """Best first, by what retrieval found."""
    return _in_order(Scored(sentence, weights.sentence.logit(sentence.features)) for sentence in sentences)


def scored_with_reader(sentences: Sequence[SentenceCandidate], weights: Weights) -> list[Scored]:
    """Best first, by that and by what the reader says."""
    return _in_order(Scored(sentence, weights.sentence.logit(sentence.with_reader)) for sentence in sentences)


def _in_order(scored: Iterable[Scored]) -> list[Scored]:
    return sorted(scored, key=lambda each: -each.logit)


def confidence_in(
    retrieved: Retrieved, chosen: Sequence[Quoted], read: Sequence[SentenceCandidate] | None, weights: Weights
) -> float:
    """Probability that the documents answer; `chosen` must not be empty. `read`: all sentences, where a reader read."""
    answer, foreign = confidence_features(retrieved, [quoted.sentence for quoted in chosen], read)
    confidence = weights.answer.probability(answer)
    return max(confidence, weights.foreign.probability(foreign)) if retrieved.query.foreign else confidence


def confidence_features(
    retrieved: Retrieved, chosen: Sequence[SentenceCandidate], read: Sequence[SentenceCandidate] | None
) -> tuple[Features, Features]:
    """For `Weights.answer` and for `Weights.foreign`."""
    features = answer_features(retrieved, chosen)
    readers = reader_features(read, chosen[0]) if read is not None else np.empty(0)
    return np.concatenate((features, readers)), np.concatenate((features[_COSINES], readers))


def _refusal(retrieved: Retrieved, confidence: float) -> Answer:
    return Answer(retrieved.query.text, False, confidence, (), None, retrieved.hits)
