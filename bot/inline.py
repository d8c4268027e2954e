"""@bot question in any chat: the answer and the best passages as cards, for those who may ask."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, NetworkError

from bot.access import Verdict
from bot.desk import Desk
from bot.markup import Html, clean, is_blank, joined, one_line
from bot.queue import Verdict as Rate
from bot.render import PASSAGE_UNITS, Extract, Shown, answer_html, passage_html, source_line
from bot.texts import Texts
from index.types import Answer, Hit

log = logging.getLogger(__name__)

KEPT_S = 20
"""How long Telegram may show the same cards to the same person; a grant taken back is seen after it at the latest."""
LINE_UNITS = 120
ADMISSION = "admission"


async def answer_inline(desk: Desk, query: InlineQuery) -> None:
    """Only the newest query of a person is worth an answer: they are still typing."""
    if desk.newest_inline.get(query.from_user.id, query.id) != query.id:
        return
    texts = desk.texts(query.from_user)
    await desk.patiently(lambda: desk.see(query.from_user))
    place = await desk.patiently(lambda: desk.place(query.from_user.id, None))
    if desk.policy.verdict(place) is not Verdict.ALLOWED:
        await _offer(query, (), InlineQueryResultsButton(texts.plain("inline-not-allowed"), start_parameter=ADMISSION))
    elif is_blank(query.query) or desk.inline_rate.ask(query.from_user.id) is not Rate.GO:
        await _offer(query, ())
    else:
        collections = desk.policy.collections(place)
        found = await desk.pool.run(desk.library.ask, clean(query.query), collections=collections)
        await _offer(query, cards(texts, found))


def cards(texts: Texts, found: Answer) -> list[InlineQueryResultArticle]:
    """The answer first, where there is one; then the passages, best first."""
    offered = [_passage_card(texts, rank, hit) for rank, hit in enumerate(found.hits)]
    return [_answer_card(texts, found), *offered] if found.answered else offered


def _answer_card(texts: Texts, found: Answer) -> InlineQueryResultArticle:
    source = found.quotes[0].hit.card.title
    return _card("answer", found.short or found.text, f"{found.text} — {source}", answer_html(texts, Shown.of(found)))


def _passage_card(texts: Texts, rank: int, hit: Hit) -> InlineQueryResultArticle:
    extract = Extract.of(hit)
    text = joined("\n\n", [source_line(texts, extract.source), passage_html(extract, PASSAGE_UNITS)])
    return _card(f"{rank}", extract.source.title or extract.source.path, extract.text, text)


def _card(key: str, title: str, description: str, text: Html) -> InlineQueryResultArticle:
    content = InputTextMessageContent(text, ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True))
    return InlineQueryResultArticle(
        key, one_line(title, LINE_UNITS) or "—", content, description=one_line(description, LINE_UNITS)
    )


async def _offer(
    query: InlineQuery, offered: Sequence[InlineQueryResultArticle], button: InlineQueryResultsButton | None = None
) -> None:
    """Late is no matter: whoever asked has typed on."""
    try:
        await query.answer(offered, cache_time=KEPT_S if offered else 0, is_personal=True, button=button)
    except BadRequest as error:
        if "query is too old" not in error.message.lower():
            raise
    except NetworkError as error:
        log.warning("inline cards were not offered: %s", error)
