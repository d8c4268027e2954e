"""What speaks for a sentence, and for there being an answer at all, as numbers.

Each feature is meant to say the same in a library of ten passages and of a million: cosines, shares of the
question's own words, differences within one question.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.answer.kinds import Kind, asked_kind, has_kind
from index.retrieve import best_bm25
from index.roots import keys_of, root_keys
from index.types import Hit, Query, Retrieved, Span

Features = NDArray[np.float64]

SENTENCE_FEATURES = ("cosine", "coverage", "coverage_near", "passage", "rank", "kind", "length")
ANSWER_FEATURES = (
    "dense",
    "dense_margin",
    "dense_z",
    "lexical",
    "lexical_margin",
    "sentence_cosine",
    "sentence_margin",
    "sentence_coverage",
    "sentence_words",
    "shown_coverage",
    "passage_coverage",
    "passage_words",
    "library_coverage",
    "score_margin",
    "kind",
    "sentence_length",
)

READER_FEATURES = ("reader", "read")
"""Added to SENTENCE_FEATURES where a reader reads."""
READER_ANSWER_FEATURES = ("reader", "reader_best", "reader_margin", "short_length")
"""Added to ANSWER_FEATURES and to COSINE_FEATURES."""
LOUDEST = 12.0
"""Log odds of a reader beyond which more says no more."""

COSINE_FEATURES = ("dense", "dense_margin", "dense_z", "sentence_cosine", "sentence_margin")
"""Those of ANSWER_FEATURES that serve a question in another alphabet than the documents."""

SAME_ROOT = 0.7
"""What a word of the same root counts against the word itself."""

UNRELATED, RELATED = 0.785, 0.880
FOREIGN_UNRELATED, FOREIGN_RELATED = 0.753, 0.812
"""Mean cosines of the built-in model, of Russian questions and of the same ones in English, to Russian sentences
that do not answer and that do: twenty questions of an office, all 400 pairs (`tests.bench.alphabets`)."""


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """The span of a sentence that a reader takes for the answer."""

    span: Span
    """Within the sentence."""
    score: float
    """Log odds of it against there being no answer in what was read."""


@dataclass(frozen=True, slots=True)
class SentenceCandidate:
    """One sentence of one of the first hits."""

    hit: Hit
    place: int
    """Which sentence of its passage."""
    span: Span
    features: Features
    """In the order of SENTENCE_FEATURES."""
    found: FoundSpan | None = None
    """None where no reader has read it."""

    @property
    def with_reader(self) -> Features:
        """In the order of SENTENCE_FEATURES and READER_FEATURES."""
        return np.array([*self.features, _bounded(self.found), float(self.found is not None)])

    @property
    def text(self) -> str:
        passage = self.hit.passage
        return passage.text[self.span.start - passage.start : self.span.end - passage.start]


def sentence_candidates(retrieved: Retrieved, depth: int) -> list[SentenceCandidate]:
    """Every sentence of the first `depth` hits, each place of a document once."""
    query, kind = retrieved.query, asked_kind(retrieved.query.text)
    seen: set[tuple[str, int]] = set()
    found: list[SentenceCandidate] = []
    for rank, hit in enumerate(retrieved.hits[:depth]):
        for place, span in enumerate(hit.passage.sentences):
            if (hit.passage.document, span.start) in seen:
                continue
            seen.add((hit.passage.document, span.start))
            found.append(_sentence(query, kind, retrieved.hits, rank, place))
    return found


def _sentence(query: Query, kind: Kind, hits: Sequence[Hit], rank: int, place: int) -> SentenceCandidate:
    hit = hits[rank]
    candidate, span = hit.candidate, hit.passage.sentences[place]
    own = candidate.sentence_lemmas[place]
    before = candidate.sentence_lemmas[place - 1] if place else ()
    text = hit.passage.text[span.start - hit.passage.start : span.end - hit.passage.start]
    features = np.array(
        [
            native_cosine(query, candidate.sentence_cosines[place]),
            own_coverage(query, own),
            coverage(query, (*before, *own, *candidate.heading_lemmas)),
            hit.score - hits[0].score,
            1 / (1 + rank),
            float(has_kind(kind, text, query.text)) if kind is not Kind.OTHER else 0.5,
            math.log(max(len(text), 1)),
        ]
    )
    return SentenceCandidate(hit, place, span, features)


def answer_features(retrieved: Retrieved, chosen: Sequence[SentenceCandidate]) -> Features:
    """In the order of ANSWER_FEATURES; `chosen` and the hits must not be empty."""
    query, hits, best = retrieved.query, retrieved.hits, chosen[0]
    others = [hit for hit in hits if hit.passage.id != best.hit.passage.id]
    dense = native_cosine(query, best.hit.candidate.dense)
    lexical = best.hit.candidate.lexical / best_bm25(query)
    other_dense = [native_cosine(query, hit.candidate.dense) for hit in others] or [dense]
    other_lexical = [hit.candidate.lexical / best_bm25(query) for hit in others] or [lexical]
    other_sentence = [_best_cosine(query, hit) for hit in others] or [best.features[0]]
    kind = asked_kind(query.text)
    own = best.hit.candidate.sentence_lemmas[best.place]
    shown = [word for choice in chosen for word in choice.hit.candidate.sentence_lemmas[choice.place]]
    whole = _all_lemmas(best.hit)
    return np.array(
        [
            dense,
            dense - float(np.mean(other_dense)),
            (dense - float(np.mean(other_dense))) / (float(np.std(other_dense)) + 0.01),
            lexical,
            lexical - float(np.mean(other_lexical)),
            best.features[0],
            best.features[0] - float(np.mean(other_sentence)),
            own_coverage(query, own),
            share(query, own),
            own_coverage(query, shown),
            coverage(query, whole),
            share(query, whole),
            coverage(query, [word for hit in hits for word in _all_lemmas(hit)]),
            best.hit.score - max((hit.score for hit in others), default=best.hit.score),
            float(has_kind(kind, best.text, query.text)) if kind is not Kind.OTHER else 0.5,
            math.log(max(_mean_length(best.hit), 1)),
        ]
    )


def reader_features(sentences: Sequence[SentenceCandidate], chosen: SentenceCandidate) -> Features:
    """In the order of READER_ANSWER_FEATURES: what the reader says of the sentence chosen, and of all others."""
    own = _bounded(chosen.found)
    others = [_bounded(sentence.found) for sentence in sentences if sentence is not chosen]
    best_other = max(others, default=-LOUDEST)
    length = chosen.found.span.end - chosen.found.span.start if chosen.found else 0
    return np.array([own, max(own, best_other), own - best_other, math.log1p(length)])


def _bounded(found: FoundSpan | None) -> float:
    return -LOUDEST if found is None else min(LOUDEST, max(-LOUDEST, found.score))


def _mean_length(hit: Hit) -> float:
    """Code points of a sentence of the passage: rows and clauses of an order share fewer words with what they answer
    than an article's sentences do."""
    return float(np.mean([span.end - span.start for span in hit.passage.sentences]))


