"""The buttons under an answer: other passages, the document, thumbs. They may be pressed twice, and a year later.

Whatever was allowed when the answer was given, what is shown now is what is allowed now.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from telegram import CallbackQuery, Message
from telegram.error import BadRequest, NetworkError

from bot import buttons
from bot.access import Verdict, may_see
from bot.delivery import Outgoing
from bot.desk import Desk, is_group, topic_of
from bot.markup import one_line
from bot.passages import extracts_of
from bot.render import Extract, Page, Shown, answer_html, page_html, passage_pages
from bot.replies import pop_up, rewrite
from bot.state import Question, Thumb
from bot.state import Shown as ShownPassage
from bot.texts import Texts

log = logging.getLogger(__name__)

CLOUD_MB, LOCAL_MB = 50, 2000
"""What a bot may send, through Telegram's servers and through a local one."""
NAME_UNITS = 200
ADDRESS_UNITS = 1000


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button under an answer that the presser may use."""

    query: CallbackQuery
    message: Message
    press: buttons.Press
    question: Question
    collections: frozenset[str] | None
    """What may be shown here and now."""
    texts: Texts


async def press_answer(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    texts = desk.texts(query.from_user)
    if press.verb == buttons.IDLE:
        await pop_up(query)
        return
    pressed = await _entitled(desk, query, press, texts)
    if pressed is None:
        await pop_up(query, texts.plain("question-gone"), alert=True)
    elif press.verb in (buttons.UP, buttons.DOWN):
        await _rate(desk, pressed)
    elif press.verb == buttons.PAGE:
        await _turn_page(desk, pressed)
    elif press.verb == buttons.ANSWER:
        await _show_answer(desk, pressed)
    else:
        await _send_document(desk, pressed)


async def _entitled(desk: Desk, query: CallbackQuery, press: buttons.Press, texts: Texts) -> Pressed | None:
    """None unless the question is kept and was answered in this very chat: what a button says can be forged."""
    question = await desk.patiently(lambda: desk.state.journal.get(press.text(0)))
    message = query.message
    if question is None or not isinstance(message, Message):
        return None
    if question.thread.chat_id != message.chat_id and not await _moved_here(desk, question, message.chat_id):
        return None
    await desk.patiently(lambda: desk.see(query.from_user, message.chat))
    place = await desk.patiently(lambda: desk.place(query.from_user.id, message.chat_id))
    if desk.policy.verdict(place) is not Verdict.ALLOWED:
        return Pressed(query, message, press, question, frozenset(), texts)
    return Pressed(query, message, press, question, desk.policy.collections(place), texts)


async def _moved_here(desk: Desk, question: Question, chat_id: int) -> bool:
    """True when the question's group has become this supergroup."""
    chat = await desk.patiently(lambda: desk.state.chats.get(question.thread.chat_id))
    return chat is not None and chat.id == chat_id


async def _rate(desk: Desk, pressed: Pressed) -> None:
    thumb = Thumb.UP if pressed.press.verb == buttons.UP else Thumb.DOWN
    person = pressed.query.from_user.id
    rating = await desk.patiently(lambda: desk.state.journal.rate(pressed.question.id, person, thumb))
    if rating is not None and rating.changed:
        desk.metrics.ratings.labels(thumb.name.lower()).inc()
    await pop_up(pressed.query, pressed.texts.plain("thanks" if thumb is Thumb.UP else "noted"))


async def _turn_page(desk: Desk, pressed: Pressed) -> None:
    extracts = await desk.pool.run(extracts_of, desk.library, pressed.question, pressed.collections)
    pages = passage_pages([extract for _, extract in extracts])
    if not pages:
        key = "not-granted" if _is_hidden(pressed) else "passage-gone"
        await pop_up(pressed.query, pressed.texts.plain(key), alert=True)
        return
    number = _wanted(pressed, extracts, pages)
    page = pages[number]
    turn = buttons.Turning(number, len(pages), extracts[page.rank][0].rank)
    marks = buttons.Marks.unpacked(pressed.press.text(2))
    keyboard = buttons.page_buttons(pressed.texts, pressed.question.id, turn, marks)
    await pop_up(pressed.query)
    await rewrite(desk, pressed.query, Outgoing(page_html(pressed.texts, page, len(extracts)), keyboard))


