"""Whoever asked is told what an admin answered, with the note that says so; its button sends the document."""

from __future__ import annotations

from datetime import timedelta

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot import buttons
from bot.access import may_see
from bot.delivery import Outgoing
from bot.desk import Desk
from bot.feedback import send_file
from bot.library.admins import name_of
from bot.markup import cut, escape, joined, one_line
from bot.render import Source, source_line
from bot.replies import pop_up
from bot.state.unanswered_values import Dispatch
from bot.unanswered import verbs
from bot.unanswered.notices import Needless

QUESTION_UNITS = 300
ANSWER_UNITS = 2800
SEEN_WITHIN = timedelta(minutes=5)
"""By then this process sees what another one has put into the library."""


async def answer_told(desk: Desk, dispatch: Dispatch) -> Outgoing | Needless:
    state, to = desk.state, dispatch.to
    resolution = await desk.patiently(lambda: state.unanswered.get(dispatch.subject))
    question = await desk.patiently(lambda: state.journal.get(to.question_id or ""))
    if resolution is None or question is None:
        return Needless("it is not kept any more")
    document = await desk.pool.run(desk.library.document, resolution.path)
    if document is None:
        fresh = state.unanswered.clock() - resolution.moved_at < SEEN_WITHIN
        return Needless("the note is gone", may_come=fresh)
    place = await desk.patiently(lambda: desk.place(to.person_id, to.chat_id))
    if not may_see(desk.policy.collections(place), resolution.path):
        return Needless("they may not see the note")
    texts, card = desk.texts_of(place.person), document.card
    told = texts(
        "answer-told",
        question=one_line(question.text, QUESTION_UNITS),
        name=await name_of(desk, texts, resolution.by),
    )
    source = source_line(texts, Source(card.path, card.title, card.date, None, card.void_by is not None))
    answer = escape(cut(resolution.answer, ANSWER_UNITS))
    open_ = buttons.button(texts.plain("button-document"), verbs.OPEN, dispatch.id)
    return Outgoing(joined("\n\n", [told, answer, source]), InlineKeyboardMarkup([[open_]]))


async def press_open(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    """The note, for whom it may be shown to here and now."""
    texts, message = desk.texts(query.from_user), query.message
    dispatch = await desk.patiently(lambda: desk.state.outbox.get(press.text(0)))
    subject = dispatch.subject if dispatch else ""
    resolution = await desk.patiently(lambda: desk.state.unanswered.get(subject))
    if resolution is None or not isinstance(message, Message):
        await pop_up(query, texts.plain("document-gone"), alert=True)
        return
    await desk.patiently(lambda: desk.see(query.from_user, message.chat))
    place = await desk.patiently(lambda: desk.place(query.from_user.id, message.chat_id))
    if not may_see(desk.policy.collections(place), resolution.path):
        await pop_up(query, texts.plain("not-granted"), alert=True)
        return
    await send_file(desk, query, message, texts, resolution.path)
