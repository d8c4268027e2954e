"""The daily digests: what chats want, and the steps by which each is sent once.

    claimed → sending → sent                  silent: nothing to tell
       ↑         ↓
    released   perhaps                        failed: the chat cannot be written to

The unique key on chat and day lets one process claim a digest; a claim whose lease ran out is taken over. One that was
under way when its process died, or whose reply from Telegram was lost, is never sent again: it stays "perhaps", and the
next digest says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.state import digest_steps as steps
from bot.state.database import Database
from bot.state.digest_models import DigestPlanRow, DigestRow
from bot.state.digest_values import Claim, DigestPlan, SentDigest
from bot.state.journal_steps import with_shown
from bot.state.models import QuestionRow
from bot.state.values import Question, QuestionState

MOST_QUESTIONS = 1000
_PURGED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Digests:
    database: Database
    clock: Callable[[], datetime]

    async def plan(self, chat_id: int) -> DigestPlan | None:
        return await self.database.read(lambda session: steps.find_plan(session, chat_id))

    async def change(
        self, default: DigestPlan, alter: Callable[[DigestPlan], DigestPlan], by: int, generation: int
    ) -> DigestPlan:
        """Alters the chat's plan, beginning with `default` where it has none.

        One that is switched on tells what comes after `generation`, the library's newest.
        """
        now = self.clock()
        return await self.database.write(lambda session: steps.change(session, default, alter, by, generation, now))

    async def due(self, limit: int = 1000) -> list[int]:
        """Chats whose time has come, the longest due first."""
        now = self.clock()
        query = select(DigestPlanRow.chat_id).where(DigestPlanRow.next_at <= now)
        ordered = query.order_by(DigestPlanRow.next_at).limit(limit)
        return await self.database.read(lambda session: list(session.scalars(ordered)))

    async def claim(self, chat_id: int, owner: str, *, latest: timedelta, now: bool = False) -> Claim | None:
        """The right to send the digest that is due; None where there is none, or another process has it.

        One that is overdue by more than `latest` is left to be told with the next. `now`: today's, due or not.
        """
        moment = self.clock()
        return await self.database.write(lambda session: steps.claim(session, chat_id, owner, moment, latest, now))

    async def sending(self, claim: Claim, body: str, until: int) -> bool:
        """Right before the request: it tells `body`, up to that generation. False: another process took it over."""
        now = self.clock()
        return await self.database.write(lambda session: steps.sending(session, claim, body, until, now))

    async def sent(self, claim: Claim, message_id: int) -> None:
        now = self.clock()
        await self.database.write(lambda session: steps.sent(session, claim, message_id, now))

    async def silent(self, claim: Claim, until: int) -> None:
        """There was nothing to tell up to that generation."""
        now = self.clock()
        await self.database.write(lambda session: steps.silent(session, claim, until, now))

    async def failed(self, claim: Claim, reason: str, *, away: bool) -> None:
        """It was not sent; its changes are told by the next. `away`: nothing can be sent there for now."""
        now = self.clock()
        await self.database.write(lambda session: steps.failed(session, claim, reason, now, away=away))

    async def perhaps(self, claim: Claim, reason: str) -> None:
        """Nobody knows whether it arrived; the next one says so."""
        now = self.clock()
        await self.database.write(lambda session: steps.perhaps(session, claim, reason, now))

    async def release(self, claim: Claim) -> None:
        """Certainly nothing was sent: it is due again at once."""
        now = self.clock()
        await self.database.write(lambda session: steps.release(session, claim, now))

    async def set_away(self, chat_id: int, *, away: bool) -> None:
        """The bot can write there no more, or again; nothing where the chat has no plan."""
        now = self.clock()
        await self.database.write(lambda session: steps.set_away(session, chat_id, away, now))

    async def set_topic(self, chat_id: int, topic_id: int) -> None:
        await self.database.write(lambda session: steps.set_topic(session, chat_id, topic_id))

    async def migrate(self, old_id: int, new_id: int) -> None:
        """A group became a supergroup: its plan and its digests go with it. Telling it twice does nothing."""
        await self.database.write(lambda session: steps.migrate(session, old_id, new_id))

    async def get(self, digest_id: str) -> SentDigest | None:
        return await self.database.read(lambda session: steps.find_digest(session, digest_id))

    async def of_chat(self, chat_id: int) -> list[SentDigest]:
        """Newest first."""
        return await self.database.read(lambda session: steps.of_chat(session, chat_id))

    async def asked(self, chat_id: int, since: datetime) -> list[Question]:
        """Questions answered in the chat since then, oldest first, with what was shown for them."""
        query = select(QuestionRow).where(
            QuestionRow.chat_id == chat_id,
            QuestionRow.created_at > since,
            QuestionRow.state == QuestionState.SENT,
            QuestionRow.answered.is_(True),
        )
        ordered = query.order_by(QuestionRow.created_at).limit(MOST_QUESTIONS)
        return await self.database.read(lambda session: with_shown(session, session.scalars(ordered).all()))

    async def purge(self, retention_days: int) -> int:
        """Deletes digests that are older; 0 days: they stay. How many went."""
        if retention_days == 0:
            return 0
        old = self.clock() - timedelta(days=retention_days)
        total = 0
        while deleted := await self.database.write(lambda session: _purge(session, old)):
            total += deleted
        return total


def _purge(session: Session, old: datetime) -> int:
    keys = select(DigestRow.id).where(DigestRow.created_at < old).limit(_PURGED_AT_ONCE)
    return len(session.scalars(delete(DigestRow).where(DigestRow.id.in_(keys)).returning(DigestRow.id)).all())
