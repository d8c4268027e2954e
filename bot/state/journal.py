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

from sqlalchemy.orm import Session

from bot.state import journal_steps, ratings, reception, recovery
from bot.state.begun import surroundings
from bot.state.database import Database
from bot.state.journal_steps import Keeper
from bot.state.known_messages import known_messages
from bot.state.runs import Runs
from bot.state.values import Begun, Incoming, Question, Rating, Receipt, Recovery, Thumb
from index.types import Answer


@dataclass(frozen=True, slots=True)
class Journal:
    database: Database
    clock: Callable[[], datetime]
    silence: timedelta
    runs: Runs

    async def receive(self, incoming: Incoming) -> Receipt:
        """Writes an admitted question down. Only a NEW one is to be answered.

        An edit of a message under way takes its place; one that changes nothing of the text is a DUPLICATE.
        """
        return (await self.receive_all([incoming]))[0]

    async def receive_all(self, incomings: Sequence[Incoming]) -> list[Receipt]:
        """A receipt for each, in order."""
        now, run = self.clock(), self.runs.number
        return await self.database.write(lambda session: reception.receive_all(session, incomings, now, run))

    async def begin(self, question_id: str) -> Question | None:
        """Before the core is asked, also after a recovery.

        None: it is answered, superseded, forgotten, or taken over by another run.
        """
        keeper = self._keeper()
        return await self.database.write(lambda session: journal_steps.begin(session, question_id, keeper))

    async def start(self, question: Question, *, resent: bool = False) -> Begun | None:
        """`begin`, and all that the answer depends on, as it stands at this moment.

        `resent`: the answer may be in the chat already, and nothing is begun.
        """
        keeper = self._keeper()

        def work(session: Session) -> Begun | None:
            begun = question if resent else journal_steps.begin(session, question.id, keeper)
            return None if begun is None else surroundings(session, begun, keeper.now - self.silence)

        return await self.database.write(work)

    async def sending(self, question_id: str, answer: Answer) -> bool:
        """Right before the request, after any waiting for a rate limit; keeps the answer and adds to the conversation.

        False: superseded, forgotten or taken over meanwhile; send nothing.
        """
        keeper = self._keeper()
        return await self.database.write(lambda session: journal_steps.sending(session, question_id, answer, keeper))

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

    async def recover(self) -> Recovery:
        """What runs that are dead now left undone, which becomes this run's.

        At the start, before updates are asked for, and from time to time.
        """
        now = self.clock()
        return await self.database.write(lambda session: recovery.recover(session, now, self.runs))

    async def get(self, question_id: str) -> Question | None:
        return await self.database.read(lambda session: journal_steps.find(session, question_id))

    async def known_messages(self, but: Question, ids: Sequence[int]) -> set[int]:
        """Which of the messages in the question's chat answer other questions, or are digests or notices."""
        return await self.database.read(lambda session: known_messages(session, but, ids))

    async def rate(self, question_id: str, person_id: int, thumb: Thumb | None) -> Rating | None:
        """One thumb a person, changeable; None takes it back. Returns None for a question no longer kept."""
        now = self.clock()
        return await self.database.write(lambda session: ratings.rate(session, question_id, person_id, thumb, now))

    async def unanswered(self, *, limit: int = 20, offset: int = 0) -> tuple[list[Question], int]:
        """A page of those declined or thumbed down that no admin has settled, newest first, and how many there are."""
        return await self.database.read(lambda session: ratings.unanswered(session, limit, offset))

    def _keeper(self) -> Keeper:
        return Keeper(self.clock(), self.silence, self.runs.number)
