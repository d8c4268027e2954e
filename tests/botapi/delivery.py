"""Which of a chat's messages the bot is told of, and what entities Telegram finds in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .html import Entity, utf16_length

if TYPE_CHECKING:
    from .message import Message

_COMMAND = re.compile(r"(?<![\w/])/([A-Za-z0-9_]{1,32})(?:@(\w{3,32}))?(?!\w)")
_MENTION = re.compile(r"(?<![\w@])@\w{3,32}")
_URL = re.compile(r"https?://\S+")
_OPEN_TO_BOTS = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "forum_topic_created",
        "via_bot",
    }
)
_KINDS = (("bot_command", _COMMAND), ("mention", _MENTION), ("url", _URL))


def entities_of(text: str) -> list[Entity]:
    """Commands, mentions and links in what a user typed, in order."""
    found = [
        {"type": kind, "offset": utf16_length(text[: match.start()]), "length": utf16_length(match[0])}
        for kind, pattern in _KINDS
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda entity: entity["offset"])


def reaches_bot(message: Message) -> bool:
    """False where the bot is not there, or privacy mode keeps the message from it."""
    chat = message.chat
    bot = chat.world.bot
    if chat.is_private:
        return not message.sender.blocked
    if chat.bot_status not in ("member", "administrator"):
        return False
    if not chat.world.privacy or chat.bot_status == "administrator" or _OPEN_TO_BOTS & message.media.keys():
        return True
    replied = message.reply_to is not None and message.reply_to.sender is bot
    mentioned = f"@{bot.username}".lower() in (match[0].lower() for match in _MENTION.finditer(message.text))
    return replied or mentioned or _commands_bot(message.text, bot.username or "")


def _commands_bot(text: str, username: str) -> bool:
    """A command to this bot or to nobody in particular."""
    addressees = [(match[2] or username).lower() for match in _COMMAND.finditer(text)]
    return username.lower() in addressees
