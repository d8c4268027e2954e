"""The list of commands that Telegram shows: in each language, the admins' in their own chats only."""

from __future__ import annotations

import logging
from functools import partial

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.desk import Desk
from bot.settings import Language
from bot.texts import texts_in

log = logging.getLogger(__name__)

GROUP = ("ask", "new", "digest", "help")
PRIVATE = ("new", "help", "digest", "forgetme")
ADMIN = (*PRIVATE, "reindex", "add", "people", "documents", "history", "stats", "export", "unanswered", "audit")


async def register_commands(desk: Desk) -> None:
    """Whatever Telegram says to it, the bot works without."""
    await _register(desk, BotCommandScopeDefault(), PRIVATE)
    await _register(desk, BotCommandScopeAllGroupChats(), GROUP)
    for admin_id in sorted(desk.policy.admin_ids):
        known = await desk.patiently(partial(desk.state.people.get, admin_id))
        if known is not None and known.is_active:
            await register_admin(desk, admin_id)


async def register_admin(desk: Desk, admin_id: int) -> None:
    """Their chat has to exist: once they have written to the bot."""
    await _register(desk, BotCommandScopeChat(admin_id), ADMIN)


async def _register(desk: Desk, scope: BotCommandScope, names: tuple[str, ...]) -> None:
    """For each language, and in the default one for all others."""
    for code in (None, *Language):
        texts = texts_in(code or desk.settings.language)
        commands = [BotCommand(name, texts.plain(f"command-{name}")) for name in names]
        try:
            await desk.bot.set_my_commands(commands, scope, code)
        except TelegramError as error:
            log.warning("commands were not registered: %s", error, extra={"scope": scope.type})
            return
