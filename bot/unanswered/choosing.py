"""Which collection a note goes to: where most of those who asked may see it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from telegram import InlineKeyboardMarkup

from bot import buttons
from bot.access import may_see
from bot.delivery import Outgoing
from bot.desk import Desk
from bot.documents.names import collections_in
from bot.library.admins import collection_name, key_of
from bot.markup import cut, escape, expandable, joined, one_line
from bot.state import Question
from bot.state.unanswered_values import Resolution
from bot.texts import Texts
from bot.unanswered import verbs
from bot.unanswered.asking import TITLE_UNITS
from bot.unanswered.note import FOLDER

MOST_CHOICES = 60
ANSWER_UNITS = 2500


@dataclass(frozen=True, slots=True)
class Choice:
    collection: str
    seen_by: int
    """How many of those who asked may see it, where they asked."""

    @property
    def key(self) -> str:
        return key_of(self.collection)


@dataclass(frozen=True, slots=True)
class Choices:
    """Best first."""

    of: tuple[Choice, ...]
    askers: int

    def find(self, key: str) -> Choice | None:
        return next((choice for choice in self.of if choice.key == key), None)


async def choices(desk: Desk, resolution: Resolution) -> Choices:
    """What most askers may see; of equals, what was found for their questions comes first."""
    asked = await desk.patiently(lambda: desk.state.unanswered.questions(resolution.id))
    granted = await _granted(desk, asked)
    near = Counter(shown.document.partition("/")[0] for one in asked for shown in one.shown if "/" in shown.document)
    names = ["", *await asyncio.to_thread(collections_in, desk.library.documents_folder)]
    seen = {name: sum(may_see(collections, f"{name}/x" if name else "x") for collections in granted) for name in names}
    ordered = sorted(names, key=lambda name: (-seen[name], -near[name], name == FOLDER, name))
    return Choices(tuple(Choice(name, seen[name]) for name in ordered[:MOST_CHOICES]), len(granted))


async def _granted(desk: Desk, asked: Sequence[Question]) -> list[frozenset[str] | None]:
    """What each asker may see, each once."""
    threads = {one.thread.person_id: one.thread for one in asked}
    places = [
        await desk.patiently(partial(desk.place, thread.person_id, thread.chat_id)) for thread in threads.values()
    ]
    return [desk.policy.collections(place) for place in places]


def preview(texts: Texts, resolution: Resolution, found: Choices) -> Outgoing:
    """What was written, and where it may go; a note that is changed stays where it is."""
    question = one_line(resolution.question, TITLE_UNITS)
    written = expandable(escape(cut(resolution.answer, ANSWER_UNITS)))
    ask = texts("note-where") if resolution.lead_id else texts("docs-publish-question")
    told = joined("\n\n", [texts("note-preview", question=question), written, ask])
    return Outgoing(told, _keyboard(texts, resolution, found))


def _keyboard(texts: Texts, resolution: Resolution, found: Choices) -> InlineKeyboardMarkup:
    cancel = [buttons.button(texts.plain("unanswered-button-cancel"), verbs.CANCEL, resolution.id)]
    if not resolution.lead_id:
        publish = buttons.button(texts.plain("docs-button-publish"), verbs.PLACE, resolution.id)
        return InlineKeyboardMarkup([[publish], cancel])
    made = [buttons.button(_label(texts, choice, found), verbs.PLACE, resolution.id, choice.key) for choice in found.of]
    return InlineKeyboardMarkup([*([button] for button in made[:1]), *buttons.columns(made[1:], 2), cancel])


def _label(texts: Texts, choice: Choice, found: Choices) -> str:
    name = collection_name(texts, choice.collection)
    if choice.seen_by == found.askers:
        return texts.plain("note-choice-all", name=name)
    return texts.plain("note-choice", name=name, seen=choice.seen_by, askers=found.askers)
