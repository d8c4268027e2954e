"""A chat as a test sees it: what its people do there, and what the bot sent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .delivery import entities_of, reaches_bot
from .message import Button, Json, Message, Press, User

if TYPE_CHECKING:
    from .message import StoredFile
    from .world import World


@dataclass(frozen=True, slots=True)
class Topic:
    """A forum topic; its id is the id of the message that opened it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class ShownAction:
    """What the bot showed it was doing; `at` on the server's clock."""

    action: str
    thread_id: int | None
    at: float


@dataclass(eq=False)
class Chat:
    """A private chat (its `owner` is the user), a group or a supergroup."""

    world: World = field(repr=False)
    id: int
    type: str
    title: str = ""
    forum: bool = False
    owner: User | None = None
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict, repr=False)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    actions: list[ShownAction] = field(default_factory=list)
    draft: str | None = None
    upgraded_to: int | None = None
    _from_bot: list[Message] = field(default_factory=list, repr=False)
    _untaken: list[Message] = field(default_factory=list, repr=False)
    _last_id: int = 0

    def __post_init__(self) -> None:
        self.changed = threading.Condition(self.world.lock)

    @property
    def is_private(self) -> bool:
        return self.owner is not None

    @property
    def bot_status(self) -> str:
        return self.members.get(self.world.bot.id, "left")

    @property
    def json(self) -> Json:
        if self.owner is not None:
            return {"id": self.id, "type": "private", "first_name": self.owner.name}
        return {"id": self.id, "type": self.type, "title": self.title} | ({"is_forum": True} if self.forum else {})

    @contextmanager
    def changing(self) -> Iterator[None]:
        """A change in this chat: lock held, waiters told."""
        with self.world.lock:
            yield
            self.changed.notify_all()

    def wait(self, done: Callable[[], Any], timeout: float, what: str) -> None:
        self.world.wait(self.changed, done, timeout, f"{what} in chat {self.id}")

    def say(
        self,
        text: str,
        *,
        by: User | None = None,
        reply_to: Message | None = None,
        topic: Topic | None = None,
        edit: Message | None = None,
    ) -> Message:
        """A message, or with `edit` a new text for that one. The speaker is by default the first person here."""
        with self.changing():
            if edit is not None:
                return self._edit(edit, text)
            return self.post(by or self.person(), reply_to=reply_to, topic=topic, text=text)

    def _edit(self, message: Message, text: str) -> Message:
        message.history.append(message.text)
        message.text, message.entities = text, entities_of(text)
        message.edit_date = int(self.world.now)
        self.deliver("edited_message", message)
        return message

    def send_file(
        self,
        name: str,
        data: bytes = b"",
        *,
        kind: str = "document",
        caption: str = "",
        mime: str = "application/octet-stream",
        size: int | None = None,
        by: User | None = None,
        reply_to: Message | None = None,
        topic: Topic | None = None,
        album: str | None = None,
    ) -> Message:
        """A document, photo, voice or sticker. `size` may be told larger than the data is; files of one `album` belong
        together.
        """
        with self.changing():
            stored = self.world.store_file(name, data, mime, size)
            media = {kind: media_json(kind, stored)} | ({"media_group_id": album} if album else {})
            return self.post(
                by or self.person(), reply_to=reply_to, topic=topic, text=caption, media=media, file=stored
            )

    def post(
        self, sender: User, *, reply_to: Message | None = None, topic: Topic | None = None, **fields: Any
    ) -> Message:
        """A message by anyone but the bot, delivered to it if it may see it. The lock must be held."""
        if self.owner is sender:
            sender.started = True
        message = self.add(sender, reply_to=reply_to, thread_id=self._thread(reply_to, topic), **fields)
        message.entities = message.entities or entities_of(message.text)
        self.deliver("message", message)
        return message

    def _thread(self, reply_to: Message | None, topic: Topic | None) -> int | None:
        """In a forum the topic; in another supergroup a chain of replies, named by its first message."""
        if topic is not None:
            return topic.id
        if reply_to is None or self.type != "supergroup":
            return None
        return reply_to.thread_id if self.forum else reply_to.thread_id or reply_to.id

    def deliver(self, kind: str, message: Message) -> None:
        """An update for the bot, if it may see the message."""
        if reaches_bot(message):
            message.update = self.world.updates.push(kind, message.json)

    def press(self, button: Button, by: User | None = None) -> Press:
        """A user presses a button of the bot's message, however old."""
        with self.changing():
            message, presser = button.message, by or self.person()
            press = Press(str(10**17 + self.world.next_id()), message, self.world.now)
            payload = {"id": press.id, "from": presser.json, "chat_instance": str(abs(self.id)), "data": button.data}
            if message.inline_message_id is not None:
                payload["inline_message_id"] = message.inline_message_id
            else:
                payload["message"] = message.json
            self.world.presses[press.id] = press
            press.update = self.world.updates.push("callback_query", payload)
            return press

    def delete(self, message: Message) -> None:
        """A person deletes a message; the bot is not told."""
        with self.changing():
            message.deleted = True

    def person(self) -> User:
        """Who speaks when nobody is named."""
        present = [member for member, status in self.members.items() if status not in ("left", "kicked")]
        people = [self.world.users[member] for member in present if member != self.world.bot.id]
        assert people, f"nobody is in chat {self.id}"
        return people[0]

    @property
    def sent(self) -> list[Message]:
        """Every message of the bot here, oldest first, deleted ones left out."""
        with self.world.lock:
            return [message for message in self._from_bot if not message.deleted]

    def wait_message(self, containing: str = "", *, reply_to: Message | None = None, timeout: float = 10.0) -> Message:
        """The bot's next message that says or, before an edit, said this, and that no earlier wait has returned.

        AssertionError when none comes.
        """

        def found() -> Message | None:
            fits = (each for each in self._untaken if any(containing in text for text in (*each.history, each.text)))
            return next((message for message in fits if reply_to in (None, message.reply_to)), None)

        with self.world.lock:
            self.wait(found, timeout, f"a message with {containing!r}")
            message = found()
            assert message is not None
            self._untaken.remove(message)
            return message

    def untaken(self) -> list[Message]:
        """The bot's messages no wait has returned."""
        with self.world.lock:
            return [message for message in self._untaken if not message.deleted]

    def expect_silence(self, seconds: float = 0.5) -> None:
        """AssertionError when the bot says anything more within this time."""
        with self.changed:
            already = len(self._from_bot)
            self.changed.wait_for(lambda: len(self._from_bot) > already, seconds)
            more = [message.text for message in self._from_bot[already:]]
        assert not more, f"expected silence in chat {self.id}, got {more}"

    def add(self, sender: User, **fields: Any) -> Message:
        """A new message with the next id. The lock must be held."""
        self._last_id += 1
        message = Message(self, self._last_id, sender, int(self.world.now), **fields)
        self.messages[message.id] = message
        if sender is self.world.bot:
            self._from_bot.append(message)
            self._untaken.append(message)
        self.changed.notify_all()
        return message


def media_json(kind: str, stored: StoredFile) -> Any:
    """The object a message carries for a file."""
    if kind == "photo":
        return [stored.json | {"width": 640, "height": 480}]
    extra: dict[str, Json] = {
        "document": {"file_name": stored.name, "mime_type": stored.mime},
        "voice": {"duration": 3, "mime_type": "audio/ogg"},
        "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
    }
    return stored.json | extra[kind]
