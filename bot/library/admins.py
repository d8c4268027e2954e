"""What all that admins do to the library shares: who may, whose name, which document a button means."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from telegram import CallbackQuery, InlineKeyboardButton, Message

from bot import buttons
from bot.delivery import Outgoing
from bot.desk import Desk, is_group
from bot.markup import one_line
from bot.people import person_name
from bot.replies import pop_up, say
from bot.texts import Texts
from index.errors import ReindexRunningError
from index.types import DocumentCard

log = logging.getLogger(__name__)
T = TypeVar("T")

TRY_AGAIN_S = 0.5
TRIES = 20
"""A reindex under way is waited for that often; then whoever pressed is told of it."""
KEY_BYTES = 6


async def is_admin_here(desk: Desk, message: Message) -> bool:
    """Whether a command comes from an admin in their private chat; tells others that it is not for them."""
    user = message.from_user
    if user is None or not desk.policy.is_admin(user.id):
        log.warning("not an admin sent an admin's command", extra={"person": user.id if user else 0})
        await say(desk, message, Outgoing(desk.texts(user)("only-admins")))
        return False
    if is_group(message.chat):
        await say(desk, message, Outgoing(desk.texts(user)("library-in-private")))
        return False
    await desk.patiently(lambda: desk.see(user, message.chat))
    return True


async def is_admins_press(desk: Desk, query: CallbackQuery) -> bool:
    """Whether an admin pressed; tells others that it is not for them."""
    if desk.policy.is_admin(query.from_user.id):
        chat = query.message.chat if query.message else None
        await desk.patiently(lambda: desk.see(query.from_user, chat))
        return True
    log.warning("not an admin pressed an admin's button", extra={"person": query.from_user.id})
    await pop_up(query, desk.texts(query.from_user).plain("only-admins"), alert=True)
    return False


async def changing(act: Callable[[], T]) -> T:
    """What `act` gives, in a thread of its own. Raises ReindexRunningError where another one takes too long."""
    for _ in range(TRIES):
        try:
            return await asyncio.to_thread(act)
        except ReindexRunningError:
            await asyncio.sleep(TRY_AGAIN_S)
    return await asyncio.to_thread(act)


def key_of(name: str) -> str:
    """A path or a collection is too long for a button; this is as good as unique among those there are."""
    return hashlib.blake2b(name.encode(), digest_size=KEY_BYTES).hexdigest()


async def cards(desk: Desk) -> list[DocumentCard]:
    return await desk.pool.run(desk.library.documents)


async def card_of(desk: Desk, key: str) -> DocumentCard | None:
    """None where there is no such document (any more)."""
    return next((card for card in await cards(desk) if key_of(card.path) == key), None)


async def name_of(desk: Desk, texts: Texts, person_id: int) -> str:
    """Of an admin; 0 is the program itself."""
    if person_id == 0:
        return texts.plain("library-nobody")
    person = await desk.patiently(partial(desk.state.people.get, person_id))
    return person_name(person) if person else str(person_id)


def act_word(texts: Texts, action: str) -> str:
    """What an act of the audit is called; one that has no word, as it is."""
    key = f"act-{action}"
    return texts.plain(key) if texts.bundle.has_message(key) else action


def moment(at: datetime) -> str:
    """By the machine's clock."""
    return f"{at.astimezone():%d.%m.%Y %H:%M}"


def collection_name(texts: Texts, collection: str, most: int = 40) -> str:
    return one_line(collection, most) or texts.plain("collection-root")


def turning(texts: Texts, page: int, pages: int, verb: str, *, before: Sequence[str] = ()) -> list[buttons.Row]:
    """Arrows that lead around; `before` stands before the page's number behind the buttons."""
    if pages < 2:
        return []
    arrows: list[InlineKeyboardButton] = [
        buttons.button(texts.plain("button-previous"), verb, *before, (page - 1) % pages),
        buttons.button(f"{page + 1}/{pages}", buttons.IDLE),
        buttons.button(texts.plain("button-next"), verb, *before, (page + 1) % pages),
    ]
    return [arrows]


def page_of(items: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int, int]:
    """The items of a page, its number within what there is, and how many pages there are."""
    pages = max(1, -(-len(items) // size))
    page = min(max(page, 0), pages - 1)
    return items[page * size : (page + 1) * size], page, pages
