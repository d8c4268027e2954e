"""The methods about the bot, its chats, files, reactions and pins."""

from __future__ import annotations

import re
from typing import Any

from aiogram import methods as m
from aiogram.types import BotCommandScopeUnion, ReactionTypeEmoji
from telegram.constants import ReactionEmoji

from .calls import Call, Table
from .chat import Chat
from .errors import bad_request
from .message import Json
from .people import Group, member_json

MAX_DOWNLOAD = 20_000_000
MAX_COMMANDS = 100
_COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_EMOJI = frozenset(str(emoji.value) for emoji in ReactionEmoji)


def get_me(call: Call, method: m.GetMe) -> Json:
    privacy = not call.world.privacy
    abilities = {"can_join_groups": True, "can_read_all_group_messages": privacy, "supports_inline_queries": True}
    return call.world.bot.json | abilities


def _scope(call: Call, scope: BotCommandScopeUnion | None, language: str | None) -> tuple[str, str]:
    if not _LANGUAGE.fullmatch(language or ""):
        raise bad_request("LANGUAGE_CODE_INVALID", kind="limit")
    chat_id = getattr(scope, "chat_id", None)
    if chat_id is not None:
        call.chat(chat_id)
    parts = [scope.type if scope else "default", chat_id, getattr(scope, "user_id", None)]
    return ":".join(str(part) for part in parts if part is not None), language or ""


def set_commands(call: Call, method: m.SetMyCommands) -> bool:
    key = _scope(call, method.scope, method.language_code)
    if len(method.commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH", kind="limit")
    for command in method.commands:
        if not _COMMAND_NAME.fullmatch(command.command):
            raise bad_request("BOT_COMMAND_INVALID", kind="limit")
        if not 1 <= len(command.description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID", kind="limit")
    with call.world.changing():
        call.world.commands[key] = [command.model_dump(mode="json", exclude_unset=True) for command in method.commands]
    return True


def get_commands(call: Call, method: m.GetMyCommands) -> list[Json]:
    return call.world.commands.get(_scope(call, method.scope, method.language_code), [])


def delete_commands(call: Call, method: m.DeleteMyCommands) -> bool:
    call.world.commands.pop(_scope(call, method.scope, method.language_code), None)
    return True


def set_description(call: Call, method: m.SetMyDescription) -> bool:
    return _describe(call, "description", method.description or "", method.language_code, 512)


def set_short_description(call: Call, method: m.SetMyShortDescription) -> bool:
    return _describe(call, "short_description", method.short_description or "", method.language_code, 120)


def _describe(call: Call, what: str, text: str, language: str | None, longest: int) -> bool:
    if len(text) > longest:
        raise bad_request(f"bot {what} is too long", kind="length")
    if not _LANGUAGE.fullmatch(language or ""):
        raise bad_request("LANGUAGE_CODE_INVALID", kind="limit")
    call.world.descriptions[what, language or ""] = text
    return True


def get_description(call: Call, method: m.GetMyDescription) -> Json:
    return {"description": call.world.descriptions.get(("description", method.language_code or ""), "")}


def get_short_description(call: Call, method: m.GetMyShortDescription) -> Json:
    key = ("short_description", method.language_code or "")
    return {"short_description": call.world.descriptions.get(key, "")}


def get_chat(call: Call, method: m.GetChat) -> Json:
    chat = call.chat(method.chat_id)
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(_GIFTS, False)}
    return chat.json | full


def get_member(call: Call, method: m.GetChatMember) -> Json:
    chat, user = _present(call, method.chat_id), call.world.users.get(method.user_id)
    if user is None or user.id not in chat.members:
        raise bad_request("member not found", kind="target")
    return member_json(user, chat.members[user.id])


def get_administrators(call: Call, method: m.GetChatAdministrators) -> list[Json]:
    chat = _present(call, method.chat_id)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat", kind="target")
    ranks = {number: rank for number, rank in chat.members.items() if rank in ("administrator", "creator")}
    return [member_json(call.world.users[number], rank) for number, rank in ranks.items()]


def leave_chat(call: Call, method: m.LeaveChat) -> bool:
    chat = _present(call, method.chat_id)
    if not isinstance(chat, Group):
        raise bad_request("chat member status can't be changed in private chats", kind="target")
    chat.set_status(call.world.bot, "left", by=call.world.bot)
    return True


def _present(call: Call, ref: int | str) -> Chat:
    return call.writable(ref)


def get_file(call: Call, method: m.GetFile) -> Json:
    stored = call.world.files.get(method.file_id)
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable", kind="target")
    if stored.size > MAX_DOWNLOAD and call.world.files_dir is None:
        raise bad_request("file is too big", kind="limit")
    return stored.json | {"file_path": stored.path}


def set_reaction(call: Call, method: m.SetMessageReaction) -> bool:
    chat = call.writable(method.chat_id)
    message = call.message(chat, method.message_id, "react")
    chosen: list[Any] = list(method.reaction or [])
    valid = all(isinstance(one, ReactionTypeEmoji) and one.emoji in _EMOJI for one in chosen)
    if len(chosen) > 1 or not valid:
        raise bad_request("REACTION_INVALID", kind="limit")
    with chat.changing():
        message.reactions = [one.emoji for one in chosen]
    return True


def pin_message(call: Call, method: m.PinChatMessage) -> bool:
    chat = _pinnable(call, method.chat_id)
    message = call.message(chat, method.message_id, "pin")
    with chat.changing():
        chat.pinned = [*(number for number in chat.pinned if number != message.id), message.id]
    return True


def unpin_message(call: Call, method: m.UnpinChatMessage) -> bool:
    chat = _pinnable(call, method.chat_id)
    number = method.message_id or (chat.pinned[-1] if chat.pinned else None)
    message = call.message(chat, number if number in chat.pinned else None, "unpin")
    with chat.changing():
        chat.pinned = [pinned for pinned in chat.pinned if pinned != message.id]
    return True


def _pinnable(call: Call, ref: int | str) -> Chat:
    chat = call.writable(ref)
    if not chat.is_private and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat", kind="target")
    return chat


TABLE: Table = {
    m.GetMe: get_me,
    m.SetMyCommands: set_commands,
    m.GetMyCommands: get_commands,
    m.DeleteMyCommands: delete_commands,
    m.SetMyDescription: set_description,
    m.SetMyShortDescription: set_short_description,
    m.GetMyDescription: get_description,
    m.GetMyShortDescription: get_short_description,
    m.GetChat: get_chat,
    m.GetChatMember: get_member,
    m.GetChatAdministrators: get_administrators,
    m.LeaveChat: leave_chat,
    m.GetFile: get_file,
    m.SetMessageReaction: set_reaction,
    m.PinChatMessage: pin_message,
    m.UnpinChatMessage: unpin_message,
}
