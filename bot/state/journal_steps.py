"""The steps of one question through the journal: functions of a session, each a part of one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.state.conversations import add_turn, drop_turn
from bot.state.database import insert_new
from bot.state.models import QuestionRow, ShownRow, storable
from bot.state.values import Incoming, Outcome, Question, QuestionState, Receipt, Shown, Thread
from index.types import Answer

_WAITING = (QuestionState.RECEIVED, QuestionState.ANSWERING)
_ENDED_WITHOUT = (QuestionState.FAILED, QuestionState.SUPERSEDED)


def receive(session: Session, incoming: Incoming, now: datetime) -> Receipt:
    versions = _versions(session, incoming.thread.chat_id, incoming.message_id)
    known = _known(versions, incoming)
    if known is not None:
        return known
    question_id = secrets.token_urlsafe(8)
    if not insert_new(session, QuestionRow, **_columns(question_id, incoming, now)):
        # Another process received it between the two statements.
        return receive(session, incoming, now)
    for version in versions:
        if version.state in _WAITING:
            _move(version, QuestionState.SUPERSEDED, now)
    return Receipt(Outcome.NEW, to_question(session.get_one(QuestionRow, question_id)))


def begin(session: Session, question_id: str, now: datetime) -> Question | None:
    row = _locked(session, question_id)
    if row is None or row.state not in _WAITING:
        return None
    _move(row, QuestionState.ANSWERING, now)
    row.attempts += 1
    if row.edited_at and not row.reply_ids:
        row.reply_ids = _earlier_replies(session, row)
    return to_question(row)


def sending(session: Session, question_id: str, answer: Answer, now: datetime, silence: timedelta) -> bool:
    row = _locked(session, question_id)
    if row is None or row.state is not QuestionState.ANSWERING:
        return False
    _move(row, QuestionState.SENDING, now)
    answered_before = row.understood is not None
    row.understood, row.answer = answer.question, answer.text
    row.answered, row.confidence, row.seconds = answer.answered, answer.confidence, answer.seconds
    if answered_before:
        session.execute(delete(ShownRow).where(ShownRow.question_id == row.id))
    session.add_all(ShownRow(question_id=row.id, **columns) for columns in _shown(answer))
    add_turn(session, row, answer, now, silence)
    return True


def not_sent(session: Session, question_id: str, now: datetime) -> None:
    row = _locked(session, question_id)
    if row is not None and row.state is QuestionState.SENDING:
        _move(row, QuestionState.ANSWERING, now)


def sent(session: Session, question_id: str, reply_ids: list[int], now: datetime) -> None:
    row = _locked(session, question_id)
    if row is not None:
        _move(row, QuestionState.SENT, now)
        row.reply_ids, row.sent_at = reply_ids, now


def replied(session: Session, question_id: str, reply_ids: list[int]) -> None:
    row = _locked(session, question_id)
    if row is not None:
        row.reply_ids = reply_ids


def failed(session: Session, question_id: str, reason: str, now: datetime) -> None:
    row = _locked(session, question_id)
    if row is not None and row.state is not QuestionState.SENT:
        _move(row, QuestionState.FAILED, now)
        row.failure = reason
        drop_turn(session, row)


def unconfirmed(session: Session, question_id: str, now: datetime) -> None:
    row = _locked(session, question_id)
    if row is not None and row.state is QuestionState.SENDING:
        _move(row, QuestionState.UNCONFIRMED, now)


def find(session: Session, question_id: str) -> Question | None:
    row = session.get(QuestionRow, question_id)
    return None if row is None else with_shown(session, [row])[0]


def with_shown(session: Session, rows: Sequence[QuestionRow]) -> list[Question]:
    """The questions with the passages that went with their answers."""
    ids = [row.id for row in rows]
    query = select(ShownRow).where(ShownRow.question_id.in_(ids)).order_by(ShownRow.question_id, ShownRow.rank)
    shown = {key: list(group) for key, group in groupby(session.scalars(query), lambda row: row.question_id)}
    return [to_question(row, shown.get(row.id, ())) for row in rows]


def to_question(row: QuestionRow, shown: Iterable[ShownRow] = ()) -> Question:
    return Question(
        id=row.id,
        thread=Thread(row.chat_id, row.topic_id, row.person_id),
        message_id=row.message_id,
        edited_at=row.edited_at,
        text=row.text,
        state=row.state,
        attempts=row.attempts,
        reply_ids=tuple(row.reply_ids),
        created_at=row.created_at,
        understood=row.understood,
        answer=row.answer,
        answered=row.answered,
        confidence=row.confidence,
        seconds=row.seconds,
        sent_at=row.sent_at,
        failure=row.failure,
        shown=tuple(
            Shown(row.rank, row.document, row.start, row.end, row.passage_id, row.score, row.quoted) for row in shown
        ),
    )


def _versions(session: Session, chat_id: int, message_id: int) -> list[QuestionRow]:
    """Of one message, earliest first."""
    query = select(QuestionRow).where(QuestionRow.chat_id == chat_id, QuestionRow.message_id == message_id)
    return list(session.scalars(query.order_by(QuestionRow.edited_at).with_for_update()))


def _known(versions: list[QuestionRow], incoming: Incoming) -> Receipt | None:
    """What was received before and makes this one nothing new."""
    for version in versions:
        if version.edited_at == incoming.edited_at:
            return Receipt(Outcome.DUPLICATE, to_question(version))
    if versions and versions[-1].edited_at > incoming.edited_at:
        return Receipt(Outcome.STALE, to_question(versions[-1]))
    if versions and versions[-1].text == storable(incoming.text) and versions[-1].state not in _ENDED_WITHOUT:
        return Receipt(Outcome.DUPLICATE, to_question(versions[-1]))
    return None


def _columns(question_id: str, incoming: Incoming, now: datetime) -> dict[str, object]:
    return {
        "id": question_id,
        "chat_id": incoming.thread.chat_id,
        "topic_id": incoming.thread.topic_id,
        "person_id": incoming.thread.person_id,
        "message_id": incoming.message_id,
        "edited_at": incoming.edited_at,
        "text": incoming.text,
        "state": QuestionState.RECEIVED,
        "created_at": now,
        "moved_at": now,
    }


def _locked(session: Session, question_id: str) -> QuestionRow | None:
    return session.get(QuestionRow, question_id, with_for_update=True)


def _move(row: QuestionRow, state: QuestionState, now: datetime) -> None:
    row.state, row.moved_at = state, now


def _earlier_replies(session: Session, row: QuestionRow) -> list[int]:
    """The messages of the answer to an earlier version: they are edited rather than sent anew."""
    earlier = [version for version in _versions(session, row.chat_id, row.message_id) if version.id != row.id]
    return next((version.reply_ids for version in reversed(earlier) if version.reply_ids), [])


def _shown(answer: Answer) -> Iterable[dict[str, object]]:
    quoted = {quote.hit.passage.id for quote in answer.quotes}
    for rank, hit in enumerate(answer.hits):
        passage = hit.passage
        yield {
            "rank": rank,
            "document": passage.document,
            "start": passage.start,
            "end": passage.end,
            "passage_id": passage.id,
            "score": hit.score,
            "quoted": passage.id in quoted,
        }
