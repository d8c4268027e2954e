"""What was said in a conversation, for as long as a follow-up may lean on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from bot.state.database import Database
from bot.state.models import QuestionRow, TurnRow
from bot.state.turns import dump_turn, load_turn
from bot.state.values import Thread
from index.types import Answer, Turn

MOST_TURNS = 8


@dataclass(frozen=True, slots=True)
class Conversations:
    database: Database
    clock: Callable[[], datetime]
    silence: timedelta

    async def turns(self, thread: Thread, before: int | None = None) -> tuple[Turn, ...]:
        """Oldest first, the last few; none after a silence. `before` a message: for a question that was edited."""
        since = self.clock() - self.silence
        return await self.database.read(lambda session: _turns(session, thread, since, before))

    async def forget(self, thread: Thread) -> int:
        """Ends the conversation, for /new; how many turns it had."""
        return await self.database.write(lambda session: _forget(session, thread))


def add_turn(session: Session, row: QuestionRow, answer: Answer, now: datetime, silence: timedelta) -> None:
    """Ends the conversation before it if there was a silence; an edited question replaces its turn."""
    thread = Thread(row.chat_id, row.topic_id, row.person_id)
    last = session.scalar(select(func.max(TurnRow.at)).where(*_of(thread)))
    if last is not None and last <= now - silence:
        _forget(session, thread)
    drop_turn(session, row)
    session.add(
        TurnRow(
            chat_id=row.chat_id,
            topic_id=row.topic_id,
            person_id=row.person_id,
            message_id=row.message_id,
            question_id=row.id,
            at=now,
            turn=dump_turn(Turn(answer.question, answer)),
        )
    )


def drop_turn(session: Session, row: QuestionRow) -> None:
    """Of that message, in whatever version."""
    thread = Thread(row.chat_id, row.topic_id, row.person_id)
    session.execute(delete(TurnRow).where(*_of(thread), TurnRow.message_id == row.message_id))


def _of(thread: Thread) -> tuple[ColumnElement[bool], ...]:
    return (
        TurnRow.chat_id == thread.chat_id,
        TurnRow.topic_id == thread.topic_id,
        TurnRow.person_id == thread.person_id,
    )


def _turns(session: Session, thread: Thread, since: datetime, before: int | None) -> tuple[Turn, ...]:
    if not session.scalar(select(TurnRow.at).where(*_of(thread), TurnRow.at > since).limit(1)):
        return ()
    query = select(TurnRow.turn).where(*_of(thread)).order_by(TurnRow.message_id.desc()).limit(MOST_TURNS)
    if before is not None:
        query = query.where(TurnRow.message_id < before)
    return tuple(turn for stored in reversed(session.scalars(query).all()) if (turn := load_turn(stored)))


def _forget(session: Session, thread: Thread) -> int:
    return len(session.scalars(delete(TurnRow).where(*_of(thread)).returning(TurnRow.message_id)).all())
