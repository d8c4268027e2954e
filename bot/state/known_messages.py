"""The bot's messages in a chat that are known to be something: none of them is one whose fate is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.state.digest_models import DigestRow
from bot.state.models import QuestionRow
from bot.state.unanswered_models import OutboxRow
from bot.state.values import Question

_CLOCKS_DIFFER = timedelta(hours=1)
"""Those of two machines, at most."""


def known_messages(session: Session, but: Question, ids: Sequence[int]) -> set[int]:
    """Which of the messages in the question's chat answer other questions, or are digests or notices."""
    chat_id = but.thread.chat_id
    known: set[int] = set()
    for row in (DigestRow, OutboxRow):
        found = session.scalars(select(row.message_id).where(row.chat_id == chat_id, row.message_id.in_(ids)))
        known.update(one for one in found if one is not None)
    answers = select(QuestionRow.reply_ids).where(
        QuestionRow.chat_id == chat_id,
        QuestionRow.id != but.id,
        QuestionRow.moved_at >= but.created_at - _CLOCKS_DIFFER,  # what was answered before stands above the question
    )
    for reply_ids in session.scalars(answers):
        known.update(reply_ids)
    return known & set(ids)
