"""Long polling. Updates are confirmed to Telegram only once the inbox has them; faults are waited out and told of."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from telegram.error import Conflict, InvalidToken, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.app import ALLOWED_UPDATES
from bot.intake import Inbox
from bot.queue import StoppingError

log = logging.getLogger(__name__)

POLL_S = 30
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0
CONFLICT_WAIT_S = 5.0
LAST_POLL_S = 3.0


class Poller:
    def __init__(self, bot: ExtBot[int], inbox: Inbox, on_trouble: Callable[[TelegramError, float], None]) -> None:
        self._bot = bot
        self._inbox = inbox
        self._on_trouble = on_trouble
        self._offset: int | None = None

    async def run(self) -> None:
        """Until cancelled. Raises InvalidToken when Telegram takes the token back, and what the inbox raises."""
        wait = FIRST_WAIT_S
        while True:
            try:
                await self._poll()
            except StoppingError:
                return
            except InvalidToken:
                raise
            except TelegramError as error:  # a proxy on the way may say anything
                pause = _pause(error, wait)
                if not isinstance(error, TimedOut):
                    self._on_trouble(error, pause)
                await asyncio.sleep(pause)
                wait = min(wait * 2, LONGEST_WAIT_S)
            else:
                wait = FIRST_WAIT_S

    async def confirm(self) -> None:
        """Tells Telegram what was taken, so that the next start is not given it again."""
        if self._offset is not None:
            with suppress(TelegramError):
                await self._bot.get_updates(self._offset, 1, 0, ALLOWED_UPDATES, read_timeout=LAST_POLL_S)

    async def _poll(self) -> None:
        updates = await self._bot.get_updates(self._offset, timeout=POLL_S, allowed_updates=ALLOWED_UPDATES)
        if updates:
            await self._inbox.put_all(updates)
            self._offset = max(self._offset or 0, *(update.update_id + 1 for update in updates))


def _pause(error: TelegramError, wait: float) -> float:
    if isinstance(error, Conflict):
        return CONFLICT_WAIT_S
    return wait