def native_cosine(query: Query, cosine: float) -> float:
    """The cosine as a question in the documents' own language would have it."""
    if not query.foreign:
        return cosine
    return UNRELATED + (cosine - FOREIGN_UNRELATED) * (RELATED - UNRELATED) / (FOREIGN_RELATED - FOREIGN_UNRELATED)


def _best_cosine(query: Query, hit: Hit) -> float:
    return native_cosine(query, max(hit.candidate.sentence_cosines, default=hit.candidate.dense))


def coverage(query: Query, words: Iterable[str]) -> float:
    """Share of the question's lemmas, weighted by idf, that are among `words`, those of one root with less.

    0 for a question without any lemma.
    """
    total = sum(query.idf.values())
    return sum(query.idf[lemma] * credit for lemma, credit in found_in(query, words)) / total if total else 0.0


def share(query: Query, words: Iterable[str]) -> float:
    """As `coverage`, each lemma weighing the same."""
    return sum(credit for _, credit in found_in(query, words)) / len(query.lemmas) if query.lemmas else 0.0


def own_coverage(query: Query, words: Iterable[str]) -> float:
    """As `coverage`, of the words that the question itself says."""
    total = sum(idf for lemma, idf in query.idf.items() if lemma not in query.topic)
    found = sum(query.idf[lemma] * credit for lemma, credit in found_in(query, words) if lemma not in query.topic)
    return found / total if total else 0.0


def found_in(query: Query, words: Iterable[str]) -> Iterator[tuple[str, float]]:
    """The question's lemmas that are among the words, with 1 each, or with SAME_ROOT where only one of its root is."""
    there = set(words)
    keys = keys_of(there)
    for lemma in query.lemmas:
        if lemma in there:
            yield lemma, 1.0
        elif root_keys(lemma) & keys:
            yield lemma, SAME_ROOT


def _all_lemmas(hit: Hit) -> list[str]:
    candidate = hit.candidate
    return [*candidate.heading_lemmas, *(word for words in candidate.sentence_lemmas for word in words)]
