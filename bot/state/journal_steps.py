"""The steps of one question through the journal: functions of a session, each a part of one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from bot.state.conversations import KeptTurn, add_turn, drop_turn
from bot.state.models import QuestionRow, ShownRow, table_of
from bot.state.values import Question, QuestionState, Shown, Thread, text_hash
from index.types import Answer

_QUESTIONS, _SHOWN = table_of(QuestionRow), table_of(ShownRow)
_Q = _QUESTIONS.c
# Each question passes here several times, and to build a statement takes longer than to carry it out.
_OWN = or_(bindparam("the_run", type_=BigInteger()).is_(None), _Q.run == bindparam("the_run"), _Q.run.is_(None))
_ONE = update(_QUESTIONS).where(_Q.id == bindparam("the_id"))
_BEGIN = (
    _ONE.where(_Q.state.in_((QuestionState.RECEIVED, QuestionState.ANSWERING)), _OWN)
    .values(
        state=QuestionState.ANSWERING, moved_at=bindparam("now"), attempts=_Q.attempts + 1, run=bindparam("the_run")
    )
    .returning(*_Q)
)
_SENDING = (
    _ONE.where(_Q.state == QuestionState.ANSWERING, _OWN)
    .values(
        state=QuestionState.SENDING,
        moved_at=bindparam("now"),
        understood=bindparam("the_understood"),
        answer=bindparam("the_answer"),
        answered=bindparam("the_answered"),
        confidence=bindparam("the_confidence"),
        seconds=bindparam("the_seconds"),
    )
    .returning(_Q.chat_id, _Q.topic_id, _Q.person_id, _Q.message_id)
)
_SENT = _ONE.values(
    state=QuestionState.SENT,
    moved_at=bindparam("now"),
    sent_at=bindparam("now"),
    reply_ids=bindparam("the_reply_ids"),
)
_REPLIED = _ONE.values(reply_ids=bindparam("the_reply_ids"))
_UNSHOW = delete(_SHOWN).where(_SHOWN.c.question_id == bindparam("the_id"))
_SHOW = insert(_SHOWN)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Whose steps these are, and when."""

    now: datetime
    silence: timedelta
    run: int | None
    """None: of no run that is told from others; then every question is its own."""


def begin(session: Session, question_id: str, keeper: Keeper) -> Question | None:
    row = session.execute(_BEGIN, {"the_id": question_id, "the_run": keeper.run, "now": keeper.now}).first()
    if row is None:
        return None
    begun = to_question(row)
    if not begun.edited_at or begun.reply_ids:
        return begun
    reply_ids = _earlier_replies(session, begun)
    replied(session, question_id, reply_ids)
    return replace(begun, reply_ids=tuple(reply_ids))


def sending(session: Session, question_id: str, answer: Answer, keeper: Keeper) -> bool:
    found = {
        "the_understood": answer.question,
        "the_answer": answer.text,
        "the_answered": answer.answered,
        "the_confidence": answer.confidence,
        "the_seconds": answer.seconds,
    }
    moved = {"the_id": question_id, "the_run": keeper.run, "now": keeper.now}
    row = session.execute(_SENDING, {**moved, **found}).first()
    if row is None:
        return False
    session.execute(_UNSHOW, {"the_id": question_id})
    if answer.hits:
        session.execute(_SHOW, list(_shown_columns(question_id, answer)))
    thread = Thread(row.chat_id, row.topic_id, row.person_id)
    add_turn(session, KeptTurn(thread, row.message_id, question_id), answer, keeper.now, keeper.silence)
    return True


def not_sent(session: Session, question_id: str, now: datetime) -> None:
    row = _locked(session, question_id)
    if row is not None and row.state is QuestionState.SENDING:
        move(row, QuestionState.ANSWERING, now)


def sent(session: Session, question_id: str, reply_ids: list[int], now: datetime) -> None:
    session.execute(_SENT, {"the_id": question_id, "the_reply_ids": reply_ids, "now": now})


def replied(session: Session, question_id: str, reply_ids: list[int]) -> None:
    session.execute(_REPLIED, {"the_id": question_id, "the_reply_ids": reply_ids})


def failed(session: Session, question_id: str, reason: str, now: datetime) -> None:
    row = _locked(session, question_id)
    if row is not None and row.state is not QuestionState.SENT:
        move(row, QuestionState.FAILED, now)
        row.failure = reason
        drop_turn(session, Thread(row.chat_id, row.topic_id, row.person_id), row.message_id)


def unconfirmed(session: Session, question_id: str, now: datetime) -> None:
    row = _locked(session, question_id)
    if row is not None and row.state is QuestionState.SENDING:
        move(row, QuestionState.UNCONFIRMED, now)


def find(session: Session, question_id: str) -> Question | None:
    row = session.get(QuestionRow, question_id)
    return None if row is None else with_shown(session, [row])[0]


def with_shown(session: Session, rows: Sequence[QuestionRow]) -> list[Question]:
    """The questions with the passages that went with their answers."""
    ids = [row.id for row in rows]
    query = select(ShownRow).where(ShownRow.question_id.in_(ids)).order_by(ShownRow.question_id, ShownRow.rank)
    shown = {key: list(group) for key, group in groupby(session.scalars(query), lambda row: row.question_id)}
    return [to_question(row, shown.get(row.id, ())) for row in rows]


def to_question(row: QuestionRow | Row[Any], shown: Iterable[ShownRow] = ()) -> Question:
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
            Shown(row.rank, row.document, row.start, row.end, row.passage_id, row.score, row.quoted, row.text_hash)
            for row in shown
        ),
    )


def _locked(session: Session, question_id: str) -> QuestionRow | None:
    return session.get(QuestionRow, question_id, with_for_update=True)


def move(row: QuestionRow, state: QuestionState, now: datetime) -> None:
    row.state, row.moved_at = state, now


def _earlier_replies(session: Session, question: Question) -> list[int]:
    """The messages of the answer to an earlier version: they are edited rather than sent anew."""
    same = (
        QuestionRow.chat_id == question.thread.chat_id,
        QuestionRow.message_id == question.message_id,
        QuestionRow.id != question.id,
    )
    query = select(QuestionRow.reply_ids).where(*same).order_by(QuestionRow.edited_at.desc())
    return next((reply_ids for reply_ids in session.scalars(query) if reply_ids), [])


def _shown_columns(question_id: str, answer: Answer) -> Iterator[dict[str, object]]:
    quoted = {quote.hit.passage.id for quote in answer.quotes}
    for rank, hit in enumerate(answer.hits):
        passage = hit.passage
        yield {
            "question_id": question_id,
            "rank": rank,
            "document": passage.document,
            "start": passage.start,
            "end": passage.end,
            "passage_id": passage.id,
            "score": hit.score,
            "quoted": passage.id in quoted,
            "text_hash": text_hash(passage.text),
        }
