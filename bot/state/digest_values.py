"""What the state gives and takes of the daily digests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.digests.schedule import Timing


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """What a chat wants. Of a person's private chat, the id is the person's."""

    chat_id: int
    timing: Timing
    is_on: bool = False
    is_away: bool = False
    """The bot cannot write there: it is as if off, and on again once the bot is back."""
    collections: frozenset[str] | None = None
    """Of those that the chat may see; None: all of them."""
    topic_id: int = 0
    """0: the main one, or no topics."""
    picture: bool = False
    questions: bool = True
    unanswered: bool = False
    language: str = "ru"
    mark: int = 0
    """The library's generation that the last digest told of."""
    told_at: datetime | None = None
    """When that was; None of a plan not saved yet."""
    next_at: datetime | None = None
    """None while off or away."""
    set_by: int = 0


class DigestState(StrEnum):
    CLAIMED = "claimed"
    """A process is composing it."""
    SENDING = "sending"
    """It is on its way: from now on it is never sent again."""
    SENT = "sent"
    SILENT = "silent"
    """There was nothing to tell."""
    PERHAPS = "perhaps"
    """The process died between the request and Telegram's reply."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one digest, for as long as the lease lasts."""

    id: str
    """11 characters of A-Za-z0-9_-; fit for callback_data and links."""
    owner: str
    plan: DigestPlan
    day: date
    doubtful: date | None = None
    """The day of the digest before, where it perhaps did not arrive."""


@dataclass(frozen=True, slots=True)
class SentDigest:
    """A digest as it is kept: for its further pages, its links and those who look into what was sent."""

    id: str
    chat_id: int
    """Wherever the chat moved to."""
    day: date
    state: DigestState
    body: str | None
    """What it told, as `bot.digests.content` writes it; None before it is sent."""
    message_id: int | None
    failure: str | None
    sent_at: datetime | None
