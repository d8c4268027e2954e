"""A question → passages: dense and lexical search, fused, reranked where a reranker is given."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from index.conversation import with_topic
from index.foreign import Translator, is_foreign, question_numbers
from index.ports import Embedder, Reranker, Snapshot
from index.spelling import repair
from index.text import content_lemmas
from index.types import Candidate, Hit, Query, Retrieved, Vector

UNTRANSLATED = 0.3
"""Weight left to a word of another alphabet for which the documents have none."""
TOPIC = 0.5
"""Weight of a word that the conversation brings to a question, against one of its own."""

NEAR_SCORE, NEAR_WORDS = 0.1, 0.7
"""A document that is no longer in force is heard only where what replaced it has no passage as near to the question:
by the score, of whose range this is about the useful part, or by this share of its words' weight."""


@dataclass(frozen=True, slots=True)
class RetrieveOptions:
    """Weights and depths as measured by `vestovoy evaluate`; the README has the figures."""

    pool: int = 20
    """Passages each search brings into the fusion."""
    hits: int = 10
    lexical_weight: float = 0.13
    """Of BM25's share against the cosines, whose useful range is about a tenth."""
    rerank_depth: int = 10


def prepare(question: str, topic: str, embedder: Embedder, snapshot: Snapshot) -> Query:
    """The question as both searches need it, its typing errors repaired.

    `topic` is what the conversation is about where the question does not say it, else empty; its words weigh less.
    """

    @cache
    def knows(lemma: str) -> int:
        return snapshot.document_frequencies([lemma]).get(lemma, 0)

    encodable = question.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate stops every tokeniser
    asked = repair(encodable, knows, snapshot.similar_words).text
    own = content_lemmas(asked)
    brought = frozenset(content_lemmas(topic)) - set(own) if topic else frozenset()
    weights = dict.fromkeys(own, 1.0) | dict.fromkeys(sorted(brought), TOPIC)
    text = with_topic(asked, topic)
    vector = embedder.query(text)
    if topic:
        vector = _between(vector, embedder.query(asked))
    return Query(text, vector, tuple(weights), _weighted(weights, snapshot), brought)


def _between(one: Vector, other: Vector) -> Vector:
    middle = one + other
    return middle / np.float32(np.linalg.norm(middle))


def _weighted(weights: Mapping[str, float], snapshot: Snapshot) -> dict[str, float]:
    frequencies = snapshot.document_frequencies(list(weights))
    return {
        lemma: weight * inverse_frequency(frequencies.get(lemma, 0), snapshot.passage_count)
        for lemma, weight in weights.items()
    }


def inverse_frequency(frequency: int, passages: int) -> float:
    """BM25's idf, kept above zero: ln(1 + (N − n + ½) / (n + ½)) (Robertson & Zaragoza 2009, as Lucene has it)."""
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def retrieve(
    query: Query,
    snapshot: Snapshot,
    translator: Translator,
    options: RetrieveOptions,
    collections: Collection[str] | None = None,
) -> Retrieved:
    """The best passages of the allowed collections, best first."""
    candidates = snapshot.search(query.vector, query.lemmas, options.pool, collections)
    if is_foreign(query.text, candidates):
        query = _translated(query, translator.translate(query.text, candidates), snapshot)
        candidates = snapshot.search(query.vector, query.lemmas, options.pool, collections)
    return Retrieved(query, fuse(candidates, query, options))


def _translated(query: Query, meanings: Mapping[str, Sequence[str]], snapshot: Snapshot) -> Query:
    """The query with the documents' words for its own; what has none keeps a small weight."""
    weights = dict.fromkeys(question_numbers(query.text), 1.0)
    for word, found in meanings.items():
        weights |= {lemma: 1 / len(found) for lemma in found} if found else {word.lower(): UNTRANSLATED}
    return replace(query, lemmas=tuple(weights), idf=_weighted(weights, snapshot), topic=frozenset(), foreign=True)


def fuse(candidates: Sequence[Candidate], query: Query, options: RetrieveOptions) -> tuple[Hit, ...]:
    """Mean of the cosines of the passage and of its best sentence, and the weighted share of the BM25 there could be.

    BM25 is put on the scale of 0 to 1 by the most it could give the question, so that a score means the same in a
    library of ten passages and of a million.
    """
    most = best_bm25(query)
    scores = [
        (candidate.dense + max(candidate.sentence_cosines, default=candidate.dense)) / 2
        + options.lexical_weight * candidate.lexical / most
        for candidate in candidates
    ]
    ranked = sorted(zip(scores, candidates, strict=True), key=lambda pair: (-pair[0], pair[1].passage.id))
    return _in_force([Hit(candidate, score) for score, candidate in ranked])[: options.hits]


def _in_force(ranked: Sequence[Hit]) -> tuple[Hit, ...]:
    """Without the passages of documents no longer in force where what replaced them says as much."""
    void_by = {hit.card.void_by for hit in ranked}
    in_force = [hit for hit in ranked if hit.card.path in void_by]
    return tuple(hit for hit in ranked if not any(_replaces(new, hit) for new in in_force))


def _replaces(new: Hit, old: Hit) -> bool:
    near = new.score > old.score - NEAR_SCORE or new.candidate.lexical > old.candidate.lexical * NEAR_WORDS > 0
    return new.card.path == old.card.void_by and near


def best_bm25(query: Query) -> float:
    """Every lemma, often: BM25's term frequency saturates at k1 + 1 = 2.2. One for a question without lemmas."""
    return 2.2 * sum(query.idf.values()) or 1.0


def rerank(retrieved: Retrieved, reranker: Reranker, depth: int) -> Retrieved:
    """The first `depth` hits in the reranker's order, the others after them."""
    first, rest = retrieved.hits[:depth], retrieved.hits[depth:]
    if not first:
        return retrieved
    scores = reranker.scores(retrieved.query.text, [hit.passage.text for hit in first])
    lowest = min(scores)
    ranked = sorted((Hit(hit.candidate, score) for hit, score in zip(first, scores, strict=True)), key=_descending)
    behind = tuple(Hit(hit.candidate, lowest - place) for place, hit in enumerate(rest, start=1))
    return replace(retrieved, hits=(*ranked, *behind))


def _descending(hit: Hit) -> float:
    return -hit.score
