"""What a question becomes: Query → Candidate → Hit → Answer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.types.documents import DocumentCard, Passage, Span, Vector


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that one or both searches found."""

    passage: Passage
    card: DocumentCard
    dense: float
    """Cosine to the query, also where only the words found it."""
    lexical: float
    """BM25, 0 where no word of the query is in the passage."""
    sentence_cosines: tuple[float, ...]
    """To the query, one for each of `passage.sentences`."""
    sentence_lemmas: tuple[tuple[str, ...], ...]
    """As they were indexed, one for each of `passage.sentences`."""
    heading_lemmas: tuple[str, ...]
    """As they were indexed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage in its place among the answers."""

    candidate: Candidate
    score: float
    """Fused, or the reranker's: higher is better, comparable within one question only."""

    @property
    def passage(self) -> Passage:
        return self.candidate.passage

    @property
    def card(self) -> DocumentCard:
        return self.candidate.card


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready to be searched with."""

    text: str
    """Stands alone: follow-ups resolved, typos and keyboard layout repaired."""
    vector: Vector
    lemmas: tuple[str, ...]
    """Without repeats, stop words left out."""
    idf: Mapping[str, float]
    """BM25's inverse document frequency of each lemma over the passages; the highest for unknown ones."""
    topic: frozenset[str] = frozenset()
    """Those of `lemmas` that the conversation brought: they tell the passage, not the sentence in it."""
    foreign: bool = False
    """Whether it is in another alphabet than the documents, so that its words tell little."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What retrieval found for one question, with what the whole pool of candidates looked like."""

    query: Query
    hits: tuple[Hit, ...]
    """Best first."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a reader made of one text: how much speaks for each token being the first or last of an answer."""

    tokens: tuple[Span, ...]
    """Places in the text, in order."""
    start: NDArray[np.float32]
    """Logits, one a token."""
    end: NDArray[np.float32]
    none: float
    """The same, start and end added, of the text having no answer."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim `Document.text[start:end]` of the hit's document."""

    hit: Hit
    start: int
    end: int
    text: str
    page: int | None = None
    """On which it begins, counted from 1; None where the format has no pages."""


GAP = " … "
"""Between the quotes of an answer that do not stand together."""


def joined(quotes: Sequence[Quote]) -> tuple[str, list[int]]:
    """The quotes as one text, gaps marked, and where in it each begins."""
    text, starts = "", list[int]()
    for before, quote in zip((None, *quotes), quotes, strict=False):
        if before is not None:
            text += " " if _stand_together(before, quote) else GAP
        starts.append(len(text))
        text += quote.text
    return text, starts


def _stand_together(one: Quote, other: Quote) -> bool:
    """Whether nothing but white space lies between them."""
    passage = one.hit.passage
    if other.hit.passage.document != passage.document or other.start < one.end:
        return False
    between = passage.text[one.end - passage.start : other.start - passage.start]
    return other.start - one.end <= 2 or (other.start <= passage.end and not between.strip())


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown to the user: quotes that answer, or a refusal with the nearest passages."""

    question: str
    """As it was understood."""
    answered: bool
    confidence: float
    """Probability, 0 to 1, that the documents answer and the quotes say it."""
    quotes: tuple[Quote, ...]
    """In reading order; empty when declined."""
    short_at: Span | None
    """Where in `text` the shortest span stands that answers; None where none is known."""
    hits: tuple[Hit, ...]
    """Best first; of a refusal, the nearest there were."""
    seconds: float = 0.0
    differing: bool = False
    """Whether the quotes are of documents that give different numbers or dates for the same thing, newest first."""
    unmentioned: tuple[str, ...] = ()
    """Of a refusal: what the question names, as it does, and what seemed to answer is not about."""

    @property
    def text(self) -> str:
        """The quoted sentences as one text, gaps marked."""
        return joined(self.quotes)[0]

    @property
    def firsts(self) -> list[Quote]:
        """The first quote of each document, in their order."""
        found = dict[str, Quote]()
        for quote in self.quotes:
            found.setdefault(quote.hit.passage.document, quote)
        return list(found.values())

    @property
    def short_quote(self) -> Quote | None:
        """The quote that the short answer begins in; None where there is no short answer."""
        if self.short_at is None:
            return None
        starts = joined(self.quotes)[1]
        return self.quotes[bisect_right(starts, self.short_at.start) - 1]

    @property
    def short(self) -> str | None:
        """The shortest span that answers, verbatim."""
        return self.text[self.short_at.start : self.short_at.end] if self.short_at else None


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of the conversation so far and what was answered."""

    question: str
    """As it was understood then."""
    answer: Answer
