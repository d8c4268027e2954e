"""Messages out, each once: faults of the network are waited out, and what may have arrived is looked for first.

Telegram has no way to say "this again, if you have not had it". When the reply to a send is lost, the bot therefore
tries to edit the messages that it may have become: only its own can be edited, so that one which can is the message.
What is late finds its chat as the bot saw it long ago: where it may stand is then not known, and it is not sent again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.markup import Html
from bot.queue import StoppingError
from bot.ratelimit import LATE
from bot.transport import NEVER_SENT, PERHAPS_SENT

log = logging.getLogger(__name__)
T = TypeVar("T")

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
PROBES = 8
"""How far past the last message known the lost one is looked for; more while other sends are under way."""
FRESH_S = 15.0
"""For so long the last message known tells where one that is late may come to stand."""
KEPT = 2000
SUPERGROUP = -(10**12)
"""Ids below it are of supergroups, which number their messages by themselves; a bot's other chats share one count."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message goes."""

    chat_id: int
    topic_id: int = 0
    """0 outside of topics."""
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    text: Html
    keyboard: InlineKeyboardMarkup | None = None
    photo: bytes | None = None
    """A picture that the text is the caption of."""
    in_main: Html | None = None
    """Said in its place where the topic is gone, and it goes to the chat's main one."""
    without_photo: Outgoing | None = None
    """Sent in its place where no picture may be."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message in a chat; the chat may have moved, and the topic may be gone."""

    spot: Spot
    message_id: int


class UnreachableError(Exception):
    """The chat cannot be written to: the bot was blocked or removed, or the chat is gone."""

    def __init__(self, chat_id: int, reason: str) -> None:
        super().__init__(f"chat {chat_id} cannot be written to: {reason}")
        self.chat_id = chat_id


class PerhapsSentError(Exception):
    """The reply to a late message was lost, and nothing tells where in the chat to look for the message."""

    def __init__(self, chat_id: int, reason: str) -> None:
        super().__init__(f"the reply was lost: {reason}")
        self.chat_id = chat_id


@dataclass(frozen=True, slots=True)
class _Seen:
    """The highest id of a chat, and when it was met with on the clock that only goes on."""

    message_id: int = 0
    at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class _Edit:
    """What a message was made to say, and when what it said before had been sent or edited."""

    before: datetime
    outgoing: Outgoing


