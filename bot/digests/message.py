"""A digest as a message: its first page and the way to the others, or a picture with headlines."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.delivery import Outgoing
from bot.desk import Desk
from bot.digests.content import Content
from bot.digests.links import link_maker
from bot.digests.picture import draw
from bot.digests.render import caption, pages
from bot.markup import Html
from bot.settings import Language
from bot.state.digest_values import DigestPlan
from bot.texts import Texts, texts_for

PAGE = "dp"
"""The verb of buttons to a page: the digest's id and the page's number, or only the number in a preview."""


@dataclass(slots=True)
class Printer:
    """Makes messages; chats that are told the same share one picture."""

    _drawn: dict[tuple[Language, Content], bytes] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def outgoing(self, desk: Desk, plan: DigestPlan, content: Content, digest_id: str) -> Outgoing:
        texts = texts_for(plan.language, desk.settings.language)
        link = link_maker(desk.bot.username, plan.chat_id)
        shown = pages(texts, content, link)
        gone = texts("digest-topic-gone") if plan.topic_id else None
        first = _with_topic(Outgoing(shown[0], more_button(texts, digest_id, len(shown))), gone)
        if not (plan.picture and content.stories):
            return first
        picture = await self._picture(texts, content)
        pictured = Outgoing(caption(texts, content, link), read_button(texts, digest_id), picture)
        return replace(_with_topic(pictured, gone), without_photo=first)

    async def _picture(self, texts: Texts, content: Content) -> bytes:
        key = (texts.language, Content(content.day, content.stories))
        async with self._turn:
            if key not in self._drawn:
                self._drawn[key] = await asyncio.to_thread(draw, texts, content)
            return self._drawn[key]


def _with_topic(outgoing: Outgoing, gone: Html | None) -> Outgoing:
    in_main = None if gone is None else Html(f"{outgoing.text}\n\n<i>{gone}</i>")
    return replace(outgoing, in_main=in_main)


def more_button(texts: Texts, digest_id: str, many: int) -> InlineKeyboardMarkup | None:
    """Under the first page; None where it is the only one."""
    if many < 2:
        return None
    return InlineKeyboardMarkup([[buttons.button(texts.plain("button-digest-more", n=many - 1), PAGE, digest_id, 1)]])


def read_button(texts: Texts, digest_id: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[buttons.button(texts.plain("button-digest-read"), PAGE, digest_id, 0)]])


def page_buttons(texts: Texts, digest_id: str, page: int, many: int) -> InlineKeyboardMarkup | None:
    """Under any page that was turned to; at the ends the arrows lead around."""
    if many < 2:
        return None
    row = [
        buttons.button(texts.plain("button-previous"), PAGE, digest_id, (page - 1) % many),
        buttons.button(f"{page + 1}/{many}", buttons.IDLE),
        buttons.button(texts.plain("button-next"), PAGE, digest_id, (page + 1) % many),
    ]
    return InlineKeyboardMarkup([row])
