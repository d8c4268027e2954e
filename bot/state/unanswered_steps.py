"""The steps of resolutions: functions of a session, each a part of one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session, aliased

from bot.state.audit import add_act
from bot.state.database import insert_all_new
from bot.state.models import QuestionRow, RatingRow
from bot.state.unanswered_models import ResolutionRow, ResolvedQuestionRow
from bot.state.unanswered_values import (
    HOLDING,
    OPEN,
    NewResolution,
    Resolution,
    ResolutionState,
    Unanswered,
)
from bot.state.values import QuestionState, Thumb

PATIENCE = timedelta(minutes=30)
"""An admin who has not written the answer by then is taken not to."""
DISMISSED, RESTORED = "question-dismissed", "question-restored"
"""Acts, as the audit has them."""
MOST_KEPT = 200
_JUST_BEGUN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Held:
    """Why a resolution did not begin."""

    state: ResolutionState
    by: int
    since: datetime


def unanswered(session: Session, limit: int) -> list[Unanswered]:
    down = exists().where(RatingRow.question_id == QuestionRow.id, RatingRow.thumb == Thumb.DOWN)
    edit = aliased(QuestionRow)
    corrected = exists().where(
        edit.chat_id == QuestionRow.chat_id,
        edit.message_id == QuestionRow.message_id,
        edit.edited_at > QuestionRow.edited_at,
    )
    query = (
        select(QuestionRow, ResolutionRow.state, ResolutionRow.by)
        .outerjoin(ResolvedQuestionRow, ResolvedQuestionRow.question_id == QuestionRow.id)
        .outerjoin(ResolutionRow, ResolutionRow.id == ResolvedQuestionRow.resolution_id)
        .where(
            or_(QuestionRow.answered.is_(False), down),
            QuestionRow.state.in_((QuestionState.SENT, QuestionState.UNCONFIRMED)),
            or_(ResolutionRow.state.is_(None), ResolutionRow.state.in_(OPEN)),
            ~corrected,
        )
        .order_by(QuestionRow.created_at.desc(), QuestionRow.id)
        .limit(limit)
    )
    return [_unanswered(row, by) for row, _, by in session.execute(query)]


def _unanswered(row: QuestionRow, held_by: int | None) -> Unanswered:
    return Unanswered(
        id=row.id,
        person_id=row.person_id,
        chat_id=row.chat_id,
        topic_id=row.topic_id,
        message_id=row.message_id,
        text=row.understood or row.text,
        at=row.created_at,
        declined=row.answered is False,
        held_by=held_by,
    )


def begin(
    session: Session, new: NewResolution, ids: Sequence[str], now: datetime, state: ResolutionState
) -> Resolution | Held | None:
    known = list(session.scalars(select(QuestionRow.id).where(QuestionRow.id.in_(ids))))
    if not known:
        return None
    held = _let_go_of(session, known, new.by, now)
    if held is not None:
        return held
    row = _add(session, new, state, now)
    rows = [{"question_id": one, "resolution_id": row.id} for one in known]
    if len(insert_all_new(session, ResolvedQuestionRow, rows)) == len(rows):
        return to_resolution(row)
    session.execute(delete(ResolutionRow).where(ResolutionRow.id == row.id))
    return _holder(session, known)


def begin_change(session: Session, new: NewResolution, now: datetime) -> Resolution | Held:
    """Of a note; two at once cannot both be in the middle of it."""
    query = select(ResolutionRow).where(
        ResolutionRow.path == new.path, ResolutionRow.lead_id == "", ResolutionRow.state.in_(HOLDING)
    )
    for row in session.scalars(query.with_for_update()):
        if not _may_be_closed(row, new.by, now):
            return _held(row)
        close(session, row, now)
    return to_resolution(_add(session, new, ResolutionState.ASKED, now))


def _let_go_of(session: Session, ids: Sequence[str], by: int, now: datetime) -> Held | None:
    """Who has one of the questions, after closing what is the admin's own or was given up."""
    for row in _holders(session, ids):
        if not _may_be_closed(row, by, now):
            return _held(row)
        close(session, row, now)
    session.flush()
    return None


def _may_be_closed(row: ResolutionRow, by: int, now: datetime) -> bool:
    """What was given up, and the admin's own, unless a button was only pressed twice."""
    own = row.by == by and row.moved_at <= now - _JUST_BEGUN
    return row.state in OPEN and (own or row.moved_at <= now - PATIENCE)


def _holders(session: Session, ids: Sequence[str]) -> list[ResolutionRow]:
    held = select(ResolvedQuestionRow.resolution_id).where(ResolvedQuestionRow.question_id.in_(ids))
    query = select(ResolutionRow).where(ResolutionRow.id.in_(held)).order_by(ResolutionRow.created_at)
    return list(session.scalars(query.with_for_update()))