class Courier:
    """Safe to use from many tasks."""

    def __init__(self, bot: ExtBot[int], on_migrated: Callable[[int, int], Awaitable[None]]) -> None:
        self._bot = bot
        self._on_migrated = on_migrated
        self._highest: OrderedDict[int, _Seen] = OrderedDict()
        self._own: OrderedDict[tuple[int, int], _Edit | None] = OrderedDict()
        """The newest messages of the bot's own, none of which is one that was lost, and the last edit for a button."""
        self._under_way = 0
        self._closing = asyncio.Event()

    def close(self) -> None:
        """From now on a fault is not waited out: StoppingError."""
        self._closing.set()

    def saw(self, chat_id: int, message_id: int) -> None:
        """A message of anybody's: a lost one of the bot's own comes after it."""
        for key in _counts(chat_id):
            if message_id > self._highest.setdefault(key, _Seen()).message_id:
                self._highest[key] = _Seen(message_id, time.monotonic())
            self._highest.move_to_end(key)
        _bound(self._highest)

    async def send(self, spot: Spot, outgoing: Outgoing, perhaps: Collection[int] = ()) -> int:
        """The id of the message sent.

        `perhaps`: ids of which one may be this message's, sent by an earlier run. Raises UnreachableError, and
        StoppingError when the program ends before it could be sent.
        """
        return (await self.deliver(spot, outgoing, perhaps)).message_id

    async def deliver(
        self, spot: Spot, outgoing: Outgoing, perhaps: Collection[int] = (), *, late: bool = False
    ) -> Sent:
        """As `send`, and where it came to stand.

        `late`: whatever else is to be sent goes first; raises PerhapsSentError where nobody can tell whether it
        arrived. The cause of a StoppingError is a fault after which it may have arrived, where there was one.
        """
        self._under_way += 1
        try:
            return await self._send(spot, outgoing, sorted(perhaps), late)
        finally:
            self._under_way -= 1

    async def edit(self, chat_id: int, message_id: int, outgoing: Outgoing, pressed_at: datetime | None = None) -> bool:
        """False when there is no such message of ours any more. Raises as `send`.

        `pressed_at`: when what a button was pressed under had been sent or edited; pressed twice, it is edited once.
        """
        wanted = None if pressed_at is None else _Edit(pressed_at, outgoing)
        if wanted is not None and self._own.get((chat_id, message_id)) == wanted:
            return True
        edited = await self._waiting_out(lambda: self._edited(chat_id, message_id, outgoing))
        if edited:
            self._remember(chat_id, message_id, wanted)
        return edited

    async def typing(self, spot: Spot) -> None:
        """Worth nothing when late, so tried once."""
        try:
            await self._bot.send_chat_action(spot.chat_id, ChatAction.TYPING, spot.topic_id or None)
        except TelegramError as error:
            log.debug("typing was not shown: %s", error)

    async def _send(self, spot: Spot, outgoing: Outgoing, lost: list[int], late: bool) -> Sent:
        wait, doubt = FIRST_WAIT_S, None
        while True:
            known, reach = self._newest(spot.chat_id), PROBES + min(self._under_way, 16)
            try:
                found = await self._find(spot.chat_id, lost, outgoing)
                return Sent(spot, found if found is not None else await self._send_now(spot, outgoing, late))
            except ChatMigrated as error:
                await self._on_migrated(spot.chat_id, error.new_chat_id)
                spot, lost = Spot(error.new_chat_id), []
            except BadRequest as error:
                spot, outgoing = _mended(spot, outgoing, error)
            except Forbidden as error:
                raise UnreachableError(spot.chat_id, error.message) from error
            except NetworkError as error:
                if may_have_arrived(error):
                    places = _places(known, reach, late)
                    if not places and not _was_turned_away(error):
                        raise PerhapsSentError(spot.chat_id, error.message) from error
                    lost, doubt = sorted({*lost, *places}), error
                wait = await self._pause(doubt or error, wait)
            except StoppingError as error:
                raise error from doubt

    async def _send_now(self, spot: Spot, outgoing: Outgoing, late: bool) -> int:
        where: dict[str, Any] = {
            "message_thread_id": spot.topic_id or None,
            "reply_parameters": _reply(spot),
            "reply_markup": outgoing.keyboard,
            "rate_limit_args": LATE if late else None,
        }
        if outgoing.photo is not None:
            message = await self._bot.send_photo(
                spot.chat_id, outgoing.photo, outgoing.text, parse_mode=ParseMode.HTML, **where
            )
        else:
            options = LinkPreviewOptions(is_disabled=True)
            message = await self._bot.send_message(
                spot.chat_id, outgoing.text, ParseMode.HTML, link_preview_options=options, **where
            )
        self._remember(spot.chat_id, message.message_id)
        return message.message_id

    async def _find(self, chat_id: int, lost: Iterable[int], outgoing: Outgoing) -> int | None:
        """The one of these messages that is the bot's and not known yet; it is made to say what was to be sent."""
        for message_id in lost:
            if (chat_id, message_id) not in self._own and await self._edited(chat_id, message_id, outgoing):
                self._remember(chat_id, message_id)
                return message_id
        return None

    async def _edited(self, chat_id: int, message_id: int, outgoing: Outgoing) -> bool:
        try:
            await self._edit_now(chat_id, message_id, outgoing)
        except (Forbidden, ChatMigrated) as error:
            raise UnreachableError(chat_id, error.message) from error
        except BadRequest as error:
            return "message is not modified" in error.message.lower()
        return True

    async def _edit_now(self, chat_id: int, message_id: int, outgoing: Outgoing) -> None:
        if outgoing.photo is not None:
            await self._bot.edit_message_caption(
                chat_id, message_id, outgoing.text, parse_mode=ParseMode.HTML, reply_markup=outgoing.keyboard
            )
            return
        await self._bot.edit_message_text(
            outgoing.text,
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=outgoing.keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    def _newest(self, chat_id: int) -> list[_Seen]:
        """What a message sent now comes after. Telegram's ids grow, by chat or over all small chats."""
        return [self._highest.get(key, _Seen()) for key in _counts(chat_id)]

    def _remember(self, chat_id: int, message_id: int, edit: _Edit | None = None) -> None:
        self.saw(chat_id, message_id)
        self._own[chat_id, message_id] = edit
        self._own.move_to_end((chat_id, message_id))
        _bound(self._own)

    async def _waiting_out(self, attempt: Callable[[], Awaitable[T]]) -> T:
        wait = FIRST_WAIT_S
        while True:
            try:
                return await attempt()
            except NetworkError as error:
                wait = await self._pause(error, wait)

    async def _pause(self, error: NetworkError, wait: float) -> float:
        log.warning("Telegram could not be reached (%s); again in %.1f s", error, wait)
        try:
            await asyncio.wait_for(self._closing.wait(), wait)
        except TimeoutError:
            return min(wait * 2, LONGEST_WAIT_S)
        raise StoppingError from error


def may_have_arrived(error: NetworkError) -> bool:
    """Whether a request that ended so may have been carried out all the same."""
    if isinstance(error.__cause__, NEVER_SENT):
        return False
    return isinstance(error.__cause__, PERHAPS_SENT) or "gateway" in error.message.lower()


def _was_turned_away(error: NetworkError) -> bool:
    """Telegram's front says "Bad Gateway" of what it could not pass on."""
    return "bad gateway" in error.message.lower()


def perhaps_sent(stopped: StoppingError) -> bool:
    """Whether what was under way at the program's end may have been carried out."""
    cause = stopped.__cause__
    return isinstance(cause, NetworkError) and may_have_arrived(cause)


def after(message_id: int, reach: int = PROBES) -> range:
    """Ids of messages that may have come next."""
    return range(message_id + 1, message_id + 1 + reach)


def _places(known: Iterable[_Seen], reach: int, late: bool) -> set[int]:
    """Where a message that came after these may stand; for a late one, nowhere where they are not fresh."""
    now = time.monotonic()
    starts = [seen.message_id for seen in known if not late or now - seen.at < FRESH_S]
    return {place for start in starts for place in after(start, reach)}


def _counts(chat_id: int) -> tuple[int, ...]:
    """What the chat's messages are numbered by: the chat, and 0 for all small chats."""
    return (chat_id, 0) if chat_id > SUPERGROUP else (chat_id,)


def _reply(spot: Spot) -> ReplyParameters | None:
    if spot.reply_to is None:
        return None
    return ReplyParameters(spot.reply_to, allow_sending_without_reply=True)


def _mended(spot: Spot, outgoing: Outgoing, error: BadRequest) -> tuple[Spot, Outgoing]:
    """Without what Telegram says is not there or not allowed; raises what cannot be mended so."""
    said = error.message.lower()
    if spot.reply_to is not None and "repl" in said and "not found" in said:
        return replace(spot, reply_to=None), outgoing
    if spot.topic_id and ("thread not found" in said or "topic" in said):
        return replace(spot, topic_id=0), _in_main(outgoing)
    if outgoing.photo is not None and _refuses_photos(said):
        if outgoing.without_photo is None:
            raise error
        return spot, outgoing.without_photo
    if "chat not found" in said or "not enough rights" in said or "have no rights" in said or "deactivated" in said:
        raise UnreachableError(spot.chat_id, error.message) from error
    raise error


def _in_main(outgoing: Outgoing) -> Outgoing:
    plain = outgoing.without_photo
    text = outgoing.text if outgoing.in_main is None else outgoing.in_main
    return replace(outgoing, text=text, without_photo=None if plain is None else _in_main(plain))


def _refuses_photos(said: str) -> bool:
    return ("photo" in said or "media" in said) and ("rights" in said or "forbidden" in said)


def _bound(kept: OrderedDict[Any, Any]) -> None:
    while len(kept) > KEPT:
        kept.popitem(last=False)
