"""Updates in: which of them are questions, and who may ask. An update is written down before Telegram is told so.

`Inbox` is the application's queue of updates. What puts an update in, be it the poller or the webhook, waits until it
is written down, a question in the journal, a command or a button among the updates; only then does Telegram learn that
it arrived. A kill after that loses nothing.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from telegram import Message, MessageEntity, Update, User
from telegram.constants import ChatType

from bot.access import Place
from bot.access import Verdict as Access
from bot.desk import Desk, is_group, topic_of
from bot.groups import group_moved
from bot.markup import cut, is_blank
from bot.queue import StoppingError
from bot.queue import Verdict as Rate
from bot.state import Arrival, Chat, Incoming, Outcome, Person, Profile, Question, Thread
from bot.unanswered.prompts import answers_to_prompts
from index.courtesy import courtesy_in

QUESTION_UNITS = 4000
"""More than any message may hold; what comes in longer by whatever way is cut."""
KEPT_UPDATES = 10_000

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+|$)")
_ASK = "ask"

Wanted = Callable[[Update], bool]


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
    """Questions go in as Tickets, everything else as it came; what came twice goes in once.

    What comes while others are being written down is written down with one another: a chat that floods, or a webhook
    that is called from many sides, costs a transaction for many updates rather than one for each.
    """

    def __init__(self) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._is_wanted: Wanted = bool
        self._taken: OrderedDict[int, None] = OrderedDict()
        self._kept: set[int] = set()
        """Updates written down that are to be struck off."""
        self._arrived: list[Update] = []
        self._turn = asyncio.Lock()

    def open(self, desk: Desk, is_wanted: Wanted) -> None:
        """`is_wanted` tells whether there is a handler for an update that is no question."""
        self._desk, self._is_wanted = desk, is_wanted

    async def put(self, item: object) -> None:
        """Raises StoppingError when the program ends before a question could be written down."""
        if isinstance(item, Update):
            await self.put_all([item])
        else:
            await super().put(item)

    async def put_all(self, updates: Sequence[Update]) -> None:
        """As `put`; the order of arrival is the order of the answers."""
        self._arrived.extend(updates)
        async with self._turn:
            if self._arrived:
                batch = list(self._arrived)
                await self._take(batch)
                del self._arrived[: len(batch)]  # not before: whoever waits for them must not think them written

    async def put_again(self, update: Update) -> None:
        """One that is written down already, by an earlier run."""
        self._remember(update.update_id)
        self._kept.add(update.update_id)
        await super().put(update)

    async def finish(self, item: object) -> None:
        """Strikes off an update that was dealt with, unless the program ended before it was."""
        if self._desk is None or not isinstance(item, Update) or item.update_id not in self._kept:
            return
        desk, update_id = self._desk, item.update_id
        self._kept.discard(update_id)
        if update_id not in desk.unfinished:
            with suppress(StoppingError):  # then the next run deals with it once more
                await desk.patiently(lambda: desk.state.updates.done(update_id))

    async def _take(self, batch: Sequence[Update]) -> None:
        fresh = {update.update_id: update for update in batch if update.update_id not in self._taken}
        if self._desk is not None:
            taken = await take_in(self._desk, list(fresh.values()), self._is_wanted)
        else:
            taken = list(fresh.values())
        for update_id in fresh:
            self._remember(update_id)
        for item in taken:
            if isinstance(item, Update) and not item.inline_query:
                self._kept.add(item.update_id)
            await super().put(item)

    def _remember(self, update_id: int) -> None:
        self._taken[update_id] = None
        while len(self._taken) > KEPT_UPDATES:
            self._taken.popitem(last=False)


async def take_in(desk: Desk, updates: Sequence[Update], is_wanted: Wanted) -> list[Update | Ticket]:
    """What is to be done about them, in order; about some nothing is."""
    for update in updates:
        if update.message and (update.message.migrate_to_chat_id or update.message.migrate_from_chat_id):
            await group_moved(desk, update.message)  # first of all: questions in the new group may come along
    questions: dict[int, Asked] = {}
    others: dict[int, Update] = {}
    answers = await answers_to_prompts(desk, updates)
    for update in updates:
        asked = _noted(desk, update)
        if asked is not None and update.update_id not in answers:
            questions[update.update_id] = asked
        elif is_wanted(update):
            others[update.update_id] = update
    tickets = dict(zip(questions, await admit_all(desk, list(questions.values())), strict=True))
    written = await _written(desk, [update for update in others.values() if not update.inline_query])
    new = {key: one for key, one in others.items() if one.inline_query or key in written}
    found = [tickets.get(update.update_id) or new.get(update.update_id) for update in updates]
    return [one for one in found if one is not None]


def _noted(desk: Desk, update: Update) -> Asked | None:
    """The question in an update, if it is one."""
    desk.metrics.updates.inc()
    if update.message:
        desk.courier.saw(update.message.chat_id, update.message.message_id)
    if update.inline_query:
        desk.newest_inline[update.inline_query.from_user.id] = update.inline_query.id
    return question_in(update.message or update.edited_message, desk.bot.username, desk.bot.id)


async def _written(desk: Desk, updates: Sequence[Update]) -> set[int]:
    """The ids of those that did not come before; inline queries are worth nothing after a kill."""
    arrivals = [
        Arrival(update.update_id, update.to_dict(), update.effective_user.id if update.effective_user else None)
        for update in updates
    ]
    return await desk.patiently(lambda: desk.state.updates.take(arrivals)) if arrivals else set()


async def admit_all(desk: Desk, asked: Sequence[Asked]) -> list[Ticket | None]:
    """A ticket for each; None for what was received before, and for an edit that asks nothing."""
    known = await _askers(desk, asked)
    tickets = [_ticket(desk, one, known) for one in asked]
    receiving = [place for place, one in enumerate(asked) if tickets[place] is None and _asks(one)]
    if not receiving:
        return tickets
    incomings = [_incoming(asked[place]) for place in receiving]
    receipts = await desk.patiently(lambda: desk.state.journal.receive_all(incomings))
    for place, receipt in zip(receiving, receipts, strict=True):
        if receipt.outcome is Outcome.NEW:
            tickets[place] = Ticket(asked[place].message.chat_id, receipt.question, asked[place])
    return tickets


@dataclass(frozen=True, slots=True)
class _Known:
    people: dict[int, Person]
    groups: dict[int, Chat]


async def _askers(desk: Desk, asked: Sequence[Asked]) -> _Known:
    profiles = [_profile(one.message.from_user, one.message) for one in asked if one.message.from_user]
    chats = {one.message.chat_id: one.message.chat for one in asked if is_group(one.message.chat)}
    people = await desk.patiently(lambda: desk.state.people.seen_all(profiles)) if profiles else {}
    groups = {chat_id: await desk.patiently(partial(desk.see_group, chat)) for chat_id, chat in chats.items()}
    return _Known(people, groups)


def _profile(user: User, message: Message) -> Profile:
    in_private = message.chat.type == ChatType.PRIVATE
    return Profile(user.id, user.full_name, user.username, user.language_code, in_private)


def _asks(asked: Asked) -> bool:
    """False for an edit that asks nothing any more."""
    return asked.message.from_user is not None and not (asked.message.edit_date and _is_empty(asked.text))


def _is_empty(text: str) -> bool:
    return is_blank(text) or courtesy_in(text) is not None


def _ticket(desk: Desk, asked: Asked, known: _Known) -> Ticket | None:
    """What is to be said instead of an answer; None where it may be asked."""
    message, user = asked.message, asked.message.from_user
    if user is None or not _asks(asked):
        return None
    in_group = is_group(message.chat)
    place = Place(user.id, known.people.get(user.id), in_group, known.groups.get(message.chat_id))
    access, rate = desk.policy.verdict(place), desk.rate.ask(user.id)
    refused = access is not Access.ALLOWED or rate is not Rate.GO or _is_empty(asked.text)
    return Ticket(message.chat_id, None, asked, access, rate) if refused else None


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


def _incoming(asked: Asked) -> Incoming:
    message = asked.message
    person_id = message.from_user.id if message.from_user else 0
    edited_at = int(message.edit_date.timestamp()) if message.edit_date else 0
    thread = Thread(message.chat_id, topic_of(message), person_id)
    return Incoming(thread, message.message_id, asked.text, edited_at)
