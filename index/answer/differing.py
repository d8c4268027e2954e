"""Two documents that give different numbers for the same thing, or one of which changes a clause of the other."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from itertools import chain
from pathlib import PurePosixPath

from index.answer.clauses import cut_to
from index.answer.features import SentenceCandidate, coverage, found_in, own_coverage
from index.answer.kinds import Kind, asked_kind
from index.answer.shown import LONGEST, Quoted, Scored
from index.text import content_lemmas, lemmas
from index.types import GAP, Query

_CLAUSE = re.compile(r"\d{1,3}(?:\.\d{1,3})+")
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3})+)\.?\s")
_NAMED = re.compile(
    rf"\b(?:(?:под)?пункт\w*|п\.|пп\.|clauses?|sections?|paragraphs?)\s*{_CLAUSE.pattern}(?:(?:,|\s+и|\s+and)\s*{_CLAUSE.pattern})*",
    re.IGNORECASE,
)
"""«в пункте 4.2», «пункты 3.1 и 3.2»."""
LEAST_SCORE = 0.0
"""Log odds of the reader for the other document's span: likelier an answer than none."""
LIKENESS = 0.6
"""Share of the shorter sentence's words, numbers aside, that the other has, too."""
LEAST_WORDS = 3
COVERED = 0.1
"""The other sentence has at most this much less of the question."""


def differing(scored: Sequence[Scored], query: Query) -> tuple[SentenceCandidate, SentenceCandidate] | None:
    """The best sentence and one of another document that says otherwise, in the order in which to quote them.

    One of the two changes the clause that the other is of, and comes first; or who asks for a number or a date is
    given another one, the newest first. Both documents are in force. `scored` comes best first, read by a reader.
    """
    if not scored:
        return None
    best = scored[0].sentence
    others = [each.sentence for each in scored if _is_heard(each.sentence, best)]
    for other in others:
        if _changes(other, best, query):
            return other, best
        if _changes(best, other, query):
            return best, other
    if asked_kind(query.text) in (Kind.NUMBER, Kind.DATE):
        return next((_newest_first(best, other) for other in others if _differ(best, other, query)), None)
    return None


def _is_heard(other: SentenceCandidate, best: SentenceCandidate) -> bool:
    return (
        other.hit.passage.document != best.hit.passage.document
        and best.hit.card.void_by is None
        and other.hit.card.void_by is None
        and best.found is not None
        and other.found is not None
    )


def _newest_first(one: SentenceCandidate, other: SentenceCandidate) -> tuple[SentenceCandidate, SentenceCandidate]:
    """By their documents' dates, one without a date last."""
    newer, older = sorted((one, other), key=lambda each: each.hit.card.date or date.min, reverse=True)
    return newer, older


def both(first: SentenceCandidate, second: SentenceCandidate) -> list[Quoted]:
    """In this order; each cut to half of what may be shown, or to what is left."""
    return [_cut(first, second), _cut(second, first)]


def _cut(sentence: SentenceCandidate, beside: SentenceCandidate) -> Quoted:
    room = LONGEST - len(GAP)
    keep = sentence.found.span if sentence.found else None
    return Quoted(sentence, cut_to(max(room // 2, room - len(beside.text)), sentence.text, (), keep))


def _differ(best: SentenceCandidate, other: SentenceCandidate, query: Query) -> bool:
    if other.found is None or other.found.score < LEAST_SCORE:
        return False
    values, other_values = _values(best), _values(other)
    if not values or not other_values or values <= other_values or other_values <= values:
        return False
    if own_coverage(query, _words(other)) < own_coverage(query, _words(best)) - COVERED:
        return False
    if coverage(query, _with_heading(other)) < coverage(query, _with_heading(best)) - COVERED:
        return False
    return _alike(_telling(best), _telling(other))


def _changes(new: SentenceCandidate, old: SentenceCandidate, query: Query) -> bool:
    """Whether one names the clause of the other and its document, and all of what was asked that the other says."""
    clause = _clause(old)
    if clause is None or clause not in _clauses_named(new.text) or _is_older(new, old):
        return False
    if not any(_is_named(name, new) for name in (old.hit.card.title, PurePosixPath(old.hit.card.path).stem)):
        return False
    return _asked_of(old, query) <= _asked_of(new, query)


def _asked_of(sentence: SentenceCandidate, query: Query) -> set[str]:
    """The question's own lemmas that it says."""
    return {lemma for lemma, _ in found_in(query, _words(sentence))} - query.topic


def _is_named(name: str, by: SentenceCandidate) -> bool:
    """Whether the passage, or its document's title or file, says half of its words at least."""
    card, passage = by.hit.card, by.hit.candidate
    titles = content_lemmas(f"{card.title}\n{PurePosixPath(card.path).stem}")
    said = {*titles, *passage.heading_lemmas, *chain.from_iterable(passage.sentence_lemmas)}
    wanted = set(content_lemmas(name))
    return bool(wanted) and len(wanted & said) * 2 >= len(wanted)


def _clause(sentence: SentenceCandidate) -> str | None:
    """«4.2», the number of the clause in which it stands."""
    passage = sentence.hit.passage
    for span in reversed(passage.sentences[: sentence.place + 1]):
        if number := _NUMBERED.match(passage.text, span.start - passage.start):
            return number[1]
    return None


def _clauses_named(text: str) -> set[str]:
    return {number for named in _NAMED.finditer(text) for number in _CLAUSE.findall(named[0])}


def _is_older(one: SentenceCandidate, other: SentenceCandidate) -> bool:
    day, other_day = one.hit.card.date, other.hit.card.date
    return day is not None and other_day is not None and day < other_day


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
