"""What an earlier run left undone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.state.journal_steps import with_shown
from bot.state.models import QuestionRow
from bot.state.values import QuestionState, Recovery

MOST_ATTEMPTS = 10
_IN_DOUBT = (QuestionState.SENDING, QuestionState.UNCONFIRMED)
_UNDER_WAY = (QuestionState.RECEIVED, QuestionState.ANSWERING, *_IN_DOUBT)


def recover(session: Session, now: datetime, idle: timedelta) -> Recovery:
    """Rows another process recovers at the same moment are left to it."""
    query = (
        select(QuestionRow)
        .where(QuestionRow.state.in_(_UNDER_WAY))
        .order_by(QuestionRow.created_at, QuestionRow.message_id)
        .with_for_update(skip_locked=True)
    )
    if idle:  # without it no clock is asked: it may have been set back since
        query = query.where(QuestionRow.moved_at <= now - idle)
    rows = session.scalars(query).all()
    for row in rows:
        row.state, row.moved_at = _next_state(row), now
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
