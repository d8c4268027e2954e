"""The state in one place: open it, use its parts, close it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import URL

from bot.state.audit import Audit
from bot.state.chats import Chats
from bot.state.conversations import Conversations
from bot.state.database import Database
from bot.state.digests import Digests
from bot.state.journal import Journal
from bot.state.library import LibraryRecords
from bot.state.once import Once
from bot.state.pages import Pages
from bot.state.people import People
from bot.state.retention import Retention
from bot.state.runs import Runs
from bot.state.schema import migrate
from bot.state.statistics import Statistics
from bot.state.unanswered import UnansweredQuestions
from bot.state.unanswered_changes import QuoteChanges
from bot.state.unanswered_notes import Notes
from bot.state.unanswered_outbox import Outbox
from bot.state.updates import Updates


def utc_now() -> datetime:
    return datetime.now(UTC)


def default_url(data: Path) -> str:
    """The SQLite file in the data folder."""
    return URL.create("sqlite", database=str(data.absolute() / "state.db")).render_as_string()


@dataclass(frozen=True, slots=True)
class State:
    """All that the bot remembers. Safe to use from several tasks; bound to no event loop.

    Every method of its parts is one transaction, whole or not at all, and goes on to its end even if the task
    awaiting it is cancelled. All may raise StateUnavailableError.
    """

    people: People
    chats: Chats
    conversations: Conversations
    journal: Journal
    audit: Audit
    once: Once
    digests: Digests
    library: LibraryRecords
    pages: Pages
    statistics: Statistics
    unanswered: UnansweredQuestions
    notes: Notes
    outbox: Outbox
    quotes: QuoteChanges
    retention: Retention
    updates: Updates
    runs: Runs
    database: Database

    @classmethod
    def open(
        cls,
        url: str,
        *,
        conversation_minutes: int = 60,
        lock_timeout_s: float = 60.0,
        clock: Callable[[], datetime] = utc_now,
    ) -> State:
        """Connects and migrates; blocks, so call it before the event loop or in a thread.

        Raises SettingError for a URL that is neither SQLite nor PostgreSQL, SchemaTooNewError, and
        StateUnavailableError when the database cannot be reached or is locked for longer than `lock_timeout_s`.
        """
        database = Database.connect(url, lock_timeout_s=lock_timeout_s)
        try:
            migrate(database)
        except BaseException:
            database.dispose()
            raise
        silence, runs = timedelta(minutes=conversation_minutes), Runs(database)
        return cls(
            people=People(database, clock),
            chats=Chats(database, clock),
            conversations=Conversations(database, clock, silence),
            journal=Journal(database, clock, silence, runs),
            audit=Audit(database, clock),
            once=Once(database, clock),
            digests=Digests(database, clock),
            library=LibraryRecords(database, clock),
            pages=Pages(database, clock),
            statistics=Statistics(database, clock),
            unanswered=UnansweredQuestions(database, clock),
            notes=Notes(database, clock),
            outbox=Outbox(database, clock),
            quotes=QuoteChanges(database, clock),
            retention=Retention(database, clock, silence),
            updates=Updates(database, clock, runs),
            runs=runs,
            database=database,
        )

    async def ping(self) -> None:
        """Raises StateUnavailableError unless the database answers."""
        await self.database.ping()

    async def close(self) -> None:
        """After the transactions under way."""
        await self.runs.leave()
        await self.database.close()
