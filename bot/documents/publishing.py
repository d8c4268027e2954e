"""From an admin's yes to the documents being in answers; also when a kill came in between."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from functools import partial

from bot.delivery import Outgoing
from bot.desk import Library
from bot.documents.keys import publish_keyboard
from bot.documents.librarian import Librarian
from bot.documents.placing import ChangedMeanwhileError, OutsideError, finish_publishing, publish_files
from bot.documents.reports import error_html, reason_text
from bot.documents.screen import Screen
from bot.documents.staging import Leftovers, Stage, Staging, Upload
from bot.documents.work import Job
from bot.markup import Html, joined, one_line
from bot.texts import Texts
from index.errors import ReindexRunningError, VestovoyError
from index.types import ReindexReport

log = logging.getLogger(__name__)

MOST_LINES = 12
PATH_UNITS = 160
TITLE = "docs-publishing"
ADDED, CHANGED = "document-added", "document-changed"
"""Acts, as the audit has them."""

Act = Callable[[threading.Event], ReindexReport]


async def publish(librarian: Librarian, upload: Upload, screen: Screen) -> None:
    """Puts the files into the folder and the library up to it; says what came of it, whatever it was."""
    library, staging = librarian.desk.library, librarian.staging
    await _follow(librarian, upload, screen, lambda cancel: publish_now(library, staging, upload, cancel))


async def recover(librarian: Librarian, left: Leftovers) -> None:
    """Ends what a kill left half done, tells whoever waits for it, and takes away what never came in whole."""
    for upload in left.uploads:
        if upload.stage in (Stage.PUBLISHING, Stage.PLACED):
            await _finish(librarian, upload)
    for upload in await asyncio.to_thread(librarian.staging.sweep_at_start, left):
        screen = librarian.screen_of(upload)
        await screen.show(Outgoing(screen.texts("docs-lost")))


async def _finish(librarian: Librarian, upload: Upload) -> None:
    library, staging = librarian.desk.library, librarian.staging
    screen = librarian.screen_of(upload)
    await _follow(librarian, upload, screen, lambda cancel: finish_now(library, staging, upload, cancel))


async def expire(librarian: Librarian) -> None:
    for upload in await asyncio.to_thread(librarian.staging.sweep):
        await librarian.record(upload.by, "upload-expired", f"upload:{upload.id}")
        screen = librarian.screen_of(upload)
        await screen.show(Outgoing(screen.texts("docs-expired")))


async def _follow(librarian: Librarian, upload: Upload, screen: Screen, act: Act) -> None:
    texts = screen.texts
    job = Job(upload.by, TITLE, [screen], has_button=False)
    await screen.show(Outgoing(texts("docs-waiting-turn") if librarian.works.busy else texts(TITLE)))
    try:
        report = await librarian.works.run(job, partial(act, job.cancel))
    except (ChangedMeanwhileError, OutsideError) as error:
        librarian.staging.remove(upload)
        key = "docs-changed-meanwhile" if isinstance(error, ChangedMeanwhileError) else "docs-outside"
        await screen.show(Outgoing(texts(key, path=one_line(str(error), PATH_UNITS))))
    except ReindexRunningError as error:
        await screen.show(Outgoing(error_html(texts, error), publish_keyboard(texts, upload.id)))
    except OSError as error:
        log.error("an upload could not be published: %s", error)  # noqa: TRY400  # the place tells nothing more
        word = texts("docs-not-written", reason=error.strerror or str(error))
        await screen.show(Outgoing(word, publish_keyboard(texts, upload.id)))
    except VestovoyError as error:
        word = error_html(texts, error)
        if librarian.staging.get(upload.id) is None:  # the files were moved before it
            await _record(librarian, upload)
            word = joined("\n", [texts("docs-placed-only"), word])
        await screen.show(Outgoing(word))
    else:
        await _record(librarian, upload)
        await screen.show(Outgoing(published_html(texts, upload, report)))


def publish_now(
    library: Library, staging: Staging, upload: Upload, cancel: threading.Event | None = None
) -> ReindexReport:
    """No other reindex sees half of it. Where the reindex fails, the files are in their places all the same."""
    with library.exclusively():
        published = publish_files(library.documents_folder, staging, upload)
        try:
            return library.reindex(cancel=cancel)
        finally:
            staging.remove(published)


def finish_now(library: Library, staging: Staging, upload: Upload, cancel: threading.Event) -> ReindexReport:
    with library.exclusively():
        finish_publishing(library.documents_folder, staging)
        try:
            return library.reindex(cancel=cancel)
        finally:
            staging.remove(upload)


async def _record(librarian: Librarian, upload: Upload) -> None:
    """Into the audit, and which document is which page."""
    for target in upload.targets:
        action = CHANGED if target.replaces else ADDED
        detail = upload.address or upload.items[target.item].sha256
        await librarian.record(upload.by, action, f"document:{target.path}", detail)
        if upload.address:
            await _remember(librarian, upload, target.path)
        else:
            await librarian.desk.patiently(partial(librarian.desk.state.pages.forget, target.path))


async def _remember(librarian: Librarian, upload: Upload, path: str) -> None:
    pages = librarian.desk.state.pages
    await librarian.desk.patiently(lambda: pages.remember(path, upload.address, upload.by))


def published_html(texts: Texts, upload: Upload, report: ReindexReport) -> Html:
    """Each document that was published, and each that could not be read in the end."""
    lines = list(_lines(texts, upload, report))
    more = len(lines) - MOST_LINES
    shown = lines if more <= 1 else [*lines[:MOST_LINES], texts("docs-and-more", n=more)]
    head = texts("docs-published", n=len(upload.targets), seconds=f"{report.seconds:.1f}")
    return joined("\n", [head, *shown])


def _lines(texts: Texts, upload: Upload, report: ReindexReport) -> Iterator[Html]:
    skipped = {skip.path: skip.reason for skip in report.skipped}
    for target in upload.targets:
        path = one_line(target.path, PATH_UNITS)
        if target.path in skipped:
            yield texts("docs-refused-item", name=path, reason=reason_text(texts, skipped[target.path]))
        else:
            yield texts("docs-path-changed" if target.replaces else "docs-path-added", path=path)
