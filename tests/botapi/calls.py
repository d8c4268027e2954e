"""What every method needs: the chat it names, the message it names, the right to write there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from aiogram.types import InputFile, ReplyParameters

from .chat import Chat
from .errors import ApiError, bad_request, forbidden, migrated, too_many_requests
from .message import Message, StoredFile
from .schema import Body, Model
from .text import Formatted
from .world import Request, World

DAY = 86_400
MAX_UPLOAD = 50_000_000

ChatRef = int | str | None


@dataclass(frozen=True, slots=True)
class Call:
    """One validated request on its way through a method; the world's lock is held."""

    world: World
    request: Request
    body: Body

    def lint(self, formatted: Formatted) -> Formatted:
        """Objects to what the API lets pass though its documentation forbids it."""
        for flaw in formatted.lint:
            self.world.object(self.request, "markup", flaw)
        return formatted

    def chat(self, ref: ChatRef) -> Chat:
        """The chat, whoever may write there. Raises 400 when the bot has never seen it."""
        number = str(ref)
        chat = self.world.chats.get(int(number)) if re.fullmatch(r"-?\d+", number) else None
        if chat is None:
            raise bad_request("chat not found", kind="target")
        if chat.upgraded_to is not None:
            raise migrated(chat.upgraded_to)
        return chat

    def writable(self, ref: ChatRef, thread_id: int | None = None) -> Chat:
        """The chat, when the bot may write there. Raises 403, or 400 for a topic that is not there."""
        chat = self.chat(ref)
        self._check_membership(chat)
        if thread_id is not None and thread_id not in chat.topics:
            raise bad_request("message thread not found", kind="target")
        return chat

    def _check_membership(self, chat: Chat) -> None:
        if chat.owner is not None:
            if chat.owner.blocked:
                raise forbidden("bot was blocked by the user", excused=True)
            if not chat.owner.started:
                raise forbidden("bot can't initiate conversation with a user")
        elif chat.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat", excused=True)
        elif chat.bot_status == "left":
            raise forbidden(f"bot is not a member of the {chat.type} chat", excused=True)

    def message(self, chat: Chat, message_id: int | None, purpose: str) -> Message:
        """Raises 400 "message to `purpose` not found"; one a person deleted meanwhile is excused."""
        found = chat.messages.get(message_id or 0)
        if found is None or found.deleted:
            raise bad_request(f"message to {purpose} not found", kind="target", excused=found is not None)
        return found

    def own_message(self, ref: ChatRef, message_id: int | None, inline_id: str | None) -> Message:
        """The message of the bot's to edit."""
        if inline_id is not None:
            if inline_id not in self.world.inline_messages:
                raise bad_request("MESSAGE_ID_INVALID", kind="target")
            return self.world.inline_messages[inline_id]
        message = self.message(self.writable(ref), message_id, "edit")
        if message.sender is not self.world.bot:
            raise bad_request("message can't be edited", kind="target")
        return message

    def reply_target(self, chat: Chat, reply: ReplyParameters | None, old_id: int | None) -> Message | None:
        """The message replied to; None too where it is gone and the bot said that does not matter."""
        message_id = reply.message_id if reply is not None else old_id
        if message_id is None:
            return None
        if reply is not None and reply.chat_id not in (None, chat.id):
            raise bad_request("replies to another chat are not served here", kind="target")
        try:
            return self.message(chat, message_id, "be replied")
        except ApiError:
            if reply is not None and reply.allow_sending_without_reply is True:
                return None
            raise

    def admit(self, chat: Chat, count: int = 1) -> None:
        """Raises 429 when limits are on and the messages come too fast."""
        if not self.world.limits_on:
            return
        retry_after = self.world.rates.admit(chat.id, self.world.now, group=not chat.is_private, count=count)
        if retry_after:
            raise too_many_requests(retry_after)

    def file(self, value: str | InputFile, kind: str) -> StoredFile:
        """An upload, a file sent before, or with a local server one on its disk."""
        if not isinstance(value, str):
            raise bad_request(f"there is no {kind} in the request", kind="shape")
        if value.startswith("attach://"):
            return self._upload(value.removeprefix("attach://"), kind)
        if value.startswith("file://") and self.world.files_dir is not None:
            return self._from_disk(unquote(value.removeprefix("file://")))
        if value not in self.world.files:
            reason = "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
            raise bad_request(reason, kind="target")
        return self.world.files[value]

    def _upload(self, part: str, kind: str) -> StoredFile:
        upload = self.body.files.get(part)
        if upload is None:
            raise bad_request(f"there is no {kind} in the request", kind="shape")
        if not upload.data:
            raise bad_request("file must be non-empty", kind="limit")
        return self.world.store_file(upload.name, upload.data, upload.mime)

    def _from_disk(self, path: str) -> StoredFile:
        data = self.world.read_local(path)
        if not data:
            raise bad_request("file must be non-empty", kind="limit")
        return self.world.store_file(path, data, "application/octet-stream")


Handler = Callable[[Call, Any], object]
Table = Mapping[type[Model], Handler]
