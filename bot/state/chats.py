"""Groups: whether they are let in, what they are granted, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from bot.state import admissions
from bot.state.audit import add_act
from bot.state.database import insert_new
from bot.state.models import ChatRow, TurnRow, storable
from bot.state.people import find_person
from bot.state.repository import Repository
from bot.state.values import Admission, Chat, ChatKind, Decision, Request

_SEEN_EVERY = timedelta(hours=1)
_KEPT = (
    "collections",
    "asked_at",
    "notified_at",
    "decided_by",
    "decided_at",
    "created_at",
    "asked_by",
    "introduced_at",
)


class Chats(Repository):
    """A group that became a supergroup is found under its old id too."""

    __slots__ = ()

    async def get(self, chat_id: int) -> Chat | None:
        return await self.database.read(lambda session: find_chat(session, chat_id))

    async def seen(self, chat_id: int, title: str, kind: ChatKind, *, is_forum: bool = False) -> Chat:
        """Keeps what Telegram tells of a group, at each update of it; writes only what is news.

        Whether the bot is in the group is `set_active`'s to say.
        """
        now = self.clock()
        known = await self.get(chat_id)
        if known is not None and not _is_news(known, title, kind, is_forum, now):
            return known
        return await self.database.write(lambda session: _see(session, chat_id, title, kind, is_forum, now))

    async def ask(self, chat_id: int, by: int) -> Request[Chat] | None:
        """Asks for the group to be let in, in the name of whoever added the bot. None for a group unknown."""
        now = self.clock()

        def work(session: Session) -> Request[Chat] | None:
            row = _locked(session, chat_id)
            if row is None:
                return None
            row.asked_by = row.asked_by or by
            notify = admissions.ask(row, now)
            return Request(to_chat(row), notify)

        return await self.database.write(work)

    async def decide(self, chat_id: int, admission: Admission, by: int) -> Decision[Chat] | None:
        """An admin's button under a request: the first one counts. None where there was no request."""
        return await self.database.write(lambda session: _decide(session, chat_id, admission, by, self.clock()))

    async def set_admission(self, chat_id: int, admission: Admission, by: int) -> Chat | None:
        """Whatever was decided before. None for a group unknown."""
        now = self.clock()

        def change(session: Session, row: ChatRow) -> None:
            if admissions.set_admission(row, admission, by, now):
                add_act(session, now, by, str(admission), f"chat:{row.id}", row.title)

        return await self._change(chat_id, change)

    async def set_collections(self, chat_id: int, collections: Collection[str] | None, by: int) -> Chat | None:
        """None grants all, those to come included. Returns None for a group unknown."""
        return await self._change(chat_id, lambda session, row: self._grant(session, row, collections, by))

    async def toggle_collection(
        self, chat_id: int, collection: str, known: Collection[str], by: int, *, give: bool | None = None
    ) -> Chat | None:
        """As of people. Returns None for a group unknown."""
        return await self._change(
            chat_id,
            lambda session, row: self._grant(session, row, admissions.toggled(row, collection, known, give), by),
        )

    async def set_active(self, chat_id: int, *, active: bool) -> Chat | None:
        """False when the bot was removed from the group; what was granted is kept for its return."""

        def change(_: Session, row: ChatRow) -> None:
            row.is_active = active

        return await self._change(chat_id, change)

    async def introduce(self, chat_id: int) -> bool:
        """True the first time only: then introduce the bot. False for a group unknown."""
        now = self.clock()

        def work(session: Session) -> bool:
            row = _locked(session, chat_id)
            if row is None or row.introduced_at is not None:
                return False
            row.introduced_at = now
            return True

        return await self.database.write(work)

    async def migrate(self, old_id: int, new_id: int, title: str) -> Chat:
        """A group became a supergroup: its settings and conversations go with it. Telling it twice does nothing."""
        return await self.database.write(lambda session: _migrate(session, old_id, new_id, title, self.clock()))

    async def find(
        self, *, admission: Admission | None = None, limit: int = 10, offset: int = 0
    ) -> tuple[list[Chat], int]:
        """A page of groups by title, and how many there are; those that moved on are left out."""
        return await self.database.read(lambda session: _find(session, admission, limit, offset))

    async def _change(self, chat_id: int, change: Callable[[Session, ChatRow], None]) -> Chat | None:
        def work(session: Session) -> Chat | None:
            row = _locked(session, chat_id)
            if row is None:
                return None
            change(session, row)
            return to_chat(row)

        return await self.database.write(work)

    def _grant(self, session: Session, row: ChatRow, collections: Collection[str] | None, by: int) -> None:
        if admissions.set_collections(row, collections):
            detail = "*" if row.collections is None else ", ".join(row.collections)
            add_act(session, self.clock(), by, "collections", f"chat:{row.id}", detail)


