"""/stats and /export, for admins in their private chats."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from importlib import import_module
from io import BytesIO

from telegram import InputFile, Message

from bot.delivery import Outgoing
from bot.desk import Desk, is_group
from bot.replies import say
from bot.state import utc_now
from bot.state.statistics import AskedRow
from bot.stats.figures import TOP, Figures, figures_of
from bot.stats.tables import tables_html
from bot.stats.workbook import workbook
from bot.texts import Texts

log = logging.getLogger(__name__)

DAYS = 30
MOST_DAYS = 366
MOST_ROWS = 100_000


async def show_stats(desk: Desk, message: Message) -> None:
    """Of the last thirty days, or of as many as are named."""
    if not await _is_admin(desk, message):
        return
    texts, days = desk.texts(message.from_user), _days(message)
    figures, _ = await _figures(desk, days)
    if not figures.asked:
        await say(desk, message, Outgoing(texts("stats-nothing", days=days)))
        return
    names = await desk.patiently(desk.state.statistics.names)
    picture = await asyncio.to_thread(_drawn, texts, figures)
    sent = await desk.bot.send_photo(message.chat_id, InputFile(BytesIO(picture), "stats.png"))
    desk.courier.saw(message.chat_id, sent.message_id)
    await say(desk, message, Outgoing(tables_html(texts, figures, names, days)))


def _drawn(texts: Texts, figures: Figures) -> bytes:
    """The library that draws takes a second to load, and is loaded when the first picture is asked for."""
    drawn: bytes = import_module("bot.stats.chart").chart(texts, figures)
    return drawn


async def export(desk: Desk, message: Message) -> None:
    """The same, with every question."""
    if not await _is_admin(desk, message) or message.from_user is None:
        return
    texts, days, by = desk.texts(message.from_user), _days(message), message.from_user.id
    figures, rows = await _figures(desk, days)
    names = await desk.patiently(desk.state.statistics.names)
    quoted = await desk.patiently(lambda: desk.state.statistics.quoted([row.id for row in rows]))
    data = await asyncio.to_thread(workbook, texts, figures, rows, quoted, names)
    await desk.patiently(lambda: desk.state.audit.record(by, "export", "questions", str(len(rows))))
    name = f"vestovoy-{utc_now():%Y-%m-%d}.xlsx"
    sent = await desk.bot.send_document(message.chat_id, InputFile(BytesIO(data), name))
    desk.courier.saw(message.chat_id, sent.message_id)


async def _figures(desk: Desk, days: int) -> tuple[Figures, list[AskedRow]]:
    now = utc_now()
    since = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)
    statistics = desk.state.statistics
    rows = await desk.patiently(lambda: statistics.asked(since, MOST_ROWS))
    cited = await desk.patiently(lambda: statistics.cited(since, TOP))
    return await asyncio.to_thread(figures_of, rows, cited, now, days), rows


def _days(message: Message) -> int:
    """The number after the command."""
    words = (message.text or "").split()[1:2]
    return min(max(int(words[0]), 1), MOST_DAYS) if words and words[0].isdecimal() else DAYS


async def _is_admin(desk: Desk, message: Message) -> bool:
    user = message.from_user
    if user is None or is_group(message.chat):
        return False
    if desk.policy.is_admin(user.id):
        return True
    log.warning("not an admin asked for figures", extra={"person": user.id})
    await say(desk, message, Outgoing(desk.texts(user)("only-admins")))
    return False


COMMANDS = {"stats": show_stats, "export": export}
