"""Notes whose review has come: still right, to be changed or removed. Admins are told once, at most once a day."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from telegram import CallbackQuery, InlineKeyboardMarkup

from bot import buttons
from bot.delivery import Outgoing, Spot
from bot.desk import Desk
from bot.digests.schedule import zone_of
from bot.library import verbs as library_verbs
from bot.library.admins import cards, is_admins_press, key_of, name_of, page_of, turning
from bot.library.deleting import press_delete
from bot.markup import Html, joined, one_line
from bot.replies import pop_up, rewrite, tell
from bot.state.unanswered_values import Note
from bot.texts import Texts
from bot.unanswered import verbs

log = logging.getLogger(__name__)

PAGE_SIZE = 5
TITLE_UNITS = 250
MORNING = 9
"""By the clock of the digests' zone: before it nobody is told of anything that can wait."""


async def due_notes(desk: Desk) -> list[Note]:
    """Those that are in the library still, the longest due first."""
    due = await desk.patiently(desk.state.notes.due)
    if not due:
        return []
    paths = {card.path for card in await cards(desk)}
    return [note for note in due if note.path in paths]


async def press_review(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    if await is_admins_press(desk, query):
        await pop_up(query)
        await rewrite(desk, query, await _page(desk, desk.texts(query.from_user), press.number(0)))


async def press_note(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    """Still right, or to be removed."""
    if not await is_admins_press(desk, query):
        return
    texts, by = desk.texts(query.from_user), query.from_user.id
    note = next((note for note in await due_notes(desk) if note.id == press.text(0)), None)
    if note is None:
        await pop_up(query, texts.plain("already-decided"), alert=True)
    elif press.verb == verbs.REMOVE:
        await press_delete(desk, query, buttons.Press(library_verbs.DELETE, (key_of(note.path),)))
    else:
        review_at = desk.state.notes.clock() + timedelta(days=desk.settings.note_review_days)
        confirmed = await desk.patiently(lambda: desk.state.notes.confirm(note, by, review_at))
        word = texts.plain("note-confirmed", date=review_at.date()) if confirmed else texts.plain("already-decided")
        await pop_up(query, word)
        await rewrite(desk, query, await _page(desk, texts, press.number(1)))


async def tell_reviews(desk: Desk) -> None:
    """In the morning, of notes that the admins were not told of."""
    local = desk.state.notes.clock().astimezone(zone_of(desk.settings.digest_zone))
    fresh = [note for note in await due_notes(desk) if note.told_at is None]
    if not fresh or local.hour < MORNING:
        return
    told = [await _tell(desk, admin_id, local, fresh) for admin_id in sorted(desk.policy.admin_ids)]
    if any(told):
        await desk.patiently(lambda: desk.state.notes.told([note.id for note in fresh]))


async def _tell(desk: Desk, admin_id: int, today: datetime, fresh: Sequence[Note]) -> bool:
    """False for one who cannot be written to, or who was told today."""
    admin = await desk.patiently(partial(desk.state.people.get, admin_id))
    if admin is None or not admin.is_active:
        return False
    if not await desk.patiently(lambda: desk.state.once.first(f"notes:{admin_id}:{today:%Y-%m-%d}")):
        return False
    log.info("notes to be looked at", extra={"admin": admin_id, "notes": len(fresh)})
    return await tell(desk, Spot(admin_id), await _listed(desk, desk.texts_of(admin), fresh, 0))


async def _page(desk: Desk, texts: Texts, page: int) -> Outgoing:
    return await _listed(desk, texts, await due_notes(desk), page)


async def _listed(desk: Desk, texts: Texts, notes: Sequence[Note], page: int) -> Outgoing:
    if not notes:
        back = [buttons.button(texts.plain("unanswered-button-list"), verbs.LIST, 0)]
        return Outgoing(texts("note-none-due"), InlineKeyboardMarkup([back]))
    shown, page, pages = page_of(notes, page, PAGE_SIZE)
    first = page * PAGE_SIZE + 1
    entries = [await _entry(desk, texts, note, number) for number, note in enumerate(shown, first)]
    rows = [_row(texts, note, number, page) for number, note in enumerate(shown, first)]
    rows += turning(texts, page, pages, verbs.REVIEW)
    text = joined("\n\n", [texts("note-due", n=len(notes)), *entries])
    return Outgoing(text, InlineKeyboardMarkup(rows))


async def _entry(desk: Desk, texts: Texts, note: Note, number: int) -> Html:
    return texts(
        "note-entry",
        number=number,
        title=one_line(note.title, TITLE_UNITS),
        name=await name_of(desk, texts, note.by),
        date=note.signed_at.astimezone().date(),
    )


def _row(texts: Texts, note: Note, number: int, page: int) -> buttons.Row:
    return [
        buttons.button(texts.plain("note-button-right", number=number), verbs.CONFIRM, note.id, page),
        buttons.button(texts.plain("note-button-change"), verbs.CHANGE, note.id),
        buttons.button(texts.plain("note-button-remove"), verbs.REMOVE, note.id),
    ]
