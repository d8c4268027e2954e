"""Settings → the application with everything it works with."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from telegram.ext import Application, ExtBot, JobQueue

from bot.access import Policy
from bot.app import App, add_handlers, add_jobs, is_handled
from bot.delivery import Courier
from bot.desk import Desk, Library
from bot.groups import migrate
from bot.intake import Inbox
from bot.monitor import Metrics
from bot.queue import ChatQueue, PersonRate, Pool
from bot.ratelimit import Limits, RateLimiter
from bot.settings import Settings
from bot.state import State
from bot.transport import Transport

CONNECTIONS = 256
COMMANDS_PER_MINUTE = 20
INLINE_PER_MINUTE = 60
CLOUD = "https://api.telegram.org"


def build(
    settings: Settings, library: Library, state: State, limits: Limits, stopping: asyncio.Event
) -> tuple[App, Desk, Inbox]:
    """The application with everything it works with; nothing is asked of the network yet."""
    inbox, queue, limiter = Inbox(), ChatQueue(), RateLimiter(limits)
    bot = _bot(settings, limiter)
    jobs: JobQueue[Any] = JobQueue()
    app = Application.builder().bot(bot).update_queue(inbox).concurrent_updates(queue).job_queue(jobs).build()
    desk: Desk
    courier = Courier(bot, lambda old, new: migrate(desk, old, new))
    desk = Desk(
        bot=bot,
        settings=settings,
        library=library,
        state=state,
        policy=Policy.from_settings(settings),
        pool=Pool(settings.workers),
        queue=queue,
        courier=courier,
        limiter=limiter,
        rate=PersonRate(settings.questions_per_minute),
        inline_rate=PersonRate(INLINE_PER_MINUTE),
        command_rate=PersonRate(COMMANDS_PER_MINUTE),
        metrics=Metrics(),
        closing=stopping,
    )
    _watch(desk)
    add_handlers(app, desk)
    inbox.open(desk, partial(is_handled, app))
    queue.on_done = inbox.finish
    add_jobs(jobs, desk)
    return app, desk, inbox


def _bot(settings: Settings, limiter: RateLimiter) -> ExtBot[int]:
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    server = server_of(settings)
    return ExtBot(
        token,
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=Transport(CONNECTIONS),
        get_updates_request=Transport(1),
        rate_limiter=limiter,
        local_mode=settings.telegram_api_local,
    )


def server_of(settings: Settings) -> str:
    return str(settings.telegram_api_url).rstrip("/") if settings.telegram_api_url else CLOUD


def _watch(desk: Desk) -> None:
    desk.metrics.watch("vestovoy_updates_waiting", "Updates taken and not done", lambda: desk.queue.waiting)
    desk.metrics.watch("vestovoy_engine_waiting", "Questions waiting for the engine", lambda: desk.pool.waiting)
