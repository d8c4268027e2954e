"""What every handler works with, in one place; handlers are functions of it and of what came in."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from telegram import Chat as TelegramChat
from telegram import Message, User
from telegram.constants import ChatType
from telegram.ext import ExtBot

from bot.access import Place, Policy
from bot.delivery import Courier
from bot.monitor import Metrics
from bot.queue import ChatQueue, PersonRate, Pool, StoppingError
from bot.ratelimit import RateLimiter
from bot.settings import Settings
from bot.state import Chat, ChatKind, Person, State, StateUnavailableError
from bot.texts import Texts, texts_for
from index.digest import Digest
from index.types import (
    Answer,
    Document,
    DocumentCard,
    DocumentChange,
    DocumentDetails,
    GenerationInfo,
    Progress,
    ReindexReport,
    Relation,
    Status,
    Turn,
)

log = logging.getLogger(__name__)
T = TypeVar("T")

GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
STATE_PAUSE_S = 1.0


class Library(Protocol):
    """What the bot asks of `index.engine.Engine`."""

    @property
    def documents_folder(self) -> Path: ...

    def ask(
        self, question: str, *, history: Sequence[Turn] = (), collections: Collection[str] | None = None
    ) -> Answer: ...

    def document(self, path: str) -> Document | None: ...

    def documents(self, collections: Collection[str] | None = None) -> list[DocumentCard]: ...

    def status(self) -> Status: ...

    @property
    def progress(self) -> Progress: ...

    def reindex(self, *, full: bool = False, cancel: threading.Event | None = None) -> ReindexReport: ...

    def exclusively(self) -> AbstractContextManager[None]: ...

    def generations(self) -> list[GenerationInfo]: ...

    def details(self, path: str) -> DocumentDetails | None: ...

    def changes_since(self, generation: int, collections: Collection[str] | None = None) -> list[DocumentChange]: ...

    def relations(self) -> list[Relation]: ...

    def decide(self, relation: Relation, *, confirmed: bool) -> bool: ...

    def rollback(self, generation: int) -> ReindexReport: ...

    def digest(self, since: int, collections: Collection[str] | None = None) -> Digest: ...

    def alike(self, questions: Sequence[str]) -> list[list[int]]: ...


@dataclass(slots=True)
class Desk:
    bot: ExtBot[int]
    settings: Settings
    library: Library
    state: State
    policy: Policy
    pool: Pool
    queue: ChatQueue
    courier: Courier
    limiter: RateLimiter
    rate: PersonRate
    inline_rate: PersonRate
    command_rate: PersonRate
    metrics: Metrics
    newest_inline: dict[int, str] = field(default_factory=dict)
    """The id of each person's newest inline query: an earlier one is not worth answering any more."""
    again: set[str] = field(default_factory=set)
    """Ids of presses that are dealt with once more, after a kill in the middle of the first time."""
    unfinished: set[int] = field(default_factory=set)
    """Updates that the end of the program cut short: the next run deals with them."""
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def texts(self, user: User | None) -> Texts:
        return texts_for(user.language_code if user else None, self.settings.language)

    def texts_of(self, person: Person | None) -> Texts:
        return texts_for(person.language if person else None, self.settings.language)

    async def see(self, user: User, chat: TelegramChat | None = None) -> Person:
        """`chat`: where they were met with; in their private one the bot may write to them from now on."""
        in_private = chat is not None and chat.type == ChatType.PRIVATE
        return await self.state.people.seen(
            user.id, user.full_name, user.username, user.language_code, in_private=in_private
        )

    async def see_group(self, chat: TelegramChat) -> Chat:
        kind = ChatKind(chat.type)
        return await self.state.chats.seen(chat.id, chat.title or "", kind, is_forum=bool(chat.is_forum))

    async def place(self, person_id: int, chat_id: int | None) -> Place:
        """As the state has it now. A negative id is a group's; None and others are private."""
        person = await self.state.people.get(person_id)
        if chat_id is None or chat_id > 0:
            return Place(person_id, person)
        return Place(person_id, person, in_group=True, chat=await self.state.chats.get(chat_id))

    async def patiently(self, act: Callable[[], Awaitable[T]]) -> T:
        """Tries again for as long as the database cannot be used. Raises StoppingError when the program ends first."""
        while True:
            try:
                return await act()
            except StateUnavailableError as error:
                log.warning("%s", error)
                if await self.closes_within(STATE_PAUSE_S):
                    raise StoppingError from error

    async def closes_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self.closing.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Finish what is under way and begin nothing more."""
        self.closing.set()
        self.queue.close()
        self.pool.close()
        self.courier.close()
        self.limiter.close()


def is_group(chat: TelegramChat | None) -> bool:
    return chat is not None and chat.type in GROUPS


def topic_of(message: Message) -> int:
    """0 outside of topics: a chain of replies has a thread id too, and is none."""
    return message.message_thread_id or 0 if message.is_topic_message else 0
