"""Telegram's limits on sending, obeyed beforehand; a refusal for being too fast is waited out, never lost.

Only what puts a message into a chat is counted. A refusal in one chat holds up that chat alone.
"""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter
from telegram.warnings import PTBDeprecationWarning

from bot.queue import StoppingError

log = logging.getLogger(__name__)

JSON = bool | dict[str, Any] | list[dict[str, Any]]
Callback = Callable[..., Coroutine[Any, Any, JSON]]

FLEETING = frozenset({"sendChatAction", "sendMessageDraft"})
"""Worthless when late: their refusal is handed on at once."""
LATE = 1
"""Given as `rate_limit_args`: whatever else is to be sent goes first."""
LATE_SHARE = 0.8
"""Of the overall rate, and evenly: what comes between finds room at once."""
MARGIN_S = 0.05
KEPT_LANES = 1000
LAST_WAIT_S = 2.0
"""Shorter waits are sat out even when the program is ending."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Telegram's, as its FAQ has them."""

    overall_per_s: float = 30
    chat_gap_s: float = 1.0
    group_per_minute: int = 20


@dataclass(slots=True)
class _Lane:
    """When one chat was, or will be, written to."""

    slots: deque[float] = field(default_factory=deque)
    blocked_until: float = 0.0


class RateLimiter(BaseRateLimiter[int]):
    """Gives each message its moment: by chat, by group and overall; first come, first served."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._lanes: dict[int | str, _Lane] = {}
        self._overall: deque[float] = deque(maxlen=max(1, round(self._limits.overall_per_s)))
        self._late_from = 0.0
        self._late_turn = asyncio.Lock()
        self._closing = asyncio.Event()

    def close(self) -> None:
        """From now on nothing waits long for its moment: StoppingError."""
        self._closing.set()

    async def initialize(self) -> None:
        """Silences the library's notice that `retry_after` will be a timedelta: both are read here."""
        warnings.filterwarnings("ignore", "(?s).*`retry_after`", PTBDeprecationWarning)

    async def shutdown(self) -> None:
        """Nothing to do."""

    async def process_request(
        self,
        callback: Callback,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> JSON:
        """Raises RetryAfter only for what is worthless when late, StoppingError when the program ends meanwhile."""
        lane = self._lane(data.get("chat_id"))
        counted = _is_message(endpoint)
        while True:
            if endpoint not in FLEETING:
                await self._wait(lane, data.get("chat_id"), counted, late=rate_limit_args == LATE)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                if endpoint in FLEETING:
                    raise
                lane.blocked_until = max(lane.blocked_until, _now() + _seconds(refusal) + MARGIN_S)
                log.warning("Telegram asks to wait %s s before %s", _seconds(refusal), endpoint)

    def _lane(self, chat: int | str | None) -> _Lane:
        if chat is None:
            return _Lane()
        if len(self._lanes) > KEPT_LANES:
            self._forget_idle_lanes()
        return self._lanes.setdefault(chat, _Lane())

    def _forget_idle_lanes(self) -> None:
        minute_ago = _now() - 61
        self._lanes = {
            chat: lane
            for chat, lane in self._lanes.items()
            if lane.blocked_until > minute_ago or (lane.slots and lane.slots[-1] > minute_ago)
        }

    async def _wait(self, lane: _Lane, chat: int | str | None, counted: bool, *, late: bool) -> None:
        if counted and chat is not None:
            await self._wait_for_chat(lane, chat)
        else:
            await self._sleep_until(lane.blocked_until)
        if counted and self._limits.overall_per_s:
            await (self._wait_for_gap() if late else self._wait_for_slot())

    async def _wait_for_slot(self) -> None:
        slot = max(_now(), self._room_from)
        self._overall.append(slot)
        await self._sleep_until(slot)

    async def _wait_for_gap(self) -> None:
        """Until nobody waits for a slot; those that are late stand in a line of their own."""
        async with self._late_turn:
            while (moment := max(self._late_from, self._room_from)) > _now():
                await self._sleep_until(moment)
            self._overall.append(_now())
            self._late_from = _now() + 1 / (self._limits.overall_per_s * LATE_SHARE)

    @property
    def _room_from(self) -> float:
        """When the oldest of as many messages as may go at once is long enough ago."""
        many = self._overall.maxlen or 1
        return self._overall[0] + many / self._limits.overall_per_s + MARGIN_S if len(self._overall) == many else 0.0

    async def _wait_for_chat(self, lane: _Lane, chat: int | str) -> None:
        while True:
            await self._sleep_until(self._reserve(lane, chat))
            if _now() >= lane.blocked_until:
                return

    async def _sleep_until(self, moment: float) -> None:
        delay = moment - _now()
        if delay <= 0:
            return
        if delay <= LAST_WAIT_S:
            await asyncio.sleep(delay)
            return
        try:
            await asyncio.wait_for(self._closing.wait(), delay)
        except TimeoutError:
            return
        raise StoppingError

    def _reserve(self, lane: _Lane, chat: int | str) -> float:
        slot = max(_now(), lane.blocked_until)
        if lane.slots:
            slot = max(slot, lane.slots[-1] + self._limits.chat_gap_s * (1 + MARGIN_S))
        many = self._limits.group_per_minute
        if _is_group(chat) and many and len(lane.slots) >= many:
            slot = max(slot, lane.slots[-many] + 60 * (1 + MARGIN_S / 10))
        lane.slots.append(slot)
        while len(lane.slots) > max(many, 1):
            lane.slots.popleft()
        return slot


def _is_message(endpoint: str) -> bool:
    return endpoint.startswith(("send", "copy", "forward")) and endpoint not in FLEETING


def _is_group(chat: int | str) -> bool:
    return str(chat).startswith(("-", "@"))


def _seconds(refusal: RetryAfter) -> float:
    wait = refusal.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _now() -> float:
    return asyncio.get_running_loop().time()