def _wanted(pressed: Pressed, extracts: Sequence[tuple[ShownPassage, Extract]], pages: Sequence[Page]) -> int:
    """The page asked for; from the answer, the first that it does not quote."""
    if pressed.press.text(1):
        return min(max(pressed.press.number(1), 0), len(pages) - 1)
    unseen = (number for number, page in enumerate(pages) if not extracts[page.rank][0].quoted)
    return next(unseen, 0)


async def _show_answer(desk: Desk, pressed: Pressed) -> None:
    quoted = [shown for shown in pressed.question.shown if shown.quoted]
    if not all(may_see(pressed.collections, shown.document) for shown in quoted):
        await pop_up(pressed.query, pressed.texts.plain("not-granted"), alert=True)
        return
    question = replace(pressed.question, shown=tuple(quoted))
    extracts = await desk.pool.run(extracts_of, desk.library, question, pressed.collections)
    if not extracts or not pressed.question.answer:
        await pop_up(pressed.query, pressed.texts.plain("passage-gone"), alert=True)
        return
    marks = buttons.Marks.unpacked(pressed.press.text(1))
    shown = Shown(pressed.question.answer, marks, tuple(extract for _, extract in extracts))
    many, others = len(pressed.question.shown), len(pressed.question.shown) - len(quoted)
    keyboard = buttons.answer_buttons(pressed.texts, pressed.question.id, many, others, marks)
    await pop_up(pressed.query)
    await rewrite(desk, pressed.query, Outgoing(answer_html(pressed.texts, shown), keyboard))


def _is_hidden(pressed: Pressed) -> bool:
    return any(not may_see(pressed.collections, shown.document) for shown in pressed.question.shown)


async def _send_document(desk: Desk, pressed: Pressed) -> None:
    rank = pressed.press.number(1)
    shown = next((shown for shown in pressed.question.shown if shown.rank == rank), None)
    texts = pressed.texts
    if shown is None or not may_see(pressed.collections, shown.document):
        await pop_up(pressed.query, texts.plain("not-granted"), alert=True)
        return
    await send_file(desk, pressed.query, pressed.message, texts, shown.document)


async def send_file(desk: Desk, query: CallbackQuery, under: Message, texts: Texts, path: str) -> None:
    """The document that a button names, under the button's message. Whether it may be seen is the caller's to ask."""
    file = await desk.pool.run(_file, desk, path)
    most = LOCAL_MB if desk.settings.telegram_api_local else CLOUD_MB
    if file is None:
        await pop_up(query, texts.plain("document-gone"), alert=True)
    elif file.stat().st_size > most * 2**20:
        await pop_up(query, texts.plain("document-too-large", mb=most), alert=True)
    else:
        await pop_up(query)
        address = await desk.patiently(lambda: desk.state.pages.address_of(path))
        await _upload(desk, under, file, address)


def _file(desk: Desk, path: str) -> Path | None:
    """None when there is no such document any more, or it lies elsewhere than it says."""
    folder = desk.library.documents_folder.resolve()
    file = (folder / path).resolve()
    known = desk.library.document(path) is not None
    return file if known and file.is_relative_to(folder) and file.is_file() and file.stat().st_size else None


async def _upload(desk: Desk, under: Message, file: Path, address: str | None) -> None:
    """With the address of a page of the web. Tried once: whoever still wants it presses again, nobody gets it twice."""
    try:
        sent = await desk.bot.send_document(
            under.chat_id,
            file,
            filename=one_line(file.name, NAME_UNITS),
            caption=one_line(address, ADDRESS_UNITS) if address else None,
            message_thread_id=topic_of(under) or None,
            reply_to_message_id=under.message_id if is_group(under.chat) else None,
            allow_sending_without_reply=True,
        )
    except BadRequest:
        raise
    except NetworkError as error:
        log.warning("a document was not sent: %s", error)
    else:
        desk.courier.saw(under.chat_id, sent.message_id)
