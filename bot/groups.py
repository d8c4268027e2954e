"""Groups: being added, introducing itself once, being removed, becoming a supergroup."""

from __future__ import annotations

import logging

from telegram import ChatMemberUpdated, Message, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.access import Verdict
from bot.delivery import Outgoing, Spot
from bot.desk import Desk, is_group
from bot.digests.panel import offer_buttons
from bot.markup import Html, joined
from bot.people import request_group
from bot.replies import mark_unreachable, tell
from bot.texts import Texts

log = logging.getLogger(__name__)

INSIDE = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED})


async def membership_changed(desk: Desk, change: ChatMemberUpdated) -> None:
    """The bot was added, removed, blocked or unblocked."""
    inside = change.new_chat_member.status in INSIDE
    if inside and getattr(change.new_chat_member, "can_send_messages", True):
        await desk.patiently(lambda: desk.state.digests.set_away(change.chat.id, away=False))
    if is_group(change.chat) and inside:
        await _arrive(desk, change)
    elif inside and change.chat.type == ChatType.PRIVATE:
        await desk.patiently(lambda: desk.state.people.set_active(change.chat.id, active=True))
    elif not inside:
        await mark_unreachable(desk, change.chat.id)
        log.info("the bot was removed or blocked", extra={"chat": change.chat.id})


async def _arrive(desk: Desk, change: ChatMemberUpdated) -> None:
    await desk.patiently(lambda: desk.see(change.from_user))
    await desk.patiently(lambda: desk.see_group(change.chat))
    await desk.patiently(lambda: desk.state.chats.set_active(change.chat.id, active=True))
    place = await desk.patiently(lambda: desk.place(change.from_user.id, change.chat.id))
    verdict = desk.policy.verdict(place)
    if await desk.patiently(lambda: desk.state.chats.introduce(change.chat.id)):
        texts = desk.texts(change.from_user)
        word = await _introduction(desk, texts, pending=verdict in (Verdict.UNKNOWN, Verdict.PENDING))
        if verdict is Verdict.ALLOWED:
            offer = joined("\n\n", [word, texts("digest-offer")])
            await tell(desk, Spot(change.chat.id), Outgoing(offer, offer_buttons(texts)))
        else:
            await tell(desk, Spot(change.chat.id), Outgoing(word))
    if verdict in (Verdict.UNKNOWN, Verdict.PENDING):
        await request_group(desk, change.chat.id, change.from_user)


async def _introduction(desk: Desk, texts: Texts, *, pending: bool) -> Html:
    me: User = desk.bot.bot
    privacy = texts("group-privacy-off" if me.can_read_all_group_messages else "group-privacy-on")
    parts = [texts("group-intro", username=me.username or ""), privacy]
    return joined("\n\n", [*parts, texts("group-pending")] if pending else parts)


async def group_moved(desk: Desk, message: Message) -> None:
    """Telegram tells it twice, in the old group and in the new one."""
    if message.migrate_to_chat_id:
        await migrate(desk, message.chat_id, message.migrate_to_chat_id, message.chat.title or "")
    elif message.migrate_from_chat_id:
        await migrate(desk, message.migrate_from_chat_id, message.chat_id, message.chat.title or "")


async def migrate(desk: Desk, old_id: int, new_id: int, title: str = "") -> None:
    await desk.patiently(lambda: desk.state.chats.migrate(old_id, new_id, title))
    await desk.patiently(lambda: desk.state.digests.migrate(old_id, new_id))
    log.info("a group became a supergroup", extra={"chat": old_id, "new": new_id})
