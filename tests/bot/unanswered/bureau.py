"""A bot over a real library, with a clock that the test moves; what it does is called step by step.

`python -m tests.bot.unanswered.bureau DATABASE FOLDER API NOW` sends once what is due, as another process.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.build import build
from bot.desk import Desk
from bot.state import Incoming, State, Thread, default_url
from bot.state.unanswered_notes import Signing
from bot.state.unanswered_values import NewResolution, Resolution
from bot.unanswered.changes import Watcher, plan_notices
from bot.unanswered.reviewing import tell_reviews
from bot.unanswered.sender import send_due
from index.engine import Engine, EngineOptions
from index.reindex import ReindexOptions
from index.store.local import LocalStore
from tests.bot.digests.office import Clock
from tests.bot.inprocess import QUICK, settings_for
from tests.bot.keeping import WordAnswerer
from tests.bot.migrated import put_migrated
from tests.fakes import BagOfWordsEmbedder

T = TypeVar("T")


@dataclass
class Bureau:
    """Everything survives in the folder; each `run` is a new start of the program."""

    url: str
    folder: Path
    clock: Clock
    settings: dict[str, Any] = field(default_factory=dict)
    database: str = ""
    _asked: int = 0

    def __post_init__(self) -> None:
        if not self.database:
            put_migrated(self.folder)
            self.database = default_url(self.folder)
        self.state = State.open(self.database, clock=self.clock)
        options = EngineOptions(ReindexOptions(self.folder / "documents", self.folder / "library"))
        self.library = Engine(LocalStore(self.folder / "library"), BagOfWordsEmbedder(), WordAnswerer(), options)

    def run(self, work: Callable[[Desk], Awaitable[T]]) -> T:
        async def run() -> T:
            async with self.desk() as desk:
                return await work(desk)

        return asyncio.run(run())

    @asynccontextmanager
    async def desk(self) -> Any:
        settings = settings_for(self.url, self.folder, **self.settings)
        _, desk, _ = build(settings, self.library, self.state, QUICK, asyncio.Event())
        async with desk.bot:
            yield desk
        desk.pool.shutdown()

    def put(self, name: str, text: str | None) -> None:
        """A document, None: it goes; the library knows at once."""
        file = self.folder / "documents" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            file.unlink()
        else:
            file.write_text(text, encoding="utf-8")
        self.library.reindex()

    def ask(self, person_id: int, text: str, chat_id: int | None = None) -> str:
        """The id of the question, which was answered or declined."""
        self._asked += 1
        incoming = Incoming(Thread(chat_id or person_id, 0, person_id), self._asked, text)

        async def work() -> str:
            await self.state.people.seen(person_id, f"Человек {person_id}", None, "ru")
            question = (await self.state.journal.receive(incoming)).question
            await self.state.journal.begin(question.id)
            answer = await asyncio.to_thread(self.library.ask, text)
            await self.state.journal.sending(question.id, answer)
            await self.state.journal.sent(question.id, [1000 + self._asked])
            return question.id

        return asyncio.run(work())

    def placed(self, ids: list[str], answer: str, path: str) -> Resolution:
        """An admin's answer on its way into the library."""
        new = NewResolution(1, 1, "ru", "Где оставить велосипед?", ids[0])
        unanswered = self.state.unanswered

        async def work() -> Resolution:
            begun = await unanswered.begin(new, ids)
            assert isinstance(begun, Resolution)
            await unanswered.answer(begun.id, answer, 5)
            placed = await unanswered.place(begun.id, path, "0123456789ab")
            assert placed is not None
            return placed

        return asyncio.run(work())

    def publish(self, ids: list[str], answer: str = "Под навесом.", path: str = "кадры/notes/велосипед.txt") -> str:
        """The resolution of a note that is in the library and that nobody has been told of."""
        resolution = self.placed(ids, answer, path)
        self.put(path, f"Где оставить велосипед?\n\n{answer}\n")
        now = self.clock()
        signing = Signing("Где оставить велосипед?", now, now + timedelta(days=180))
        asyncio.run(self.state.notes.publish(resolution, signing))
        return resolution.id

    def send(self) -> None:
        self.run(send_due)

    def watch(self) -> None:
        """What the job does that looks for changes of quotes."""

        async def work(desk: Desk) -> None:
            await Watcher(desk).look()
            await plan_notices(desk)
            await send_due(desk)

        self.run(work)

    def review(self) -> None:
        self.run(tell_reviews)

    def close(self) -> None:
        asyncio.run(self.state.close())
        self.library.close()


def main(database: str, folder: str, url: str, now: str) -> None:
    bureau = Bureau(url, Path(folder), Clock(datetime.fromisoformat(now)), database=database)
    bureau.run(lambda desk: send_due(desk, f"process {now}"[:16]))
    bureau.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
