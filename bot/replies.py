"""Saying things where a message or a button was."""

from __future__ import annotations

import logging
from contextlib import suppress

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message
from telegram.error import BadRequest, NetworkError

from bot.delivery import Outgoing, Spot, UnreachableError
from bot.desk import Desk, is_group, topic_of
from bot.markup import visible
from bot.queue import StoppingError

log = logging.getLogger(__name__)

POP_UP = 200
"""The most a pop-up may say."""


async def say(desk: Desk, to: Message, outgoing: Outgoing) -> None:
    """In the same place; in a group as a reply."""
    await tell(desk, Spot(to.chat_id, topic_of(to), to.message_id if is_group(to.chat) else None), outgoing)


async def tell(desk: Desk, spot: Spot, outgoing: Outgoing) -> bool:
    """False when the chat cannot be written to: that is remembered."""
    try:
        await desk.courier.send(spot, outgoing)
    except UnreachableError as error:
        log.info("%s", error)
        await mark_unreachable(desk, error.chat_id)
        return False
    await mark_reachable(desk, spot.chat_id)
    return True


async def mark_reachable(desk: Desk, chat_id: int) -> None:
    """After something was sent there: whatever kept the bot from it before is over."""
    with suppress(StoppingError):  # what is sent later says it again
        plan = await desk.patiently(lambda: desk.state.digests.plan(chat_id))
        if plan is not None and plan.is_away:
            await desk.patiently(lambda: desk.state.digests.set_away(chat_id, away=False))
        chat = await desk.patiently(lambda: desk.state.chats.get(chat_id)) if chat_id < 0 else None
        if chat is not None and not chat.is_active:
            await desk.patiently(lambda: desk.state.chats.set_active(chat_id, active=True))


async def mark_unreachable(desk: Desk, chat_id: int) -> None:
    await desk.patiently(lambda: desk.state.digests.set_away(chat_id, away=True))
    if chat_id > 0:
        await desk.patiently(lambda: desk.state.people.set_active(chat_id, active=False))
    else:
        await desk.patiently(lambda: desk.state.chats.set_active(chat_id, active=False))


async def pop_up(query: CallbackQuery, text: str = "", *, alert: bool = False) -> None:
    """Ends the button's waiting. Too late, or not at all, is no matter: what the button does is done anyway."""
    try:
        await query.answer(text[:POP_UP] or None, show_alert=alert)
    except BadRequest as error:
        if "query is too old" not in error.message.lower():
            raise
    except NetworkError as error:
        log.warning("a button was not answered: %s", error)


async def rewrite(desk: Desk, query: CallbackQuery, outgoing: Outgoing) -> None:
    """The message that the button is under, unless it says just that."""
    message = query.message
    if message is None or _says(message, outgoing):
        return
    shown_at = (message.edit_date or message.date) if isinstance(message, Message) else None
    try:
        await desk.courier.edit(message.chat.id, message.message_id, outgoing, shown_at)
    except UnreachableError as error:
        log.info("%s", error)


def _says(message: MaybeInaccessibleMessage, outgoing: Outgoing) -> bool:
    return (
        isinstance(message, Message)
        and message.reply_markup == outgoing.keyboard
        and (message.text or "").split() == visible(outgoing.text).split()
    )
