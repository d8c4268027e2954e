"""What was said in a conversation, for as long as a follow-up may lean on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from bot.state.database import Database, insert_for
from bot.state.models import TurnRow, table_of
from bot.state.turns import dump_turn, load_turn
from bot.state.values import Thread
from index.types import Answer, Turn

MOST_TURNS = 8
_TURNS = table_of(TurnRow)
_T = _TURNS.c
_KEY = ("chat_id", "topic_id", "person_id")
_OF_THREAD = [_T[name] == bindparam(name) for name in _KEY]
# Built once: to build a statement takes longer than to carry it out.
_LAST = select(func.max(_T.at)).where(*_OF_THREAD)
_RECENT = (
    select(_T.turn)
    .where(*_OF_THREAD, _T.message_id < bindparam("before"))
    .where(_LAST.scalar_subquery() > bindparam("since"))
    .order_by(_T.message_id.desc())
    .limit(MOST_TURNS)
)
_LAST_MESSAGE = 2**62


@dataclass(frozen=True, slots=True)
class Conversations:
    database: Database
    clock: Callable[[], datetime]
    silence: timedelta

    async def turns(self, thread: Thread, before: int | None = None) -> tuple[Turn, ...]:
        """Oldest first, the last few; none after a silence. `before` a message: for a question that was edited."""
        since = self.clock() - self.silence
        return await self.database.read(lambda session: recent_turns(session, thread, since, before))

    async def forget(self, thread: Thread) -> int:
        """Ends the conversation, for /new; how many turns it had."""
        return await self.database.write(lambda session: forget(session, thread))


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """Where a turn belongs."""

    thread: Thread
    message_id: int
    question_id: str


def add_turn(session: Session, place: KeptTurn, answer: Answer, now: datetime, silence: timedelta) -> None:
    """Ends the conversation before it if there was a silence; an edited question replaces its turn."""
    thread, key = place.thread, _key(place.thread)
    last = session.execute(_LAST, key).scalar()
    if last is not None and last <= now - silence:
        forget(session, thread)
    kept = {"question_id": place.question_id, "at": now, "turn": dump_turn(Turn(answer.question, answer))}
    session.execute(_put(session.get_bind().dialect.name), {**key, "message_id": place.message_id, **kept})


@cache
def _put(dialect: str) -> Any:
    """Inserts a turn or takes the place of the one there is."""
    statement = insert_for(dialect, TurnRow)
    kept = {name: statement.excluded[name] for name in ("question_id", "at", "turn")}
    return statement.on_conflict_do_update(index_elements=[*_KEY, "message_id"], set_=kept)


def drop_turn(session: Session, thread: Thread, message_id: int) -> None:
    """Of that message, in whatever version."""
    session.execute(delete(_TURNS).where(*_OF_THREAD, _T.message_id == message_id), _key(thread))


def recent_turns(session: Session, thread: Thread, since: datetime, before: int | None) -> tuple[Turn, ...]:
    place = {**_key(thread), "since": since, "before": _LAST_MESSAGE if before is None else before}
    stored = session.execute(_RECENT, place).scalars().all()
    return tuple(turn for one in reversed(stored) if (turn := load_turn(one)))


def forget(session: Session, thread: Thread) -> int:
    gone = delete(_TURNS).where(*_OF_THREAD).returning(_T.message_id)
    return len(session.execute(gone, _key(thread)).all())


def _key(thread: Thread) -> dict[str, int]:
    return {"chat_id": thread.chat_id, "topic_id": thread.topic_id, "person_id": thread.person_id}
