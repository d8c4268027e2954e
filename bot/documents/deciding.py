"""An admin decides about an upload: where it goes, and whether. Buttons may be pressed twice, and a day later."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from telegram import CallbackQuery

from bot.buttons import Press
from bot.delivery import Outgoing
from bot.documents.keys import CHOOSE, DROP, Choice, choice_keyboard, publish_keyboard
from bot.documents.librarian import Librarian
from bot.documents.proposing import Proposal, Proposer, captioned, choices
from bot.documents.publishing import publish
from bot.documents.screen import Screen
from bot.documents.showing import proposal_shown, received_html
from bot.documents.staging import Stage, Upload
from bot.markup import joined, one_line
from bot.replies import pop_up
from index.types import DocumentCard

log = logging.getLogger(__name__)

PATHS_UNITS = 1000


async def ask(librarian: Librarian, upload: Upload, screen: Screen, choice: Choice | None = None) -> None:
    """Where it shall go, unless that is known; or says that there is nothing to take."""
    text = received_html(screen.texts, upload)
    if not any(item.is_readable for item in upload.items):
        librarian.staging.remove(upload)
        await screen.show(Outgoing(joined("\n\n", [text, screen.texts("docs-nothing-taken")])))
        return
    upload = librarian.staging.save(replace(upload, stage=Stage.ASKED, message_id=screen.message_id))
    choice = choice or await asyncio.to_thread(captioned, librarian.folder, upload)
    if choice is not None:
        await _propose(librarian, upload, screen, choice)
        return
    keyboard = choice_keyboard(screen.texts, upload.id, await _choices(librarian, upload))
    await screen.show(Outgoing(joined("\n\n", [text, screen.texts("docs-where")]), keyboard))


async def _choices(librarian: Librarian, upload: Upload) -> list[Choice]:
    cards: list[DocumentCard] = await librarian.desk.pool.run(librarian.desk.library.documents)
    return await asyncio.to_thread(choices, librarian.folder, cards, upload)


async def _propose(librarian: Librarian, upload: Upload, screen: Screen, choice: Choice) -> None:
    """Publishes what is new at once; where something known would change, shows that and asks."""
    proposal = await _proposal(librarian, upload, choice)
    if not proposal.targets:
        librarian.staging.remove(upload)
        paths = one_line(", ".join(proposal.unchanged), PATHS_UNITS)
        await screen.show(Outgoing(screen.texts("docs-all-known", paths=paths, n=len(proposal.unchanged))))
        return
    upload = librarian.staging.save(replace(upload, targets=proposal.targets))
    if not proposal.needs_consent:
        await publish(librarian, upload, screen)
        return
    shown = proposal_shown(screen.texts, proposal)
    text = joined("\n\n", [shown.text, screen.texts("docs-publish-question")])
    await screen.show(Outgoing(text, publish_keyboard(screen.texts, upload.id)))
    if shown.file is not None:
        await screen.send_file(screen.texts.plain("docs-changes-name"), shown.file)


async def _proposal(librarian: Librarian, upload: Upload, choice: Choice) -> Proposal:
    library = librarian.desk.library
    proposer = Proposer(librarian.folder, librarian.staging, librarian.limits, library.document)
    async with librarian.examining:
        return await asyncio.to_thread(proposer.propose, upload, choice)


async def press(librarian: Librarian, query: CallbackQuery, pressed: Press) -> None:
    """Any button under an upload. Only the admin that sent it decides: what a button says can be forged."""
    desk, texts = librarian.desk, librarian.desk.texts(query.from_user)
    if not desk.policy.is_admin(query.from_user.id):
        log.warning("not an admin pressed an admin's button", extra={"person": query.from_user.id})
        await pop_up(query, texts.plain("only-admins"), alert=True)
        return
    upload = librarian.staging.get(pressed.text(0))
    if upload is None or upload.by != query.from_user.id or upload.stage is not Stage.ASKED:
        await pop_up(query, texts.plain("docs-upload-gone"), alert=True)
    elif upload.id in librarian.deciding:
        await pop_up(query)
    else:
        librarian.deciding.add(upload.id)
        await pop_up(query)
        librarian.spawn(_decide(librarian, upload, pressed))


async def _decide(librarian: Librarian, upload: Upload, pressed: Press) -> None:
    screen = librarian.screen_of(upload)
    async with _telling_of_trouble(librarian, upload, screen):
        if pressed.verb == DROP:
            await _drop(librarian, upload, screen)
        elif pressed.verb == CHOOSE:
            known = {choice.key: choice for choice in await _choices(librarian, upload)}
            choice = known.get(pressed.text(1))
            await (_propose(librarian, upload, screen, choice) if choice else ask(librarian, upload, screen))
        elif upload.targets:
            await publish(librarian, upload, screen)


@asynccontextmanager
async def _telling_of_trouble(librarian: Librarian, upload: Upload, screen: Screen) -> AsyncIterator[None]:
    try:
        yield
    except Exception:
        await screen.show(Outgoing(screen.texts("docs-broke")))
        raise
    finally:
        librarian.deciding.discard(upload.id)


async def _drop(librarian: Librarian, upload: Upload, screen: Screen) -> None:
    librarian.staging.remove(upload)
    names = ", ".join(item.name for item in upload.items)
    await librarian.record(upload.by, "upload-dropped", f"upload:{upload.id}", names)
    await screen.show(Outgoing(screen.texts("docs-dropped")))
