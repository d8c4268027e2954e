"""Messages to people, each sent once at most.

    due → claimed → sending → sent          needless: nothing to tell any more
     ↑        ↓        ↓   ↘ failed         perhaps: the process died, or the line broke, before Telegram's reply
     └── released ─────┘

A claim whose lease ran out is taken over. A message that was under way when its process died is never sent again.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.state.database import insert_new
from bot.state.repository import Repository
from bot.state.unanswered_models import OutboxRow
from bot.state.unanswered_values import Dispatch, DispatchState, Errand, Recipient

LEASE = timedelta(minutes=10)
"""A process that holds a message for longer is taken for dead."""
_UNDER_WAY = (DispatchState.CLAIMED, DispatchState.SENDING)


class Outbox(Repository):
    __slots__ = ()

    async def due(self, limit: int = 1000) -> list[str]:
        """Ids of what is to be sent, and of what a dead process left, oldest first."""
        now = self.clock()
        waiting = OutboxRow.state == DispatchState.DUE
        left = OutboxRow.state.in_(_UNDER_WAY) & (OutboxRow.lease_until <= now)
        query = select(OutboxRow.id).where(waiting | left).order_by(OutboxRow.created_at, OutboxRow.id).limit(limit)
        return await self.database.read(lambda session: list(session.scalars(query)))

    async def claim(self, dispatch_id: str, owner: str) -> Dispatch | None:
        """None where another has it, or it is perhaps in the chat already."""
        now = self.clock()
        return await self.database.write(lambda session: _claim(session, dispatch_id, owner, now))

    async def sending(self, dispatch: Dispatch) -> bool:
        """Right before the request. False: another process took it over, or it was forgotten."""
        now = self.clock()
        return await self.database.write(lambda session: _sending(session, dispatch, now))

    async def sent(self, dispatch: Dispatch, message_id: int) -> None:
        now = self.clock()
        await self.database.write(
            lambda session: _end(session, dispatch, DispatchState.SENT, now, message_id=message_id)
        )

    async def failed(self, dispatch: Dispatch, reason: str) -> None:
        now = self.clock()
        await self.database.write(lambda session: _end(session, dispatch, DispatchState.FAILED, now, failure=reason))

    async def perhaps(self, dispatch: Dispatch, reason: str) -> None:
        """Nobody knows whether it arrived; it is not sent again."""
        now = self.clock()
        await self.database.write(lambda session: _end(session, dispatch, DispatchState.PERHAPS, now, failure=reason))

    async def needless(self, dispatch: Dispatch, reason: str) -> None:
        """It is not sent."""
        now = self.clock()
        await self.database.write(lambda session: _end(session, dispatch, DispatchState.NEEDLESS, now, failure=reason))

    async def release(self, dispatch: Dispatch) -> None:
        """Certainly nothing was sent: it is due again at once."""
        await self.database.write(lambda session: _release(session, dispatch))

    async def states(self, subject: str) -> list[tuple[int, DispatchState]]:
        """Of all messages that tell of it: the person's id and what became of the message."""
        query = select(OutboxRow.person_id, OutboxRow.state).where(OutboxRow.subject == subject)
        ordered = query.order_by(OutboxRow.person_id)
        return await self.database.read(
            lambda session: [(person, DispatchState(state)) for person, state in session.execute(ordered)]
        )

    async def get(self, dispatch_id: str) -> Dispatch | None:
        return await self.database.read(lambda session: _find(session, dispatch_id))


def add_dispatch(session: Session, key: str, kind: Errand, to: Recipient, subject: str, now: datetime) -> str | None:
    """Its id; None where that was to be sent already."""
    dispatch_id = secrets.token_urlsafe(8)
    made = insert_new(
        session,
        OutboxRow,
        id=dispatch_id,
        key=key,
        kind=kind,
        person_id=to.person_id,
        chat_id=to.chat_id,
        topic_id=to.topic_id,
        reply_to=to.reply_to,
        question_id=to.question_id,
        subject=subject,
        state=DispatchState.DUE,
        owner="",
        lease_until=now,
        created_at=now,
    )
    return dispatch_id if made else None


def _claim(session: Session, dispatch_id: str, owner: str, now: datetime) -> Dispatch | None:
    row = session.get(OutboxRow, dispatch_id, with_for_update=True)
    if row is None or (row.state in _UNDER_WAY and row.lease_until > now):
        return None
    if row.state == DispatchState.SENDING:
        row.state, row.failure = DispatchState.PERHAPS, "the program died while it was sent"
        return None
    if row.state not in (DispatchState.DUE, DispatchState.CLAIMED):
        return None
    row.state, row.owner, row.lease_until = DispatchState.CLAIMED, owner, now + LEASE
    return _dispatch(row)


def _sending(session: Session, dispatch: Dispatch, now: datetime) -> bool:
    row = session.get(OutboxRow, dispatch.id, with_for_update=True)
    if row is None or row.owner != dispatch.owner or row.state != DispatchState.CLAIMED:
        return False
    row.state, row.lease_until = DispatchState.SENDING, now + LEASE
    return True


def _end(
    session: Session,
    dispatch: Dispatch,
    state: DispatchState,
    now: datetime,
    message_id: int | None = None,
    failure: str | None = None,
) -> None:
    row = session.get(OutboxRow, dispatch.id, with_for_update=True)
    if row is not None:
        row.state, row.message_id, row.failure = state, message_id, failure
        row.sent_at = now if state is DispatchState.SENT else None


def _release(session: Session, dispatch: Dispatch) -> None:
    row = session.get(OutboxRow, dispatch.id, with_for_update=True)
    if row is not None and row.owner == dispatch.owner and row.state in _UNDER_WAY:
        row.state = DispatchState.DUE


def _find(session: Session, dispatch_id: str) -> Dispatch | None:
    row = session.get(OutboxRow, dispatch_id)
    return None if row is None else _dispatch(row)


def _dispatch(row: OutboxRow) -> Dispatch:
    to = Recipient(row.person_id, row.chat_id, row.topic_id, row.reply_to, row.question_id)
    return Dispatch(row.id, Errand(row.kind), to, row.subject, row.owner)
