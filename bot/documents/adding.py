"""/add: a page of the web becomes a document, and the same address again a new version of it."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import httpx
from telegram import Message, User

from bot.delivery import Outgoing
from bot.desk import is_group
from bot.documents.deciding import ask
from bot.documents.examine import Received
from bot.documents.fetch import Fetched, FetchError, Refusal
from bot.documents.keys import Choice
from bot.documents.librarian import Librarian
from bot.documents.names import safe_name
from bot.documents.screen import Screen
from bot.documents.staging import Upload
from bot.documents.taking import examined, room_for, taking
from bot.markup import Html, cut, one_line
from bot.replies import say
from index.errors import DocumentError
from index.readers.decode import decode
from index.readers.html import page_content

log = logging.getLogger(__name__)

ADDRESS_UNITS = 300
TITLE_UNITS = 80
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)


async def command(librarian: Librarian, message: Message) -> None:
    desk, user = librarian.desk, message.from_user
    if user is None or is_group(message.chat):
        return
    texts = desk.texts(user)
    if not desk.policy.is_admin(user.id):
        log.warning("not an admin asked for a page to be added", extra={"person": user.id})
        await say(desk, message, Outgoing(texts("only-admins")))
        return
    _, _, said = (message.text or "").partition(" ")
    address, _, folder = said.strip().partition(" ")
    if not address:
        await say(desk, message, Outgoing(texts("docs-add-usage")))
        return
    librarian.spawn(_add(librarian, user, address, folder.strip()))


async def _add(librarian: Librarian, user: User, address: str, folder: str) -> None:
    screen = librarian.screen(user)
    await screen.show(Outgoing(screen.texts("docs-fetching", address=one_line(address, ADDRESS_UNITS))))
    try:
        fetched = await librarian.fetcher.fetch(address)
    except FetchError as error:
        log.warning("an address was not fetched: %s", error, extra={"person": user.id})
        await librarian.record(user.id, "address-refused", f"address:{cut(address, ADDRESS_UNITS)}", str(error))
        await screen.show(Outgoing(_refusal(librarian, screen, error)))
        return
    await librarian.record(user.id, "address-fetched", f"address:{cut(fetched.address, ADDRESS_UNITS)}")
    whole: Upload | None = None
    async with taking(librarian, user, screen, folder) as upload:
        room_for(librarian, len(fetched.data))
        received = await asyncio.to_thread(_kept, librarian.staging.place(upload), fetched)
        whole = replace(await examined(librarian, upload, [received]), address=fetched.address)
    if whole is not None:
        await ask(librarian, whole, screen, await _known(librarian, fetched))


def _refusal(librarian: Librarian, screen: Screen, error: FetchError) -> Html:
    texts = screen.texts
    if error.refusal is Refusal.TOO_LARGE:
        return texts("docs-fetch-too-large", mb=librarian.desk.settings.max_file_mb)
    return texts(f"docs-fetch-{error.refusal}", detail=one_line(error.detail, ADDRESS_UNITS))


async def _known(librarian: Librarian, fetched: Fetched) -> Choice | None:
    """The document that was this page when it was last fetched, if it was of the same kind."""
    desk = librarian.desk
    paths = await desk.patiently(lambda: desk.state.pages.paths_of(fetched.address))
    there = [path for path in paths if path.endswith(fetched.suffix) and (librarian.folder / path).is_file()]
    return Choice("", there[0]) if there else None


def _kept(place: Path, fetched: Fetched) -> Received:
    """On the disk under the page's title; a page in UTF-8, with its address in its first line."""
    data, title = fetched.data, ""
    if fetched.suffix == ".html":
        try:
            page = decode(data, fetched.charset or _declared(data))
        except DocumentError as error:
            return Received(_name(fetched, ""), None, error.reason)
        title = _title(page)
        data = f'{saved_from(fetched.address)}\n<meta charset="utf-8">\n{page}'.encode("utf-8", "replace")
    file = place / f"0{fetched.suffix}"
    file.write_bytes(data)
    return Received(_name(fetched, title), file)


def saved_from(address: str) -> str:
    """As browsers mark a page that they saved."""
    return f"<!-- saved from url=({len(address):04}){address.replace('--', '-%2D')} -->"


def _declared(data: bytes) -> str:
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else ""


def _title(page: str) -> str:
    """Empty for a page that cannot be read: that is told when it is examined."""
    try:
        return page_content(page).title
    except (DocumentError, ValueError):
        return ""


def _name(fetched: Fetched, title: str) -> str:
    """The title's, else the address's."""
    url = httpx.URL(fetched.address)
    last = unquote(url.path).rstrip("/").rpartition("/")[2].removesuffix(fetched.suffix)
    stem = one_line(title, TITLE_UNITS).rstrip("…") or last or url.host
    return safe_name(stem.replace("/", "-").replace("\\", "-") + fetched.suffix)
