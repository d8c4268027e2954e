"""The messages of an album come one by one, with nothing to say which is the last."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from telegram import Message

QUIET_S = 1.0
"""So long after a message no other of its album came: it is whole."""
MOST_S = 20.0


@dataclass(slots=True)
class _Batch:
    messages: list[Message] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Batches:
    """Albums that are coming in."""

    _open: dict[str, _Batch] = field(default_factory=dict)

    def add(self, message: Message) -> bool:
        """True for the first of its album, and for a message that is in none."""
        key = _key(message)
        first = key not in self._open
        batch = self._open.setdefault(key, _Batch())
        batch.messages.append(message)
        batch.changed.set()
        return first

    async def whole(self, first: Message) -> list[Message]:
        """All messages of the album, in order, once no more come."""
        key = _key(first)
        batch = self._open[key]
        if first.media_group_id:
            await _quiet(batch)
        del self._open[key]
        return sorted(batch.messages, key=lambda message: message.message_id)


async def _quiet(batch: _Batch) -> None:
    deadline = asyncio.get_running_loop().time() + MOST_S
    while asyncio.get_running_loop().time() < deadline:
        batch.changed.clear()
        try:
            await asyncio.wait_for(batch.changed.wait(), QUIET_S)
        except TimeoutError:
            return


def _key(message: Message) -> str:
    return f"{message.chat_id}:{message.media_group_id or f'message {message.message_id}'}"
