"""The card of a document: what is known of it; opening it and moving it to another collection."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from telegram import CallbackQuery, InlineKeyboardMarkup, MaybeInaccessibleMessage
from telegram.error import BadRequest, NetworkError

from bot import buttons
from bot.delivery import Outgoing
from bot.desk import Desk
from bot.feedback import CLOUD_MB, LOCAL_MB
from bot.library import verbs
from bot.library.admins import (
    act_word,
    card_of,
    cards,
    changing,
    collection_name,
    is_admins_press,
    key_of,
    moment,
    name_of,
    page_of,
    turning,
)
from bot.library.changing import GoneError, NameTakenError, move_file, moved_path
from bot.library.documents import page_with
from bot.markup import Html, joined, one_line
from bot.replies import pop_up, rewrite
from bot.state.library import DOCUMENT
from bot.texts import Texts
from index.errors import ReindexRunningError
from index.types import DocumentCard

log = logging.getLogger(__name__)

NAME_UNITS = 200
COLLECTIONS_SHOWN = 20
MOVED = "document-moved"


async def press_card(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    """A document in a list, and the buttons of its card but the one that deletes it."""
    if not await is_admins_press(desk, query):
        return
    texts = desk.texts(query.from_user)
    card = await card_of(desk, press.text(0))
    if card is None:
        await pop_up(query, texts.plain("document-gone"), alert=True)
    elif press.verb == verbs.OPEN:
        await _open(desk, query, texts, card)
    elif press.verb == verbs.MOVE:
        await pop_up(query)
        await rewrite(desk, query, await _choice(desk, texts, card, press.number(1)))
    elif press.verb == verbs.MOVE_TO:
        await _move(desk, query, texts, card, press.text(1))
    else:
        await pop_up(query)
        await rewrite(desk, query, await card_shown(desk, texts, card))


async def card_shown(desk: Desk, texts: Texts, card: DocumentCard) -> Outgoing:
    key, known = key_of(card.path), await cards(desk)
    rows = [
        [
            buttons.button(texts.plain("library-open"), verbs.OPEN, key),
            buttons.button(texts.plain("library-move"), verbs.MOVE, key, 0),
            buttons.button(texts.plain("library-delete"), verbs.DELETE, key),
        ],
        [buttons.button(texts.plain("button-back"), verbs.DOCUMENTS, key_of(card.collection), page_with(known, card))],
    ]
    return Outgoing(await _told(desk, texts, card), InlineKeyboardMarkup(rows))


async def _told(desk: Desk, texts: Texts, card: DocumentCard) -> Html:
    details = await desk.pool.run(desk.library.details, card.path)
    cited = await desk.patiently(lambda: desk.state.library.times_cited(card.path))
    lines = [
        texts("library-card", title=one_line(card.title, NAME_UNITS), path=one_line(card.path, NAME_UNITS)),
        texts("library-card-collection", name=collection_name(texts, card.collection)),
    ]
    if card.date:
        lines.append(texts("library-card-date", date=card.date))
    if card.void_by is not None:
        lines.append(texts("library-card-void", by=one_line(card.void_by, NAME_UNITS)))
    if details:
        lines.append(texts("library-card-passages", n=details.passages))
    lines += [texts("library-card-cited", n=cited), await _origin(desk, texts, card)]
    address = await desk.patiently(lambda: desk.state.pages.address_of(card.path))
    if address:
        lines.append(texts("library-card-address", address=one_line(address, NAME_UNITS)))
    if details:
        lines.append(texts("library-card-since", at=moment(details.since)))
    return joined("\n", lines)


async def _origin(desk: Desk, texts: Texts, card: DocumentCard) -> Html:
    """Who brought it, as the audit has it."""
    act = await desk.patiently(lambda: desk.state.library.newest_act(card.path))
    if act is None:
        return texts("library-card-from-folder")
    name, action = await name_of(desk, texts, act.by), act_word(texts, act.action)
    return texts("library-card-by", name=name, action=action, at=moment(act.at))


async def _choice(desk: Desk, texts: Texts, card: DocumentCard, page: int) -> Outgoing:
    """The other collections, each a button."""
    others = sorted({other.collection for other in await cards(desk)} - {card.collection})
    key = key_of(card.path)
    shown, page, pages = page_of(others, page, COLLECTIONS_SHOWN)
    made = [buttons.button(collection_name(texts, name), verbs.MOVE_TO, key, key_of(name)) for name in shown]
    rows = [
        *buttons.columns(made, 2),
        *turning(texts, page, pages, verbs.MOVE, before=(key,)),
        [buttons.button(texts.plain("button-back"), verbs.CARD, key)],
    ]
    word = "library-move-where" if others else "library-move-nowhere"
    return Outgoing(texts(word, title=one_line(card.title, NAME_UNITS)), InlineKeyboardMarkup(rows))


async def _move(desk: Desk, query: CallbackQuery, texts: Texts, card: DocumentCard, key: str) -> None:
    known: Sequence[DocumentCard] = await cards(desk)
    collection = next((other.collection for other in known if key_of(other.collection) == key), None)
    if collection is None or collection == card.collection:
        await pop_up(query, texts.plain("already-decided"), alert=True)
        return
    path = moved_path(card.path, collection)
    try:
        await changing(partial(move_file, desk.library, card.path, path))
    except (GoneError, NameTakenError, ReindexRunningError) as error:
        await pop_up(query, texts.plain(refusal_key(error)), alert=True)
        return
    await pop_up(query, texts.plain("changed"))
    await desk.patiently(lambda: desk.state.audit.record(query.from_user.id, MOVED, DOCUMENT + path, card.path))
    await desk.patiently(lambda: desk.state.pages.move(card.path, path))
    await desk.patiently(lambda: desk.state.notes.move(card.path, path))
    moved = await card_of(desk, key_of(path))
    if moved is not None:
        await rewrite(desk, query, await card_shown(desk, texts, moved))


def refusal_key(error: Exception) -> str:
    """What is said of a change that could not be made."""
    if isinstance(error, NameTakenError):
        return "library-name-taken"
    return "document-gone" if isinstance(error, GoneError) else "library-busy"


async def _open(desk: Desk, query: CallbackQuery, texts: Texts, card: DocumentCard) -> None:
    file = await desk.pool.run(_file, desk.library.documents_folder, card.path)
    most = LOCAL_MB if desk.settings.telegram_api_local else CLOUD_MB
    if file is None or query.message is None:
        await pop_up(query, texts.plain("document-gone"), alert=True)
    elif file.stat().st_size > most * 2**20:
        await pop_up(query, texts.plain("document-too-large", mb=most), alert=True)
    else:
        await pop_up(query)
        await _send(desk, query.message, file)


def _file(folder: Path, path: str) -> Path | None:
    """None where it is gone, empty, or lies outside."""
    file = (folder / path).resolve()
    inside = file.is_relative_to(folder.resolve())
    return file if inside and file.is_file() and file.stat().st_size else None


async def _send(desk: Desk, under: MaybeInaccessibleMessage, file: Path) -> None:
    """Tried once: whoever still wants it presses again."""
    try:
        sent = await desk.bot.send_document(under.chat.id, file, filename=one_line(file.name, NAME_UNITS))
    except BadRequest:
        raise
    except NetworkError as error:
        log.warning("a document was not sent: %s", error)
    else:
        desk.courier.saw(under.chat.id, sent.message_id)
