"""Deleting: what is old, and what is kept on a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.state.admissions import NOTIFY_AGAIN_AFTER
from bot.state.asking_models import UpdateRow
from bot.state.database import Database
from bot.state.digest_models import DigestPlanRow, DigestRow
from bot.state.models import ActRow, Base, ChatRow, OnceRow, PersonRow, QuestionRow, RatingRow, TurnRow
from bot.state.unanswered import forget_person as forget_unanswered
from bot.state.values import Admission, Forgotten, Purged

_ONCE_KEPT = timedelta(days=8)  # Telegram keeps updates for a day, and their ids apart for a week
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Retention:
    database: Database
    clock: Callable[[], datetime]
    silence: timedelta

    async def purge(self, retention_days: int) -> Purged:
        """Deletes what is older, and conversations fallen silent; call it daily. 0 days: questions stay for ever.

        Of people, those go who are neither let in nor refused and were not seen for as long. Works in batches, each
        a transaction, so that questions asked meanwhile do not wait.
        """
        now = self.clock()
        await self._delete(OnceRow, OnceRow.key, OnceRow.at < now - _ONCE_KEPT)
        await self._delete(UpdateRow, UpdateRow.id, UpdateRow.at < now - _ONCE_KEPT)
        turns = await self._delete(TurnRow, TurnRow.question_id, TurnRow.at < now - self.silence)
        if retention_days == 0:
            return Purged(questions=0, turns=turns, people=0, acts=0)
        old = now - timedelta(days=retention_days)
        stranger = PersonRow.admission.in_((Admission.UNKNOWN, Admission.ASKED)) & (PersonRow.seen_at < old)
        return Purged(
            questions=await self._delete(QuestionRow, QuestionRow.id, QuestionRow.created_at < old),
            turns=turns,
            people=await self._delete(PersonRow, PersonRow.id, stranger),
            acts=await self._delete(ActRow, ActRow.id, ActRow.at < old),
        )

    async def forget_person(self, person_id: int) -> Forgotten:
        """Deletes all that is kept on a person: profile, admission and grants, questions, conversations, thumbs.

        They have to ask to be let in again. Two things stay, without a name: a refusal, or it could be undone by
        /forgetme and /start; and for a day the time of their last request, or the admins could be flooded with
        them. The audit keeps the ids of who was let in, refused or granted what, without the names.
        """
        now = self.clock()
        return await self.database.write(lambda session: _forget(session, person_id, now))

    async def _delete(self, table: type[Base], key: InstrumentedAttribute[Any], which: ColumnElement[bool]) -> int:
        def batch(session: Session) -> int:
            keys = select(key).where(which).limit(_BATCH)
            return len(session.scalars(delete(table).where(key.in_(keys)).returning(key)).all())

        total = 0
        while deleted := await self.database.write(batch):
            total += deleted
        return total


def _forget(session: Session, person_id: int, now: datetime) -> Forgotten:
    ratings = _gone(session, delete(RatingRow).where(RatingRow.person_id == person_id).returning(RatingRow.thumb))
    turns = _gone(session, delete(TurnRow).where(TurnRow.person_id == person_id).returning(TurnRow.message_id))
    forget_unanswered(session, person_id)
    asked = delete(QuestionRow).where(QuestionRow.person_id == person_id).returning(QuestionRow.id)
    questions = _gone(session, asked)
    session.execute(delete(UpdateRow).where(UpdateRow.person_id == person_id))
    session.execute(delete(DigestPlanRow).where(DigestPlanRow.chat_id == person_id))
    session.execute(delete(DigestRow).where(DigestRow.chat_id == person_id))
    session.execute(update(ActRow).where(ActRow.subject == f"person:{person_id}").values(detail=""))
    session.execute(update(ChatRow).where(ChatRow.asked_by == person_id).values(asked_by=None))
    refused = _forget_profile(session, person_id, now)
    return Forgotten(questions=questions, turns=turns, ratings=ratings, refusal_kept=refused)


def _gone(session: Session, statement: Any) -> int:
    return len(session.scalars(statement).all())


def _forget_profile(session: Session, person_id: int, now: datetime) -> bool:
    """Whether a refusal stays."""
    row = session.get(PersonRow, person_id, with_for_update=True)
    if row is None:
        return False
    if row.admission is Admission.REFUSED:
        row.name, row.username, row.language, row.collections = "", None, None, None
        return True
    if row.notified_at is not None and now - row.notified_at < NOTIFY_AGAIN_AFTER:
        row.name, row.username, row.language, row.collections = "", None, None, None
        row.admission, row.asked_at, row.decided_by, row.decided_at = Admission.UNKNOWN, None, None, None
        return False
    session.delete(row)
    return False
