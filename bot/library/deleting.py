"""Deleting a document, and for a minute bringing it back: meanwhile its file lies hidden beside where it was."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from telegram import CallbackQuery, InlineKeyboardMarkup
from telegram.ext import JobQueue

from bot import buttons
from bot.delivery import Outgoing, UnreachableError
from bot.desk import Desk
from bot.library import verbs
from bot.library.admins import card_of, changing, is_admins_press, name_of
from bot.library.cards import refusal_key
from bot.library.changing import GoneError, NameTakenError, hidden_path, let_go, move_file
from bot.markup import one_line
from bot.replies import pop_up, rewrite
from bot.state.library import DOCUMENT, Deletion
from bot.texts import Texts
from index.errors import ReindexRunningError

log = logging.getLogger(__name__)

UNDO_FOR = timedelta(minutes=1)
GRACE = timedelta(seconds=15)
"""An undo pressed at the last moment is not run over."""
SWEEP_EVERY = timedelta(seconds=20)
NAME_UNITS = 200
DELETED, RESTORED = "document-deleted", "document-restored"


async def press_delete(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    if not await is_admins_press(desk, query):
        return
    texts = desk.texts(query.from_user)
    card = await card_of(desk, press.text(0))
    message = query.message
    if card is None or message is None:
        await pop_up(query, texts.plain("document-gone"), alert=True)
        return
    number = secrets.token_hex(8)
    hidden = hidden_path(card.path, number)
    now = desk.state.library.clock()
    by = query.from_user.id
    deletion = Deletion(number, card.path, hidden, card.title, by, now, message.chat.id, message.message_id)
    await desk.patiently(lambda: desk.state.library.remember(deletion))
    try:
        await changing(partial(move_file, desk.library, card.path, hidden))
    except (GoneError, NameTakenError, ReindexRunningError) as error:
        await desk.patiently(lambda: desk.state.library.forgive(deletion))
        await pop_up(query, texts.plain(refusal_key(error)), alert=True)
        return
    await pop_up(query)
    await desk.patiently(lambda: desk.state.audit.record(by, DELETED, DOCUMENT + card.path, card.title))
    undo = InlineKeyboardMarkup([[buttons.button(texts.plain("library-undo"), verbs.UNDO, number)]])
    await rewrite(desk, query, Outgoing(await _told(desk, texts, deletion), undo))


async def press_undo(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    if not await is_admins_press(desk, query):
        return
    texts = desk.texts(query.from_user)
    deletion = await desk.patiently(lambda: desk.state.library.deletion(press.text(0)))
    if deletion is None or desk.state.library.clock() - deletion.at > UNDO_FOR:
        await pop_up(query, texts.plain("library-undo-late"), alert=True)
        return
    try:
        await changing(partial(move_file, desk.library, deletion.hidden, deletion.path))
    except (GoneError, NameTakenError, ReindexRunningError) as error:
        word = "already-decided" if isinstance(error, GoneError) else refusal_key(error)
        await pop_up(query, texts.plain(word), alert=True)
        return
    await desk.patiently(lambda: desk.state.library.forgive(deletion))
    by = query.from_user.id
    await desk.patiently(lambda: desk.state.audit.record(by, RESTORED, DOCUMENT + deletion.path, deletion.title))
    await pop_up(query, texts.plain("changed"))
    restored = texts("library-restored", title=one_line(deletion.title, NAME_UNITS), by=await name_of(desk, texts, by))
    await rewrite(desk, query, Outgoing(restored))


async def _told(desk: Desk, texts: Texts, deletion: Deletion) -> Any:
    by = await name_of(desk, texts, deletion.by)
    return texts("library-deleted", title=one_line(deletion.title, NAME_UNITS), by=by)


def add_sweep(jobs: JobQueue[Any], desk: Desk) -> None:
    """What was deleted longer ago goes for good, also what an earlier run left."""

    async def sweep(_: object) -> None:
        await let_old_go(desk, desk.state.library.clock() - UNDO_FOR - GRACE)

    jobs.run_repeating(sweep, SWEEP_EVERY, first=timedelta(seconds=1))


async def let_old_go(desk: Desk, before: datetime) -> None:
    for deletion in await desk.patiently(lambda: desk.state.library.deletions(before)):
        await asyncio.to_thread(let_go, desk.library.documents_folder, deletion.hidden)
        forgive: Callable[[], Awaitable[bool]] = partial(desk.state.library.forgive, deletion)
        if await desk.patiently(forgive):
            await _take_button(desk, deletion)


async def _take_button(desk: Desk, deletion: Deletion) -> None:
    """The message says the same, without the way back."""
    person = await desk.patiently(partial(desk.state.people.get, deletion.by))
    told = await _told(desk, desk.texts_of(person), deletion)
    try:
        await desk.courier.edit(deletion.chat_id, deletion.message_id, Outgoing(told))
    except UnreachableError as error:
        log.info("%s", error)
