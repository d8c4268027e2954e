"""How updates leave: getUpdates held open until there is something, or posts to a webhook."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp
from aiogram import methods as m

from .errors import bad_request, conflict
from .message import Json
from .updates import Update
from .world import Webhook, World

LONGEST_POLL_S = 50
GONE_AFTER_S = 0.05
WEBHOOK_TIMEOUT_S = 60.0
RETRIES_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_ONE_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_NO_POLLING = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass(eq=False)
class _Poll:
    """One getUpdates that is being held."""

    woken: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    terminated: bool = False


class Outlet:
    """Lives in the server's loop; `wake` may be called from any thread."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._loop = asyncio.get_running_loop()
        self._held: _Poll | None = None
        self._posting: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        world.wake = self.wake

    def wake(self) -> None:
        self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._woken.set()
        if self._held is not None:
            self._held.woken.set()

    async def close(self) -> None:
        """Ends the posting and every held request."""
        self._world.wake = lambda: None
        await self._stop_posting()
        if self._held is not None:
            self._held.terminated = True
            self._held.woken.set()
            await self._held.ended.wait()

    async def get_updates(self, method: m.GetUpdates) -> list[Json]:
        """Raises ApiError 409 in the older of two pollers, and while a webhook is set."""
        if self._world.webhook.url:
            raise conflict(_NO_POLLING)
        await self._terminate_other()
        poll = self._held = _Poll()
        try:
            return await self._poll(poll, method)
        finally:
            poll.ended.set()
            if self._held is poll:
                self._held = None

    async def _terminate_other(self) -> None:
        """A poller whose connection is gone leaves by itself; one that is there is told to."""
        while (other := self._held) is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(other.ended.wait(), GONE_AFTER_S)
                continue
            other.terminated = True
            other.woken.set()
            await other.ended.wait()

    async def _poll(self, poll: _Poll, method: m.GetUpdates) -> list[Json]:
        world, offset = self._world, method.offset
        limit = min(max(method.limit or 100, 1), 100)
        deadline = self._loop.time() + min(method.timeout or 0, LONGEST_POLL_S)
        while True:
            poll.woken.clear()
            with world.changing():
                world.updates.allow(method.allowed_updates)
                batch = world.updates.take(offset, limit, world.now)
            remaining = deadline - self._loop.time()
            if batch or remaining <= 0:
                return [update.body for update in batch]
            with suppress(TimeoutError):
                await asyncio.wait_for(poll.woken.wait(), remaining)
            if poll.terminated:
                raise conflict(_ONE_POLLER)

    async def set_webhook(self, method: m.SetWebhook) -> bool:
        if not _SECRET.fullmatch(method.secret_token or ""):
            raise bad_request("secret token contains unallowed characters", kind="limit")
        if method.url and not re.match(r"https?://[^/\s]+", method.url):
            raise bad_request("bad webhook: invalid webhook URL specified", kind="limit")
        await self._stop_posting()
        self._reset(method.drop_pending_updates)
        with self._world.changing():
            self._world.updates.allow(method.allowed_updates)
            self._world.webhook = Webhook(method.url, method.secret_token or "", method.max_connections or 40)
        if method.url:
            self._posting = self._loop.create_task(self._post_all(self._world.webhook))
        return True

    async def delete_webhook(self, method: m.DeleteWebhook) -> bool:
        await self._stop_posting()
        self._reset(method.drop_pending_updates)
        with self._world.changing():
            self._world.webhook = Webhook()
        return True

    def _reset(self, drop: bool | None) -> None:
        if drop:
            with self._world.lock:
                self._world.updates.clear()

    def webhook_info(self) -> Json:
        webhook = self._world.webhook
        info: Json = {"url": webhook.url, "has_custom_certificate": False}
        info["pending_update_count"] = len(self._world.updates)
        return info | ({"last_error_message": webhook.last_error} if webhook.last_error else {})

    async def _stop_posting(self) -> None:
        if self._posting is not None:
            self._posting.cancel()
            with suppress(asyncio.CancelledError):
                await self._posting
            self._posting = None

    async def _post_all(self, webhook: Webhook) -> None:
        """Each update in order, again and again until it is taken."""
        timeout = aiohttp.ClientTimeout(total=WEBHOOK_TIMEOUT_S)
        async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
            offset = 0
            while True:
                self._woken.clear()
                with self._world.changing():
                    batch = self._world.updates.take(offset, 1, self._world.now)
                for update in batch:
                    await self._post_until_taken(session, webhook, update)
                    offset = max(offset, update.id + 1)
                if not batch:
                    await self._woken.wait()

    async def _post_until_taken(self, session: aiohttp.ClientSession, webhook: Webhook, update: Update) -> None:
        attempt = 0
        while not await self._post(session, webhook, update):
            await asyncio.sleep(RETRIES_S[min(attempt, len(RETRIES_S) - 1)])
            attempt += 1

    async def _post(self, session: aiohttp.ClientSession, webhook: Webhook, update: Update) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with session.post(webhook.url, json=update.body, headers=headers) as response:
                webhook.last_error = "" if response.ok else f"Wrong response from the webhook: {response.status}"
                return response.ok
        except (aiohttp.ClientError, TimeoutError) as error:
            webhook.last_error = f"{type(error).__name__}: {error}"
            return False
