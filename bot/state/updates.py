"""Updates that are no questions: each is dealt with, once, whatever happens in between.

An update is written down before Telegram is told that it arrived and struck off when it was dealt with, so that a kill
loses none. One that was begun on when the program was killed is dealt with again: what it does must bear that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.state.asking_models import UpdateRow
from bot.state.database import Database, insert_all_new
from bot.state.models import table_of
from bot.state.runs import Runs

MOST_ATTEMPTS = 3
_UPDATES = table_of(UpdateRow)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as it came."""

    id: int
    body: Mapping[str, Any]
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Updates:
    database: Database
    clock: Callable[[], datetime]
    runs: Runs

    async def take(self, arrivals: Sequence[Arrival]) -> set[int]:
        """Writes them down; the ids of those that are new. Others were, or will be, dealt with."""
        now, run = self.clock(), self.runs.number
        rows = [
            {"id": one.id, "at": now, "run": run, "attempts": 1, "person_id": one.person_id, "body": dict(one.body)}
            for one in arrivals
        ]
        made = await self.database.write(lambda session: insert_all_new(session, UpdateRow, rows))
        return {key for (key,) in made}

    async def done(self, update_id: int) -> None:
        """It was dealt with; nothing but its number is kept, for a week."""
        statement = update(_UPDATES).where(_UPDATES.c.id == update_id).values(body=None, person_id=None)
        await self.database.write(lambda session: session.execute(statement))

    async def recover(self) -> list[dict[str, Any]]:
        """What runs that are dead now left undone, in order, as it came; it becomes this run's.

        One that was there at several kills is dropped: it may have caused them.
        """
        return await self.database.write(lambda session: _recover(session, self.runs))


def _recover(session: Session, runs: Runs) -> list[dict[str, Any]]:
    query = select(UpdateRow).where(UpdateRow.body.is_not(None)).order_by(UpdateRow.id)
    if runs.number is not None:
        others = session.scalars(select(UpdateRow.run).where(UpdateRow.body.is_not(None)).distinct())
        alive = [*runs.alive(session, others), runs.number]
        query = query.where(or_(UpdateRow.run.not_in(alive), UpdateRow.run.is_(None)))
    bodies: list[dict[str, Any]] = []
    for row in session.scalars(query.with_for_update(skip_locked=True)):
        if row.body is not None and row.attempts < MOST_ATTEMPTS:
            bodies.append(row.body)
            row.attempts, row.run = row.attempts + 1, runs.number
        else:
            row.body = row.person_id = None
    return bodies
