"""Digests that are due, each sent once: claimed, gathered, sent, marked. Answers to questions go before them."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from telegram.error import TelegramError

from bot.delivery import Outgoing, PerhapsSentError, Sent, Spot, UnreachableError, perhaps_sent
from bot.desk import Desk
from bot.digests.content import dump
from bot.digests.gather import Composer, gather
from bot.digests.message import Printer
from bot.queue import StoppingError
from bot.replies import mark_unreachable
from bot.state.digest_values import Claim, DigestState

log = logging.getLogger(__name__)

GiveWay = Callable[[], Awaitable[None]]

AT_ONCE = 24
"""Digests on their way: enough to use Telegram's rate, while some wait for their chats'."""
POLITE_S, LOOK_S = 0.5, 0.02
"""How long a digest waits for questions under way, before it is sent and again before it is marked, and how often it
looks whether they are answered."""
TICK = timedelta(seconds=15)
OWNER = secrets.token_urlsafe(8)
"""This process, among those that share the database."""


async def run_due(desk: Desk, owner: str = OWNER) -> int:
    """Sends every digest that is due; how many chats were due."""
    due = await desk.patiently(desk.state.digests.due)
    waiting, sending = iter(_fairly(due)), Round(desk, owner)

    async def work() -> None:
        for chat_id in waiting:
            if desk.closing.is_set():
                return
            await sending.send(chat_id)

    ended = await asyncio.gather(*(work() for _ in range(min(AT_ONCE, len(due)))), return_exceptions=True)
    for error in ended:
        if isinstance(error, BaseException):
            raise error
    return len(due)


class Round:
    """Digests sent at one time; chats that are to be told the same share what is made."""

    def __init__(self, desk: Desk, owner: str = OWNER) -> None:
        self._desk = desk
        self._digests = desk.state.digests
        self._owner = owner
        self._composer = Composer(desk.library)
        self._printer = Printer()
        self._at_work = asyncio.Lock()
        """One at a time is in the database or composed: a question waits for no more than one step of it."""

    async def send(self, chat_id: int, *, now: bool = False) -> DigestState | None:
        """What became of the chat's digest; None where there was none to send. `now`: today's, due or not."""
        async with self._turn() as give_way:
            made = await self._prepare(chat_id, now, give_way)
        if not isinstance(made, Prepared):
            return made
        plan = made.claim.plan
        try:
            sent = await self._desk.courier.deliver(Spot(plan.chat_id, plan.topic_id), made.outgoing, late=True)
        except UnreachableError as error:
            await mark_unreachable(self._desk, plan.chat_id)
            return await self._failed(made.claim, str(error), away=True)
        except StoppingError as error:
            await self._let_go(made.claim, error)
            raise
        except PerhapsSentError as error:
            return await self._leave_open(made.claim, str(error))
        except TelegramError as error:
            return await self._failed(made.claim, error.message)
        async with self._turn():
            return await self._mark(made.claim, sent)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[GiveWay]:
        """After the questions under way, for a reasonable time at most; gives what lets others go first."""
        looks = round(POLITE_S / LOOK_S)

        async def give_way() -> None:
            nonlocal looks
            while looks and self._desk.queue.waiting:
                looks -= 1
                await asyncio.sleep(LOOK_S)

        async with self._at_work:
            await give_way()
            yield give_way

    async def _prepare(self, chat_id: int, now: bool, give_way: GiveWay) -> Prepared | DigestState | None:
        desk, latest = self._desk, timedelta(hours=self._desk.settings.digest_late_hours)
        claim = await desk.patiently(lambda: self._digests.claim(chat_id, self._owner, latest=latest, now=now))
        if claim is None:
            return None
        await give_way()
        gathered = await gather(desk, self._composer, claim.plan, claim.day, claim.doubtful)
        if gathered is None:
            return await self._failed(claim, "the chat is not let in")
        if gathered.content.is_empty:
            await desk.patiently(lambda: self._digests.silent(claim, gathered.generation))
            return DigestState.SILENT
        await give_way()
        outgoing = await self._printer.outgoing(desk, claim.plan, gathered.content, claim.id)
        body = dump(gathered.content)
        kept = await desk.patiently(lambda: self._digests.sending(claim, body, gathered.generation))
        return Prepared(claim, outgoing) if kept else None

    async def _mark(self, claim: Claim, sent: Sent) -> DigestState:
        desk, plan = self._desk, claim.plan
        await desk.patiently(lambda: self._digests.sent(claim, sent.message_id))
        if plan.topic_id and not sent.spot.topic_id and sent.spot.chat_id == plan.chat_id:
            await desk.patiently(lambda: self._digests.set_topic(plan.chat_id, 0))
        log.info("digest", extra={"digest": claim.id, "chat": sent.spot.chat_id, "day": claim.day.isoformat()})
        return DigestState.SENT

    async def _failed(self, claim: Claim, reason: str, *, away: bool = False) -> DigestState:
        log.warning("a digest was not sent: %s", reason, extra={"digest": claim.id, "chat": claim.plan.chat_id})
        await self._desk.patiently(lambda: self._digests.failed(claim, reason, away=away))
        return DigestState.FAILED

    async def _leave_open(self, claim: Claim, reason: str) -> DigestState:
        log.warning("a digest perhaps arrived: %s", reason, extra={"digest": claim.id, "chat": claim.plan.chat_id})
        await self._desk.patiently(lambda: self._digests.perhaps(claim, reason))
        return DigestState.PERHAPS

    async def _let_go(self, claim: Claim, stopped: StoppingError) -> None:
        """The program ends: another sends it, unless it perhaps arrived."""
        if not perhaps_sent(stopped):
            await self._digests.release(claim)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A digest that is kept as under way."""

    claim: Claim
    outgoing: Outgoing


def _fairly(due: Sequence[int]) -> list[int]:
    """In an order of this moment's own, so that no chat is always the last of those of its hour."""
    salt = secrets.token_bytes(8)
    return sorted(due, key=lambda chat_id: hashlib.blake2b(str(chat_id).encode(), key=salt).digest())
