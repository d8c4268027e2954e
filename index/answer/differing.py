"""Two documents that give different numbers or dates for the same thing."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from index.answer.clauses import cut_to
from index.answer.features import SentenceCandidate, coverage, own_coverage
from index.answer.kinds import Kind, asked_kind
from index.answer.shown import LONGEST, Quoted, Scored
from index.text import lemmas
from index.types import GAP, Query

LEAST_SCORE = 0.0
"""Log odds of the reader for the other document's span: likelier an answer than none."""
LIKENESS = 0.6
"""Share of the shorter sentence's words, numbers aside, that the other has, too."""
LEAST_WORDS = 3
COVERED = 0.1
"""The other sentence has at most this much less of the question."""


def differing(scored: Sequence[Scored], query: Query) -> SentenceCandidate | None:
    """The best sentence of another document that says the same as the best of all with another number; else None.

    Only for a question of a number or a date, of documents in force; `scored` comes best first, read by a reader.
    """
    if not scored or asked_kind(query.text) not in (Kind.NUMBER, Kind.DATE):
        return None
    best = scored[0].sentence
    others = (each.sentence for each in scored if each.sentence.hit.passage.document != best.hit.passage.document)
    return next((other for other in others if _differ(best, other, query)), None)


def newest_first(one: SentenceCandidate, other: SentenceCandidate) -> list[Quoted]:
    """By their documents' dates, one without a date last; each cut to half of what may be shown, or to what is left."""
    ordered = sorted((one, other), key=lambda each: each.hit.card.date or date.min, reverse=True)
    return [_cut(each, beside) for each, beside in zip(ordered, reversed(ordered), strict=True)]


def _cut(sentence: SentenceCandidate, beside: SentenceCandidate) -> Quoted:
    room = LONGEST - len(GAP)
    keep = sentence.found.span if sentence.found else None
    return Quoted(sentence, cut_to(max(room // 2, room - len(beside.text)), sentence.text, (), keep))


def _differ(best: SentenceCandidate, other: SentenceCandidate, query: Query) -> bool:
    if best.found is None or other.found is None or other.found.score < LEAST_SCORE:
        return False
    if best.hit.card.void_by is not None or other.hit.card.void_by is not None:
        return False
    values, other_values = _values(best), _values(other)
    if not values or not other_values or values <= other_values or other_values <= values:
        return False
    if own_coverage(query, _words(other)) < own_coverage(query, _words(best)) - COVERED:
        return False
    if coverage(query, _with_heading(other)) < coverage(query, _with_heading(best)) - COVERED:
        return False
    return _alike(_telling(best), _telling(other))


def _alike(one: Collection[str], other: Collection[str]) -> bool:
    fewest = min(len(one), len(other))
    return fewest >= LEAST_WORDS and len(set(one) & set(other)) >= LIKENESS * fewest


def _values(sentence: SentenceCandidate) -> set[str]:
    """The numbers in the span found."""
    assert sentence.found is not None
    span = sentence.found.span
    return {lemma for lemma in lemmas(sentence.text[span.start : span.end]) if _is_number(lemma)}


def _telling(sentence: SentenceCandidate) -> set[str]:
    return {lemma for lemma in _words(sentence) if not _is_number(lemma)}


def _words(sentence: SentenceCandidate) -> Sequence[str]:
    return sentence.hit.candidate.sentence_lemmas[sentence.place]


def _with_heading(sentence: SentenceCandidate) -> list[str]:
    """A town or a year in a title or a heading tells of what the sentence speaks."""
    return [*_words(sentence), *sentence.hit.candidate.heading_lemmas]


def _is_number(lemma: str) -> bool:
    return re.search(r"\d", lemma) is not None
