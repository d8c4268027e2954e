"""/digest: who may set up a chat's digest, and what each button of the panel changes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from telegram import CallbackQuery, Message, User
from telegram import Chat as TelegramChat
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden

from bot import buttons
from bot.delivery import Outgoing
from bot.desk import Desk, is_group, topic_of
from bot.digests import panel
from bot.digests.gather import granted_to, within
from bot.digests.links import short_name
from bot.digests.preview import show_preview
from bot.digests.schedule import Timing
from bot.digests.zones import is_zone
from bot.people import ask_for_group, ask_for_person
from bot.replies import pop_up, rewrite, say
from bot.state.digest_values import DigestPlan
from bot.texts import Texts

log = logging.getLogger(__name__)

MORNING = 9 * 60
RANKS = frozenset({ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})
QUIET = (22 * 60, 8 * 60)

Change = Callable[[DigestPlan, str], DigestPlan]


async def show_panel(desk: Desk, message: Message) -> None:
    """The command."""
    user = message.from_user
    if user is None:
        return
    texts = desk.texts(user)
    await desk.patiently(lambda: desk.see(user, message.chat))
    if is_group(message.chat):
        await desk.patiently(lambda: desk.see_group(message.chat))
    if await granted_to(desk, message.chat_id) is None:
        ask = ask_for_group if is_group(message.chat) else ask_for_person
        await say(desk, message, Outgoing(await ask(desk, message, texts)))
    elif not await _may_set_up(desk, message.chat, user, message.sender_chat):
        await say(desk, message, Outgoing(texts("digest-only-admins")))
    else:
        plan = await _plan(desk, message, texts)
        await say(desk, message, panel.main_screen(_shown(desk, message, user, plan)))


async def press_setting(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    texts, message = desk.texts(query.from_user), query.message
    if not isinstance(message, Message):
        await pop_up(query, texts.plain("digest-gone"), alert=True)
        return
    if await granted_to(desk, message.chat_id) is None:
        await pop_up(query, texts.plain("digest-not-let-in"), alert=True)
        return
    if not await _may_set_up(desk, message.chat, query.from_user, None):
        await pop_up(query, texts.plain("digest-only-admins"), alert=True)
        return
    if press.text(0) == "preview":
        await pop_up(query)
        await show_preview(desk, message, await _plan(desk, message, texts))
        return
    plan = await _changed(desk, query, message, press)
    await pop_up(query)
    screen = await _screen(desk, query, message, plan, press)
    if screen is not None:
        await rewrite(desk, query, screen)


async def _may_set_up(desk: Desk, chat: TelegramChat, user: User, sender_chat: TelegramChat | None) -> bool:
    """In private whoever is let in; in a group its admins, also those who speak in its name, and the bot's."""
    if not is_group(chat) or desk.policy.is_admin(user.id):
        return True
    if sender_chat is not None:
        return sender_chat.id == chat.id
    try:
        member = await desk.bot.get_chat_member(chat.id, user.id)
    except (BadRequest, Forbidden) as error:
        log.info("no rank could be told: %s", error, extra={"chat": chat.id, "person": user.id})
        return False
    return member.status in RANKS


async def _plan(desk: Desk, message: Message, texts: Texts) -> DigestPlan:
    """The chat's, or what it would begin with."""
    kept = await desk.patiently(lambda: desk.state.digests.plan(message.chat_id))
    return kept or _default(desk, message, texts)


def _default(desk: Desk, message: Message, texts: Texts) -> DigestPlan:
    timing = Timing(MORNING, desk.settings.digest_zone)
    return DigestPlan(message.chat_id, timing, topic_id=topic_of(message), language=texts.language)


def _shown(desk: Desk, message: Message, user: User, plan: DigestPlan) -> panel.Shown:
    return panel.Shown(
        plan=plan,
        texts=desk.texts(user),
        now=desk.state.digests.clock(),
        is_forum=bool(message.chat.is_forum),
        is_private=not is_group(message.chat),
        may_have_unanswered=desk.policy.is_admin(user.id),
    )


