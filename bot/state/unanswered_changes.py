"""What was quoted to people and reads otherwise now: noted once for each change, told once a day at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from bot.state.database import insert_new
from bot.state.models import QuestionRow, ShownRow
from bot.state.repository import Repository
from bot.state.unanswered_models import MarkRow, OutboxRow, RewordingRow
from bot.state.unanswered_outbox import add_dispatch
from bot.state.unanswered_values import Cited, Errand, Pending, Recipient, Reworded
from bot.state.values import QuestionState

NAME = "quotes"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who is to be told of rewordings in a chat."""

    person_id: int
    chat_id: int
    first: datetime
    last: datetime


class QuoteChanges(Repository):
    __slots__ = ()

    async def mark(self) -> int | None:
        """The generation up to which changes were noted; None before the first."""
        return await self.database.read(
            lambda session: session.scalar(select(MarkRow.generation).where(MarkRow.name == NAME))
        )

    async def start(self, generation: int | None) -> None:
        """From that generation on; None: not any more."""
        now = self.clock()
        await self.database.write(lambda session: _start(session, generation, now))

    async def citing(self, paths: Sequence[str], since: datetime) -> list[Cited]:
        """Answers given since then that quote one of the documents."""
        return await self.database.read(lambda session: _citing(session, paths, since))

    async def note(self, found: Sequence[Reworded], before: int, generation: int) -> bool:
        """What changed from one generation to another. False where another process noted it."""
        now = self.clock()
        return await self.database.write(lambda session: _note(session, found, before, generation, now))

    async def waiting(self) -> list[Waiting]:
        """Who is to be told, the longest first."""
        row = RewordingRow
        query = (
            select(QuestionRow.person_id, QuestionRow.chat_id, func.min(row.at), func.max(row.at))
            .join(QuestionRow, QuestionRow.id == row.question_id)
            .where(row.outbox_id.is_(None))
            .group_by(QuestionRow.person_id, QuestionRow.chat_id)
            .order_by(func.min(row.at))
        )
        return await self.database.read(lambda session: [Waiting(*found) for found in session.execute(query)])

    async def plan(self, to: Recipient, day: str, chats: Sequence[int]) -> bool:
        """One message tells the person all that waits for them in these chats. False where they had one that day."""
        now = self.clock()
        return await self.database.write(lambda session: _plan(session, to, day, chats, now))

    async def leave_to_groups(self, dispatch_id: str) -> None:
        """A message could not be sent in private: what was asked in groups waits again, to be told there that day."""
        await self.database.write(lambda session: _leave_to_groups(session, dispatch_id))

    async def told_by(self, dispatch_id: str) -> list[Pending]:
        """What a message is to tell, oldest first."""
        query = (
            select(RewordingRow, QuestionRow)
            .join(QuestionRow, QuestionRow.id == RewordingRow.question_id)
            .where(RewordingRow.outbox_id == dispatch_id)
            .order_by(RewordingRow.id)
        )
        return await self.database.read(lambda session: [_pending(*row) for row in session.execute(query)])


def _start(session: Session, generation: int | None, now: datetime) -> None:
    session.execute(delete(MarkRow).where(MarkRow.name == NAME))
    if generation is not None:
        insert_new(session, MarkRow, name=NAME, generation=generation, at=now)


def _citing(session: Session, paths: Sequence[str], since: datetime) -> list[Cited]:
    found: dict[str, QuestionRow] = {}
    for start in range(0, len(paths), _BATCH):
        for row in session.scalars(_questions(paths[start : start + _BATCH], since)):
            found[row.id] = row
    quoted = _documents(session, list(found))
    return [Cited(row.id, row.answer or "", frozenset(quoted[row.id])) for row in found.values()]


def _questions(paths: Sequence[str], since: datetime) -> Select[QuestionRow]:
    edit = aliased(QuestionRow)
    quoting = exists().where(
        ShownRow.question_id == QuestionRow.id, ShownRow.quoted.is_(True), ShownRow.document.in_(paths)
    )
    corrected = exists().where(
        edit.chat_id == QuestionRow.chat_id,
        edit.message_id == QuestionRow.message_id,
        edit.edited_at > QuestionRow.edited_at,
    )
    return select(QuestionRow).where(
        QuestionRow.created_at >= since,
        QuestionRow.answered.is_(True),
        QuestionRow.state.in_((QuestionState.SENT, QuestionState.UNCONFIRMED)),
        quoting,
        ~corrected,
    )


def _documents(session: Session, ids: Sequence[str]) -> dict[str, set[str]]:
    quoted: dict[str, set[str]] = {one: set() for one in ids}
    for start in range(0, len(ids), _BATCH):
        query = select(ShownRow.question_id, ShownRow.document).where(
            ShownRow.question_id.in_(ids[start : start + _BATCH]), ShownRow.quoted.is_(True)
        )
        for question_id, document in session.execute(query):
            quoted[question_id].add(document)
    return quoted


def _note(session: Session, found: Sequence[Reworded], before: int, generation: int, now: datetime) -> bool:
    moved = (
        update(MarkRow)
        .where(MarkRow.name == NAME, MarkRow.generation == before)
        .values(generation=generation, at=now)
        .returning(MarkRow.name)
    )
    if session.scalar(moved) is None:
        return False
    kept = set(session.scalars(select(QuestionRow.id).where(QuestionRow.id.in_([one.question_id for one in found]))))
    session.add_all(
        RewordingRow(**{name: getattr(one, name) for name in Reworded.__slots__}, at=now)
        for one in found
        if one.question_id in kept
    )
    return True


def _plan(session: Session, to: Recipient, day: str, chats: Sequence[int], now: datetime) -> bool:
    dispatch_id = add_dispatch(session, f"{Errand.CHANGE}:{to.person_id}:{day}", Errand.CHANGE, to, day, now)
    if dispatch_id is None:
        return False
    theirs = select(QuestionRow.id).where(QuestionRow.person_id == to.person_id, QuestionRow.chat_id.in_(chats))
    waiting = (RewordingRow.outbox_id.is_(None), RewordingRow.question_id.in_(theirs))
    session.execute(update(RewordingRow).where(*waiting).values(outbox_id=dispatch_id))
    return True


def _leave_to_groups(session: Session, dispatch_id: str) -> None:
    in_groups = select(QuestionRow.id).where(QuestionRow.chat_id < 0)
    theirs = (RewordingRow.outbox_id == dispatch_id, RewordingRow.question_id.in_(in_groups))
    freed = update(RewordingRow).where(*theirs).values(outbox_id=None).returning(RewordingRow.id)
    row = session.get(OutboxRow, dispatch_id, with_for_update=True)
    if session.scalars(freed).all() and row is not None:
        row.key = f"{row.key}:{row.id}"


def _pending(row: RewordingRow, question: QuestionRow) -> Pending:
    change = Reworded(**{name: getattr(row, name) for name in Reworded.__slots__})
    return Pending(row.id, change, question.text)
