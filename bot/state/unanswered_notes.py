"""Notes: what an answer of an admin became, and when it is to be looked at again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.state.audit import add_act
from bot.state.models import QuestionRow
from bot.state.repository import Repository
from bot.state.unanswered_models import NoteRow, ResolvedQuestionRow
from bot.state.unanswered_outbox import add_dispatch
from bot.state.unanswered_steps import locked
from bot.state.unanswered_values import Errand, Note, Recipient, Resolution, ResolutionState

ANSWERED, CHANGED, CONFIRMED = "question-answered", "note-changed", "note-confirmed"
"""Acts, as the audit has them."""
DOCUMENT = "document:"


@dataclass(frozen=True, slots=True)
class Signing:
    """What a note is published with."""

    title: str
    signed_at: datetime
    review_at: datetime


class Notes(Repository):
    __slots__ = ()

    async def publish(self, resolution: Resolution, signing: Signing) -> int | None:
        """The note is in the library: whoever asked is to be told, once. How many; None where that was done before."""
        now = self.clock()
        return await self.database.write(lambda session: _publish(session, resolution, signing, now))

    async def get(self, note_id: str) -> Note | None:
        return await self.database.read(lambda session: _note(session.get(NoteRow, note_id)))

    async def due(self) -> list[Note]:
        """Those whose review has come, the longest due first."""
        query = select(NoteRow).where(NoteRow.review_at <= self.clock()).order_by(NoteRow.review_at, NoteRow.id)
        return await self.database.read(
            lambda session: [note for row in session.scalars(query) if (note := _note(row)) is not None]
        )

    async def told(self, ids: Sequence[str]) -> None:
        """The admins know of these."""
        now = self.clock()
        told = update(NoteRow).where(NoteRow.id.in_(ids)).values(told_at=now)
        await self.database.write(lambda session: session.execute(told))

    async def confirm(self, note: Note, by: int, review_at: datetime) -> bool:
        """It is still right; False where somebody was quicker."""
        now = self.clock()
        return await self.database.write(lambda session: _confirm(session, note, by, review_at, now))

    async def move(self, old: str, new: str) -> None:
        """The document has another path now."""
        await self.database.write(lambda session: _move(session, old, new))


def _publish(session: Session, resolution: Resolution, signing: Signing, now: datetime) -> int | None:
    row = locked(session, resolution.id)
    if row is None or row.state != ResolutionState.PUBLISHING:
        return None
    row.state, row.moved_at = ResolutionState.ANSWERED, now
    _put(session, resolution, signing)
    action = ANSWERED if resolution.lead_id else CHANGED
    add_act(session, now, resolution.by, action, DOCUMENT + resolution.path, signing.title)
    return sum(_tell(session, resolution, to, now) for to in _askers(session, resolution.id))


def _put(session: Session, resolution: Resolution, signing: Signing) -> None:
    known = session.scalar(select(NoteRow).where(NoteRow.path == resolution.path).with_for_update())
    row = known or NoteRow(id=secrets.token_urlsafe(8), path=resolution.path)
    row.title, row.by, row.told_at = signing.title, resolution.by, None
    row.signed_at, row.review_at = signing.signed_at, signing.review_at
    session.add(row)


def _askers(session: Session, resolution_id: str) -> list[Recipient]:
    """Each once: where they asked in private if they did, else where they asked last."""
    query = (
        select(QuestionRow)
        .join(ResolvedQuestionRow, ResolvedQuestionRow.question_id == QuestionRow.id)
        .where(ResolvedQuestionRow.resolution_id == resolution_id)
        .order_by((QuestionRow.chat_id > 0).desc(), QuestionRow.created_at.desc(), QuestionRow.message_id.desc())
    )
    first: dict[int, QuestionRow] = {}
    for row in session.scalars(query):
        first.setdefault(row.person_id, row)
    return [_recipient(row) for row in first.values()]


def _recipient(row: QuestionRow) -> Recipient:
    return Recipient(row.person_id, row.chat_id, row.topic_id, row.message_id, row.id)


def _tell(session: Session, resolution: Resolution, to: Recipient, now: datetime) -> bool:
    key = f"{Errand.ANSWER}:{resolution.id}:{to.person_id}"
    return add_dispatch(session, key, Errand.ANSWER, to, resolution.id, now) is not None


def _confirm(session: Session, note: Note, by: int, review_at: datetime, now: datetime) -> bool:
    row = session.get(NoteRow, note.id, with_for_update=True)
    if row is None or row.review_at > now:
        return False
    row.review_at, row.told_at = review_at, None
    add_act(session, now, by, CONFIRMED, DOCUMENT + row.path, row.title)
    return True


def _move(session: Session, old: str, new: str) -> None:
    row = session.scalar(select(NoteRow).where(NoteRow.path == old).with_for_update())
    if row is not None:
        session.execute(delete(NoteRow).where(NoteRow.path == new))
        row.path = new


def _note(row: NoteRow | None) -> Note | None:
    return None if row is None else Note(**{name: getattr(row, name) for name in Note.__slots__})
