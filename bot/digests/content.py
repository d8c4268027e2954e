"""What one chat is told on one day, and how it is kept: JSON, so that its further pages can be shown later."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.access import may_see
from index.digest import Edit, Entry, Story
from index.types import ChangeKind, DocumentCard


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that several asked, or one several times."""

    question: str
    """As it was asked last."""
    times: int
    answer: str
    documents: tuple[str, ...]
    """That the answer quotes."""


@dataclass(frozen=True, slots=True)
class Content:
    day: date
    stories: tuple[Story, ...]
    asked: tuple[Asked, ...] = ()
    unanswered: tuple[str, ...] = ()
    doubtful: date | None = None
    """The day of the digest before, where it perhaps did not arrive."""

    @property
    def is_empty(self) -> bool:
        return not (self.stories or self.asked or self.unanswered)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for story in self.stories for entry in story.entries)

    def count(self, kind: ChangeKind) -> int:
        return sum(entry.kind is kind for entry in self.entries)


def visible(content: Content, collections: frozenset[str] | None) -> Content:
    """Without what lies outside of the collections that may be shown now."""
    kept = [
        tuple(entry for entry in story.entries if may_see(collections, entry.card.path)) for story in content.stories
    ]
    asked = tuple(one for one in content.asked if all(may_see(collections, path) for path in one.documents))
    return replace(content, stories=tuple(Story(entries) for entries in kept if entries), asked=asked)


def dump(content: Content) -> str:
    return json.dumps(asdict(content), ensure_ascii=False, default=_written)


def load(stored: str) -> Content | None:
    """None for what another version of the program wrote in another shape."""
    try:
        return _content(json.loads(stored))
    except (KeyError, TypeError, ValueError):
        return None


def _written(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _content(data: dict[str, Any]) -> Content:
    return Content(
        day=date.fromisoformat(data["day"]),
        stories=tuple(Story(_entries(story["entries"])) for story in data["stories"]),
        asked=tuple(Asked(**{**one, "documents": tuple(one["documents"])}) for one in data["asked"]),
        unanswered=tuple(data["unanswered"]),
        doubtful=data["doubtful"] and date.fromisoformat(data["doubtful"]),
    )


def _entries(stored: Sequence[dict[str, Any]]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            kind=ChangeKind(one["kind"]),
            card=DocumentCard(
                **{**one["card"], "date": one["card"]["date"] and date.fromisoformat(one["card"]["date"])}
            ),
            at=datetime.fromisoformat(one["at"]),
            sentences=tuple(one["sentences"]),
            edits=tuple(Edit(**edit) for edit in one["edits"]),
            more_edits=one["more_edits"],
        )
        for one in stored
    )
