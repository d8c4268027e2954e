"""What somebody is told of changes in documents that were quoted to them: one message, of what they may see now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.access import may_see
from bot.delivery import Outgoing
from bot.desk import Desk, Library
from bot.markup import Html, joined, one_line
from bot.render import Source, source_line
from bot.state.unanswered_values import Dispatch, Pending
from bot.texts import Texts
from index.quoted import reads_now, says

MOST_SHOWN = 4
QUESTION_UNITS = 150
SENTENCE_UNITS = 220
TITLE_UNITS = 160


@dataclass(frozen=True, slots=True)
class Needless:
    """There is nothing to tell, and why."""

    reason: str
    may_come: bool = False
    """There may be something a moment later."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands now where a sentence was quoted from."""

    question: str
    before: str
    after: str
    """Empty where nothing stands in its place."""
    title: str
    source: Source | None
    """None where the document is gone."""


async def change_told(desk: Desk, dispatch: Dispatch) -> Outgoing | Needless:
    to = dispatch.to
    pending = await desk.patiently(lambda: desk.state.quotes.told_by(dispatch.id))
    place = await desk.patiently(lambda: desk.place(to.person_id, to.chat_id))
    collections = desk.policy.collections(place)
    seen = [one for one in pending if may_see(collections, one.change.path)]
    readings = await desk.pool.run(_readings, desk.library, seen)
    if not readings:
        return Needless("it reads as it did, or they may not see it")
    texts = desk.texts_of(place.person)
    more = len(readings) - MOST_SHOWN
    parts = [texts("change-told"), *(_shown(texts, one) for one in readings[:MOST_SHOWN])]
    return Outgoing(joined("\n\n", [*parts, *([texts("docs-and-more", n=more)] if more > 0 else [])]))


def _readings(library: Library, pending: Sequence[Pending]) -> list[Reading]:
    """Each sentence once, but for those that stand there again; a document that is gone once."""
    found: dict[tuple[str, str], Reading] = {}
    for one in pending:
        reading = _reading(library, one)
        if reading is not None:
            found.setdefault((one.change.path, reading.before if reading.source else ""), reading)
    return list(found.values())


def _reading(library: Library, pending: Pending) -> Reading | None:
    change, question = pending.change, pending.question
    document = library.document(change.path)
    if document is None:
        return Reading(question, change.before, "", change.title, None)
    if says(document, change.before):
        return None
    known = bool(change.after) and says(document, change.after)
    after = change.after if known or not (change.after or change.gone) else reads_now(document, change.before)
    card = document.card
    source = Source(card.path, card.title, card.date, None, card.void_by is not None)
    return Reading(question, change.before, after, card.title, source)


def _shown(texts: Texts, reading: Reading) -> Html:
    question = texts("change-question", question=one_line(reading.question, QUESTION_UNITS))
    before = one_line(reading.before, SENTENCE_UNITS)
    if reading.source is None:
        gone = texts("change-gone", title=one_line(reading.title, TITLE_UNITS))
        return joined("\n", [question, gone])
    after = one_line(reading.after, SENTENCE_UNITS)
    word = texts("change-now", before=before, after=after) if after else texts("change-nothing", before=before)
    return joined("\n", [question, source_line(texts, reading.source), word])
