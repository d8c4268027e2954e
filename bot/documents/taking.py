"""What files sent and pages fetched have in common until an admin is asked about them."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import User

from bot.delivery import Outgoing
from bot.documents.examine import Known, Received, examine
from bot.documents.librarian import MB, Librarian
from bot.documents.screen import Screen
from bot.documents.staging import Upload
from index.types import DocumentCard

log = logging.getLogger(__name__)

LEAST_FREE = 200 * MB


class NotFetchedError(Exception):
    """Telegram could not be reached in time."""


@asynccontextmanager
async def taking(librarian: Librarian, user: User, screen: Screen, caption: str) -> AsyncIterator[Upload]:
    """A new upload; nothing is left of it where it cannot be received."""
    staging = librarian.staging
    upload = staging.open(user.id, user.id, caption=caption, language=user.language_code)
    try:
        yield upload
    except NotFetchedError:
        staging.remove(upload)
        await screen.show(Outgoing(screen.texts("docs-not-fetched")))
    except OSError as error:
        staging.remove(upload)
        log.error("an upload could not be kept: %s", error)  # noqa: TRY400  # where it happened tells nothing more
        await screen.show(Outgoing(screen.texts("docs-no-room")))
    except BaseException as error:
        staging.remove(upload)
        if isinstance(error, Exception):
            await screen.show(Outgoing(screen.texts("docs-broke")))
        raise


def room_for(librarian: Librarian, size: int) -> None:
    """Raises OSError where the disk would be left without room: a document is kept twice while it waits."""
    if shutil.disk_usage(librarian.staging.folder).free < LEAST_FREE + 2 * size:
        raise OSError(f"less than {LEAST_FREE // MB} MB free")


async def examined(librarian: Librarian, upload: Upload, received: list[Received]) -> Upload:
    """Read in a thread of its own, one upload at a time."""
    async with librarian.examining:
        cards = await librarian.desk.pool.run(librarian.desk.library.documents)
        return await asyncio.to_thread(_examined, librarian, upload, received, cards)


def _examined(librarian: Librarian, upload: Upload, received: list[Received], cards: list[DocumentCard]) -> Upload:
    known = Known.of(librarian.folder, cards, librarian.desk.library.document)
    return examine(librarian.staging, upload, received, known, librarian.limits)
