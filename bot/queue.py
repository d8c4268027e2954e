"""Who is served when: one chat's updates in order, chats side by side, a bounded pool that is fair to chats.

A chat has one question in the pool at a time, and the pool is first come, first served: however many
questions one chat has waiting, another's waits for one of them at most.
"""

from __future__ import annotations

import asyncio
import inspect
import time
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum, auto
from typing import Any, ParamSpec, Protocol, TypeVar, runtime_checkable

from telegram import Update
from telegram.ext import BaseUpdateProcessor

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE = 1_000_000
"""Updates held at a time: those of one chat wait for one another, and must not keep another chat's out."""
KEPT_PEOPLE = 1000


class StoppingError(Exception):
    """The program is ending and has not begun with this; it is in the journal for the next start."""


class ChatQueue(BaseUpdateProcessor):
    """Updates of one chat one after another, of different chats at once."""

    def __init__(self) -> None:
        super().__init__(AT_ONCE)
        self._lanes: dict[Hashable, asyncio.Lock] = {}
        self._waiting: dict[Hashable, int] = {}
        self._closing = False
        self.on_done: Callable[[object], Awaitable[None]] | None = None
        """Told of each update that was dealt with."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        key = lane_of(update)
        lane = self._lanes.setdefault(key, asyncio.Lock())
        self._waiting[key] = self._waiting.get(key, 0) + 1
        try:
            async with lane:
                await self._run(update, coroutine)
        finally:
            self._leave(key)

    @property
    def waiting(self) -> int:
        """Updates that were taken and are not done."""
        return sum(self._waiting.values())

    def close(self) -> None:
        """Finish what is under way and begin nothing more."""
        self._closing = True

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    async def _run(self, update: object, coroutine: Awaitable[Any]) -> None:
        if not self._closing:
            await coroutine
            if self.on_done is not None:
                await self.on_done(update)
        elif inspect.iscoroutine(coroutine):
            coroutine.close()

    def _leave(self, key: Hashable) -> None:
        self._waiting[key] -= 1
        if not self._waiting[key]:
            del self._waiting[key], self._lanes[key]


@runtime_checkable
class InChat(Protocol):
    """Something to be done in a chat that is no update."""

    @property
    def chat_id(self) -> int: ...


def lane_of(update: object) -> Hashable:
    """Buttons and inline queries have lanes of their own: they go stale in seconds, behind a queue of questions."""
    if isinstance(update, InChat):
        return update.chat_id
    if not isinstance(update, Update):
        return None
    if update.inline_query:
        return "inline", update.inline_query.from_user.id
    chat = update.effective_chat
    if update.callback_query:
        return "button", chat.id if chat else update.callback_query.from_user.id
    return chat.id if chat else update.update_id


class Pool:
    """The one place where the bot crosses into the engine: `workers` threads, first come, first served."""

    def __init__(self, workers: int) -> None:
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="engine")
        self._slots = asyncio.Semaphore(workers)
        self._closing = False
        self.waiting = 0
        self.begun = 0
        """How many had their turn so far."""

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Raises StoppingError for what had not begun when the pool was closed."""
        self.waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self.waiting -= 1
        try:
            if self._closing:
                raise StoppingError
            self.begun += 1
            return await asyncio.get_running_loop().run_in_executor(self._executor, lambda: function(*args, **kwargs))
        finally:
            self._slots.release()

    def close(self) -> None:
        """Finish what is under way and begin nothing more."""
        self._closing = True

    def shutdown(self) -> None:
        self._executor.shutdown(wait=True)


class Verdict(Enum):
    """What the rate of one person allows."""

    GO = auto()
    TELL = auto()
    """Too fast, and not told yet."""
    IGNORE = auto()
    """Too fast, and told."""


class PersonRate:
    """At most `per_minute` of one person within any minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._moments: dict[int, deque[float]] = {}
        self._told: set[int] = set()

    def ask(self, person: int) -> Verdict:
        """Counts the question if it may go."""
        now = self._clock()
        moments = self._recent(person, now)
        if len(moments) < self._per_minute:
            moments.append(now)
            self._told.discard(person)
            return Verdict.GO
        if person in self._told:
            return Verdict.IGNORE
        self._told.add(person)
        return Verdict.TELL

    def wait_s(self, person: int) -> int:
        """Whole seconds until the next question may go, at least 1."""
        moments = self._moments.get(person)
        return max(1, round(moments[0] + 60 - self._clock())) if moments else 1

    def _recent(self, person: int, now: float) -> deque[float]:
        if len(self._moments) > KEPT_PEOPLE:
            self._forget_idle_people(now)
        moments = self._moments.setdefault(person, deque())
        while moments and moments[0] <= now - 60:
            moments.popleft()
        return moments

    def _forget_idle_people(self, now: float) -> None:
        self._moments = {person: kept for person, kept in self._moments.items() if kept and kept[-1] > now - 60}
        self._told &= self._moments.keys()
