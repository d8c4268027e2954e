"""Messages to those who asked, each sent once: claimed, composed, marked, sent, marked. Answers go before them."""

from __future__ import annotations

import asyncio
import logging
import secrets
from datetime import timedelta

from telegram.error import TelegramError

from bot.delivery import Outgoing, PerhapsSentError, Spot, UnreachableError, perhaps_sent
from bot.desk import Desk
from bot.queue import StoppingError
from bot.replies import mark_reachable, mark_unreachable
from bot.state.unanswered_values import Dispatch, DispatchState, Errand
from bot.unanswered.notices import Needless, change_told
from bot.unanswered.telling import answer_told

log = logging.getLogger(__name__)

AT_ONCE = 8
TICK = timedelta(seconds=10)
OWNER = secrets.token_urlsafe(8)
"""This process, among those that share the database."""
COMPOSERS = {Errand.ANSWER: answer_told, Errand.CHANGE: change_told}


async def send_due(desk: Desk, owner: str = OWNER) -> None:
    due = await desk.patiently(desk.state.outbox.due)
    waiting = iter(due)

    async def work() -> None:
        for dispatch_id in waiting:
            if desk.closing.is_set():
                return
            await _send(desk, dispatch_id, owner)

    ended = await asyncio.gather(*(work() for _ in range(min(AT_ONCE, len(due)))), return_exceptions=True)
    for error in ended:
        if isinstance(error, BaseException) and not isinstance(error, StoppingError):
            raise error


async def _send(desk: Desk, dispatch_id: str, owner: str) -> DispatchState | None:
    """What became of it; None where it is another's."""
    outbox = desk.state.outbox
    dispatch = await desk.patiently(lambda: outbox.claim(dispatch_id, owner))
    if dispatch is None:
        return None
    made = await COMPOSERS[dispatch.kind](desk, dispatch)
    if isinstance(made, Needless):
        await _let_be(desk, dispatch, made)
        return DispatchState.NEEDLESS
    if not await desk.patiently(lambda: outbox.sending(dispatch)):
        return None
    return await _deliver(desk, dispatch, made)


async def _let_be(desk: Desk, dispatch: Dispatch, needless: Needless) -> None:
    outbox = desk.state.outbox
    if needless.may_come:
        await desk.patiently(lambda: outbox.release(dispatch))
    else:
        await desk.patiently(lambda: outbox.needless(dispatch, needless.reason))


async def _deliver(desk: Desk, dispatch: Dispatch, outgoing: Outgoing) -> DispatchState:
    to, outbox = dispatch.to, desk.state.outbox
    try:
        sent = await desk.courier.deliver(Spot(to.chat_id, to.topic_id, to.reply_to), outgoing, late=True)
    except UnreachableError as error:  # blocked, removed, gone: nothing to be done, and no fault of anybody's
        await mark_unreachable(desk, error.chat_id)
        state = await _failed(desk, dispatch, str(error))
        if dispatch.kind is Errand.CHANGE and to.chat_id > 0:
            await desk.patiently(lambda: desk.state.quotes.leave_to_groups(dispatch.id))
        return state
    except StoppingError as error:
        if not perhaps_sent(error):
            await outbox.release(dispatch)
        raise
    except PerhapsSentError as error:
        return await _leave_open(desk, dispatch, str(error))
    except TelegramError as error:
        return await _failed(desk, dispatch, error.message)
    await desk.patiently(lambda: outbox.sent(dispatch, sent.message_id))
    await mark_reachable(desk, sent.spot.chat_id)
    log.info("told", extra={"dispatch": dispatch.id, "kind": dispatch.kind, "chat": sent.spot.chat_id})
    return DispatchState.SENT


async def _leave_open(desk: Desk, dispatch: Dispatch, reason: str) -> DispatchState:
    log.warning("perhaps told: %s", reason, extra={"dispatch": dispatch.id, "kind": dispatch.kind})
    await desk.patiently(lambda: desk.state.outbox.perhaps(dispatch, reason))
    return DispatchState.PERHAPS


async def _failed(desk: Desk, dispatch: Dispatch, reason: str) -> DispatchState:
    log.info("not told: %s", reason, extra={"dispatch": dispatch.id, "kind": dispatch.kind})
    await desk.patiently(lambda: desk.state.outbox.failed(dispatch, reason))
    return DispatchState.FAILED