def to_chat(row: ChatRow) -> Chat:
    return Chat(
        id=row.id,
        title=row.title,
        kind=row.kind,
        is_forum=row.is_forum,
        admission=row.admission,
        collections=admissions.granted(row),
        is_active=row.is_active,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        seen_at=row.seen_at,
    )


def _locked(session: Session, chat_id: int) -> ChatRow | None:
    """The group's row, locked, wherever the group moved to."""
    row = session.get(ChatRow, chat_id, with_for_update=True)
    while row is not None and row.migrated_to is not None:
        row = session.get(ChatRow, row.migrated_to, with_for_update=True)
    return row


def find_chat(session: Session, chat_id: int) -> Chat | None:
    row = session.get(ChatRow, chat_id)
    while row is not None and row.migrated_to is not None:
        row = session.get(ChatRow, row.migrated_to)
    return None if row is None else to_chat(row)


def _is_news(known: Chat, title: str, kind: ChatKind, is_forum: bool, now: datetime) -> bool:
    same = (known.title, known.kind, known.is_forum) == (storable(title), kind, is_forum)
    return not same or now - known.seen_at >= _SEEN_EVERY


def _see(session: Session, chat_id: int, title: str, kind: ChatKind, is_forum: bool, now: datetime) -> Chat:
    insert_new(session, ChatRow, id=chat_id, kind=kind, created_at=now, seen_at=now)
    own = session.get_one(ChatRow, chat_id, with_for_update=True)
    if own.migrated_to is not None:  # a late update of the group as it was tells nothing of what it is
        return to_chat(_locked(session, chat_id) or own)
    own.title, own.kind, own.is_forum, own.seen_at = storable(title), kind, is_forum, now
    return to_chat(own)


def _decide(session: Session, chat_id: int, admission: Admission, by: int, now: datetime) -> Decision[Chat] | None:
    row = _locked(session, chat_id)
    if row is None or row.admission is Admission.UNKNOWN:
        return None
    made = admissions.decide(row, admission, by, now)
    if made:
        add_act(session, now, by, str(admission), f"chat:{row.id}", row.title)
    return Decision(to_chat(row), made, find_person(session, row.decided_by))


def _migrate(session: Session, old_id: int, new_id: int, title: str, now: datetime) -> Chat:
    for chat_id, kind in ((old_id, ChatKind.GROUP), (new_id, ChatKind.SUPERGROUP)):
        insert_new(session, ChatRow, id=chat_id, kind=kind, title=title, created_at=now, seen_at=now)
    old = session.get_one(ChatRow, old_id, with_for_update=True)
    new = session.get_one(ChatRow, new_id, with_for_update=True)
    if old.migrated_to is None:
        old.migrated_to, old.is_active = new_id, False
        _hand_over(old, new)
        session.execute(update(TurnRow).where(TurnRow.chat_id == old_id).values(chat_id=new_id))
    return to_chat(new)


def _hand_over(old: ChatRow, new: ChatRow) -> None:
    """What was settled of the old one, unless an admin was quick to decide on the new one."""
    if new.decided_at is None:
        new.admission = old.admission
        for column in _KEPT:
            setattr(new, column, getattr(old, column))


def _find(session: Session, admission: Admission | None, limit: int, offset: int) -> tuple[list[Chat], int]:
    wanted: list[ColumnElement[bool]] = [ChatRow.migrated_to.is_(None)]
    if admission is not None:
        wanted.append(ChatRow.admission == admission)
    page = select(ChatRow).where(*wanted).order_by(ChatRow.title, ChatRow.id).limit(limit).offset(offset)
    count = session.scalar(select(func.count()).select_from(ChatRow).where(*wanted)) or 0
    return [to_chat(row) for row in session.scalars(page)], count
