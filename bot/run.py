"""The bot from its start to its clean end, by long polling or by a webhook."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import urlsplit

import typer
from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.app import ALLOWED_UPDATES, App, log_error
from bot.build import build, server_of
from bot.desk import Desk, Library
from bot.intake import Inbox
from bot.logs import set_up_logs
from bot.menu import register_commands
from bot.monitor import Monitor
from bot.polling import FIRST_WAIT_S, LONGEST_WAIT_S, Poller
from bot.ratelimit import Limits
from bot.settings import Access, Settings
from bot.state import State, StateUnavailableError
from bot.takeover import told_apart
from bot.texts import Texts, texts_in

log = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
OK, FAILURE, USAGE = 0, 1, 2
"""Exit codes, as the command line has them."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class FatalError(Exception):
    """There is no sense in going on; the message is for the terminal."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def run(settings: Settings, engine: Library, state: State, limits: Limits | None = None) -> int:
    """Serves until SIGTERM or SIGINT; the exit code. `settings` must have a token."""
    set_up_logs(settings)
    try:
        asyncio.run(_run(settings, engine, state, limits or Limits()))
    except FatalError as error:
        typer.echo(str(error), err=True)
        return error.code
    return OK


async def _run(settings: Settings, library: Library, state: State, limits: Limits) -> None:
    """The first SIGTERM or SIGINT ends the program cleanly, a second one at once."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        stopping.set()
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)

    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, stop)
    await serve(settings, library, state, limits, stopping)


async def serve(settings: Settings, library: Library, state: State, limits: Limits, stopping: asyncio.Event) -> None:
    """Until `stopping` is set. Raises FatalError where there is no sense in going on."""
    texts = texts_in(settings.language)
    _check(settings, texts)
    app, desk, inbox = build(settings, library, state, limits, stopping)
    try:
        if not await _connected(app, desk, texts, stopping):
            return
        async with _monitored(desk, texts), told_apart(desk, inbox):
            await app.start()
            try:
                await _receive(app, desk, inbox, texts, stopping)
            finally:
                desk.close()
                await app.stop()
    finally:
        await app.shutdown()
        desk.pool.shutdown()


def _check(settings: Settings, texts: Texts) -> None:
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    if settings.webhook_url and not _SECRET.fullmatch(secret):
        raise FatalError(texts.plain("terminal-webhook-secret"), USAGE)
    if settings.access is Access.CLOSED and not settings.admin_ids:
        typer.echo(texts.plain("terminal-no-admins"), err=True)


async def _connected(app: App, desk: Desk, texts: Texts, stopping: asyncio.Event) -> bool:
    """False when the program is to end before Telegram could be reached."""
    wait = FIRST_WAIT_S
    tell = _teller(desk, texts)
    while not stopping.is_set():
        try:
            await app.initialize()
        except InvalidToken:
            raise FatalError(texts.plain("terminal-wrong-token"), USAGE) from None
        except TelegramError as error:
            tell(error, wait)
            await desk.closes_within(wait)
            wait = min(wait * 2, LONGEST_WAIT_S)
        else:
            return True
    return False


def _teller(desk: Desk, texts: Texts) -> Callable[[TelegramError, float], None]:
    """Says on the terminal what is the matter with Telegram: each matter once until it changes."""
    last: list[str] = []

    def tell(error: TelegramError, wait: float) -> None:
        if isinstance(error, Conflict):
            text = texts.plain("terminal-second-poller")
        else:
            server = urlsplit(server_of(desk.settings)).netloc
            reason = _reason(error)
            text = texts.plain("terminal-no-network", server=server, reason=reason, seconds=round(wait))
        kind = type(error).__name__
        if last != [kind]:
            typer.echo(text, err=True)
        last[:] = [kind]
        log.warning("no updates: %s", _reason(error), extra={"again_in_s": round(wait, 1)})

    return tell


def _reason(error: TelegramError) -> str:
    return f"{type(error).__name__}: {error.message}"


@asynccontextmanager
async def _monitored(desk: Desk, texts: Texts) -> AsyncIterator[None]:
    settings = desk.settings
    if not settings.monitor_port:
        yield
        return

    async def healthy() -> str:
        try:
            await desk.state.ping()
        except StateUnavailableError as error:
            return str(error)
        return ""

    address = (settings.monitor_listen, settings.monitor_port)
    try:
        monitor = Monitor(address, desk.metrics, healthy, asyncio.get_running_loop())
    except OSError as error:
        raise FatalError(_port_taken(texts, address, error), FAILURE) from None
    try:
        yield
    finally:
        await asyncio.to_thread(monitor.close)


def _port_taken(texts: Texts, address: tuple[str, int], error: OSError) -> str:
    return texts.plain(
        "terminal-port-taken", address=address[0], port=str(address[1]), reason=error.strerror or str(error)
    )


async def _receive(app: App, desk: Desk, inbox: Inbox, texts: Texts, stopping: asyncio.Event) -> None:
    menu = asyncio.create_task(register_commands(desk))
    receive = _by_webhook if desk.settings.webhook_url else _by_polling
    typer.echo(texts.plain("terminal-started", username=desk.bot.username), err=True)
    try:
        await receive(app, desk, inbox, texts, stopping)
    finally:
        menu.cancel()
        await asyncio.wait([menu])
    typer.echo(texts.plain("terminal-stopping"), err=True)


async def _by_polling(app: App, desk: Desk, inbox: Inbox, texts: Texts, stopping: asyncio.Event) -> None:
    tell = _teller(desk, texts)
    await _until_reached(desk, partial(Bot.delete_webhook, desk.bot), tell)
    poller = Poller(desk.bot, inbox, tell)
    polling = asyncio.create_task(poller.run())
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait([polling, stopped], return_when=asyncio.FIRST_COMPLETED)
    polling.cancel()
    stopped.cancel()
    await asyncio.wait([polling, stopped])
    failure = None if polling.cancelled() else polling.exception()
    if isinstance(failure, InvalidToken):
        raise FatalError(texts.plain("terminal-wrong-token"), USAGE)
    await poller.confirm()
    if failure is not None:
        number = secrets.token_hex(4)
        log_error(failure, number, with_message=desk.settings.log_questions)
        raise FatalError(texts.plain("terminal-receiving-failed", id=number), FAILURE)


async def _until_reached(
    desk: Desk, act: Callable[[], Awaitable[object]], tell: Callable[[TelegramError, float], None]
) -> None:
    wait = FIRST_WAIT_S
    while not desk.closing.is_set():
        try:
            await act()
        except InvalidToken:
            raise
        except TelegramError as error:
            tell(error, wait)
            await desk.closes_within(wait)
            wait = min(wait * 2, LONGEST_WAIT_S)
        else:
            return


async def _by_webhook(app: App, desk: Desk, inbox: Inbox, texts: Texts, stopping: asyncio.Event) -> None:
    settings = desk.settings
    url, secret = settings.webhook_url, settings.webhook_secret
    if app.updater is None or url is None or secret is None:
        raise FatalError(texts.plain("terminal-webhook-secret"), USAGE)
    address = (settings.webhook_listen, settings.webhook_port)
    try:
        await app.updater.start_webhook(
            *address,
            url_path=(url.path or "/").strip("/"),
            webhook_url=str(url),
            secret_token=secret.get_secret_value(),
            allowed_updates=ALLOWED_UPDATES,
            bootstrap_retries=-1,
        )
    except OSError as error:
        raise FatalError(_port_taken(texts, address, error), FAILURE) from None
    await stopping.wait()
    await app.updater.stop()
