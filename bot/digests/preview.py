"""The digest as it would be now, and further pages of those that were sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from telegram import CallbackQuery, Message

from bot import buttons
from bot.delivery import Outgoing
from bot.desk import Desk
from bot.digests.content import Content, load, visible
from bot.digests.gather import Composer, gather, granted_to
from bot.digests.links import link_maker
from bot.digests.message import Printer, page_buttons
from bot.digests.render import pages
from bot.digests.schedule import Timing, zone_of
from bot.markup import Html
from bot.replies import pop_up, rewrite, say
from bot.state.digest_values import DigestPlan
from bot.texts import Texts, texts_for

SINCE = "@"
"""Before a generation, in the place of a digest's id: a preview is kept nowhere, it is made again."""
EXAMPLE = timedelta(days=7)


async def show_preview(desk: Desk, message: Message, plan: DigestPlan) -> None:
    """What is new since the chat's last digest; where nothing is, what was within a week."""
    texts = texts_for(plan.language, desk.settings.language)
    content, example = await _content(desk, plan), plan
    if content is not None and content.is_empty:
        example = replace(plan, mark=await _week_ago(desk), told_at=desk.state.digests.clock() - EXAMPLE)
        content = await _content(desk, example)
    if content is None or content.is_empty:
        await say(desk, message, Outgoing(texts("digest-nothing-ever")))
        return
    outgoing = await Printer().outgoing(desk, replace(plan, topic_id=0), content, f"{SINCE}{example.mark}")
    if example is not plan:
        outgoing = _as_example(outgoing, texts)
    await say(desk, message, outgoing)


def _as_example(outgoing: Outgoing, texts: Texts) -> Outgoing:
    plain = outgoing.without_photo
    text = Html(f"<i>{texts('digest-example')}</i>\n\n{outgoing.text}")
    return replace(outgoing, text=text, without_photo=None if plain is None else _as_example(plain, texts))


async def press_page(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    """Another page, in the place of the one shown; of a picture, a message of its own, once."""
    texts, message = desk.texts(query.from_user), query.message
    content = await _found(desk, press.text(0), message.chat_id) if isinstance(message, Message) else None
    if content is None or content.is_empty or not isinstance(message, Message):
        await pop_up(query, texts.plain("digest-gone"), alert=True)
        return
    shown = await _page(desk, message, content, press)
    if message.text is not None:
        await pop_up(query)
        await rewrite(desk, query, shown)
    elif await desk.patiently(lambda: desk.state.once.first(f"digest:{message.chat_id}:{message.message_id}")):
        await pop_up(query)
        await say(desk, message, shown)
    else:
        await pop_up(query, texts.plain("digest-opened"))


async def _page(desk: Desk, message: Message, content: Content, press: buttons.Press) -> Outgoing:
    plan = await desk.patiently(lambda: desk.state.digests.plan(message.chat_id))
    texts = texts_for(plan.language if plan else None, desk.settings.language)
    all_pages = pages(texts, content, link_maker(desk.bot.username, message.chat_id))
    number = min(max(press.number(1), 0), len(all_pages) - 1)
    return Outgoing(all_pages[number], page_buttons(texts, press.text(0), number, len(all_pages)))


async def _found(desk: Desk, digest_id: str, chat_id: int) -> Content | None:
    """What may be shown of it now, in the chat that it was sent to; None where it is not kept."""
    if digest_id.startswith(SINCE):
        plan = await desk.patiently(lambda: desk.state.digests.plan(chat_id))
        since = digest_id.removeprefix(SINCE)
        plan = plan or DigestPlan(chat_id, Timing(0, desk.settings.digest_zone))
        return await _content(desk, replace(plan, mark=int(since))) if since.isdecimal() else None
    digest = await desk.patiently(lambda: desk.state.digests.get(digest_id))
    granted = await granted_to(desk, chat_id)
    if digest is None or digest.chat_id != chat_id or digest.body is None or granted is None:
        return None
    content = load(digest.body)
    return None if content is None else visible(content, granted.collections)


async def _content(desk: Desk, plan: DigestPlan) -> Content | None:
    today = desk.state.digests.clock().astimezone(zone_of(plan.timing.zone)).date()
    gathered = await gather(desk, Composer(desk.library), plan, today)
    return None if gathered is None else gathered.content


async def _week_ago(desk: Desk) -> int:
    """The library's generation a week ago; 0 where it began later."""
    before = desk.state.digests.clock() - EXAMPLE
    known = await desk.pool.run(desk.library.generations)
    return next((info.number for info in known if info.at <= before), 0)
