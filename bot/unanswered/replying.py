"""What an admin replies to the bot's prompt: the answer, or something that cannot be one."""

from __future__ import annotations

import logging

from telegram import Message

from bot.delivery import Outgoing, Spot, UnreachableError
from bot.desk import Desk
from bot.replies import say
from bot.state.unanswered_values import OPEN, Resolution, ResolutionState
from bot.unanswered.asking import texts_of
from bot.unanswered.choosing import choices, preview
from bot.unanswered.note import note_answer
from bot.unanswered.prompts import resolution_of

log = logging.getLogger(__name__)


async def take_reply(desk: Desk, message: Message) -> bool:
    """Whether the message is an answer to a prompt; then it is dealt with."""
    resolution = await resolution_of(desk, message)
    if resolution is None:
        return False
    texts = desk.texts(message.from_user)
    is_edit = message.edit_date is not None
    if is_edit and message.message_id != resolution.answer_id:
        return True  # what it was before was told to be no answer, or was answered by another message
    written = note_answer(message.text or "")
    if resolution.state not in OPEN:
        published = resolution.state in (ResolutionState.PUBLISHING, ResolutionState.ANSWERED)
        word = texts("unanswered-too-late-published") if published else texts("unanswered-too-late")
        await say(desk, message, Outgoing(word))
    elif not written:
        await say(desk, message, Outgoing(texts("unanswered-only-text")))
    else:
        await _take(desk, resolution, written, message.message_id)
    return True


async def _take(desk: Desk, resolution: Resolution, written: str, message_id: int) -> None:
    kept = await desk.patiently(lambda: desk.state.unanswered.answer(resolution.id, written, message_id))
    texts = texts_of(desk, resolution)
    if kept is None:
        await desk.courier.send(Spot(resolution.chat_id), Outgoing(texts("unanswered-too-late")))
        return
    shown = preview(texts, kept, await choices(desk, kept))
    try:
        card_id = await desk.courier.send(Spot(resolution.chat_id), shown)
        await desk.patiently(lambda: desk.state.unanswered.carded(kept.id, card_id))
        if kept.card_id:  # its button goes: the new message has it
            await desk.courier.edit(kept.chat_id, kept.card_id, Outgoing(texts("unanswered-received")))
    except UnreachableError as error:
        log.info("%s", error)