async def _screen(
    desk: Desk, query: CallbackQuery, message: Message, plan: DigestPlan, press: buttons.Press
) -> Outgoing | None:
    """What the panel shows after the press."""
    shown = _shown(desk, message, query.from_user, plan)
    match press.text(0):
        case "no":
            return Outgoing(shown.texts("digest-declined"))
        case "times" | "hour" | "minute":
            return panel.time_screen(shown)
        case "zones":
            return panel.zone_screen(shown)
        case "regions":
            return panel.regions_screen(shown)
        case "region":
            return panel.region_screen(shown, press.text(1), press.number(2))
        case "quiets" | "from" | "to" | "loud":
            return panel.quiet_screen(shown)
        case "folders" | "folder":
            return panel.folders_screen(shown, await _folders(desk, message.chat_id))
        case _:
            return panel.main_screen(shown)


async def _changed(desk: Desk, query: CallbackQuery, message: Message, press: buttons.Press) -> DigestPlan:
    """The plan after what the button does to it; as it was after one that only leads somewhere."""
    texts = desk.texts(query.from_user)
    change = await _change(desk, query, message, press)
    if change is None:
        return await _plan(desk, message, texts)
    generation = (await desk.pool.run(desk.library.status)).generation
    default, by = _default(desk, message, texts), query.from_user.id

    def alter(plan: DigestPlan) -> DigestPlan:
        return change(plan, press.text(1))

    return await desk.patiently(lambda: desk.state.digests.change(default, alter, by, generation))


async def _change(desk: Desk, query: CallbackQuery, message: Message, press: buttons.Press) -> Change | None:
    match press.text(0):
        case "yes" | "on":
            language = desk.texts(query.from_user).language
            return lambda plan, _: replace(plan, is_on=True, language=language)
        case "topic":
            return lambda plan, _: replace(plan, topic_id=topic_of(message))
        case "folder":
            return _toggled(await _folders(desk, message.chat_id))
        case "unanswered" if not desk.policy.is_admin(query.from_user.id):
            return None
        case what:
            return _CHANGES.get(what)


async def _folders(desk: Desk, chat_id: int) -> list[str]:
    """Those that the chat may see."""
    granted = await granted_to(desk, chat_id)
    cards = await desk.pool.run(desk.library.documents)
    known = {card.collection for card in cards}
    return sorted(known if granted is None else within(granted.collections, frozenset(known)) or ())


def _toggled(known: list[str]) -> Change:
    def toggle(plan: DigestPlan, key: str) -> DigestPlan:
        if key == "*":
            return replace(plan, collections=frozenset() if plan.collections is None else None)
        named = {name for name in known if short_name(name) == key}
        chosen = frozenset(known) if plan.collections is None else plan.collections
        return replace(plan, collections=chosen ^ named)

    return toggle


def _timed(plan: DigestPlan, **changes: Any) -> DigestPlan:
    return replace(plan, timing=replace(plan.timing, **changes))


def _number(value: str, most: int) -> int:
    return min(int(value), most) if value.isdecimal() else 0


def _quiet(plan: DigestPlan, place: int, value: str) -> DigestPlan:
    hours = list(plan.timing.quiet or QUIET)
    hours[place] = _number(value, 23) * 60
    return _timed(plan, quiet=(hours[0], hours[1]))


_CHANGES: dict[str, Change] = {
    "off": lambda plan, _: replace(plan, is_on=False),
    "weekdays": lambda plan, _: _timed(plan, weekdays_only=not plan.timing.weekdays_only),
    "hour": lambda plan, value: _timed(plan, minute=_number(value, 23) * 60 + plan.timing.minute % 60),
    "minute": lambda plan, value: _timed(plan, minute=plan.timing.minute // 60 * 60 + _number(value, 59)),
    "zone": lambda plan, value: _timed(plan, zone=value) if is_zone(value) else plan,
    "from": lambda plan, value: _quiet(plan, 0, value),
    "to": lambda plan, value: _quiet(plan, 1, value),
    "loud": lambda plan, _: _timed(plan, quiet=None),
    "picture": lambda plan, _: replace(plan, picture=not plan.picture),
    "questions": lambda plan, _: replace(plan, questions=not plan.questions),
    "unanswered": lambda plan, _: replace(plan, unanswered=not plan.unanswered),
}
