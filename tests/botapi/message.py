"""Messages, their buttons, and what a press of one brings."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .html import Entity, render_html, utf16_slice

if TYPE_CHECKING:
    from .chat import Chat
    from .keyboards import Keyboard
    from .updates import Update

Json = dict[str, Any]


@dataclass(eq=False)
class User:
    """A person, or the bot. `started` and `blocked` are about their private chat with the bot."""

    id: int
    name: str
    language_code: str | None = "ru"
    username: str | None = None
    is_bot: bool = False
    started: bool = False
    blocked: bool = False

    @property
    def json(self) -> Json:
        optional = {"username": self.username, "language_code": self.language_code}
        present = {name: value for name, value in optional.items() if value is not None}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.name} | present


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`size` may be told larger than `data`, to try the limits without the bytes."""

    file_id: str
    name: str
    mime: str
    data: bytes = field(repr=False)
    size: int
    path: str

    @property
    def json(self) -> Json:
        return {"file_id": self.file_id, "file_unique_id": f"u{self.file_id}", "file_size": self.size}


@dataclass(eq=False)
class Message:
    """One message; `text` is its text or caption without markup, `raw` what the bot sent for it."""

    chat: Chat = field(repr=False)
    id: int
    sender: User
    date: int
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    raw: str = ""
    media: Json = field(default_factory=dict)
    file: StoredFile | None = field(default=None, repr=False)
    keyboard: Keyboard = field(default_factory=list)
    reply_to: Message | None = field(default=None, repr=False)
    thread_id: int | None = None
    edit_date: int | None = None
    deleted: bool = False
    history: list[str] = field(default_factory=list)
    pressed_at: int | None = None
    """How long `history` was when a button was pressed last, until its edit is waited for."""
    reactions: list[str] = field(default_factory=list)
    inline_message_id: str | None = None
    received_at: float = field(default_factory=time.monotonic)
    update: Update | None = field(default=None, repr=False)

    @property
    def html(self) -> str:
        return render_html(self.text, self.entities)

    def marked(self, kind: str) -> list[str]:
        """The pieces of text under entities of this type."""
        found = [entity for entity in self.entities if entity["type"] == kind]
        return [utf16_slice(self.text, entity["offset"], entity["length"]) for entity in found]

    def bold(self) -> list[str]:
        return self.marked("bold")

    def quotes(self) -> list[str]:
        """Quotations, the expandable ones too."""
        return self.marked("blockquote") + self.marked("expandable_blockquote")

    @property
    def rows(self) -> list[list[Button]]:
        return [[Button(self, button) for button in row] for row in self.keyboard]

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.rows for button in row]

    def button(self, label: str) -> Button:
        """The button whose text contains `label` or whose data is it; AssertionError when there is none."""
        exact = [button for button in self.buttons if label in (button.text, button.data)]
        found = exact or [button for button in self.buttons if label in button.text]
        assert found, f"no button {label!r} among {[button.text for button in self.buttons]}"
        return found[0]

    def press(self, label: str, by: User | None = None) -> Press:
        return self.button(label).press(by)

    def wait_edit(self, containing: str = "", timeout: float = 10.0) -> Message:
        """Until the message was edited since a button of it was pressed, else from now on, and contains this."""
        count = len(self.history) if self.pressed_at is None else self.pressed_at
        self.pressed_at = None
        self.chat.wait(
            lambda: len(self.history) > count and containing in self.text, timeout, f"an edit with {containing!r}"
        )
        return self

    def wait_text(self, containing: str, timeout: float = 10.0) -> Message:
        """Until the text contains this, by an edit or already; returns itself."""
        self.chat.wait(lambda: containing in self.text, timeout, f"{containing!r} in message {self.id}")
        return self

    @property
    def json(self) -> Json:
        """As the Bot API shows it; the replied message one level deep."""
        body = self._json_flat()
        if self.reply_to is not None and not self.reply_to.deleted:
            body["reply_to_message"] = self.reply_to._json_flat()
        return body

    def _json_flat(self) -> Json:
        body: Json = {"message_id": self.id, "date": self.date, "chat": self.chat.json, "from": self.sender.json}
        body |= self.media
        if self.text:
            kind, entities = ("caption", "caption_entities") if self.file else ("text", "entities")
            body[kind] = self.text
            body |= {entities: self.entities} if self.entities else {}
        if self.thread_id is not None:
            body["message_thread_id"] = self.thread_id
            body |= {"is_topic_message": True} if self.chat.forum else {}
        if self.edit_date is not None:
            body["edit_date"] = self.edit_date
        if self.keyboard:
            body["reply_markup"] = {"inline_keyboard": self.keyboard}
        return body


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button of a message."""

    message: Message
    json: Json

    @property
    def text(self) -> str:
        return str(self.json["text"])

    @property
    def data(self) -> str | None:
        return self.json.get("callback_data")

    @property
    def url(self) -> str | None:
        return self.json.get("url")

    def press(self, by: User | None = None) -> Press:
        """A user (in private the chat's own) presses it."""
        assert self.data is not None, f"button {self.text!r} has no callback data"
        self.message.pressed_at = len(self.message.history)
        return self.message.chat.press(self, by)


@dataclass(eq=False)
class Press:
    """A press of a button: the callback query and, in time, its answer."""

    id: str
    message: Message
    pressed_at: float
    update: Update | None = field(default=None, repr=False)
    answered: Json | None = None

    def answer(self, timeout: float = 10.0) -> Answer:
        """Waits for the bot's answer to the query."""
        self.message.chat.wait(lambda: self.answered is not None, timeout, f"an answer to the press {self.id}")
        given = self.answered or {}
        return Answer(str(given.get("text", "")), bool(given.get("show_alert")))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the presser is shown."""

    text: str
    alert: bool
