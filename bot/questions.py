"""A question in a chat → an answer in that chat, once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from typing import Any

from bot import buttons
from bot.access import Place, visible_turns
from bot.access import Verdict as Access
from bot.delivery import Outgoing, Spot, UnreachableError, after, perhaps_sent
from bot.desk import Desk, is_group
from bot.intake import Asked, Ticket
from bot.markup import is_blank
from bot.people import ask_for_group, ask_for_person
from bot.queue import StoppingError
from bot.queue import Verdict as Rate
from bot.render import Searched, Shown, answer_html, refusal_html
from bot.replies import mark_reachable, mark_unreachable, say
from bot.state import Begun, Question
from bot.texts import Texts
from index.courtesy import Courtesy, courtesy_in
from index.types import Answer

log = logging.getLogger(__name__)

PATIENCE_S = 4.0
"""An asker who waits longer is told so, once."""
TYPING_EVERY_S = 4.5
TYPING_AT_MOST_S = 1.0
"""How long an answer waits for the word that it is coming."""


async def answer_ticket(desk: Desk, ticket: Ticket) -> None:
    if ticket.question is not None:
        await answer(desk, ticket.question, resent=ticket.resent)
    elif ticket.asked is not None:
        await _turn_away(desk, ticket.asked, ticket)


async def answer(desk: Desk, received: Question, *, resent: bool) -> None:
    """`resent`: the answer may be in the chat already, and is looked for there first."""
    begun = await desk.patiently(lambda: desk.state.journal.start(received, resent=resent))
    if begun is None:
        return
    question, place = begun.question, _place(begun)
    texts = desk.texts_of(place.person)
    try:
        async with _typing(desk, _spot(question)):
            reply_ids, found, searched = await _ask(desk, begun, texts, place)
        if not resent and not await desk.patiently(lambda: desk.state.journal.sending(question.id, found)):
            return
        message_id = await _deliver(desk, question, outgoing(texts, question.id, found, searched), reply_ids, resent)
    except UnreachableError as error:
        await _give_up(desk, question, error)
        return
    await desk.patiently(lambda: desk.state.journal.sent(question.id, [message_id]))
    _note(desk, question, found)
    await mark_reachable(desk, question.thread.chat_id)


def outgoing(texts: Texts, question_id: str, found: Answer, searched: Searched) -> Outgoing:
    quoted = {quote.hit.passage.id for quote in found.quotes}
    others = sum(hit.passage.id not in quoted for hit in found.hits) if found.answered else len(found.hits)
    if not found.answered:
        return Outgoing(refusal_html(texts, found, searched), buttons.answer_buttons(texts, question_id, 0, others))
    shown = Shown.of(found)
    keyboard = buttons.answer_buttons(texts, question_id, len(found.hits), others, shown.marks)
    return Outgoing(answer_html(texts, shown), keyboard)


def _place(begun: Begun) -> Place:
    thread = begun.question.thread
    return Place(thread.person_id, begun.person, in_group=thread.chat_id < 0, chat=begun.chat)


async def _ask(desk: Desk, begun: Begun, texts: Texts, place: Place) -> tuple[list[int], Answer, Searched]:
    """The answer, and the messages that are to become it."""
    question, collections = begun.question, desk.policy.collections(place)
    history = visible_turns(begun.turns, collections)

    def ask() -> tuple[Answer, Searched]:
        found = desk.library.ask(question.text, history=history, collections=collections)
        documents = 0 if found.answered else len(desk.library.documents(collections))
        return found, Searched(documents, collections)

    asking = asyncio.create_task(desk.pool.run(ask))
    reply_ids = await _reassure(desk, question, texts, asking)
    found, searched = await asking
    return reply_ids, found, searched


async def _reassure(desk: Desk, question: Question, texts: Texts, asking: asyncio.Task[Any]) -> list[int]:
    """Tells whoever waits long that they do; that message becomes the answer."""
    ahead, begun = desk.pool.waiting, desk.pool.begun
    done, _ = await asyncio.wait([asking], timeout=PATIENCE_S)
    if done or question.reply_ids:
        return list(question.reply_ids)
    word = Outgoing(texts("waiting", n=max(0, ahead - (desk.pool.begun - begun))))
    reply_ids = [await desk.courier.send(_spot(question), word)]
    await desk.patiently(lambda: desk.state.journal.replied(question.id, reply_ids))
    return reply_ids


async def _deliver(desk: Desk, question: Question, message: Outgoing, reply_ids: list[int], resent: bool) -> int:
    try:
        for reply_id in reply_ids[:1]:
            if await desk.courier.edit(question.thread.chat_id, reply_id, message):
                return reply_id
        perhaps = await _places(desk, question) if resent else ()
        return await desk.courier.send(_spot(question), message, perhaps)
    except StoppingError as error:
        if not perhaps_sent(error):
            await desk.patiently(lambda: desk.state.journal.not_sent(question.id))
        raise


async def _places(desk: Desk, question: Question) -> Collection[int]:
    """Where the answer may stand that an earlier run sent: not where something else of the bot's is known to."""
    places = after(question.message_id)
    others = await desk.patiently(lambda: desk.state.journal.known_messages(question, places))
    return [place for place in places if place not in others]