def _holder(session: Session, ids: Sequence[str]) -> Held | None:
    holders = _holders(session, ids)
    return _held(holders[0]) if holders else None


def _held(row: ResolutionRow) -> Held:
    return Held(ResolutionState(row.state), row.by, row.created_at)


def _add(session: Session, new: NewResolution, state: ResolutionState, now: datetime) -> ResolutionRow:
    row = ResolutionRow(
        id=secrets.token_urlsafe(8),
        state=state,
        lead_id=new.lead_id,
        by=new.by,
        chat_id=new.chat_id,
        prompt_id=0,
        card_id=0,
        language=new.language,
        question=new.question,
        answer="",
        answer_id=0,
        path=new.path,
        upload_id="",
        created_at=now,
        moved_at=now,
    )
    session.add(row)
    session.flush()
    return row


def close(session: Session, row: ResolutionRow, now: datetime) -> None:
    """Its questions are free again; the row stays to tell what a late answer belongs to."""
    session.execute(delete(ResolvedQuestionRow).where(ResolvedQuestionRow.resolution_id == row.id))
    row.state, row.moved_at = ResolutionState.CLOSED, now
    row.question = row.answer = ""


def close_open(session: Session, resolution_id: str, now: datetime, before: datetime | None) -> bool:
    row = locked(session, resolution_id)
    if row is None or row.state not in OPEN or (before is not None and row.moved_at > before):
        return False
    close(session, row, now)
    return True


def answer(session: Session, resolution_id: str, text: str, answer_id: int, now: datetime) -> Resolution | None:
    row = locked(session, resolution_id)
    if row is None or row.state not in OPEN:
        return None
    row.state, row.answer, row.answer_id, row.moved_at = ResolutionState.CHOOSING, text, answer_id, now
    return to_resolution(row)


def place(session: Session, resolution_id: str, path: str, upload_id: str, now: datetime) -> Resolution | None:
    row = locked(session, resolution_id)
    if row is None or row.state != ResolutionState.CHOOSING:
        return None
    row.state, row.path, row.upload_id, row.moved_at = ResolutionState.PUBLISHING, path, upload_id, now
    return to_resolution(row)


def abandon(session: Session, resolution_id: str, now: datetime) -> None:
    row = locked(session, resolution_id)
    if row is not None and row.state == ResolutionState.PUBLISHING:
        close(session, row, now)


def dismiss(session: Session, new: NewResolution, ids: Sequence[str], now: datetime) -> Resolution | Held | None:
    made = begin(session, new, ids, now, ResolutionState.DISMISSED)
    if isinstance(made, Resolution):
        row = session.get_one(ResolutionRow, made.id)
        row.question = ""
        add_act(session, now, new.by, DISMISSED, f"question:{new.lead_id}", f"{len(ids)}")
    return made


def restore(session: Session, resolution_id: str, by: int, now: datetime) -> bool:
    row = locked(session, resolution_id)
    if row is None or row.state != ResolutionState.DISMISSED:
        return False
    add_act(session, now, by, RESTORED, f"question:{row.lead_id}")
    session.execute(delete(ResolutionRow).where(ResolutionRow.id == row.id))
    return True


def find(session: Session, resolution_id: str) -> Resolution | None:
    row = session.get(ResolutionRow, resolution_id)
    return None if row is None else to_resolution(row)


def by_prompt(session: Session, chat_id: int, message_id: int, now: datetime) -> Resolution | None:
    """Whose prompt the message is; a reply may be quicker than the note of which message that was."""
    known = ResolutionRow.prompt_id == message_id
    begun = (ResolutionRow.prompt_id == 0) & (ResolutionRow.created_at > now - _JUST_BEGUN)
    unknown = begun & (ResolutionRow.state == ResolutionState.ASKED)
    query = select(ResolutionRow).where(ResolutionRow.chat_id == chat_id, known | unknown)
    row = session.scalar(query.order_by(ResolutionRow.prompt_id.desc(), ResolutionRow.created_at.desc()).limit(1))
    return None if row is None else to_resolution(row)


def in_states(session: Session, states: Sequence[ResolutionState], before: datetime | None) -> list[Resolution]:
    query = select(ResolutionRow).where(ResolutionRow.state.in_(states)).order_by(ResolutionRow.created_at)
    if before is not None:
        query = query.where(ResolutionRow.moved_at <= before)
    return [to_resolution(row) for row in session.scalars(query.limit(MOST_KEPT))]


def locked(session: Session, resolution_id: str) -> ResolutionRow | None:
    return session.get(ResolutionRow, resolution_id, with_for_update=True)


def to_resolution(row: ResolutionRow) -> Resolution:
    values = {name: getattr(row, name) for name in Resolution.__slots__}
    return Resolution(**{**values, "state": ResolutionState(row.state)})
