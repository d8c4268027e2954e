"""A question → passages: dense and lexical search, fused, reranked where a reranker is given."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from index.conversation import with_topic
from index.foreign import UNTRANSLATED, Knows, Similar, is_foreign, respelled
from index.ports import Embedder, Reranker, Snapshot
from index.spelling import repair
from index.text import content_lemmas
from index.types import Candidate, Hit, Query, Retrieved

TOPIC = 0.5
"""Weight of a word that the conversation brings to a question, against one of its own."""


@dataclass(frozen=True, slots=True)
class RetrieveOptions:
    """Weights and depths as measured by `vestovoy evaluate`; the README has the figures."""

    pool: int = 30
    """Passages each search brings into the fusion."""
    hits: int = 10
    lexical_weight: float = 0.35
    sentence_weight: float = 0.3
    """Of the cosine to the passage's best sentence; what remains is the cosine to the passage."""
    rerank_depth: int = 10


def prepare(question: str, topic: str, embedder: Embedder, snapshot: Snapshot) -> Query:
    """The question as both searches need it, its typing errors repaired.

    `topic` is what the conversation is about where the question does not say it, else empty; its words weigh less.
    """

    def knows(lemma: str) -> int:
        return snapshot.document_frequencies([lemma]).get(lemma, 0)

    encodable = question.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate stops every tokeniser
    asked = repair(encodable, knows, snapshot.similar_words).text
    lemmas = content_lemmas(asked)
    foreign = is_foreign(lemmas, knows)
    weights = dict.fromkeys(content_lemmas(topic), TOPIC) if topic else {}
    weights |= _respelled(lemmas, knows, snapshot.similar_words) if foreign else dict.fromkeys(lemmas, 1.0)
    frequencies = snapshot.document_frequencies(list(weights))
    idf = {
        lemma: weight * inverse_frequency(frequencies.get(lemma, 0), snapshot.passage_count)
        for lemma, weight in weights.items()
    }
    text = with_topic(asked, topic)
    return Query(text, embedder.query(text), tuple(idf), idf, foreign)


def _respelled(lemmas: Sequence[str], knows: Knows, similar: Similar) -> dict[str, float]:
    """Weights of the lemmas in the documents' alphabet, of those that cannot be put into it a small one."""
    weights: dict[str, float] = {}
    for lemma in lemmas:
        found = lemma if knows(lemma) else respelled(lemma, knows, similar)
        weights[found or lemma] = 1.0 if found else UNTRANSLATED
    return weights


def inverse_frequency(frequency: int, passages: int) -> float:
    """BM25's idf, kept above zero: ln(1 + (N − n + ½) / (n + ½)) (Robertson & Zaragoza 2009, as Lucene has it)."""
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def retrieve(
    query: Query, snapshot: Snapshot, options: RetrieveOptions, collections: Collection[str] | None = None
) -> Retrieved:
    """The best passages of the allowed collections, best first."""
    candidates = snapshot.search(query.vector, query.lemmas, options.pool, collections)
    return Retrieved(query, fuse(candidates, options))


def fuse(candidates: Sequence[Candidate], options: RetrieveOptions) -> tuple[Hit, ...]:
    """Cosine, best sentence's cosine and BM25 as weighted z-scores over the pool of candidates."""
    dense = _standardise([c.dense for c in candidates])
    lexical = _standardise([c.lexical for c in candidates])
    sentence = _standardise([max(c.sentence_cosines, default=c.dense) for c in candidates])
    w_lex, w_sen = options.lexical_weight, options.sentence_weight
    scores = [(1 - w_lex - w_sen) * d + w_lex * x + w_sen * s for d, x, s in zip(dense, lexical, sentence, strict=True)]
    ranked = sorted(zip(scores, candidates, strict=True), key=lambda pair: (-pair[0], pair[1].passage.id))
    return tuple(Hit(candidate, score) for score, candidate in ranked[: options.hits])


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


def _standardise(values: Sequence[float]) -> list[float]:
    """z-scores over the pool; all zero where nothing differs."""
    if not values:
        return []
    mean = sum(values) / len(values)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return [(value - mean) / spread if spread > 1e-9 else 0.0 for value in values]
