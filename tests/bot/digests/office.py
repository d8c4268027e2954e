"""A bot that sends digests: over a library whose generations the test makes, with a clock that the test moves.

`python -m tests.bot.digests.office DATABASE FOLDER API NOW` sends once what is due, as another process.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.build import build
from bot.desk import Desk
from bot.digests.schedule import Timing
from bot.digests.sender import run_due
from bot.ratelimit import Limits
from bot.state import State, default_url
from bot.state.digest_values import DigestPlan, SentDigest
from index.digest import Digest, Digester
from index.types import ChangeKind, Document, DocumentCard, DocumentChange, Progress, Section, Status
from tests.bot.inprocess import QUICK, settings_for
from tests.bot.library import SmallLibrary
from tests.bot.migrated import put_migrated
from tests.fakes import BagOfWordsEmbedder

T = TypeVar("T")
BORN = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


class DiaryLibrary(SmallLibrary):
    """Remembers every generation, in a file, so that another process sees them too."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder)
        self._diary = folder.parent / "generations.json"
        self._digester = Digester(BagOfWordsEmbedder())
        if not self._diary.exists():
            self._diary.write_text("[{}]", encoding="utf-8")

    def put(self, **texts: str | None) -> int:
        """The next generation: each document by its name without .txt, None for one that goes."""
        known = self._generations()
        now = {name: text for name, text in {**known[-1], **texts}.items() if text is not None}
        for name, text in texts.items():
            file = self.documents_folder / f"{name}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True) if text is None else file.write_text(text, encoding="utf-8")
        self._diary.write_text(json.dumps([*known, now]), encoding="utf-8")
        return len(known)

    def status(self) -> Status:
        return Status(len(self._generations()) - 1, 0, 0, None, Progress("idle"))

    def digest(self, since: int, collections: Collection[str] | None = None) -> Digest:
        known = self._generations()
        before, after = known[min(since, len(known) - 1)], known[-1]
        changes = [
            change
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
            and (change := _change(name, before.get(name), after.get(name)))
            and (collections is None or DocumentCard(change.path, "").collection in collections)
        ]
        return self._digester.compose(changes, len(known) - 1)

    def _generations(self) -> list[dict[str, str]]:
        loaded: list[dict[str, str]] = json.loads(self._diary.read_text(encoding="utf-8"))
        return loaded


def _change(name: str, before: str | None, after: str | None) -> DocumentChange:
    path = f"{name}.txt"
    kind = ChangeKind.ADDED if before is None else ChangeKind.REMOVED if after is None else ChangeKind.CHANGED
    return DocumentChange(path, kind, BORN, _document(path, before), _document(path, after))


def _document(path: str, text: str | None) -> Document | None:
    if text is None:
        return None
    card = DocumentCard(path, text.partition("\n")[0], date(2025, 10, 1))
    return Document(card, text, (Section(0, len(text)),))


LEAVE = "Положение об отпусках\nЕжегодный отпуск всех работников филиала длится 28 календарных дней.\n"
PARKING = "Правила парковки\nПарковка во дворе открыта для всех работников с 7 утра до 10 вечера.\n"


@dataclass
class Office:
    """Everything survives in the folder; each `run` is a new start of the program."""

    url: str
    folder: Path
    clock: Clock
    limits: Limits = QUICK
    settings: dict[str, Any] = field(default_factory=dict)
    database: str = ""

    def __post_init__(self) -> None:
        self.library = DiaryLibrary(self.folder / "documents")
        if not self.database:
            put_migrated(self.folder)
            self.database = default_url(self.folder)
        self.state = State.open(self.database, clock=self.clock)

    def run(self, work: Callable[[Desk], Awaitable[T]]) -> T:
        async def run() -> T:
            async with self.desk() as desk:
                return await work(desk)

        return asyncio.run(run())

    @asynccontextmanager
    async def desk(self) -> Any:
        settings = settings_for(self.url, self.folder, **self.settings)
        _, desk, _ = build(settings, self.library, self.state, self.limits, asyncio.Event())
        async with desk.bot:
            yield desk
        desk.pool.shutdown()

    def send_due(self) -> None:
        self.run(run_due)

    def at(self, hour: int) -> None:
        """Goes on to the next time that Moscow's clocks show this hour, and sends what is due."""
        local = self.clock.now.astimezone(ZoneInfo("Europe/Moscow"))
        wanted = local.replace(hour=hour, minute=0)
        self.clock.pass_by(seconds=(wanted - local).total_seconds(), days=0 if wanted > local else 1)
        self.send_due()

    def subscribe(self, chat_id: int, zone: str = "Europe/Moscow", minute: int = 540, **more: Any) -> DigestPlan:
        """Switched on now."""
        default = DigestPlan(chat_id, Timing(minute, zone))
        generation = self.library.status().generation

        async def change(desk: Desk) -> DigestPlan:
            def alter(plan: DigestPlan) -> DigestPlan:
                return replace(plan, is_on=True, **more)

            return await desk.state.digests.change(default, alter, 1, generation)

        return self.run(change)

    def plan(self, chat_id: int) -> DigestPlan:
        plan = asyncio.run(self.state.digests.plan(chat_id))
        assert plan is not None
        return plan

    def sent(self, chat_id: int) -> list[SentDigest]:
        """Newest first."""
        return asyncio.run(self.state.digests.of_chat(chat_id))

    def close(self) -> None:
        asyncio.run(self.state.close())


def main(database: str, folder: str, url: str, now: str) -> None:
    office = Office(url, Path(folder), Clock(datetime.fromisoformat(now)), database=database)
    office.run(lambda desk: run_due(desk, f"process {now}"[:16]))
    office.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