async def _give_up(desk: Desk, question: Question, error: UnreachableError) -> None:
    await desk.patiently(lambda: desk.state.journal.failed(question.id, str(error)))
    await mark_unreachable(desk, question.thread.chat_id)
    desk.metrics.questions.labels("unreachable").inc()
    log.info("not delivered", extra={"question": question.id, "reason": str(error)})


def _note(desk: Desk, question: Question, found: Answer) -> None:
    outcome = "answered" if found.answered else "declined"
    seconds = max(0.0, (desk.state.journal.clock() - question.created_at).total_seconds())
    desk.metrics.questions.labels(outcome).inc()
    desk.metrics.engine_seconds.observe(found.seconds)
    desk.metrics.answer_seconds.observe(seconds)
    fields: dict[str, object] = {
        "question": question.id,
        "outcome": outcome,
        "confidence": round(found.confidence, 3),
        "engine_ms": round(found.seconds * 1000),
        "total_ms": round(seconds * 1000),
    }
    if desk.settings.log_questions:
        fields["text"] = question.text
    log.info("question", extra=fields)


async def _turn_away(desk: Desk, asked: Asked, ticket: Ticket) -> None:
    """A word instead of an answer, or none where it was said."""
    if ticket.rate is Rate.IGNORE:
        return
    texts = desk.texts(asked.message.from_user)
    if ticket.rate is Rate.TELL:
        seconds = desk.rate.wait_s(asked.message.from_user.id if asked.message.from_user else 0)
        await say(desk, asked.message, Outgoing(texts("too-fast", seconds=seconds)))
    elif ticket.access is not Access.ALLOWED:
        ask = ask_for_group if is_group(asked.message.chat) else ask_for_person
        await say(desk, asked.message, Outgoing(await ask(desk, asked.message, texts)))
    elif is_blank(asked.text):
        await say(desk, asked.message, Outgoing(texts("blank-question")))
    elif (courtesy := courtesy_in(asked.text)) and not (courtesy is Courtesy.CLOSING and is_group(asked.message.chat)):
        await say(desk, asked.message, Outgoing(texts(f"courtesy-{courtesy}")))


def _spot(question: Question) -> Spot:
    thread = question.thread
    return Spot(thread.chat_id, thread.topic_id, question.message_id)


@asynccontextmanager
async def _typing(desk: Desk, spot: Spot) -> AsyncIterator[None]:
    """Shows at once that the bot is typing, for as long as it lasts, and not after."""
    done = asyncio.Event()
    task = asyncio.create_task(_type(desk, spot, done))
    try:
        yield
    finally:
        done.set()
        await asyncio.wait([task], timeout=TYPING_AT_MOST_S)
        task.cancel()


async def _type(desk: Desk, spot: Spot, done: asyncio.Event) -> None:
    while not done.is_set():
        await desk.courier.typing(spot)
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), TYPING_EVERY_S)
