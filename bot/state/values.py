"""What the state gives and takes: frozen values, never rows. Times are aware and in UTC."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Generic, TypeVar

from index.types import Turn


class Admission(StrEnum):
    UNKNOWN = "unknown"
    ASKED = "asked"
    ADMITTED = "admitted"
    REFUSED = "refused"
    """By an admin, at once or later; asking again changes nothing, an admin may."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person, as last seen. An admin by the settings is one whatever `admission` says."""

    id: int
    name: str
    username: str | None
    language: str | None
    """Telegram's language_code, None where it told none."""
    admission: Admission
    collections: frozenset[str] | None
    """Collections granted; None: all, those to come included. The documents at the top are collection ""."""
    is_active: bool
    """False once they blocked the bot, until they write again."""
    asked_at: datetime | None
    decided_by: int | None
    decided_at: datetime | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """What Telegram tells of a person."""

    id: int
    name: str
    username: str | None
    language: str | None
    in_private: bool = True
    """Met with in their private chat with the bot: there it may write to them."""


class ChatKind(StrEnum):
    """Telegram's own names."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Chat:
    """A group. Private chats need no row: their person is one."""

    id: int
    title: str
    kind: ChatKind
    is_forum: bool
    admission: Admission
    collections: frozenset[str] | None
    """As for a person; in a group only these count, whoever asks."""
    is_active: bool
    """False once the bot was removed; settings are kept for a return."""
    asked_by: int | None
    """Who added the bot."""
    asked_at: datetime | None
    decided_by: int | None
    decided_at: datetime | None
    seen_at: datetime


Subject = TypeVar("Subject", Person, Chat)


@dataclass(frozen=True, slots=True)
class Request(Generic[Subject]):
    """What came of asking to be let in."""

    subject: Subject
    notify: bool
    """True when the admins are to be told now: never twice in a day for one subject."""


@dataclass(frozen=True, slots=True)
class Decision(Generic[Subject]):
    """What came of an admin's button under a request."""

    subject: Subject
    made: bool
    """False when it was decided before: `subject.admission` tells how."""
    by: Person | None
    """Whoever decided, this time or before; None where it is not known (any more)."""


@dataclass(frozen=True, slots=True)
class Thread:
    """Whose conversation: each person's own in each topic of each chat."""

    chat_id: int
    topic_id: int
    """message_thread_id; 0 outside of topics."""
    person_id: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """A question as it came in."""

    thread: Thread
    message_id: int
    text: str
    edited_at: int = 0
    """edit_date in seconds since 1970; 0 for a message as first sent."""


class Outcome(StrEnum):
    NEW = "new"
    DUPLICATE = "duplicate"
    """The same question was received before: it is, or will be, answered."""
    STALE = "stale"
    """A later edit of the message came first."""


class QuestionState(StrEnum):
    RECEIVED = "received"
    ANSWERING = "answering"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    """Its message was edited before it was answered."""
    UNCONFIRMED = "unconfirmed"
    """The program died, or Telegram's reply did not come, while it was being sent: perhaps it was."""


class Thumb(IntEnum):
    UP = 1
    DOWN = -1


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage that went with an answer. Best first; read its text from the index, at the time of use."""

    rank: int
    """From 0."""
    document: str
    start: int
    end: int
    passage_id: str
    score: float
    quoted: bool
    """True when the answer quotes it."""
    text_hash: str | None = None
    """`text_hash` of the passage as it was then; None for answers of old."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what came of it."""

    id: str
    """11 characters of A-Za-z0-9_-; fit for callback_data and logs."""
    thread: Thread
    message_id: int
    edited_at: int
    text: str
    """As it was written."""
    state: QuestionState
    attempts: int
    reply_ids: tuple[int, ...]
    """Messages of the answer, in order; of an edited question those of its earlier version, until it is sent."""
    created_at: datetime
    understood: str | None
    """The question as the core understood it; None before it is answered, as the next four."""
    answer: str | None
    """Answer.text; empty when declined."""
    answered: bool | None
    confidence: float | None
    seconds: float | None
    """Time the core took."""
    sent_at: datetime | None
    failure: str | None
    shown: tuple[Shown, ...]
    """What went with its answer; empty in what `receive` and `begin` return."""


@dataclass(frozen=True, slots=True)
class Receipt:
    outcome: Outcome
    question: Question
    """The one received; of a duplicate or stale one, that which was received before."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What an earlier run left undone, oldest first."""

    to_answer: tuple[Question, ...]
    """Answer them as if they came now; those with `reply_ids` by editing."""
    perhaps_sent: tuple[Question, ...]
    """Killed between the request and Telegram's reply: look in the chat first, then call `sent` or `failed`."""
    given_up: tuple[Question, ...]
    """Were under way at several kills, so perhaps caused them; now failed."""


@dataclass(frozen=True, slots=True)
class Rating:
    changed: bool
    """False when the person had given the same before."""
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Act:
    """A line of the audit."""

    id: int
    at: datetime
    by: int
    action: str
    subject: str
    """Like person:5, chat:-100, document:orders/1.txt."""
    detail: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What /forgetme deleted."""

    questions: int
    turns: int
    ratings: int
    refusal_kept: bool
    """True: the id and the refusal stay, without a name, or /forgetme would undo it."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What was deleted for its age."""

    questions: int
    turns: int
    people: int
    acts: int


@dataclass(frozen=True, slots=True)
class Begun:
    """A question at the moment it is answered, with all that its answer depends on."""

    question: Question
    person: Person | None
    chat: Chat | None
    """The group; None in private."""
    turns: tuple[Turn, ...]


def text_hash(text: str) -> str:
    """Tells a passage from what it was."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
