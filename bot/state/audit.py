"""Who of the admins did what, when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.state.models import ActRow
from bot.state.repository import Repository
from bot.state.values import Act


class Audit(Repository):
    """People and Chats write their own lines, in the transaction of what they tell of."""

    __slots__ = ()

    async def record(self, by: int, action: str, subject: str, detail: str = "") -> None:
        """`subject` is like person:5, chat:-100 or document:orders/1.txt."""
        now = self.clock()
        await self.database.write(lambda session: add_act(session, now, by, action, subject, detail))

    async def acts(self, *, limit: int = 50, before_id: int | None = None) -> list[Act]:
        """Newest first; `before_id` pages on."""
        return await self.database.read(lambda session: _acts(session, limit, before_id))


def add_act(session: Session, now: datetime, by: int, action: str, subject: str, detail: str = "") -> None:
    session.add(ActRow(at=now, by=by, action=action, subject=subject, detail=detail))


def _acts(session: Session, limit: int, before_id: int | None) -> list[Act]:
    query = select(ActRow).order_by(ActRow.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(ActRow.id < before_id)
    return [Act(row.id, row.at, row.by, row.action, row.subject, row.detail) for row in session.scalars(query)]
