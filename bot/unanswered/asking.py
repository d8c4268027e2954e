"""An admin takes a group of questions on: they are asked for the answer, and may think better of it."""

from __future__ import annotations

import logging
from functools import partial

from telegram import CallbackQuery, ForceReply, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, NetworkError

from bot import buttons
from bot.delivery import Outgoing, Spot, UnreachableError
from bot.desk import Desk
from bot.library.admins import is_admins_press
from bot.markup import Html, one_line
from bot.replies import pop_up
from bot.state.unanswered_steps import PATIENCE, Held
from bot.state.unanswered_values import NewResolution, Resolution
from bot.texts import Texts, texts_for
from bot.unanswered import verbs
from bot.unanswered.listing import pressed_group, refusal

log = logging.getLogger(__name__)

TITLE_UNITS = 300
TRIES = 3
WAIT_S = 2.0
PLACEHOLDER_UNITS = 64
CLOSED = "answer-cancelled"
"""An act, as the audit has it."""


async def press_answer(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    group = await pressed_group(desk, query, press)
    if group is None:
        return
    texts, user = desk.texts(query.from_user), query.from_user
    new = NewResolution(user.id, user.id, user.language_code, group.lead.text, group.lead.id)
    begun = await desk.patiently(lambda: desk.state.unanswered.begin(new, group.ids))
    if not isinstance(begun, Resolution):
        await pop_up(query, await refusal(desk, texts, begun, user.id), alert=True)
        return
    await pop_up(query)
    await prompt(desk, begun, texts("unanswered-answering", question=_title(begun), n=group.people))


async def press_change(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    """A note is written anew: its question stays."""
    if not await is_admins_press(desk, query):
        return
    texts, user = desk.texts(query.from_user), query.from_user
    note = await desk.patiently(lambda: desk.state.notes.get(press.text(0)))
    if note is None or await desk.pool.run(desk.library.document, note.path) is None:
        await pop_up(query, texts.plain("document-gone"), alert=True)
        return
    new = NewResolution(user.id, user.id, user.language_code, note.title, path=note.path)
    begun = await desk.patiently(lambda: desk.state.unanswered.begin_change(new))
    if isinstance(begun, Held):
        await pop_up(query, await refusal(desk, texts, begun, user.id), alert=True)
        return
    await pop_up(query)
    await prompt(desk, begun, texts("note-changing", question=_title(begun)))


async def prompt(desk: Desk, resolution: Resolution, told: Html) -> None:
    """Two messages: one with the button that cancels, one that asks to be replied to."""
    texts = texts_of(desk, resolution)
    minutes = round(PATIENCE.total_seconds() / 60)
    card = Outgoing(Html(f"{told}\n\n{texts('unanswered-write', minutes=minutes)}"), cancel_keyboard(texts, resolution))
    try:
        card_id = await desk.courier.send(Spot(resolution.chat_id), card)
        await desk.patiently(lambda: desk.state.unanswered.carded(resolution.id, card_id))
        prompt_id = await _ask_for_reply(desk, resolution, texts)
    except (UnreachableError, Forbidden) as error:
        log.info("an admin cannot be asked for an answer: %s", error)
        await _close(desk, resolution.id)
        return
    if prompt_id is None:
        await _close(desk, resolution.id)
        await desk.courier.edit(resolution.chat_id, card_id, Outgoing(texts("unanswered-not-asked")))
        return
    await desk.patiently(lambda: desk.state.unanswered.prompted(resolution.id, prompt_id))


async def _ask_for_reply(desk: Desk, resolution: Resolution, texts: Texts) -> int | None:
    """The message's id; None where Telegram cannot be reached. Asked twice is no harm: either may be replied to."""
    hint = one_line(resolution.question, PLACEHOLDER_UNITS)
    for left in reversed(range(TRIES)):
        try:
            sent = await desk.bot.send_message(
                resolution.chat_id,
                texts.plain("unanswered-prompt"),
                reply_markup=ForceReply(input_field_placeholder=hint),
            )
        except BadRequest:
            raise
        except NetworkError as error:
            log.warning("an admin was not asked for an answer: %s", error)
            if not left or await desk.closes_within(WAIT_S):
                return None
        else:
            desk.courier.saw(resolution.chat_id, sent.message_id)
            return sent.message_id
    return None


async def press_cancel(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    if not await is_admins_press(desk, query):
        return
    texts, by = desk.texts(query.from_user), query.from_user.id
    resolution = await desk.patiently(lambda: desk.state.unanswered.get(press.text(0)))
    if resolution is None or resolution.by != by or not await _close(desk, resolution.id):
        await pop_up(query, texts.plain("already-decided"), alert=True)
        return
    await desk.patiently(lambda: desk.state.audit.record(by, CLOSED, subject_of(resolution)))
    await pop_up(query, texts.plain("changed"))
    await _show_closed(desk, resolution, texts("unanswered-cancelled", question=_title(resolution)))


async def close_given_up(desk: Desk) -> None:
    """What nobody answered in time; their questions are free again."""
    for resolution in await desk.patiently(desk.state.unanswered.given_up):
        if await desk.patiently(partial(desk.state.unanswered.close, resolution.id, only_given_up=True)):
            texts = texts_of(desk, resolution)
            await _show_closed(desk, resolution, texts("unanswered-timed-out", question=_title(resolution)))


async def _close(desk: Desk, resolution_id: str) -> bool:
    return await desk.patiently(lambda: desk.state.unanswered.close(resolution_id))


async def _show_closed(desk: Desk, resolution: Resolution, told: Html) -> None:
    try:
        chat_id, card_id = resolution.chat_id, resolution.card_id
        if not card_id or not await desk.courier.edit(chat_id, card_id, Outgoing(told)):
            await desk.courier.send(Spot(chat_id), Outgoing(told))
    except UnreachableError as error:
        log.info("%s", error)


def cancel_keyboard(texts: Texts, resolution: Resolution) -> InlineKeyboardMarkup:
    cancel = buttons.button(texts.plain("unanswered-button-cancel"), verbs.CANCEL, resolution.id)
    return InlineKeyboardMarkup([[cancel]])


def subject_of(resolution: Resolution) -> str:
    """As the audit names it."""
    return f"question:{resolution.lead_id}" if resolution.lead_id else f"document:{resolution.path}"


def texts_of(desk: Desk, resolution: Resolution) -> Texts:
    return texts_for(resolution.language, desk.settings.language)


def _title(resolution: Resolution) -> str:
    return one_line(resolution.question, TITLE_UNITS)
