"""/reindex: progress in one message, a button to cancel, a report. A second admin watches the first one's."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial

from telegram import CallbackQuery, Message, User

from bot.buttons import Press
from bot.delivery import Outgoing
from bot.desk import is_group
from bot.documents.librarian import Librarian
from bot.documents.reports import error_html, report_file, report_html
from bot.documents.screen import Screen
from bot.documents.work import Job
from bot.people import person_name
from bot.replies import pop_up, say
from index.errors import ReindexCancelledError, ReindexRunningError, VestovoyError
from index.types import ReindexReport

log = logging.getLogger(__name__)

FULL = "full"
PATIENCE_S = 3.0
"""What moves or deletes a document is done sooner; another process's reindex is told of."""
TITLE, TITLE_FULL = "docs-reindexing", "docs-reindexing-full"


async def command(librarian: Librarian, message: Message) -> None:
    desk, user = librarian.desk, message.from_user
    if user is None or is_group(message.chat):
        return
    texts = desk.texts(user)
    if not desk.policy.is_admin(user.id):
        log.warning("not an admin asked for a reindex", extra={"person": user.id})
        await say(desk, message, Outgoing(texts("only-admins")))
        return
    words = (message.text or "").split()[1:]
    if words not in ([], [FULL]):
        await say(desk, message, Outgoing(texts("docs-reindex-usage")))
    elif librarian.reindexing is not None:
        await _join(librarian, librarian.reindexing, user)
    else:
        librarian.reindexing = _new_job(user, librarian.screen(user), full=bool(words))
        librarian.spawn(_run(librarian, librarian.reindexing, full=bool(words)))


def _new_job(user: User, screen: Screen, *, full: bool) -> Job:
    return Job(user.id, TITLE_FULL if full else TITLE, [screen])


async def _join(librarian: Librarian, job: Job, user: User) -> None:
    """A second admin sees what the first one sees, and may cancel it too; the first one is not told twice."""
    if all(screen.chat_id != user.id for screen in job.screens):
        screen = librarian.screen(user)
        await screen.show(job.shown(screen, librarian.desk.library.progress))
        job.screens.append(screen)
        return
    await librarian.screen(user).show(Outgoing(librarian.desk.texts(user)("docs-running-already")))


async def _run(librarian: Librarian, job: Job, *, full: bool) -> None:
    await librarian.record(job.by, "reindex", "library", FULL if full else "")
    try:
        await _begin(librarian, job)
        act = partial(librarian.desk.library.reindex, full=full, cancel=job.cancel)
        report = await librarian.works.run(job, act, PATIENCE_S)
    except ReindexCancelledError:
        await _show_cancelled(librarian, job)
    except VestovoyError as error:
        log.log(logging.INFO if isinstance(error, ReindexRunningError) else logging.WARNING, "no reindex: %s", error)
        for screen in job.screens:
            await screen.show(Outgoing(error_html(screen.texts, error)))
    except Exception:
        for screen in job.screens:
            await screen.show(Outgoing(screen.texts("docs-broke")))
        raise
    else:
        await _show_report(job, report)
    finally:
        librarian.reindexing = None


async def _begin(librarian: Librarian, job: Job) -> None:
    """Shown at once, and the button to cancel with it."""
    for screen in job.screens:
        shown = job.shown(screen, librarian.desk.library.progress)
        if librarian.works.busy:
            shown = replace(shown, text=screen.texts("docs-waiting-turn"))
        await screen.show(shown)


async def _show_report(job: Job, report: ReindexReport) -> None:
    log.info("reindexed", extra={"generation": report.generation, "seconds": round(report.seconds, 1)})
    for screen in job.screens:
        await screen.show(Outgoing(report_html(screen.texts, report)))
        data = report_file(screen.texts, report)
        if data is not None:
            await screen.send_file(screen.texts.plain("docs-report-name"), data)


async def _show_cancelled(librarian: Librarian, job: Job) -> None:
    by = job.cancelled_by
    person = None if by is None else await librarian.desk.patiently(lambda: librarian.desk.state.people.get(by))
    for screen in job.screens:
        if person is None:
            await screen.show(Outgoing(screen.texts("docs-cancelled")))
        else:
            await screen.show(Outgoing(screen.texts("docs-cancelled-by", by=person_name(person))))


async def press_cancel(librarian: Librarian, query: CallbackQuery, press: Press) -> None:
    """Any admin may: the reindex is everybody's."""
    del press
    desk, texts, job = librarian.desk, librarian.desk.texts(query.from_user), librarian.reindexing
    if not desk.policy.is_admin(query.from_user.id):
        log.warning("not an admin pressed an admin's button", extra={"person": query.from_user.id})
        await pop_up(query, texts.plain("only-admins"), alert=True)
    elif job is None:
        await pop_up(query, texts.plain("docs-not-running"), alert=True)
    else:
        chat = query.message.chat if query.message else None
        await desk.patiently(lambda: desk.see(query.from_user, chat))
        job.cancelled_by = query.from_user.id
        job.cancel.set()
        await librarian.record(query.from_user.id, "reindex-cancelled", "library")
        await pop_up(query, texts.plain("docs-cancelling"))


async def reindex_quietly(librarian: Librarian) -> ReindexReport | None:
    """For the folder that changed, after what is under way; None where there was no way."""
    job = Job(0, TITLE)
    try:
        report = await librarian.works.run(job, partial(librarian.desk.library.reindex, cancel=job.cancel))
    except VestovoyError as error:
        log.warning("the folder changed, but there was no reindex: %s", error)
        return None
    await _show_report(job, report)
    return report
