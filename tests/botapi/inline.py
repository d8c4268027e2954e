"""Inline queries: what a person types after the bot's name, the cards it gets, and the one it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .message import Json, Message, User

if TYPE_CHECKING:
    from .chat import Chat
    from .text import Formatted
    from .updates import Update
    from .world import World


@dataclass(frozen=True, slots=True)
class Card:
    """One offered result; `content` is the message it would send."""

    id: str
    title: str
    description: str
    content: Formatted
    json: Json

    @property
    def text(self) -> str:
        return self.content.text


@dataclass(eq=False)
class InlineQuery:
    """A query and, in time, its answer."""

    world: World = field(repr=False)
    id: str
    sender: User
    query: str
    asked_at: float
    update: Update | None = None
    answered: Json | None = None
    offered: list[Card] = field(default_factory=list)

    def cards(self, timeout: float = 10.0) -> list[Card]:
        """Waits for the bot's answer."""
        what = f"an answer to the inline query {self.query!r}"
        self.world.wait(self.world.changed, lambda: self.answered is not None, timeout, what)
        return self.offered

    @property
    def is_personal(self) -> bool:
        return bool((self.answered or {}).get("is_personal"))

    @property
    def cache_time(self) -> int:
        return int((self.answered or {}).get("cache_time", 300))

    def choose(self, card: Card, chat: Chat) -> Message:
        """The person sends the card into a chat; the bot hears of it where it asked for that."""
        with chat.changing():
            keyboard = (card.json.get("reply_markup") or {}).get("inline_keyboard", [])
            message = chat.post(
                self.sender,
                text=card.content.text,
                entities=card.content.entities,
                keyboard=keyboard,
                media={"via_bot": self.world.bot.json},
            )
            payload = {"result_id": card.id, "from": self.sender.json, "query": self.query}
            if keyboard:
                message.inline_message_id = f"AAinline{self.world.next_id()}"
                self.world.inline_messages[message.inline_message_id] = message
                payload["inline_message_id"] = message.inline_message_id
            self.world.updates.push("chosen_inline_result", payload)
            return message


def ask_inline(world: World, sender: User, query: str, offset: str = "", chat_type: str = "sender") -> InlineQuery:
    """A person types `@bot query` in some chat."""
    with world.lock:
        asked = InlineQuery(world, str(10**17 + world.next_id()), sender, query, world.now)
        world.inline_queries[asked.id] = asked
        payload = {"id": asked.id, "from": sender.json, "query": query, "offset": offset, "chat_type": chat_type}
        asked.update = world.updates.push("inline_query", payload)
        return asked
