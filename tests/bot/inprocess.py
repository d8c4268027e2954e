"""The bot in a thread of this process, with its own event loop: quick to start, and the same over HTTP."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.desk import Library
from bot.ratelimit import Limits
from bot.run import serve
from bot.settings import Settings
from bot.state import State, default_url
from tests.bot.library import SmallLibrary
from tests.bot.migrated import put_migrated
from tests.botapi import TOKEN

QUICK = Limits(overall_per_s=0, chat_gap_s=0, group_per_minute=0)
PATIENCE_S = 30.0


@dataclass
class Serving:
    """Started at once; `stop` waits for its clean end."""

    settings: Settings
    limits: Limits = QUICK
    slow_s: float = 1.5
    errors: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settings.data.mkdir(parents=True, exist_ok=True)
        self.library = self.make_library()
        put_migrated(self.settings.data)
        self.state = State.open(default_url(self.settings.data))
        self._thread = threading.Thread(target=self._run, name="bot", daemon=True)
        self._ready = threading.Event()
        self._thread.start()
        assert self._ready.wait(PATIENCE_S)

    def make_library(self) -> Library:
        return SmallLibrary(self.settings.documents, self.slow_s)

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(PATIENCE_S)
        assert not self.running, "the bot did not stop"

    def act(self, work: Any) -> Any:
        """A coroutine of the state's, run in the bot's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:  # noqa: BLE001  # for the test to look at
            self.errors.append(error)

    async def _serve(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        try:
            await serve(self.settings, self.library, self.state, self.limits, self._stopping)
        finally:
            await self.state.close()


def settings_for(url: str, folder: Path, **given: Any) -> Settings:
    """Everybody may ask unless `access` says otherwise."""
    chosen = {
        "telegram_token": TOKEN,
        "telegram_api_url": url,
        "documents": folder / "documents",
        "data": folder / "data",
        "access": "open",
        "admin_ids": frozenset({1}),
        "questions_per_minute": 600,
        **given,
    }
    return Settings.model_validate(chosen)
