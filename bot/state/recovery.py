"""What an earlier run left undone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.state.journal_steps import with_shown
from bot.state.models import QuestionRow
from bot.state.runs import Runs
from bot.state.values import QuestionState, Recovery

MOST_ATTEMPTS = 10
_IN_DOUBT = (QuestionState.SENDING, QuestionState.UNCONFIRMED)
_UNDER_WAY = (QuestionState.RECEIVED, QuestionState.ANSWERING, *_IN_DOUBT)


def recover(session: Session, now: datetime, runs: Runs) -> Recovery:
    """Rows another process recovers at the same moment are left to it, and those of a run that is alive to that run."""
    query = (
        select(QuestionRow)
        .where(QuestionRow.state.in_(_UNDER_WAY))
        .order_by(QuestionRow.created_at, QuestionRow.message_id)
        .with_for_update(skip_locked=True)
    )
    if runs.number is not None:
        query = query.where(or_(QuestionRow.run != runs.number, QuestionRow.run.is_(None)))
        others = session.scalars(select(QuestionRow.run).where(QuestionRow.state.in_(_UNDER_WAY)).distinct())
        query = query.where(or_(QuestionRow.run.not_in(runs.alive(session, others)), QuestionRow.run.is_(None)))
    rows = session.scalars(query).all()
    for row in rows:
        row.state, row.moved_at, row.run = _next_state(row), now, runs.number
        if row.state is QuestionState.FAILED:
            row.failure = f"under way at {row.attempts} kills"
    found = with_shown(session, rows)
    return Recovery(
        to_answer=tuple(question for question in found if question.state is QuestionState.RECEIVED),
        perhaps_sent=tuple(question for question in found if question.state is QuestionState.UNCONFIRMED),
        given_up=tuple(question for question in found if question.state is QuestionState.FAILED),
    )


def _next_state(row: QuestionRow) -> QuestionState:
    """Counts as an attempt what `begin` will not count."""
    if row.attempts >= MOST_ATTEMPTS:
        return QuestionState.FAILED
    if row.state in _IN_DOUBT and not row.reply_ids:
        row.attempts += 1
        return QuestionState.UNCONFIRMED
    return QuestionState.RECEIVED
