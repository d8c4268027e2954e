"""Updates in: which of them are questions, and who may ask. A question is in the journal before Telegram is told so.

`Inbox` is the application's queue of updates. What puts an update in, be it the poller or the webhook, waits until a
question in it is written down; only then does Telegram learn that the update arrived. A kill after that loses nothing.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass

from telegram import Message, MessageEntity, Update, User

from bot.access import Place
from bot.access import Verdict as Access
from bot.desk import Desk, is_group, topic_of
from bot.markup import cut, is_blank
from bot.queue import Verdict as Rate
from bot.state import Incoming, Outcome, Question, Receipt, Thread

QUESTION_UNITS = 4000
"""More than any message may hold; what comes in longer by whatever way is cut."""
KEPT_UPDATES = 10_000

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+|$)")
_ASK = "ask"


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that addresses a question to the bot."""

    message: Message
    text: str
    """May be blank: a bare /ask."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question's place in the queue of its chat, or what is to be said instead of an answer."""

    chat_id: int
    question: Question | None = None
    asked: Asked | None = None
    """None after a restart: then the question is in the journal only."""
    access: Access = Access.ALLOWED
    rate: Rate = Rate.GO
    resent: bool = False
    """True when the answer may be in the chat already: an earlier run was killed while it was being sent."""


class Inbox(asyncio.Queue[object]):
    """Questions go in as Tickets, everything else as it came; what came twice goes in once."""

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._taken: OrderedDict[int, None] = OrderedDict()
        self._turn = asyncio.Lock()

    def open(self, desk: Desk) -> None:
        self._desk = desk

    async def put(self, item: object) -> None:
        """Raises StoppingError when the program ends before a question could be written down."""
        if self._desk is None or not isinstance(item, Update):
            await super().put(item)
            return
        async with self._turn:  # the order of arrival is the order of the answers
            if item.update_id not in self._taken:
                taken = await take_in(self._desk, item)
                self._remember(item.update_id)
                if taken is not None:
                    await super().put(taken)

    def _remember(self, update_id: int) -> None:
        self._taken[update_id] = None
        while len(self._taken) > KEPT_UPDATES:
            self._taken.popitem(last=False)


async def take_in(desk: Desk, update: Update) -> Update | Ticket | None:
    """What is to be done about an update; None when nothing is."""
    desk.metrics.updates.inc()
    message = update.effective_message
    if update.message and message:
        desk.courier.saw(message.chat_id, message.message_id)
    if update.inline_query:
        desk.newest_inline[update.inline_query.from_user.id] = update.inline_query.id
    asked = question_in(update.message or update.edited_message, desk.bot.username, desk.bot.id)
    if asked is None:
        return update
    return await admit(desk, asked)


async def admit(desk: Desk, asked: Asked) -> Ticket | None:
    """None for what was received before, and for an edit that asks nothing."""
    message = asked.message
    user = message.from_user
    if user is None or (message.edit_date and is_blank(asked.text)):
        return None
    access = await desk.patiently(lambda: _access(desk, message, user))
    rate = desk.rate.ask(user.id)
    if access is not Access.ALLOWED or rate is not Rate.GO or is_blank(asked.text):
        return Ticket(message.chat_id, None, asked, access, rate)
    receipt = await desk.patiently(lambda: _receive(desk, asked, message))
    return Ticket(message.chat_id, receipt.question, asked) if receipt.outcome is Outcome.NEW else None


def question_in(message: Message | None, username: str, bot_id: int) -> Asked | None:
    """The question a message puts to the bot; None where it is not addressed, or says something else."""
    if message is None or not message.text or not _is_a_persons(message, bot_id):
        return None
    command = _COMMAND.match(message.text)
    if command:
        return _asked_by_command(message, command, username, bot_id)
    if not is_group(message.chat):
        return Asked(message, _tidy(message.text))
    if _mentions(message, username):
        return Asked(message, _meant(message, _without_mention(message.text, username), bot_id))
    return Asked(message, _tidy(message.text)) if _replies_to_bot(message, bot_id) else None


def _asked_by_command(message: Message, command: re.Match[str], username: str, bot_id: int) -> Asked | None:
    name, addressee = command[1].lower(), command[2]
    if name != _ASK or (addressee and addressee.lower() != username.lower()):
        return None
    return Asked(message, _meant(message, (message.text or "")[command.end() :], bot_id))


def _meant(message: Message, text: str, bot_id: int) -> str:
    """A bare /ask or mention in reply to somebody's message asks what that message says."""
    replied = message.reply_to_message
    if is_blank(text) and replied and replied.text and not _replies_to_bot(message, bot_id):
        return _tidy(replied.text)
    return _tidy(text)


def _tidy(text: str) -> str:
    return cut(text.strip(), QUESTION_UNITS)


def _is_a_persons(message: Message, bot_id: int) -> bool:
    """Not a bot's, nor a card of our own inline mode that somebody sent."""
    sent_by_bot = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
    return not sent_by_bot and not (message.via_bot and message.via_bot.id == bot_id)


def _mentions(message: Message, username: str) -> bool:
    mentioned = message.parse_entities([MessageEntity.MENTION]).values()
    return f"@{username}".lower() in (mention.lower() for mention in mentioned)


def _without_mention(text: str, username: str) -> str:
    return re.sub(rf"@{re.escape(username)}\b[,:]?\s*", "", text, flags=re.IGNORECASE)


def _replies_to_bot(message: Message, bot_id: int) -> bool:
    replied = message.reply_to_message
    author = replied.from_user if replied and not replied.forum_topic_created else None
    return author is not None and author.id == bot_id


async def _access(desk: Desk, message: Message, user: User) -> Access:
    person = await desk.see(user)
    group = await desk.see_group(message.chat) if is_group(message.chat) else None
    return desk.policy.verdict(Place(user.id, person, group is not None, group))


async def _receive(desk: Desk, asked: Asked, message: Message) -> Receipt:
    person_id = message.from_user.id if message.from_user else 0
    edited_at = int(message.edit_date.timestamp()) if message.edit_date else 0
    thread = Thread(message.chat_id, topic_of(message), person_id)
    return await desk.state.journal.receive(Incoming(thread, message.message_id, asked.text, edited_at))
