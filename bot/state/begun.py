"""What an answer depends on beside its question: who asks, where, and what was said before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.state.chats import find_chat
from bot.state.conversations import recent_turns
from bot.state.people import find_person
from bot.state.values import Begun, Question


def surroundings(session: Session, question: Question, since: datetime) -> Begun:
    """`since`: a conversation that fell silent before is over."""
    thread = question.thread
    return Begun(
        question=question,
        person=find_person(session, thread.person_id),
        chat=find_chat(session, thread.chat_id) if thread.chat_id < 0 else None,
        turns=recent_turns(session, thread, since, question.message_id),
    )
