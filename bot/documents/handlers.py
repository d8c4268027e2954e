"""The documents' intake, hooked into the application: commands, files, buttons, and what goes on by itself."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, JobQueue, MessageHandler, filters

from bot.buttons import Press
from bot.desk import Desk
from bot.documents import adding, deciding, reindexing
from bot.documents.keys import CANCEL_REINDEX, CHOOSE, DROP, PUBLISH
from bot.documents.librarian import Librarian
from bot.documents.publishing import expire, recover
from bot.documents.receiving import receive
from bot.documents.watching import watch
from bot.queue import Verdict

log = logging.getLogger(__name__)

EXPIRE_EVERY = timedelta(hours=1)

App = Application[Any, Any, Any, Any, Any, Any]
Work = Coroutine[Any, Any, None]
OnMessage = Callable[[Librarian, Message], Awaitable[None]]
OnPress = Callable[[Librarian, CallbackQuery, Press], Awaitable[None]]

COMMANDS: dict[str, OnMessage] = {"reindex": reindexing.command, "add": adding.command}
PRESSES: dict[str, OnPress] = {
    CANCEL_REINDEX: reindexing.press_cancel,
    **dict.fromkeys((CHOOSE, PUBLISH, DROP), deciding.press),
}


def add_document_handlers(app: App, desk: Desk) -> Librarian:
    """Before those of everybody: a file from an admin is a document, one from anybody else is answered as ever."""
    librarian = Librarian.of(desk, app.create_task)
    sent = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    for name, command in COMMANDS.items():
        app.add_handler(CommandHandler(name, _on_command(librarian, command), sent))
    app.add_handler(MessageHandler(sent & filters.Document.ALL & _FromAdmin(desk), _on_file(librarian)))
    app.add_handler(CallbackQueryHandler(_on_press(librarian), _is_ours))
    if app.job_queue is not None:
        _add_jobs(app.job_queue, librarian)
    return librarian


def _add_jobs(jobs: JobQueue[Any], librarian: Librarian) -> None:
    left = librarian.staging.leftovers()  # now: by the time the job runs, updates come in

    async def begin(_: object) -> None:
        await recover(librarian, left)
        if librarian.desk.settings.watch:
            await watch(librarian)

    async def tidy(_: object) -> None:
        await expire(librarian)

    jobs.run_once(begin, 0)
    jobs.run_repeating(tidy, EXPIRE_EVERY, first=EXPIRE_EVERY)


class _FromAdmin(filters.MessageFilter):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def filter(self, message: Message) -> bool:
        sender = message.from_user
        if sender is not None and self._desk.policy.is_admin(sender.id):
            return True
        log.info("a file from somebody who is no admin is no document", extra={"person": sender and sender.id})
        return False


def _is_ours(data: object) -> bool:
    return isinstance(data, str) and Press.parse(data).verb in PRESSES


def _on_command(librarian: Librarian, act: OnMessage) -> Callable[[Update, object], Work]:
    async def handle(update: Update, _: object) -> None:
        message = update.message
        user = message.from_user if message else None
        if message is not None and user is not None and librarian.desk.command_rate.ask(user.id) is Verdict.GO:
            await librarian.desk.patiently(lambda: librarian.desk.see(user, message.chat))
            await act(librarian, message)

    return handle


def _on_file(librarian: Librarian) -> Callable[[Update, object], Work]:
    async def handle(update: Update, _: object) -> None:
        if update.message is not None:
            receive(librarian, update.message)

    return handle


def _on_press(librarian: Librarian) -> Callable[[Update, object], Work]:
    async def handle(update: Update, _: object) -> None:
        query = update.callback_query
        if query is not None:
            press = Press.parse(query.data or "")
            await PRESSES[press.verb](librarian, query, press)

    return handle
