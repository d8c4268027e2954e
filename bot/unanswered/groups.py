"""Questions that wait for an admin, put together by meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk
from bot.state.unanswered_values import Unanswered


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same, newest first."""

    questions: tuple[Unanswered, ...]

    @property
    def lead(self) -> Unanswered:
        """The newest in the words that are used most, put as a question if it ever was."""
        often = Counter(_plain(one.text) for one in self.questions)
        return max(self.questions, key=lambda one: (often[_plain(one.text)], *_likes(one)))

    @property
    def people(self) -> int:
        return len({one.person_id for one in self.questions})

    @property
    def last(self) -> datetime:
        return max(one.at for one in self.questions)

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.questions]

    @property
    def held_by(self) -> int | None:
        """The admin who is answering it now."""
        return next((one.held_by for one in self.questions if one.held_by is not None), None)

    @property
    def variants(self) -> list[tuple[str, int]]:
        """The wordings, with how often each was used, most first."""
        words: dict[str, str] = {}
        for one in sorted(self.questions, key=_likes):
            words[_plain(one.text)] = one.text
        often = Counter(_plain(one.text) for one in self.questions)
        return [(words[plain], count) for plain, count in often.most_common()]


async def gather(desk: Desk) -> list[Group]:
    """What most people asked first."""
    questions = await desk.patiently(desk.state.unanswered.open)
    places = await desk.pool.run(desk.library.alike, [one.text for one in questions])
    groups = [Group(tuple(questions[place] for place in group)) for group in places]
    return sorted(groups, key=lambda group: (-group.people, -len(group.questions), -group.last.timestamp()))


def group_of(groups: Sequence[Group], question_id: str) -> Group | None:
    """None where the question is settled or not kept any more."""
    return next((group for group in groups if question_id in group.ids), None)


def _likes(question: Unanswered) -> tuple[bool, datetime]:
    """The greatest is shown of those in the same words."""
    return question.text.endswith("?"), question.at


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip("?!. ")
