"""One change of the library at a time in this process, in a thread of its own; whoever watches sees how far it is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.delivery import Outgoing
from bot.desk import Desk
from bot.documents.keys import cancel_keyboard
from bot.documents.reports import progress_html
from bot.documents.screen import Screen
from index.errors import ReindexRunningError
from index.types import Progress

T = TypeVar("T")

POLL_S = 0.2
TRY_AGAIN_S = 1.0
PATIENCE_S = 900.0
"""So long a publication waits for another process to end its reindex."""


@dataclass(slots=True)
class Job:
    """Something that changes the library, and who watches it."""

    by: int
    """An admin's id; 0: the folder itself."""
    title: str
    """The key of what it is called."""
    screens: list[Screen] = field(default_factory=list)
    cancel: threading.Event = field(default_factory=threading.Event)
    has_button: bool = True
    """Whether an admin may cancel it; the end of the program does in any case."""
    files: Progress = field(default_factory=lambda: Progress("read"))
    """The newest that was told of reading."""
    cancelled_by: int | None = None

    def note(self, progress: Progress) -> None:
        if progress.stage == "read":
            self.files = progress

    def shown(self, screen: Screen, progress: Progress) -> Outgoing:
        stoppable = self.has_button and not self.cancel.is_set()
        keyboard = cancel_keyboard(screen.texts) if stoppable else None
        return Outgoing(progress_html(screen.texts, self.title, progress, self.files), keyboard)


class Works:
    """First come, first served."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = asyncio.Lock()

    @property
    def busy(self) -> bool:
        return self._turn.locked()

    async def run(self, job: Job, act: Callable[[], T], patience_s: float = PATIENCE_S) -> T:
        """What `act` gives in its turn. Raises what it raises.

        `patience_s`: so long it is waited for where something else holds the library, another process perhaps.
        """
        async with self._turn:
            deadline = _now() + patience_s
            while True:
                try:
                    return await self._followed(job, act)
                except ReindexRunningError:
                    if _now() >= deadline or await self._desk.closes_within(TRY_AGAIN_S):
                        raise
                    for screen in job.screens:
                        await screen.progress(Outgoing(screen.texts("docs-waiting-elsewhere")))

    async def _followed(self, job: Job, act: Callable[[], T]) -> T:
        work = asyncio.ensure_future(asyncio.to_thread(act))
        try:
            while not (await asyncio.wait([work], timeout=POLL_S))[0]:
                await self._show(job)
        finally:
            await asyncio.wait([work])  # whatever befalls the showing, the work comes to its end first
        return work.result()

    async def _show(self, job: Job) -> None:
        if self._desk.closing.is_set():
            job.cancel.set()
        progress = self._desk.library.progress
        job.note(progress)
        for screen in tuple(job.screens):
            await screen.progress(job.shown(screen, progress))


def _now() -> float:
    return asyncio.get_running_loop().time()
