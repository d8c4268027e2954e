"""Thumbs under an answer, and the list of what was not answered well."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from bot.state.database import insert_new
from bot.state.journal_steps import with_shown
from bot.state.models import QuestionRow, RatingRow
from bot.state.unanswered_models import ResolutionRow, ResolvedQuestionRow
from bot.state.unanswered_values import OPEN
from bot.state.values import Question, QuestionState, Rating, Thumb


def rate(session: Session, question_id: str, person_id: int, thumb: Thumb | None, now: datetime) -> Rating | None:
    if session.get(QuestionRow, question_id, with_for_update=True) is None:
        return None
    changed = (
        _take_back(session, question_id, person_id)
        if thumb is None
        else _give(session, question_id, person_id, thumb, now)
    )
    session.flush()
    query = select(RatingRow.thumb, func.count()).where(RatingRow.question_id == question_id)
    counts = dict(session.execute(query.group_by(RatingRow.thumb)).all())
    return Rating(changed, up=counts.get(Thumb.UP, 0), down=counts.get(Thumb.DOWN, 0))


def unanswered(session: Session, limit: int, offset: int) -> tuple[list[Question], int]:
    thumbed_down = exists().where(RatingRow.question_id == QuestionRow.id, RatingRow.thumb == Thumb.DOWN)
    settled = exists().where(
        ResolvedQuestionRow.question_id == QuestionRow.id,
        ResolutionRow.id == ResolvedQuestionRow.resolution_id,
        ResolutionRow.state.not_in(OPEN),
    )
    wanted = (
        or_(QuestionRow.answered.is_(False), thumbed_down),
        QuestionRow.state.in_((QuestionState.SENT, QuestionState.UNCONFIRMED)),
        ~settled,
    )
    newest = QuestionRow.created_at.desc(), QuestionRow.id
    page = select(QuestionRow).where(*wanted).order_by(*newest).limit(limit).offset(offset)
    count = session.scalar(select(func.count()).select_from(QuestionRow).where(*wanted)) or 0
    return with_shown(session, session.scalars(page).all()), count


def _give(session: Session, question_id: str, person_id: int, thumb: Thumb, now: datetime) -> bool:
    key = {"question_id": question_id, "person_id": person_id}
    if insert_new(session, RatingRow, **key, thumb=int(thumb), at=now):
        return True
    row = session.get_one(RatingRow, (question_id, person_id), with_for_update=True)
    changed = row.thumb != thumb
    row.thumb, row.at = int(thumb), now
    return changed


def _take_back(session: Session, question_id: str, person_id: int) -> bool:
    row = session.get(RatingRow, (question_id, person_id), with_for_update=True)
    if row is not None:
        session.delete(row)
    return row is not None
