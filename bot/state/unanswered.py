"""Questions that nobody answered well, and what admins do about them.

    asked → choosing → publishing → answered        dismissed: an admin says that no answer is needed
      ↓         ↓           ↓
    closed    closed      closed (it was not published)

A question belongs to one resolution at a time: its primary key there keeps two admins from answering it at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.state import unanswered_steps as steps
from bot.state.journal_steps import with_shown
from bot.state.models import QuestionRow
from bot.state.repository import Repository
from bot.state.unanswered_models import NoteRow, OutboxRow, ResolutionRow, ResolvedQuestionRow
from bot.state.unanswered_steps import PATIENCE, Held
from bot.state.unanswered_values import OPEN, NewResolution, Resolution, ResolutionState, Unanswered
from bot.state.values import Question

MOST_QUESTIONS = 500
"""The newest; older ones come to light as these are settled."""
_PURGED_AT_ONCE = 1000


class UnansweredQuestions(Repository):
    __slots__ = ()

    async def open(self, limit: int = MOST_QUESTIONS) -> list[Unanswered]:
        """Declined or thumbed down and neither answered nor dismissed by an admin, newest first."""
        return await self.database.read(lambda session: steps.unanswered(session, limit))

    async def begin(self, new: NewResolution, ids: Sequence[str]) -> Resolution | Held | None:
        """The admin's right to answer these questions; what they had begun on the same ones is closed.

        Held: somebody else is at it, or it is settled. None: none of them is kept any more.
        """
        now, state = self.clock(), ResolutionState.ASKED
        return await self.database.write(lambda session: steps.begin(session, new, ids, now, state))

    async def begin_change(self, new: NewResolution) -> Resolution | Held:
        """The admin's right to write the note at `new.path` anew."""
        now = self.clock()
        return await self.database.write(lambda session: steps.begin_change(session, new, now))

    async def prompted(self, resolution_id: str, prompt_id: int) -> None:
        """That message asks for the answer."""
        shown = update(ResolutionRow).where(ResolutionRow.id == resolution_id).values(prompt_id=prompt_id)
        await self.database.write(lambda session: session.execute(shown))

    async def carded(self, resolution_id: str, card_id: int) -> None:
        """That message has the buttons now."""
        shown = update(ResolutionRow).where(ResolutionRow.id == resolution_id).values(card_id=card_id)
        await self.database.write(lambda session: session.execute(shown))

    async def questions(self, resolution_id: str) -> list[Question]:
        """Those that it settles, newest first, with what was shown for them."""
        query = (
            select(QuestionRow)
            .join(ResolvedQuestionRow, ResolvedQuestionRow.question_id == QuestionRow.id)
            .where(ResolvedQuestionRow.resolution_id == resolution_id)
            .order_by(QuestionRow.created_at.desc())
        )
        return await self.database.read(lambda session: with_shown(session, session.scalars(query).all()))

    async def get(self, resolution_id: str) -> Resolution | None:
        return await self.database.read(lambda session: steps.find(session, resolution_id))

    async def by_prompt(self, chat_id: int, message_id: int) -> Resolution | None:
        """Whose prompt that message is, be it closed."""
        now = self.clock()
        return await self.database.read(lambda session: steps.by_prompt(session, chat_id, message_id, now))

    async def answer(self, resolution_id: str, text: str, answer_id: int) -> Resolution | None:
        """What the admin wrote, the first time or again. None: it is closed or being published."""
        now = self.clock()
        return await self.database.write(lambda session: steps.answer(session, resolution_id, text, answer_id, now))

    async def place(self, resolution_id: str, path: str, upload_id: str) -> Resolution | None:
        """Where its note is about to go. None: it is on its way already, or closed."""
        now = self.clock()
        return await self.database.write(lambda session: steps.place(session, resolution_id, path, upload_id, now))

    async def abandon(self, resolution_id: str) -> None:
        """It was not published after all: its questions are free again."""
        now = self.clock()
        await self.database.write(lambda session: steps.abandon(session, resolution_id, now))

    async def close(self, resolution_id: str, *, only_given_up: bool = False) -> bool:
        """The admin gives up; False where there is nothing to give up, or they have just gone on."""
        now = self.clock()
        before = now - PATIENCE if only_given_up else None
        return await self.database.write(lambda session: steps.close_open(session, resolution_id, now, before))

    async def dismiss(self, new: NewResolution, ids: Sequence[str]) -> Resolution | Held | None:
        """No answer is needed. As `begin`."""
        now = self.clock()
        return await self.database.write(lambda session: steps.dismiss(session, new, ids, now))

    async def restore(self, resolution_id: str, by: int) -> bool:
        """Undoes a dismissal; False where that was done."""
        now = self.clock()
        return await self.database.write(lambda session: steps.restore(session, resolution_id, by, now))

    async def given_up(self) -> list[Resolution]:
        """Those that have waited for their admin too long."""
        before = self.clock() - PATIENCE
        return await self.database.read(lambda session: steps.in_states(session, OPEN, before))

    async def publishing(self) -> list[Resolution]:
        states = [ResolutionState.PUBLISHING]
        return await self.database.read(lambda session: steps.in_states(session, states, None))

    async def purge(self, retention_days: int) -> int:
        """Deletes what is older; 0 days: it stays. Notes stay as long as their documents may."""
        if retention_days == 0:
            return 0
        old, total = self.clock() - timedelta(days=retention_days), 0
        for table in (OutboxRow, ResolutionRow):
            while deleted := await self.database.write(partial(_purge, table, old)):
                total += deleted
        return total


def _purge(table: type[OutboxRow] | type[ResolutionRow], old: datetime, session: Session) -> int:
    keys = select(table.id).where(table.created_at < old).limit(_PURGED_AT_ONCE)
    return len(session.scalars(delete(table).where(table.id.in_(keys)).returning(table.id)).all())


def forget_person(session: Session, person_id: int) -> None:
    """What is kept here on a person, before their questions go; a note is the organisation's and stays."""
    asked = select(QuestionRow.id).where(QuestionRow.person_id == person_id)
    theirs = ResolutionRow.lead_id.in_(asked)
    begun = ResolutionRow.state.in_(OPEN) & (theirs | (ResolutionRow.by == person_id))
    session.execute(delete(ResolutionRow).where(begun))
    session.execute(update(ResolutionRow).where(theirs).values(question=""))
    session.execute(delete(OutboxRow).where(OutboxRow.person_id == person_id))
    session.execute(update(NoteRow).where(NoteRow.by == person_id).values(by=0))
