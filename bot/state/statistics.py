"""The journal as those read it who want to know how the bot does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from bot.state.models import ChatRow, PersonRow, QuestionRow, RatingRow, ShownRow
from bot.state.repository import Repository


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One question and what came of it."""

    at: datetime
    id: str
    person_id: int
    chat_id: int
    """Negative: a group."""
    text: str
    """As it was understood, else as it was asked."""
    answered: bool | None
    """None where it was never answered, be it yes or no."""
    confidence: float | None
    seconds: float | None
    """From its arrival to its answer in the chat."""
    up: int
    down: int


class Statistics(Repository):
    __slots__ = ()

    async def asked(self, since: datetime, limit: int | None = None) -> list[AskedRow]:
        """Newest first."""
        return await self.database.read(lambda session: _asked(session, since, limit))

    async def cited(self, since: datetime, limit: int) -> list[tuple[str, int]]:
        """Documents that answers quoted, with the number of those answers, most first."""
        many = func.count(ShownRow.question_id.distinct())
        query = (
            select(ShownRow.document, many)
            .join(QuestionRow, QuestionRow.id == ShownRow.question_id)
            .where(QuestionRow.created_at >= since, ShownRow.quoted)
            .group_by(ShownRow.document)
            .order_by(many.desc(), ShownRow.document)
            .limit(limit)
        )
        return await self.database.read(lambda session: [(path, count) for path, count in session.execute(query)])

    async def quoted(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """The documents that the answers to these questions quote."""
        return await self.database.read(lambda session: _quoted(session, ids))

    async def names(self) -> dict[int, str]:
        """Of all people and groups, by id."""
        return await self.database.read(_names)


def _asked(session: Session, since: datetime, limit: int | None) -> list[AskedRow]:
    rows = session.execute(_questions(since).limit(limit))
    return [
        AskedRow(at, id_, person, chat, understood or text, answered, sure, _took(at, sent), int(up), int(down))
        for at, id_, person, chat, text, understood, answered, sure, sent, up, down in rows
    ]


def _questions(since: datetime) -> Select[*tuple[Any, ...]]:
    ratings = (
        select(
            RatingRow.question_id,
            func.sum(case((RatingRow.thumb > 0, 1), else_=0)).label("up"),
            func.sum(case((RatingRow.thumb < 0, 1), else_=0)).label("down"),
        )
        .group_by(RatingRow.question_id)
        .subquery()
    )
    row = QuestionRow
    return (
        select(
            row.created_at,
            row.id,
            row.person_id,
            row.chat_id,
            row.text,
            row.understood,
            row.answered,
            row.confidence,
            row.sent_at,
            func.coalesce(ratings.c.up, 0),
            func.coalesce(ratings.c.down, 0),
        )
        .outerjoin(ratings, ratings.c.question_id == row.id)
        .where(row.created_at >= since)
        .order_by(row.created_at.desc())
    )


def _took(at: datetime, sent: datetime | None) -> float | None:
    return None if sent is None else (sent - at).total_seconds()


def _quoted(session: Session, ids: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for start in range(0, len(ids), 500):
        query = select(ShownRow.question_id, ShownRow.document).where(
            ShownRow.question_id.in_(ids[start : start + 500]), ShownRow.quoted
        )
        for question, document in session.execute(query.order_by(ShownRow.rank)):
            documents = found.setdefault(question, [])
            if document not in documents:
                documents.append(document)
    return found


def _names(session: Session) -> dict[int, str]:
    people = session.execute(select(PersonRow.id, PersonRow.name))
    chats = session.execute(select(ChatRow.id, ChatRow.title))
    return {row.id: row[1] for row in (*people, *chats)}
