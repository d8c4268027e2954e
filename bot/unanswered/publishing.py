"""An admin's answer becomes a note in the library, by the way that uploads go; then whoever asked is to be told."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from telegram import CallbackQuery

from bot.buttons import Press
from bot.delivery import Outgoing, Spot, UnreachableError
from bot.desk import Desk
from bot.documents.placing import digest_of
from bot.documents.publishing import publish
from bot.documents.screen import Screen
from bot.documents.staging import Item, Stage, Target, Upload
from bot.library.admins import is_admins_press, name_of
from bot.markup import Html, one_line
from bot.replies import pop_up
from bot.state.unanswered_notes import Signing
from bot.state.unanswered_steps import Held
from bot.state.unanswered_values import Resolution, ResolutionState
from bot.unanswered.asking import texts_of
from bot.unanswered.choosing import choices, preview
from bot.unanswered.clerk import Clerk
from bot.unanswered.listing import refusal
from bot.unanswered.note import SUFFIX, Signature, as_markdown, note_path, note_text, note_title
from bot.unanswered.sender import send_due

log = logging.getLogger(__name__)

PATH_UNITS = 200
ABANDONED_AFTER = timedelta(minutes=5)


async def press_place(clerk: Clerk, query: CallbackQuery, press: Press) -> None:
    """Where the note goes: whoever wrote it decides."""
    desk, texts = clerk.desk, clerk.desk.texts(query.from_user)
    if not await is_admins_press(desk, query):
        return
    resolution = await desk.patiently(lambda: desk.state.unanswered.get(press.text(0)))
    if resolution is None or resolution.state is not ResolutionState.CHOOSING:
        await pop_up(query, texts.plain("already-decided"), alert=True)
    elif resolution.by != query.from_user.id:
        held = Held(resolution.state, resolution.by, resolution.created_at)
        await pop_up(query, await refusal(desk, texts, held, query.from_user.id), alert=True)
    elif resolution.id in clerk.publishing:
        await pop_up(query)
    else:
        clerk.publishing.add(resolution.id)
        await pop_up(query)
        clerk.librarian.spawn(_publish(clerk, resolution, press.text(1)))


async def _publish(clerk: Clerk, resolution: Resolution, key: str) -> None:
    desk, texts = clerk.desk, texts_of(clerk.desk, resolution)
    try:
        path = resolution.path or await _path(desk, resolution, key)
        if path is None:  # the folder is gone since
            await _show(desk, resolution, preview(texts, resolution, await choices(desk, resolution)))
            return
        upload = await _staged(clerk, resolution, path)
        placed = await desk.patiently(lambda: desk.state.unanswered.place(resolution.id, path, upload.id))
        if placed is None:
            clerk.librarian.staging.remove(upload)
            return
        screen = Screen(desk, placed.chat_id, texts, placed.card_id)
        await publish(clerk.librarian, upload, screen)
        await _settle(clerk, placed)
    except OSError as error:
        log.exception("a note could not be made ready")
        await _say(desk, resolution, texts("docs-not-written", reason=error.strerror or str(error)))
    except Exception:
        await _say(desk, resolution, texts("docs-broke"))
        raise
    finally:
        clerk.publishing.discard(resolution.id)


async def _path(desk: Desk, resolution: Resolution, key: str) -> str | None:
    choice = (await choices(desk, resolution)).find(key)
    if choice is None:
        return None
    folder = desk.library.documents_folder
    return await asyncio.to_thread(note_path, folder, choice.collection, note_title(resolution.question))


async def _staged(clerk: Clerk, resolution: Resolution, path: str) -> Upload:
    """The note as an upload of one file of which it is known where it goes."""
    desk, texts = clerk.desk, texts_of(clerk.desk, resolution)
    signing = _signing(desk, resolution, desk.state.unanswered.clock())
    name = await name_of(desk, texts, resolution.by)
    signature = Signature(name, signing.signed_at.astimezone().date(), signing.review_at.astimezone().date())
    text = note_text(texts, signing.title, resolution.answer, signature)
    return await asyncio.to_thread(_stage, clerk, resolution, path, text)


def _stage(clerk: Clerk, resolution: Resolution, path: str, text: str) -> Upload:
    staging, data = clerk.librarian.staging, text.encode("utf-8", "replace")
    upload = staging.open(resolution.by, resolution.chat_id, language=resolution.language)
    file = staging.place(upload) / f"0{SUFFIX}"
    file.write_bytes(data)
    item = Item(file.name, Path(path).name, len(data), digest_of(file), title=note_title(resolution.question))
    target = Target(0, path, digest_of(clerk.librarian.folder / path))
    whole = replace(upload, stage=Stage.ASKED, message_id=resolution.card_id, items=(item,), targets=(target,))
    return staging.save(whole)


def _signing(desk: Desk, resolution: Resolution, now: datetime) -> Signing:
    days = desk.settings.note_review_days
    return Signing(note_title(resolution.question), now, now + timedelta(days=days))


async def settle_all(clerk: Clerk) -> None:
    """What this or an earlier run published without noting it, and what came to nothing."""
    for resolution in await clerk.desk.patiently(clerk.desk.state.unanswered.publishing):
        if resolution.id not in clerk.publishing:
            await _settle(clerk, resolution)


async def _settle(clerk: Clerk, resolution: Resolution) -> None:
    desk, staging = clerk.desk, clerk.librarian.staging
    now = desk.state.unanswered.clock()
    written = await asyncio.to_thread(_is_written, desk.library.documents_folder, resolution)
    if written and await desk.pool.run(desk.library.document, resolution.path) is not None:
        signing = _signing(desk, resolution, now)
        many = await desk.patiently(lambda: desk.state.notes.publish(resolution, signing))
        if many is not None:
            await _tell(desk, resolution, many)
            clerk.librarian.spawn(send_due(desk))
    elif not written and staging.get(resolution.upload_id) is None and _is_lost(clerk, resolution, now):
        await desk.patiently(lambda: desk.state.unanswered.abandon(resolution.id))


def _is_lost(clerk: Clerk, resolution: Resolution, now: datetime) -> bool:
    """Another process's may be under way still."""
    return resolution.id in clerk.publishing or now - resolution.moved_at > ABANDONED_AFTER


def _is_written(folder: Path, resolution: Resolution) -> bool:
    """Whether the answer stands in the folder; the library may not have it yet, and gets it by the next reindex."""
    try:
        return as_markdown(resolution.answer) in (folder / resolution.path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


async def _tell(desk: Desk, resolution: Resolution, many: int) -> None:
    texts = texts_of(desk, resolution)
    path = one_line(resolution.path, PATH_UNITS)
    word = texts("note-published", path=path, n=many) if resolution.lead_id else texts("note-changed", path=path)
    await _show(desk, resolution, Outgoing(word))


async def _say(desk: Desk, resolution: Resolution, told: Html) -> None:
    """Under the card, whose buttons stay: they may be pressed again."""
    try:
        await desk.courier.send(Spot(resolution.chat_id), Outgoing(told))
    except UnreachableError as error:
        log.info("%s", error)


async def _show(desk: Desk, resolution: Resolution, outgoing: Outgoing) -> None:
    try:
        if not await desk.courier.edit(resolution.chat_id, resolution.card_id, outgoing):
            await desk.courier.send(Spot(resolution.chat_id), outgoing)
    except UnreachableError as error:
        log.info("%s", error)
