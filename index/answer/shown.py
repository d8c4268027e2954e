"""Which sentences are shown, and how much of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.answer.clauses import cut_to
from index.answer.features import SentenceCandidate
from index.answer.kinds import is_yes_no
from index.answer.lists import asks_for_several, list_around
from index.answer.phrases import PLACING
from index.answer.weights import Weights
from index.types import GAP, Query, Quote, Span, joined

LONGEST = 300
"""Code points of an answer, gaps and their marks included."""
LEAST_ROOM = 40
"""Code points below which cutting a sentence to the room left makes no sense."""
TIE = 1.5
"""Log odds within which a second sentence is nearly as good as the first: they share the room."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence and how much speaks for its being the answer."""

    sentence: SentenceCandidate
    logit: float


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence and what is shown of it."""

    sentence: SentenceCandidate
    shown: Span
    """Within the sentence."""
    listed: bool = False
    """One of a whole list: none of its items is the answer alone."""

    @classmethod
    def of_list(cls, sentence: SentenceCandidate) -> Quoted:
        return cls(sentence, Span(0, len(sentence.text)), listed=True)

    @property
    def quote(self) -> Quote:
        start = self.sentence.span.start
        text = self.sentence.text[self.shown.start : self.shown.end]
        return Quote(self.sentence.hit, start + self.shown.start, start + self.shown.end, text)

    @property
    def short(self) -> Span | None:
        """The span that a reader found, where it is shown whole and says all."""
        found = self.sentence.found
        if (
            self.listed
            or found is None
            or not (self.shown.start <= found.span.start and found.span.end <= self.shown.end)
        ):
            return None
        return found.span


def choose(scored: Sequence[Scored], query: Query, weights: Weights) -> list[Quoted]:
    """What to show, best first, at most LONGEST characters together; `scored` comes best first.

    A list is shown whole to who asks for several things, if it is short enough. A sentence too long for the room
    that is left is cut to its clauses nearest to the question, the found span among them; the first, too, where the
    second is nearly as good.
    """
    listed = _listed(scored) if asks_for_several(query.text) else []
    if listed:
        return listed
    chosen: list[Quoted] = []
    room = LONGEST
    for sentence, logit in ((each.sentence, each.logit) for each in scored):
        if len(chosen) == weights.most or logit < scored[0].logit - weights.gap:
            break
        if len(sentence.text) > room and room < LEAST_ROOM:
            continue
        quoted = _cut(sentence, room if chosen else room - _kept_for_second(scored[: weights.most]), query)
        if quoted.short is None and not chosen:  # what it says is not given up for the second
            quoted = _cut(sentence, room, query)
        chosen.append(quoted)
        room -= quoted.shown.end - quoted.shown.start + len(GAP)
    return chosen


def _cut(sentence: SentenceCandidate, longest: int, query: Query) -> Quoted:
    keep = sentence.found.span if sentence.found else None
    return Quoted(sentence, cut_to(longest, sentence.text, query.lemmas, keep))


def _kept_for_second(scored: Sequence[Scored]) -> int:
    """Code points, with those of the gap; none for a sentence that no reader has read."""
    if len(scored) < 2 or scored[1].sentence.found is None or scored[1].logit < scored[0].logit - TIE:
        return 0
    return min(len(scored[1].sentence.text), (LONGEST - len(GAP)) // 2) + len(GAP)


def _listed(scored: Sequence[Scored]) -> list[Quoted]:
    """The list in which the best sentence stands, that sentence first; nothing where it is in none or a long one."""
    if not scored:
        return []
    best = scored[0].sentence
    passage = best.hit.passage
    texts = [passage.text[span.start - passage.start : span.end - passage.start] for span in passage.sentences]
    places = list_around(texts, best.place)
    if places is None or sum(len(texts[place]) + 1 for place in places) > LONGEST:
        return []
    own = {each.sentence.place: each.sentence for each in scored if each.sentence.hit.passage.id == passage.id}
    rest = [own[place] for place in places if place in own and place != best.place]
    return [Quoted.of_list(sentence) for sentence in (best, *rest)] if len(rest) == len(places) - 1 else []


def in_reading_order(chosen: Sequence[Quoted]) -> list[Quoted]:
    """The best sentence among those that stand beside it, in their order, then the others."""
    best = chosen[0].sentence
    own = {quoted.sentence.place for quoted in chosen if quoted.sentence.hit.passage.id == best.hit.passage.id}
    first = last = best.place
    while first - 1 in own:
        first -= 1
    while last + 1 in own:
        last += 1
    beside = [quoted for quoted in chosen if _stands_in(quoted.sentence, best, range(first, last + 1))]
    beside.sort(key=lambda quoted: quoted.sentence.span.start)
    return beside + [quoted for quoted in chosen if quoted not in beside]


def _stands_in(sentence: SentenceCandidate, best: SentenceCandidate, places: range) -> bool:
    return sentence.hit.passage.id == best.hit.passage.id and sentence.place in places


def short_answer(query: Query, best: Quoted) -> str | None:
    """The span found in the best sentence as far as it is shown; none for a question of yes or no, nor for a list."""
    span = _short(query, best)
    return best.sentence.text[span.start : span.end] if span else None


def short_place(query: Query, best: Quoted, shown: Sequence[Quoted]) -> Span | None:
    """Where the short answer of the best sentence stands in the text of all that is shown."""
    span = _short(query, best)
    if span is None:
        return None
    shift = joined([quoted.quote for quoted in shown])[1][shown.index(best)] - best.shown.start
    return Span(span.start + shift, span.end + shift)


def _short(query: Query, best: Quoted) -> Span | None:
    """In the sentence; without the preposition of a place or a time, which the question asks with: «[в] 1861 году»."""
    if is_yes_no(query.text) or best.short is None:
        return None
    preposition = PLACING.match(best.sentence.text, best.short.start, best.short.end)
    return Span(preposition.end(), best.short.end) if preposition else best.short
