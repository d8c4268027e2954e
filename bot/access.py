"""Who may ask, and what they may see: pure functions of the settings and of what the state says now.

Ask it at each use, also of a button: what was shown before a grant was taken back is not shown again.

In private and inline, the person counts: admins always may, others once admitted, everybody when the bot is open.
In a group, the group counts: once it is admitted any member may ask, and all see what the group was granted, even if
the asker, or an admin, was granted more or less. A refused person is answered nowhere, not even by an open bot, and
neither is a refused group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.settings import Access, Settings
from bot.state.values import Admission, Chat, Person
from index.types import DocumentCard, Turn

NOTHING: frozenset[str] = frozenset()


class Verdict(StrEnum):
    ALLOWED = "allowed"
    UNKNOWN = "unknown"
    """The person, or in a group the group, has not asked to be let in."""
    PENDING = "pending"
    """They have, and no admin has decided."""
    REFUSED = "refused"


_VERDICTS = {
    Admission.UNKNOWN: Verdict.UNKNOWN,
    Admission.ASKED: Verdict.PENDING,
    Admission.ADMITTED: Verdict.ALLOWED,
    Admission.REFUSED: Verdict.REFUSED,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Who asks or presses, and where. `person` and `chat` are as the state has them now; None where it has none."""

    person_id: int
    person: Person | None
    in_group: bool = False
    """False in private and inline."""
    chat: Chat | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    admin_ids: frozenset[int]
    open_to_all: bool = False

    @classmethod
    def from_settings(cls, settings: Settings) -> Policy:
        return cls(settings.admin_ids, settings.access is Access.OPEN)

    def is_admin(self, person_id: int) -> bool:
        return person_id in self.admin_ids

    def verdict(self, place: Place) -> Verdict:
        """Whether they may ask here; what they may see is `collections`."""
        admin = self.is_admin(place.person_id)
        if place.in_group:
            banned = not admin and _admission(place.person) is Admission.REFUSED
            return Verdict.REFUSED if banned else self._of(_admission(place.chat))
        return Verdict.ALLOWED if admin else self._of(_admission(place.person))

    def collections(self, place: Place) -> frozenset[str] | None:
        """Collections that may be shown here now: None means all, an empty set nothing. What `Engine.ask` takes."""
        if self.verdict(place) is not Verdict.ALLOWED:
            return NOTHING
        if place.in_group:
            return place.chat.collections if place.chat else None
        if self.is_admin(place.person_id) or place.person is None:
            return None
        return place.person.collections

    def _of(self, admission: Admission) -> Verdict:
        if self.open_to_all and admission is not Admission.REFUSED:
            return Verdict.ALLOWED
        return _VERDICTS[admission]


def may_see(collections: frozenset[str] | None, path: str) -> bool:
    """Whether a document of that path lies in the collections allowed."""
    return collections is None or DocumentCard(path, title="").collection in collections


def visible_turns(turns: Iterable[Turn], collections: frozenset[str] | None) -> tuple[Turn, ...]:
    """The turns that lean on nothing outside of the collections allowed now."""
    return tuple(turn for turn in turns if all(may_see(collections, hit.passage.document) for hit in turn.answer.hits))


def _admission(subject: Person | Chat | None) -> Admission:
    return Admission.UNKNOWN if subject is None else subject.admission
