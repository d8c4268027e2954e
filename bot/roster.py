"""/people: who is let in and what they see, to be changed by buttons. For admins, in their private chats."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot import buttons
from bot.delivery import Outgoing
from bot.desk import Desk, is_group
from bot.markup import Html, joined, one_line
from bot.people import PERSON, SubjectKey, person_name, subject_html, tell_subject
from bot.render import collection_names
from bot.replies import pop_up, rewrite, say
from bot.state import Admission, Chat, Person
from bot.texts import Texts

log = logging.getLogger(__name__)

PAGE_SIZE = 8
ALL = "*"
GIVE, TAKE = "1", "0"
WAITING = (Admission.UNKNOWN, Admission.ASKED)
MARKS = {Admission.UNKNOWN: "▫️", Admission.ASKED: "❔", Admission.ADMITTED: "✅", Admission.REFUSED: "🚫"}
LABEL_UNITS = 40
MOST_COLLECTIONS = 60
"""A keyboard holds 100 buttons."""


async def show_people(desk: Desk, message: Message) -> None:
    texts = desk.texts(message.from_user)
    if message.from_user is None or not desk.policy.is_admin(message.from_user.id):
        await say(desk, message, Outgoing(texts("only-admins")))
    elif not is_group(message.chat):
        await say(desk, message, await _list(desk, texts, 0))


async def press_people(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    """Any button of the list or of a card."""
    texts = desk.texts(query.from_user)
    if not desk.policy.is_admin(query.from_user.id):
        log.warning("not an admin pressed an admin's button", extra={"person": query.from_user.id})
        await pop_up(query, texts.plain("only-admins"), alert=True)
        return
    if press.verb == buttons.LIST:
        await pop_up(query)
        await rewrite(desk, query, await _list(desk, texts, press.number(0)))
        return
    key = SubjectKey.parse(press.text(0))
    before = None if key is None or press.verb != buttons.SWITCH else await _found(desk, key)
    subject = None if key is None else await _changed(desk, key, press, query.from_user.id)
    if subject is None:
        await pop_up(query, texts.plain("subject-gone"), alert=True)
        return
    await pop_up(query, "" if press.verb == buttons.CARD else texts.plain("changed"))
    await rewrite(desk, query, await _card(desk, texts, subject))
    if before is not None and _is_news(desk, query, before, subject):
        await tell_subject(desk, subject)


def _is_news(desk: Desk, query: CallbackQuery, before: Person | Chat, subject: Person | Chat) -> bool:
    """Whether this press decided what the subject waits for; also one dealt with again after a kill."""
    if subject.decided_by != query.from_user.id:
        return False
    if subject.admission is Admission.ADMITTED:
        return before.admission in WAITING or (query.id in desk.again and before.admission is Admission.ADMITTED)
    return subject.admission is Admission.REFUSED and before.admission is Admission.ASKED


async def _changed(desk: Desk, key: SubjectKey, press: buttons.Press, by: int) -> Person | Chat | None:
    """The subject after what the button does to it."""
    people: bool = key.kind == PERSON
    repository = desk.state.people if people else desk.state.chats
    if press.verb == buttons.SWITCH:
        admission = Admission.ADMITTED if press.text(1) == buttons.ADMIT else Admission.REFUSED
        return await desk.patiently(lambda: repository.set_admission(key.id, admission, by))
    if press.verb == buttons.GRANT:
        return await _granted(desk, key, press, by)
    return await _found(desk, key)


async def _found(desk: Desk, key: SubjectKey) -> Person | Chat | None:
    repository = desk.state.people if key.kind == PERSON else desk.state.chats
    return await desk.patiently(lambda: repository.get(key.id))


async def _granted(desk: Desk, key: SubjectKey, press: buttons.Press, by: int) -> Person | Chat | None:
    """The button says whether it gives or takes, so that pressing it twice is pressing it once; old ones did not."""
    repository = desk.state.people if key.kind == PERSON else desk.state.chats
    give = press.text(2) == GIVE if press.text(2) else None
    if press.text(1) == ALL:
        subject = await desk.patiently(lambda: repository.get(key.id))
        to_all = give if give is not None else bool(subject and subject.collections is not None)
        granted: frozenset[str] | None = None if to_all else frozenset()
        return await desk.patiently(lambda: repository.set_collections(key.id, granted, by))
    known = await _collections(desk)
    collection = next((name for name in known if _short(name) == press.text(1)), None)
    if collection is None:
        return await desk.patiently(lambda: repository.get(key.id))
    return await desk.patiently(lambda: repository.toggle_collection(key.id, collection, known, by, give=give))


async def _list(desk: Desk, texts: Texts, page: int) -> Outgoing:
    """People by name, then groups."""
    offset = max(0, page) * PAGE_SIZE
    people, many = await desk.patiently(lambda: desk.state.people.find(limit=PAGE_SIZE, offset=offset))
    chats, groups = await desk.patiently(
        lambda: desk.state.chats.find(limit=max(1, PAGE_SIZE - len(people)), offset=max(0, offset - many))
    )
    shown: list[Person | Chat] = list(people)
    shown.extend(chats[: PAGE_SIZE - len(people)])
    if not shown:
        return Outgoing(texts("people-empty"))
    pages = -(-(many + groups) // PAGE_SIZE)
    parts = [texts("people-count", n=many + groups), texts("people-page", page=page + 1, pages=pages)]
    rows = [[_entry(subject)] for subject in shown]
    return Outgoing(
        joined("\n", [texts("people-title"), joined(", ", parts[: 2 if pages > 1 else 1])]),
        InlineKeyboardMarkup([*rows, *_turning(texts, page, pages)]),
    )


def _entry(subject: Person | Chat) -> InlineKeyboardButton:
    name = person_name(subject) if isinstance(subject, Person) else f"👥 {one_line(subject.title, LABEL_UNITS)}"
    label = f"{MARKS[subject.admission]} {one_line(name, LABEL_UNITS)}"
    return buttons.button(label, buttons.CARD, str(SubjectKey.of(subject)))


def _turning(texts: Texts, page: int, pages: int) -> list[buttons.Row]:
    if pages < 2:
        return []
    before = buttons.button(texts.plain("button-previous"), buttons.LIST, (page - 1) % pages)
    after = buttons.button(texts.plain("button-next"), buttons.LIST, (page + 1) % pages)
    return [[before, after]]


async def _card(desk: Desk, texts: Texts, subject: Person | Chat) -> Outgoing:
    known = await _collections(desk)
    is_admin = isinstance(subject, Person) and desk.policy.is_admin(subject.id)
    lines = [subject_html(texts, subject), texts(f"admission-{subject.admission}"), _granted_html(texts, subject)]
    back = [buttons.button(texts.plain("button-back"), buttons.LIST, 0)]
    if is_admin:  # an admin by the settings is let in and sees all, whatever is kept on them
        return Outgoing(joined("\n", [lines[0], texts("subject-admin")]), InlineKeyboardMarkup([back]))
    rows = [*buttons.columns(_grants(texts, subject, known), 2), [_switch(texts, subject)], back]
    return Outgoing(joined("\n", lines), InlineKeyboardMarkup(rows))


def _granted_html(texts: Texts, subject: Person | Chat) -> Html:
    if subject.collections is None:
        return texts("granted-all")
    if not subject.collections:
        return texts("granted-none")
    return texts("granted-some", collections=collection_names(texts, subject.collections))


def _grants(texts: Texts, subject: Person | Chat, known: Sequence[str]) -> list[InlineKeyboardButton]:
    """A button for each collection, with a mark on what is granted; the first grants or takes all."""
    key = str(SubjectKey.of(subject))
    everything = subject.collections is None
    label = _marked(texts.plain("button-grant-all"), everything)
    made = [buttons.button(label, buttons.GRANT, key, ALL, _wish(not everything))]
    for name in known[:MOST_COLLECTIONS]:
        granted = subject.collections is None or name in subject.collections
        label = one_line(name, LABEL_UNITS) or texts.plain("collection-root")
        made.append(buttons.button(_marked(label, granted), buttons.GRANT, key, _short(name), _wish(not granted)))
    return made


def _switch(texts: Texts, subject: Person | Chat) -> InlineKeyboardButton:
    key = str(SubjectKey.of(subject))
    if subject.admission is Admission.ADMITTED:
        return buttons.button(texts.plain("button-revoke"), buttons.SWITCH, key, buttons.REFUSE)
    return buttons.button(texts.plain("button-admit"), buttons.SWITCH, key, buttons.ADMIT)


async def _collections(desk: Desk) -> list[str]:
    cards = await desk.pool.run(desk.library.documents)
    return sorted({card.collection for card in cards})


def _marked(label: str, granted: bool) -> str:
    return f"☑ {label}" if granted else f"☐ {label}"


def _short(collection: str) -> str:
    """A collection's name is too long for a button; this is as good as unique among those there are."""
    return hashlib.blake2b(collection.encode(), digest_size=6).hexdigest()


def _wish(give: bool) -> str:
    return GIVE if give else TAKE
