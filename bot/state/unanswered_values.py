"""What the state gives and takes of questions that admins answer: resolutions, notes, messages to be sent once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ResolutionState(StrEnum):
    ASKED = "asked"
    """The admin is to write the answer."""
    CHOOSING = "choosing"
    """It is written; the admin is to say where the note goes."""
    PUBLISHING = "publishing"
    ANSWERED = "answered"
    DISMISSED = "dismissed"
    CLOSED = "closed"
    """Given up by the admin, or too late."""


OPEN = (ResolutionState.ASKED, ResolutionState.CHOOSING)
"""States in which it waits for the admin."""
HOLDING = (*OPEN, ResolutionState.PUBLISHING)
"""States in which nobody else may answer the same questions."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an admin does about a group of questions, or about a note whose review has come."""

    id: str
    """11 characters of A-Za-z0-9_-; fit for callback_data."""
    state: ResolutionState
    lead_id: str
    """The question that gave the group its name; empty where a note is changed."""
    by: int
    chat_id: int
    """The admin's private chat."""
    prompt_id: int
    """Of the message that the answer is a reply to; 0 before it is sent."""
    card_id: int
    """Of the message with the buttons; 0 before it is sent."""
    language: str | None
    """Of the admin, as Telegram tells it."""
    question: str
    """The title of the note."""
    answer: str
    answer_id: int
    """Of the admin's message."""
    path: str
    """Of the note; empty before it is known."""
    upload_id: str
    created_at: datetime
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class NewResolution:
    """What is known when one begins."""

    by: int
    chat_id: int
    language: str | None
    question: str
    lead_id: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question declined or thumbed down that nobody has settled."""

    id: str
    person_id: int
    chat_id: int
    topic_id: int
    message_id: int
    text: str
    """As it was understood, else as it was asked."""
    at: datetime
    declined: bool
    """False: it was answered and thumbed down."""
    held_by: int | None
    """The admin who is answering it now."""


@dataclass(frozen=True, slots=True)
class Note:
    """A document that an admin's answer became."""

    id: str
    path: str
    title: str
    by: int
    signed_at: datetime
    review_at: datetime
    told_at: datetime | None
    """When the admins were told that its review has come."""


class Errand(StrEnum):
    """Why a message is to be sent."""

    ANSWER = "answer"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told, and where."""

    person_id: int
    chat_id: int
    topic_id: int = 0
    reply_to: int | None = None
    question_id: str | None = None
    """The message goes with the question: where that is forgotten, nothing is sent."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """The right to send one message, for as long as the lease lasts."""

    id: str
    kind: Errand
    to: Recipient
    subject: str
    """What it tells of: a resolution's id, a day."""
    owner: str


class DispatchState(StrEnum):
    DUE = "due"
    CLAIMED = "claimed"
    SENDING = "sending"
    """It is on its way: from now on it is never sent again."""
    SENT = "sent"
    PERHAPS = "perhaps"
    """The process died between the request and Telegram's reply."""
    FAILED = "failed"
    NEEDLESS = "needless"
    """There was nothing to tell, or they may not see it."""


@dataclass(frozen=True, slots=True)
class Cited:
    """An answer that quoted documents."""

    question_id: str
    answer: str
    """The quotes, as `Answer.text` has them."""
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reworded:
    """A sentence that an answer quoted and that is not in its document any more."""

    question_id: str
    path: str
    title: str
    before: str
    after: str
    """What stands in its place; empty where nothing does."""
    gone: bool
    """Whether the document itself is gone."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A rewording that somebody is to be told of."""

    id: int
    change: Reworded
    question: str
    """As it was asked."""
