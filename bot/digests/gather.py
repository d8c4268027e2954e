"""What there is to tell a chat: the changes it may see, what was asked there, what nobody could answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.access import Verdict, may_see
from bot.desk import Desk, Library
from bot.digests.content import Asked, Content
from bot.state import Question
from bot.state.digest_values import DigestPlan
from index.digest import Digest
from index.text import content_lemmas

TOP_ASKED = 3
LEAST_TIMES = 2
"""A question asked once is no frequent one."""
MOST_UNANSWERED = 5

Collections = frozenset[str] | None


@dataclass(slots=True)
class Composer:
    """Digests made one after another, beside the pool of questions; chats that are to be told the same share one."""

    library: Library
    _made: dict[tuple[int, Collections], Digest] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def compose(self, since: int, collections: Collections) -> Digest:
        key = (since, collections)
        async with self._turn:
            if key not in self._made:
                self._made[key] = await asyncio.to_thread(self.library.digest, since, collections)
            return self._made[key]


@dataclass(frozen=True, slots=True)
class Gathered:
    content: Content
    generation: int
    """Of the library, up to which it tells."""


async def gather(
    desk: Desk, composer: Composer, plan: DigestPlan, day: date, doubtful: date | None = None
) -> Gathered | None:
    """None for a chat that is not let in (any more)."""
    granted = await granted_to(desk, plan.chat_id)
    if granted is None:
        return None
    collections = within(granted.collections, plan.collections)
    digest = await composer.compose(plan.mark, collections)
    asked = await _asked(desk, plan, collections)
    unanswered = await _unanswered(desk, plan)
    return Gathered(Content(day, digest.stories, asked, unanswered, doubtful), digest.generation)


@dataclass(frozen=True, slots=True)
class Granted:
    collections: Collections


async def granted_to(desk: Desk, chat_id: int) -> Granted | None:
    """What a chat may see now; None where it is not let in. A positive id is a person's."""
    person_id = max(chat_id, 0)
    place = await desk.patiently(lambda: desk.place(person_id, chat_id))
    if desk.policy.verdict(place) is not Verdict.ALLOWED:
        return None
    return Granted(desk.policy.collections(place))


def within(granted: Collections, wanted: Collections) -> Collections:
    if granted is None or wanted is None:
        return wanted if granted is None else granted
    return granted & wanted


async def _asked(desk: Desk, plan: DigestPlan, collections: Collections) -> tuple[Asked, ...]:
    """In a group: a person knows what they asked."""
    since = plan.told_at
    if not plan.questions or plan.chat_id > 0 or since is None:
        return ()
    questions = await desk.patiently(lambda: desk.state.digests.asked(plan.chat_id, since))
    found = await asyncio.to_thread(most_asked, questions)
    return tuple(one for one in found if all(may_see(collections, path) for path in one.documents))


def most_asked(questions: Sequence[Question]) -> list[Asked]:
    """Questions of the same content words are one; the newest wording and answer stand for it. Most asked first."""
    alike: dict[frozenset[str], list[Question]] = {}
    for question in questions:
        alike.setdefault(frozenset(content_lemmas(question.understood or question.text)), []).append(question)
    often = sorted((group for group in alike.values() if len(group) >= LEAST_TIMES), key=lambda group: -len(group))
    return [_as_asked(group) for group in often[:TOP_ASKED]]


def _as_asked(group: Sequence[Question]) -> Asked:
    last = group[-1]
    quoted = dict.fromkeys(shown.document for shown in last.shown if shown.quoted)
    return Asked(last.understood or last.text, len(group), last.answer or "", tuple(quoted))


async def _unanswered(desk: Desk, plan: DigestPlan) -> tuple[str, ...]:
    since = plan.told_at
    if not plan.unanswered or since is None or (plan.chat_id > 0 and not desk.policy.is_admin(plan.chat_id)):
        return ()
    questions, _ = await desk.patiently(lambda: desk.state.journal.unanswered(limit=4 * MOST_UNANSWERED))
    texts = dict.fromkeys(question.text for question in questions if question.created_at > since)
    return tuple(texts)[:MOST_UNANSWERED]
