"""The one to three sentences that answer, verbatim, the span that says it, or a refusal; logistic models decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from index.answer.clauses import cut_to
from index.answer.features import (
    ANSWER_FEATURES,
    COSINE_FEATURES,
    Features,
    SentenceCandidate,
    answer_features,
    reader_features,
    sentence_candidates,
)
from index.answer.kinds import is_yes_no
from index.answer.reading import read_sentences
from index.answer.weights import Scorers, Weights
from index.ports import Reader
from index.types import Answer, Query, Quote, Retrieved, Span

LONGEST = 300
"""Code points of an answer, gaps and their marks included."""
DEPTH = 5
"""Passages whose sentences are weighed."""
GAP_MARK = 3
LEAST_ROOM = 60
"""Code points below which cutting a sentence to the room left makes no sense."""

_COSINES = [ANSWER_FEATURES.index(name) for name in COSINE_FEATURES]


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence and how much speaks for its being the answer."""

    sentence: SentenceCandidate
    logit: float


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
            sentences = read_sentences(self._reader, retrieved.query.text, in_order)
            scored = scored_with_reader(sentences, self._scorers.reader)
        chosen = choose(scored, retrieved.query, self._weights)
        if not chosen:
            return _refusal(retrieved, 0.0)
        confidence = confidence_in(retrieved, chosen, sentences if self._reader else None, self._weights)
        if confidence < self._threshold:
            return _refusal(retrieved, confidence)
        quotes = tuple(quoted.quote for quoted in in_reading_order(chosen))
        return Answer(
            retrieved.query.text, True, confidence, quotes, short_answer(retrieved.query, chosen), retrieved.hits
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


def short_answer(query: Query, chosen: Sequence[Quoted]) -> str | None:
    """The span found in the best sentence as far as it is shown; none for a question of yes or no."""
    best = chosen[0]
    found = best.sentence.found
    if found is None or is_yes_no(query.text):
        return None
    span = found.span
    whole = best.shown.start <= span.start and span.end <= best.shown.end
    return best.sentence.text[span.start : span.end] if whole else None


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


def choose(scored: Sequence[Scored], query: Query, weights: Weights) -> list[Quoted]:
    """What to show, best first, at most LONGEST characters together; `scored` comes best first.

    A sentence too long for the room that is left is cut to its clauses nearest to the question, the found span among
    them.
    """
    chosen: list[Quoted] = []
    room = LONGEST
    for sentence, logit in ((each.sentence, each.logit) for each in scored):
        if len(chosen) == weights.most or logit < scored[0].logit - weights.gap:
            break
        if len(sentence.text) > room and room < LEAST_ROOM:
            continue
        shown = cut_to(room, sentence.text, query.lemmas, None if chosen or not sentence.found else sentence.found.span)
        chosen.append(Quoted(sentence, shown))
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
