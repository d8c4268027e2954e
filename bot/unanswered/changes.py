"""Documents that were quoted to people and changed since: what they are told, and when."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import groupby

from bot.access import Verdict
from bot.desk import Desk
from bot.digests.schedule import zone_of
from bot.state.unanswered_changes import Waiting
from bot.state.unanswered_values import Cited, Recipient, Reworded
from bot.unanswered.reviewing import MORNING
from index.digest import Edit
from index.quoted import edits_of, lost, touched
from index.types import DocumentChange

log = logging.getLogger(__name__)

EVENING = 20
"""By the clock of the digests' zone: from then on nobody is told until the morning."""
SETTLED_AFTER = timedelta(minutes=10)
"""A burst of changes is told as one."""
MOST_EDITS = 3
"""Of one answer in one document."""


@dataclass(slots=True)
class Watcher:
    """Notes what of the quotes changed, after each generation that it has not looked at."""

    desk: Desk
    generation: int = -1

    async def look(self) -> None:
        desk, quotes = self.desk, self.desk.state.quotes
        newest = (await desk.pool.run(desk.library.status)).generation
        if newest == self.generation:
            return
        mark = await desk.patiently(quotes.mark)
        if not desk.settings.change_notice_days:
            await desk.patiently(lambda: quotes.start(None))
        elif mark is None or mark > newest:  # the first time, or another library
            await desk.patiently(lambda: quotes.start(newest))
        elif mark < newest:
            await self._note(mark, newest)
        self.generation = newest

    async def _note(self, mark: int, newest: int) -> None:
        desk = self.desk
        changes = await desk.pool.run(_lost, desk, mark)
        since = desk.state.quotes.clock() - timedelta(days=desk.settings.change_notice_days)
        cited = await desk.patiently(lambda: desk.state.quotes.citing(list(changes), since)) if changes else []
        found = await desk.pool.run(lambda: list(_reworded(changes, cited)))
        if await desk.patiently(lambda: desk.state.quotes.note(found, mark, newest)):
            log.info("changes of quotes", extra={"generation": newest, "found": len(found)})


def _lost(desk: Desk, mark: int) -> dict[str, DocumentChange]:
    return lost(desk.library.changes_since(mark))


def _reworded(changes: Mapping[str, DocumentChange], cited: Sequence[Cited]) -> Iterator[Reworded]:
    known: dict[str, list[Edit]] = {}
    for one in cited:
        for path in sorted(one.documents & changes.keys()):
            if path not in known:
                known[path] = edits_of(changes[path])
            card = _card_title(changes[path])
            for edit in touched(one.answer, known[path])[:MOST_EDITS]:
                gone = changes[path].after is None
                yield Reworded(one.question_id, path, card, edit.before, edit.after, gone)


def _card_title(change: DocumentChange) -> str:
    document = change.after or change.before
    return document.card.title if document else change.path


async def plan_notices(desk: Desk) -> None:
    """A message a day at most to each whom something waits for, by daylight."""
    now = desk.state.quotes.clock()
    local = now.astimezone(zone_of(desk.settings.digest_zone))
    if not MORNING <= local.hour < EVENING:
        return
    waiting = sorted(await desk.patiently(desk.state.quotes.waiting), key=lambda one: (one.person_id, one.first))
    for person_id, group in groupby(waiting, key=lambda one: one.person_id):
        chats = list(group)
        if now - max(one.last for one in chats) >= SETTLED_AFTER:
            to, told = await _where(desk, person_id, chats)
            await desk.patiently(partial(desk.state.quotes.plan, to, f"{local:%Y-%m-%d}", told))


async def _where(desk: Desk, person_id: int, chats: Sequence[Waiting]) -> tuple[Recipient, list[int]]:
    """In private all of it, where they may be written to; else in the group where they asked first."""
    place = await desk.patiently(lambda: desk.place(person_id, None))
    reachable = place.person is not None and place.person.is_active
    if reachable and desk.policy.verdict(place) is Verdict.ALLOWED:
        return Recipient(person_id, person_id), [one.chat_id for one in chats]
    where = next((one.chat_id for one in chats if one.chat_id < 0), chats[0].chat_id)
    return Recipient(person_id, where), [where]
