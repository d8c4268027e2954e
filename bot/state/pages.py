"""Which document was which page of the web, so that it can be cited and fetched again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.state.documents_models import PageRow
from bot.state.repository import Repository


class Pages(Repository):
    __slots__ = ()

    async def remember(self, path: str, address: str, by: int) -> None:
        """In place of what was known of that path."""
        now = self.clock()
        await self.database.write(lambda session: _remember(session, path, address, by, now))

    async def address_of(self, path: str) -> str | None:
        """None for a document that did not come from the web."""
        return await self.database.read(
            lambda session: session.scalar(select(PageRow.address).where(PageRow.path == path))
        )

    async def paths_of(self, address: str) -> list[str]:
        """Where the page was put, newest first; the documents may be gone since."""
        query = select(PageRow.path).where(PageRow.address == address).order_by(PageRow.fetched_at.desc())
        return await self.database.read(lambda session: list(session.scalars(query)))

    async def move(self, old: str, new: str) -> None:
        """The document has another path now."""
        await self.database.write(lambda session: _move(session, old, new))

    async def forget(self, path: str) -> None:
        """What stands there now is no page any more."""
        await self.database.write(lambda session: _forget(session, path))


def _remember(session: Session, path: str, address: str, by: int, now: datetime) -> None:
    session.merge(PageRow(path=path, address=address, by=by, fetched_at=now))


def _move(session: Session, old: str, new: str) -> None:
    row = session.get(PageRow, old)
    if row is not None:
        session.merge(PageRow(path=new, address=row.address, by=row.by, fetched_at=row.fetched_at))
        session.delete(row)


def _forget(session: Session, path: str) -> None:
    session.execute(delete(PageRow).where(PageRow.path == path))
