"""The methods that answer callback and inline queries."""

from __future__ import annotations

from typing import Any

from aiogram import methods as m
from aiogram.types import InputTextMessageContent

from .calls import Call, Table
from .errors import bad_request, stale_query
from .inline import Card
from .keyboards import check_keyboard
from .message import Press
from .text import Formatted, format_caption, format_message
from .updates import Update
from .world import World

ANSWER_WITHIN_S = 15.0
MAX_ANSWER = 200
MAX_RESULTS = 50
MAX_ID_BYTES = 64


def _check_fresh(world: World, asked_at: float, update: Update | None) -> None:
    """Excused where the bot had the query (again) less than 15 s ago: it was down or held up meanwhile."""
    if world.now - asked_at <= ANSWER_WITHIN_S:
        return
    delivered_at = update.delivered_at if update is not None else None
    raise stale_query(excused=delivered_at is not None and world.now - delivered_at <= ANSWER_WITHIN_S)


def answer_callback(call: Call, method: m.AnswerCallbackQuery) -> bool:
    press = call.world.presses.get(method.callback_query_id)
    if press is None or press.answered is not None:
        raise stale_query()
    _check_fresh(call.world, press.pressed_at, press.update)
    if len(method.text or "") > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG", kind="length")
    _record(press, method)
    return True


def _record(press: Press, method: m.AnswerCallbackQuery) -> None:
    with press.message.chat.changing():
        press.answered = method.model_dump(mode="json", exclude_unset=True)


def answer_inline(call: Call, method: m.AnswerInlineQuery) -> bool:
    query = call.world.inline_queries.get(method.inline_query_id)
    if query is None or query.answered is not None:
        raise stale_query()
    _check_fresh(call.world, query.asked_at, query.update)
    if len(method.results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH", kind="limit")
    if len((method.next_offset or "").encode()) > MAX_ID_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID", kind="limit")
    cards = [_card(call, result) for result in method.results]
    if len({card.id for card in cards}) < len(cards):
        raise bad_request("RESULT_ID_DUPLICATE", kind="limit")
    with call.world.changing():
        query.offered = cards
        query.answered = method.model_dump(mode="json", exclude_unset=True, exclude={"results"})
    return True


def _card(call: Call, result: Any) -> Card:
    if not 1 <= len(result.id.encode()) <= MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID", kind="limit")
    check_keyboard(result.reply_markup)
    title = getattr(result, "title", None) or ""
    if result.type == "article" and not title.strip():
        raise bad_request("ARTICLE_TITLE_EMPTY", kind="limit")
    shown = result.model_dump(mode="json", exclude_unset=True)
    return Card(result.id, title, getattr(result, "description", None) or "", _content(call, result), shown)


def _content(call: Call, result: Any) -> Formatted:
    content = getattr(result, "input_message_content", None)
    if isinstance(content, InputTextMessageContent):
        return call.lint(format_message(content.message_text, content.parse_mode, content.entities))
    if content is not None:
        raise bad_request(f"{type(content).__name__} is not served here", kind="method")
    return call.lint(format_caption(result.caption, result.parse_mode, result.caption_entities))


TABLE: Table = {m.AnswerCallbackQuery: answer_callback, m.AnswerInlineQuery: answer_inline}
