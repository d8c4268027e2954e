"""The table of handlers, the jobs, the error handler."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from itertools import chain
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.error import Forbidden, NetworkError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    JobQueue,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot import buttons, feedback, groups, inline, people, personal, questions, roster
from bot.backup.nightly import add_backup_job
from bot.delivery import Outgoing, Spot
from bot.desk import Desk, is_group
from bot.digests import handlers as digests
from bot.documents.handlers import add_document_handlers
from bot.intake import Ticket
from bot.library import handlers as library
from bot.queue import StoppingError
from bot.queue import Verdict as Rate
from bot.replies import pop_up, say, tell
from bot.stats import handlers as stats
from bot.unanswered import handlers as unanswered
from bot.unanswered.handlers import add_unanswered_handlers

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
PURGE_EVERY = timedelta(hours=6)
FIRST_PURGE = timedelta(minutes=1)

App = Application[Any, Any, Any, Any, Any, Any]
Work = Coroutine[Any, Any, None]
OnMessage = Callable[[Desk, Message], Awaitable[None]]
OnPress = Callable[[Desk, CallbackQuery, buttons.Press], Awaitable[None]]

COMMANDS: dict[str, OnMessage] = {
    "start": personal.start,
    "help": personal.help_,
    "new": personal.new,
    "forgetme": personal.forget_me,
    "people": roster.show_people,
    **library.COMMANDS,
    **stats.COMMANDS,
    **unanswered.COMMANDS,
}
PRESSES: dict[str, OnPress] = {
    **dict.fromkeys(
        (buttons.PAGE, buttons.ANSWER, buttons.DOCUMENT, buttons.UP, buttons.DOWN, buttons.IDLE), feedback.press_answer
    ),
    **dict.fromkeys((buttons.ADMIT, buttons.REFUSE), people.decide),
    **dict.fromkeys((buttons.LIST, buttons.CARD, buttons.GRANT, buttons.SWITCH), roster.press_people),
    **dict.fromkeys((buttons.FORGET, buttons.KEEP), personal.press_forget),
    **library.PRESSES,
    **digests.PRESSES,
    **unanswered.PRESSES,
}


def add_handlers(app: App, desk: Desk) -> None:
    """The first that fits an update has it."""
    sent = filters.UpdateType.MESSAGE
    private = filters.ChatType.PRIVATE
    app.add_handler(TypeHandler(Ticket, _on_ticket(desk)))
    app.add_handler(InlineQueryHandler(_on_inline(desk)))
    add_unanswered_handlers(app, add_document_handlers(app, desk))
    app.add_handler(CallbackQueryHandler(_on_press(desk)))
    app.add_handler(ChatMemberHandler(_on_membership(desk), ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(sent & filters.StatusUpdate.MIGRATE, _on_message(desk, groups.group_moved)))
    app.add_handler(MessageHandler(sent & private & digests.LINK, _on_command(desk, digests.open_card)))
    app.add_handler(CommandHandler("digest", _on_command(desk, digests.show_panel), sent))
    for name, command in COMMANDS.items():
        app.add_handler(CommandHandler(name, _on_command(desk, command), sent & (private | _ADDRESSED)))
    app.add_handler(MessageHandler(sent & private & filters.COMMAND, _on_command(desk, personal.help_)))
    app.add_handler(MessageHandler(sent & private & _NO_TEXT, _on_command(desk, personal.not_text)))
    app.add_error_handler(_on_error(desk))


def is_handled(app: App, update: Update) -> bool:
    """Whether any handler wants it."""
    handlers = chain.from_iterable(app.handlers.values())
    return any(handler.check_update(update) not in (None, False) for handler in handlers)


def add_jobs(jobs: JobQueue[Any], desk: Desk) -> None:
    async def purge(_: object) -> None:
        purged = await desk.state.retention.purge(desk.settings.retention_days)
        await desk.state.digests.purge(desk.settings.retention_days)
        await desk.state.unanswered.purge(desk.settings.retention_days)
        log.info("purged", extra={"questions": purged.questions, "turns": purged.turns, "people": purged.people})

    jobs.run_repeating(purge, PURGE_EVERY, first=FIRST_PURGE)
    library.add_library_jobs(jobs, desk)
    digests.add_digest_jobs(jobs, desk)
    add_backup_job(jobs, desk)


class _Addressed(filters.MessageFilter):
    """A command that names the bot: in a group, it heeds no other."""

    def filter(self, message: Message) -> bool:
        return "@" in (message.text or "").split(maxsplit=1)[0]


_ADDRESSED = _Addressed()
_NO_TEXT = ~filters.TEXT & ~filters.StatusUpdate.ALL & ~filters.VIA_BOT


def _on_ticket(desk: Desk) -> Callable[[Ticket, object], Work]:
    async def handle(ticket: Ticket, _: object) -> None:
        await questions.answer_ticket(desk, ticket)

    return handle


def _on_message(desk: Desk, act: OnMessage) -> Callable[[Update, object], Work]:
    async def handle(update: Update, _: object) -> None:
        if update.message is not None:
            await act(desk, update.message)

    return handle


def _on_command(desk: Desk, act: OnMessage) -> Callable[[Update, object], Work]:
    """What makes the bot speak is limited as questions are; an album counts as one."""

    async def handle(update: Update, _: object) -> None:
        message = update.message
        if message is None or message.from_user is None:
            return
        album = message.media_group_id
        if album and not await desk.patiently(lambda: desk.state.once.first(f"album:{album}")):
            return
        if desk.command_rate.ask(message.from_user.id) is Rate.GO:
            await act(desk, message)

    return handle


def _on_press(desk: Desk) -> Callable[[Update, object], Work]:
    async def handle(update: Update, _: object) -> None:
        query = update.callback_query
        if query is not None:
            press = buttons.Press.parse(query.data or "")
            act = PRESSES.get(press.verb)
            await (act(desk, query, press) if act else pop_up(query))

    return handle


def _on_inline(desk: Desk) -> Callable[[Update, object], Work]:
    async def handle(update: Update, _: object) -> None:
        if update.inline_query is not None:
            await inline.answer_inline(desk, update.inline_query)

    return handle


def _on_membership(desk: Desk) -> Callable[[Update, object], Work]:
    async def handle(update: Update, _: object) -> None:
        if update.my_chat_member is not None:
            await groups.membership_changed(desk, update.my_chat_member)

    return handle


def _on_error(desk: Desk) -> Callable[[object, Any], Work]:
    async def handle(item: object, context: Any) -> None:
        if not isinstance(context.error, StoppingError):
            await _report(desk, item, context.error)
        elif isinstance(item, Update):
            desk.unfinished.add(item.update_id)

    return handle


async def _report(desk: Desk, item: object, error: Exception) -> None:
    """The log gets the error, the chat its number, a question its end."""
    number = secrets.token_hex(4)
    log_error(error, number, with_message=desk.settings.log_questions or not isinstance(item, Ticket))
    desk.metrics.errors.inc()
    word = "failed"
    if isinstance(item, Ticket) and item.question is not None:
        question = item.question
        await desk.patiently(lambda: desk.state.journal.failed(question.id, f"error {number}"))
        desk.metrics.questions.labels("failed").inc()
        person = await desk.patiently(lambda: desk.state.people.get(question.thread.person_id))
        spot = Spot(question.thread.chat_id, question.thread.topic_id, question.message_id)
        await tell(desk, spot, Outgoing(desk.texts_of(person)(word, id=number)))
    elif isinstance(item, Update) and item.message is not None and not is_group(item.message.chat):
        await say(desk, item.message, Outgoing(desk.texts(item.message.from_user)(word, id=number)))
    elif (
        isinstance(item, Update) and item.callback_query is not None and not isinstance(error, NetworkError | Forbidden)
    ):
        text = desk.texts(item.callback_query.from_user).plain("failed-short", id=number)
        await pop_up(item.callback_query, text, alert=True)


def log_error(error: BaseException, number: str, *, with_message: bool) -> None:
    """What an error met on a question says may repeat the question: then only its kind and place are told."""
    trace = "".join(traceback.format_tb(error.__traceback__)).rstrip()
    said = f"{type(error).__name__}: {error}" if with_message else type(error).__name__
    log.error("an error that no handler expected: %s\n%s", said, trace, extra={"error": number})
