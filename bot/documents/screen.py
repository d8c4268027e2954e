"""One message that tells how something goes, edited no more often than a chat bears."""

from __future__ import annotations

import asyncio
import logging
from io import BytesIO

from telegram import InputFile
from telegram.error import BadRequest, NetworkError

from bot.delivery import Outgoing, Spot, UnreachableError
from bot.desk import Desk
from bot.queue import StoppingError
from bot.texts import Texts

log = logging.getLogger(__name__)

EDIT_EVERY_S = 3.0


class Screen:
    """Whatever Telegram says to it, what it tells of goes on."""

    def __init__(self, desk: Desk, chat_id: int, texts: Texts, message_id: int = 0) -> None:
        """`message_id`: of a message there is already; 0: the first thing shown is a new one."""
        self.chat_id = chat_id
        self.texts = texts
        self.message_id = message_id
        self._desk = desk
        self._edited_at = 0.0

    async def show(self, outgoing: Outgoing) -> None:
        """At once: what is to stay."""
        try:
            if not self.message_id or not await self._edit(outgoing):
                self.message_id = await self._desk.courier.send(Spot(self.chat_id), outgoing)
        except (UnreachableError, StoppingError) as error:
            log.info("not shown: %s", error)
        self._edited_at = _now()

    async def progress(self, outgoing: Outgoing) -> None:
        """Unless something was shown a moment ago."""
        if _now() - self._edited_at >= EDIT_EVERY_S:
            self._edited_at = _now()
            try:
                await self._edit(outgoing)
            except (UnreachableError, StoppingError) as error:
                log.info("not shown: %s", error)

    async def send_file(self, name: str, data: bytes) -> None:
        """Tried once: it is an addition to what was shown."""
        try:
            sent = await self._desk.bot.send_document(self.chat_id, InputFile(BytesIO(data), name))
        except BadRequest:
            raise
        except (NetworkError, StoppingError) as error:
            log.warning("a file was not sent: %s", error)
        else:
            self._desk.courier.saw(self.chat_id, sent.message_id)

    async def _edit(self, outgoing: Outgoing) -> bool:
        return await self._desk.courier.edit(self.chat_id, self.message_id, outgoing)


def _now() -> float:
    return asyncio.get_running_loop().time()
