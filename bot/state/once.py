"""What must happen once: the first to claim a key has it."""

from __future__ import annotations

from bot.state.database import insert_new
from bot.state.models import OnceRow
from bot.state.repository import Repository


class Once(Repository):
    __slots__ = ()

    async def first(self, key: str) -> bool:
        """True for the first call with this key (of 128 characters at most) in at least a week."""
        now = self.clock()
        return await self.database.write(lambda session: insert_new(session, OnceRow, key=key, at=now))
