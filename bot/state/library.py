"""What is remembered of the documents: how often each was cited, who brought it, what was deleted a moment ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.state.library_models import DeletionRow
from bot.state.models import ActRow, ShownRow
from bot.state.repository import Repository
from bot.state.values import Act

DOCUMENT = "document:"
"""Before the path in an act's subject."""


@dataclass(frozen=True, slots=True)
class Deletion:
    id: str
    path: str
    hidden: str
    """Where the file lies meanwhile, relative to the documents' folder."""
    title: str
    by: int
    at: datetime
    chat_id: int
    message_id: int


class LibraryRecords(Repository):
    __slots__ = ()

    async def times_cited(self, path: str) -> int:
        """In how many answers the document was quoted, of the questions that are kept."""
        query = select(func.count(ShownRow.question_id.distinct())).where(ShownRow.document == path, ShownRow.quoted)
        return await self.database.read(lambda session: session.scalar(query) or 0)

    async def newest_act(self, path: str) -> Act | None:
        """What an admin did last to the document; None where it only ever came with the folder."""
        return await self.database.read(lambda session: _newest_act(session, DOCUMENT + path))

    async def forgive(self, deletion: Deletion) -> bool:
        """Forgets a deletion; False where it was forgotten already."""
        query = delete(DeletionRow).where(DeletionRow.id == deletion.id).returning(DeletionRow.id)
        return await self.database.write(lambda session: session.scalar(query) is not None)

    async def remember(self, deletion: Deletion) -> None:
        row = {name: getattr(deletion, name) for name in Deletion.__slots__}
        await self.database.write(lambda session: session.add(DeletionRow(**row)))

    async def deletion(self, deletion_id: str) -> Deletion | None:
        return await self.database.read(lambda session: _deletion(session.get(DeletionRow, deletion_id)))

    async def deletions(self, before: datetime) -> list[Deletion]:
        """Those made earlier, oldest first."""
        query = select(DeletionRow).where(DeletionRow.at < before).order_by(DeletionRow.at)
        return await self.database.read(
            lambda session: [found for row in session.scalars(query) if (found := _deletion(row)) is not None]
        )


def _newest_act(session: Session, subject: str) -> Act | None:
    query = select(ActRow).where(ActRow.subject == subject).order_by(ActRow.id.desc()).limit(1)
    row = session.scalar(query)
    return None if row is None else Act(row.id, row.at, row.by, row.action, row.subject, row.detail)


def _deletion(row: DeletionRow | None) -> Deletion | None:
    return None if row is None else Deletion(**{name: getattr(row, name) for name in Deletion.__slots__})
