"""Questions in: many at once are one transaction, so that a chat that floods holds up nobody."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from bot.state.database import insert_all_new
from bot.state.journal_steps import move, to_question
from bot.state.models import QuestionRow, storable
from bot.state.values import Incoming, Outcome, Question, QuestionState, Receipt, Thread

WAITING = (QuestionState.RECEIVED, QuestionState.ANSWERING)
_ENDED_WITHOUT = (QuestionState.FAILED, QuestionState.SUPERSEDED)
_PART = 200
"""Of one statement."""

Key = tuple[int, int]
"""Chat and message."""


def receive_all(session: Session, incomings: Sequence[Incoming], now: datetime, run: int | None) -> list[Receipt]:
    """A receipt for each, in order; of one message in several versions the earlier in the list came first."""
    receipts: dict[int, Receipt] = {}
    for wave in _waves(incomings):
        for start in range(0, len(wave), _PART):
            receipts.update(_receive(session, dict(wave[start : start + _PART]), now, run))
    return [receipts[place] for place in range(len(incomings))]


def _waves(incomings: Sequence[Incoming]) -> Iterator[list[tuple[int, Incoming]]]:
    """With their places; no message is in a wave twice."""
    seen: Counter[Key] = Counter()
    waves: list[list[tuple[int, Incoming]]] = []
    for place, incoming in enumerate(incomings):
        nth = seen[_key(incoming)]
        seen[_key(incoming)] += 1
        if nth == len(waves):
            waves.append([])
        waves[nth].append((place, incoming))
    yield from waves


def _receive(session: Session, wave: dict[int, Incoming], now: datetime, run: int | None) -> dict[int, Receipt]:
    versions = _versions_of(session, [_key(incoming) for incoming in wave.values()])
    receipts: dict[int, Receipt] = {}
    fresh: dict[int, dict[str, Any]] = {}
    for place, incoming in wave.items():
        known = _known(versions.get(_key(incoming), []), incoming)
        if known is not None:
            receipts[place] = known
        else:
            fresh[place] = _columns(secrets.token_urlsafe(8), incoming, now, run)
    made = {key for (key,) in insert_all_new(session, QuestionRow, list(fresh.values()))}
    for place, columns in fresh.items():
        incoming = wave[place]
        if columns["id"] not in made:  # another process received it between the two statements
            receipts.update(_receive(session, {place: incoming}, now, run))
            continue
        for version in versions.get(_key(incoming), []):
            if version.state in WAITING:
                move(version, QuestionState.SUPERSEDED, now)
        receipts[place] = Receipt(Outcome.NEW, _question(columns, incoming.thread))
    return receipts


def _versions_of(session: Session, keys: list[Key]) -> dict[Key, list[QuestionRow]]:
    """Of each message, earliest first; most have none."""
    query = select(QuestionRow).where(tuple_(QuestionRow.chat_id, QuestionRow.message_id).in_(keys))
    found: dict[Key, list[QuestionRow]] = {}
    for row in session.scalars(query.order_by(QuestionRow.edited_at).with_for_update()):
        found.setdefault((row.chat_id, row.message_id), []).append(row)
    return found


def _known(versions: list[QuestionRow], incoming: Incoming) -> Receipt | None:
    """What was received before and makes this one nothing new."""
    for version in versions:
        if version.edited_at == incoming.edited_at:
            return Receipt(Outcome.DUPLICATE, to_question(version))
    if versions and versions[-1].edited_at > incoming.edited_at:
        return Receipt(Outcome.STALE, to_question(versions[-1]))
    if versions and versions[-1].text == storable(incoming.text) and versions[-1].state not in _ENDED_WITHOUT:
        return Receipt(Outcome.DUPLICATE, to_question(versions[-1]))
    return None


def _key(incoming: Incoming) -> Key:
    return incoming.thread.chat_id, incoming.message_id


def _columns(question_id: str, incoming: Incoming, now: datetime, run: int | None) -> dict[str, Any]:
    return {
        "id": question_id,
        "chat_id": incoming.thread.chat_id,
        "topic_id": incoming.thread.topic_id,
        "person_id": incoming.thread.person_id,
        "message_id": incoming.message_id,
        "edited_at": incoming.edited_at,
        "text": incoming.text,
        "state": QuestionState.RECEIVED,
        "attempts": 0,
        "reply_ids": [],
        "created_at": now,
        "moved_at": now,
        "run": run,
    }


def _question(columns: dict[str, Any], thread: Thread) -> Question:
    """What the row just made would be read as."""
    return Question(
        id=columns["id"],
        thread=thread,
        message_id=columns["message_id"],
        edited_at=columns["edited_at"],
        text=storable(columns["text"]),
        state=QuestionState.RECEIVED,
        attempts=0,
        reply_ids=(),
        created_at=columns["created_at"],
        understood=None,
        answer=None,
        answered=None,
        confidence=None,
        seconds=None,
        sent_at=None,
        failure=None,
        shown=(),
    )
