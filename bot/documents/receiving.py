"""Files that an admin sends → an upload, examined."""

from __future__ import annotations

import logging
from pathlib import Path, PurePosixPath

from telegram import Document, Message
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest, NetworkError

from bot.delivery import Outgoing
from bot.documents.deciding import ask
from bot.documents.examine import ARCHIVE, ARCHIVE_FILES, Received
from bot.documents.librarian import Librarian
from bot.documents.names import safe_name
from bot.documents.screen import Screen
from bot.documents.staging import Upload
from bot.documents.taking import NotFetchedError, examined, room_for, taking
from bot.markup import joined, one_line
from index.readers import SUFFIXES
from index.types import SkipReason

log = logging.getLogger(__name__)

TRIES = 3
WAIT_S = 2.0
FETCH_S = 120.0
NAMES_UNITS = 300
CLOUD_MB = FileSizeLimit.FILESIZE_DOWNLOAD // 10**6


class CloudLimitError(Exception):
    """Telegram hands a bot no file as large as this, unless through a Bot API server of one's own."""


def receive(librarian: Librarian, message: Message) -> None:
    """An album is one upload, however many messages it comes in."""
    if librarian.batches.add(message):
        librarian.spawn(_take(librarian, message))


async def _take(librarian: Librarian, first: Message) -> None:
    messages = await librarian.batches.whole(first)
    user = first.from_user
    if user is None:
        return
    screen = librarian.screen(user)
    caption = next((message.caption for message in messages if message.caption), "")
    whole: Upload | None = None
    async with taking(librarian, user, screen, caption) as upload:
        await screen.show(Outgoing(screen.texts("docs-receiving", n=len(messages))))
        received, large = await _fetch_all(librarian, upload, messages)
        if large:
            await _tell_of_large(librarian, librarian.screen(user) if received else screen, large)
        if received:
            whole = await examined(librarian, upload, received)
        else:
            librarian.staging.remove(upload)
    if whole is not None:
        await ask(librarian, whole, screen)


async def _fetch_all(librarian: Librarian, upload: Upload, messages: list[Message]) -> tuple[list[Received], list[str]]:
    """What could be fetched, and the names of what Telegram does not hand out."""
    received, large = [], []
    for number, message in enumerate(messages):
        if message.document is not None:
            name = safe_name(message.document.file_name or "", f"document-{number + 1}")
            try:
                received.append(await _fetched(librarian, upload, message.document, name, number))
            except CloudLimitError:
                large.append(name)
    return received, large


async def _tell_of_large(librarian: Librarian, screen: Screen, names: list[str]) -> None:
    word = screen.texts("docs-over-cloud", names=one_line(", ".join(names), NAMES_UNITS), mb=CLOUD_MB)
    ways = screen.texts("docs-other-ways", folder=str(librarian.folder.absolute()))
    await screen.show(Outgoing(joined("\n\n", [word, ways])))


async def _fetched(librarian: Librarian, upload: Upload, attached: Document, name: str, number: int) -> Received:
    """Raises CloudLimitError, NotFetchedError and OSError."""
    suffix, size = PurePosixPath(name).suffix.lower(), attached.file_size or 0
    if suffix not in SUFFIXES | {ARCHIVE}:
        return Received(name, None, SkipReason.UNKNOWN_KIND)
    if size > librarian.limits.max_bytes * (ARCHIVE_FILES if suffix == ARCHIVE else 1):
        return Received(name, None, SkipReason.TOO_LARGE)
    if size > FileSizeLimit.FILESIZE_DOWNLOAD and not librarian.desk.settings.telegram_api_local:
        raise CloudLimitError(name)
    room_for(librarian, size)
    file = librarian.staging.place(upload) / f"{number}{suffix}"
    await _download(librarian, attached, file)
    return Received(name, file)


async def _download(librarian: Librarian, attached: Document, file: Path) -> None:
    for left in reversed(range(TRIES)):
        try:
            telegram_file = await librarian.desk.bot.get_file(attached.file_id)
            await telegram_file.download_to_drive(file, read_timeout=FETCH_S)
        except BadRequest as error:
            if "too big" in error.message.lower():
                raise CloudLimitError(attached.file_name) from error
            raise
        except NetworkError as error:
            log.warning("a file was not fetched from Telegram: %s", error)
            if not left or await librarian.desk.closes_within(WAIT_S):
                raise NotFetchedError from error
        else:
            return
