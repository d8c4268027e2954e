"""What other runs left undone is done by this one: of an earlier run at the start, of a dead replica soon after."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Update

from bot.desk import Desk
from bot.intake import Inbox, Ticket
from bot.state import StateUnavailableError

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0


@asynccontextmanager
async def told_apart(desk: Desk, inbox: Inbox) -> AsyncIterator[None]:
    """Within it other runs can tell that this one is alive, and it looks after those that are not.

    What an earlier run left undone goes before what comes now.
    """
    runs = desk.state.runs
    await desk.patiently(runs.enter)
    try:
        await desk.patiently(lambda: _take_over(desk, inbox))
        watching = asyncio.create_task(_watch(desk, inbox))
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.wait([watching])
    finally:
        await runs.leave()


async def _watch(desk: Desk, inbox: Inbox) -> None:
    while not await desk.closes_within(LOOK_EVERY_S):
        try:
            await desk.state.runs.renew()
            await _take_over(desk, inbox)
        except StateUnavailableError as error:
            log.warning("%s", error)


async def _take_over(desk: Desk, inbox: Inbox) -> None:
    left = await desk.state.journal.recover()
    for question in left.to_answer:
        await inbox.put(Ticket(question.thread.chat_id, question))
    for question in left.perhaps_sent:
        await inbox.put(Ticket(question.thread.chat_id, question, resent=True))
    bodies = await desk.state.updates.recover()
    for body in bodies:
        update = Update.de_json(body, desk.bot)
        if update.callback_query is not None:
            desk.again.add(update.callback_query.id)
        await inbox.put_again(update)
    if left.to_answer or left.perhaps_sent or left.given_up or bodies:
        counts = {"to_answer": len(left.to_answer), "perhaps_sent": len(left.perhaps_sent), "updates": len(bodies)}
        log.info("left undone by an earlier run", extra={**counts, "given_up": len(left.given_up)})
