"""The commands, buttons, replies and jobs of unanswered questions, hooked into the application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.ext import Application, ApplicationHandlerStop, CallbackQueryHandler, JobQueue, MessageHandler, filters

from bot.buttons import Press
from bot.desk import Desk
from bot.documents.librarian import Librarian
from bot.unanswered import verbs
from bot.unanswered.asking import close_given_up, press_answer, press_cancel, press_change
from bot.unanswered.changes import Watcher, plan_notices
from bot.unanswered.clerk import Clerk
from bot.unanswered.listing import press_dismiss, press_list, press_undo, press_variants, show_unanswered
from bot.unanswered.prompts import may_answer
from bot.unanswered.publishing import press_place, settle_all
from bot.unanswered.replying import take_reply
from bot.unanswered.reviewing import press_note, press_review, tell_reviews
from bot.unanswered.sender import TICK, send_due
from bot.unanswered.telling import press_open

__all__ = ["COMMANDS", "PRESSES", "add_unanswered_handlers"]

App = Application[Any, Any, Any, Any, Any, Any]
FIRST = -1
"""The group of handlers that sees an update before the others."""
REVIEW_EVERY = timedelta(minutes=10)

COMMANDS: dict[str, Callable[[Desk, Message], Awaitable[None]]] = {"unanswered": show_unanswered}
PRESSES: dict[str, Callable[[Desk, CallbackQuery, Press], Awaitable[None]]] = {
    verbs.LIST: press_list,
    verbs.VARIANTS: press_variants,
    verbs.DISMISS: press_dismiss,
    verbs.UNDO: press_undo,
    verbs.ANSWER: press_answer,
    verbs.CANCEL: press_cancel,
    verbs.OPEN: press_open,
    verbs.REVIEW: press_review,
    verbs.CHANGE: press_change,
    **dict.fromkeys((verbs.CONFIRM, verbs.REMOVE), press_note),
}


def add_unanswered_handlers(app: App, librarian: Librarian) -> None:
    """A reply to a prompt comes here and nowhere else; the commands and other buttons are in the table of all."""
    clerk, kinds = Clerk(librarian), filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    app.add_handler(MessageHandler(kinds & _Reply(librarian.desk), _on_reply(librarian.desk)), FIRST)
    app.add_handler(CallbackQueryHandler(_on_place(clerk), rf"^{verbs.PLACE}:"))
    if app.job_queue is not None:
        _add_jobs(app.job_queue, clerk)


class _Reply(filters.MessageFilter):
    """What may be an answer to a prompt."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def filter(self, message: Message) -> bool:
        return may_answer(self._desk, message)


def _on_reply(desk: Desk) -> Callable[[Update, object], Coroutine[Any, Any, None]]:
    async def handle(update: Update, _: object) -> None:
        message = update.message or update.edited_message
        if message is not None and await take_reply(desk, message):
            raise ApplicationHandlerStop

    return handle


def _on_place(clerk: Clerk) -> Callable[[Update, object], Coroutine[Any, Any, None]]:
    async def handle(update: Update, _: object) -> None:
        query = update.callback_query
        if query is not None:
            await press_place(clerk, query, Press.parse(query.data or ""))

    return handle


def _add_jobs(jobs: JobQueue[Any], clerk: Clerk) -> None:
    desk, watcher = clerk.desk, Watcher(clerk.desk)

    async def tick() -> None:
        await settle_all(clerk)
        await close_given_up(desk)
        await watcher.look()
        await plan_notices(desk)
        await send_due(desk)

    jobs.run_repeating(_one_at_a_time(tick), TICK, first=timedelta(seconds=1), job_kwargs={"max_instances": 2})
    jobs.run_repeating(
        _one_at_a_time(lambda: tell_reviews(desk)), REVIEW_EVERY, first=TICK, job_kwargs={"max_instances": 2}
    )


def _one_at_a_time(act: Callable[[], Awaitable[None]]) -> Callable[[object], Coroutine[Any, Any, None]]:
    running: list[object] = []

    async def job(_: object) -> None:
        if running:
            return
        running.append(True)
        try:
            await act()
        finally:
            running.clear()

    return job
