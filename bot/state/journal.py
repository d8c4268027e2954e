"""The journal of questions: each that was admitted gets one answer, whatever happens in between.

    received → answering → sending → sent
                    ↑         ↓ ↘ failed
                    └─ not_sent     (Telegram certainly did not take it)

Telegram has no idempotency keys: a program killed between its request and Telegram's reply cannot know whether the
message is in the chat. The journal therefore marks `sending` right before the request, and a question found so at the
next start is "perhaps sent": it is not begun again, for that could make two answers of it, but handed over as such at
every start until somebody who looked in the chat settles it with `sent` or `failed`. Where the answer is an edit of a
known message nothing is open, for to edit twice is to edit once, and the question is begun anew. A request that timed
out after it was written leaves the same doubt: `unconfirmed`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.state import journal_steps, ratings, recovery
from bot.state.database import Database
from bot.state.values import Incoming, Question, Rating, Receipt, Recovery, Thumb
from index.types import Answer


@dataclass(frozen=True, slots=True)
class Journal:
    database: Database
    clock: Callable[[], datetime]
    silence: timedelta

    async def receive(self, incoming: Incoming) -> Receipt:
        """Writes an admitted question down. Only a NEW one is to be answered.

        An edit of a message under way takes its place; one that changes nothing of the text is a DUPLICATE.
        """
        return await self.database.write(lambda session: journal_steps.receive(session, incoming, self.clock()))

    async def begin(self, question_id: str) -> Question | None:
        """Before the core is asked, also after a recovery. None: it is answered, superseded or forgotten."""
        return await self.database.write(lambda session: journal_steps.begin(session, question_id, self.clock()))

    async def sending(self, question_id: str, answer: Answer) -> bool:
        """Right before the request, after any waiting for a rate limit; keeps the answer and adds to the conversation.

        False: superseded or forgotten meanwhile; send nothing.
        """
        now = self.clock()
        return await self.database.write(
            lambda session: journal_steps.sending(session, question_id, answer, now, self.silence)
        )

    async def not_sent(self, question_id: str) -> None:
        """Telegram certainly did not take it (429, 400, 5xx, no connection): before trying again call `sending`."""
        await self.database.write(lambda session: journal_steps.not_sent(session, question_id, self.clock()))

    async def sent(self, question_id: str, reply_ids: Sequence[int]) -> None:
        """All parts of the answer are in the chat, as these messages."""
        now, ids = self.clock(), list(reply_ids)
        await self.database.write(lambda session: journal_steps.sent(session, question_id, ids, now))

    async def replied(self, question_id: str, reply_ids: Sequence[int]) -> None:
        """These messages are in the chat but not the whole answer yet: a word on waiting, the first of its parts."""
        ids = list(reply_ids)
        await self.database.write(lambda session: journal_steps.replied(session, question_id, ids))

    async def failed(self, question_id: str, reason: str) -> None:
        """It will not be answered (the bot was blocked, the group is gone); leaves the conversation. Not once sent."""
        await self.database.write(lambda session: journal_steps.failed(session, question_id, reason, self.clock()))

    async def unconfirmed(self, question_id: str) -> None:
        """The request timed out after it was written: perhaps it is in the chat."""
        await self.database.write(lambda session: journal_steps.unconfirmed(session, question_id, self.clock()))

    async def recover(self, *, idle: timedelta = timedelta(0)) -> Recovery:
        """At the start, before updates are asked for: what an earlier run left undone.

        `idle`: leave alone what moved within that time, where another process may be at work on the database.
        """
        now = self.clock()
        return await self.database.write(lambda session: recovery.recover(session, now, idle))

    async def get(self, question_id: str) -> Question | None:
        return await self.database.read(lambda session: journal_steps.find(session, question_id))

    async def rate(self, question_id: str, person_id: int, thumb: Thumb | None) -> Rating | None:
        """One thumb a person, changeable; None takes it back. Returns None for a question no longer kept."""
        now = self.clock()
        return await self.database.write(lambda session: ratings.rate(session, question_id, person_id, thumb, now))

    async def unanswered(self, *, limit: int = 20, offset: int = 0) -> tuple[list[Question], int]:
        """A page of those declined or thumbed down, newest first, and how many there are."""
        return await self.database.read(lambda session: ratings.unanswered(session, limit, offset))
