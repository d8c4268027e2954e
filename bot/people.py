"""Admission: asking to be let in, an admin's decision, and telling whom it concerns."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from telegram import CallbackQuery, Message, User

from bot import buttons
from bot.delivery import Outgoing, Spot
from bot.desk import Desk
from bot.digests.panel import offer_buttons
from bot.markup import Html, joined, one_line
from bot.replies import pop_up, rewrite, tell
from bot.state import Admission, Chat, Decision, Person
from bot.texts import Texts

log = logging.getLogger(__name__)

NAME_UNITS = 100
OPEN_REQUESTS = 5
PERSON, GROUP = "p", "g"


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """A person or a group, as buttons name them: p or g and the id."""

    kind: str
    id: int

    @classmethod
    def parse(cls, text: str) -> SubjectKey | None:
        kind, number = text[:1], text[1:]
        return cls(kind, int(number)) if kind in (PERSON, GROUP) and number.lstrip("-").isdecimal() else None

    @classmethod
    def of(cls, subject: Person | Chat) -> SubjectKey:
        return cls(PERSON if isinstance(subject, Person) else GROUP, subject.id)

    def __str__(self) -> str:
        return f"{self.kind}{self.id}"


async def ask_for_person(desk: Desk, message: Message, texts: Texts) -> Html:
    """Asks the admins to let the writer in; what the writer is told."""
    user = message.from_user
    if user is None or not desk.policy.admin_ids:
        return texts("start-no-admins")
    request = await desk.patiently(lambda: desk.state.people.ask(user.id))
    if request.subject.admission is Admission.REFUSED:
        return texts("start-refused")
    if request.notify:
        await _tell_admins(desk, request.subject, user)
    return texts("start-pending")


async def ask_for_group(desk: Desk, message: Message, texts: Texts) -> Html:
    """Asks the admins to let the group in; what the group is told."""
    user = message.from_user
    place = await desk.patiently(lambda: desk.place(user.id if user else 0, message.chat_id))
    person_refused = place.person is not None and place.person.admission is Admission.REFUSED
    if person_refused:
        return texts("start-refused")
    if place.chat is not None and place.chat.admission is Admission.REFUSED:
        return texts("group-refused")
    if user is not None:
        await request_group(desk, message.chat_id, user)
    return texts("group-pending")


async def request_group(desk: Desk, chat_id: int, by: User) -> None:
    request = await desk.patiently(lambda: desk.state.chats.ask(chat_id, by.id))
    if request is not None and request.notify:
        await _tell_admins(desk, request.subject, by)


async def _tell_admins(desk: Desk, subject: Person | Chat, by: User) -> None:
    """Those who have started the bot; no other may be written to. They are told when they do."""
    for admin_id in sorted(desk.policy.admin_ids):
        admin = await desk.patiently(partial(desk.state.people.get, admin_id))
        if admin is not None and admin.is_active:
            await _show_request(desk, admin, subject, by.full_name)
        else:
            log.warning("an admin has to start the bot to be told of requests", extra={"admin": admin_id})


async def show_open_requests(desk: Desk, admin: Person) -> None:
    """The first few, for an admin who could not be told of them."""
    people, _ = await desk.patiently(lambda: desk.state.people.find(limit=OPEN_REQUESTS, admission=Admission.ASKED))
    chats, _ = await desk.patiently(lambda: desk.state.chats.find(limit=OPEN_REQUESTS, admission=Admission.ASKED))
    subjects: list[Person | Chat] = [*people]
    for subject in subjects + list(chats):
        await _show_request(desk, admin, subject, await _adder(desk, subject))


async def _show_request(desk: Desk, admin: Person, subject: Person | Chat, by: str) -> None:
    texts = desk.texts_of(admin)
    keyboard = buttons.decision_buttons(texts, str(SubjectKey.of(subject)))
    await tell(desk, Spot(admin.id), Outgoing(request_html(texts, subject, by), keyboard))


async def _adder(desk: Desk, subject: Person | Chat) -> str:
    """The name of who added the bot to a group; empty where it is not known."""
    by = subject.asked_by if isinstance(subject, Chat) else None
    adder = None if by is None else await desk.patiently(partial(desk.state.people.get, by))
    return adder.name if adder else ""


def request_html(texts: Texts, subject: Person | Chat, by: str = "") -> Html:
    if isinstance(subject, Person):
        return texts("admission-person", name=person_name(subject), id=str(subject.id))
    name = one_line(subject.title, NAME_UNITS)
    return texts("admission-group", name=name, id=str(subject.id), by=one_line(by, NAME_UNITS) or "?")


def person_name(person: Person) -> str:
    """Plain text: the name and, where there is one, the user name."""
    name = one_line(person.name, NAME_UNITS) or str(person.id)
    return f"{name} (@{one_line(person.username, 40)})" if person.username else name


def subject_html(texts: Texts, subject: Person | Chat) -> Html:
    if isinstance(subject, Person):
        return texts("subject-person", name=person_name(subject), id=str(subject.id))
    return texts("subject-group", name=one_line(subject.title, NAME_UNITS) or str(subject.id), id=str(subject.id))


async def decide(desk: Desk, query: CallbackQuery, press: buttons.Press) -> None:
    """An admin's button under a request; the first one counts."""
    texts = desk.texts(query.from_user)
    key = SubjectKey.parse(press.text(0))
    if not desk.policy.is_admin(query.from_user.id):
        log.warning("not an admin pressed an admin's button", extra={"person": query.from_user.id})
        await pop_up(query, texts.plain("only-admins"), alert=True)
        return
    admission = Admission.ADMITTED if press.verb == buttons.ADMIT else Admission.REFUSED
    decision = None if key is None else await _decide(desk, key, admission, query.from_user.id)
    if decision is None:
        await pop_up(query, texts.plain("subject-gone"), alert=True)
        return
    await pop_up(query, texts.plain("changed" if decision.made else "already-decided"))
    await rewrite(desk, query, Outgoing(_decided_html(texts, decision)))
    if decision.made or _was_cut_short(desk, query, decision):
        await tell_subject(desk, decision.subject)


def _was_cut_short(desk: Desk, query: CallbackQuery, decision: Decision[Person] | Decision[Chat]) -> bool:
    """A press that is dealt with again after a kill: it may have decided and not told whom it concerns."""
    return query.id in desk.again and decision.by is not None and decision.by.id == query.from_user.id


async def _decide(
    desk: Desk, key: SubjectKey, admission: Admission, by: int
) -> Decision[Person] | Decision[Chat] | None:
    if key.kind == PERSON:
        return await desk.patiently(lambda: desk.state.people.decide(key.id, admission, by))
    return await desk.patiently(lambda: desk.state.chats.decide(key.id, admission, by))


def _decided_html(texts: Texts, decision: Decision[Person] | Decision[Chat]) -> Html:
    by = person_name(decision.by) if decision.by else "?"
    admitted = decision.subject.admission is Admission.ADMITTED
    return texts(
        "decided-admitted" if admitted else "decided-refused", subject=subject_html(texts, decision.subject), by=by
    )


async def tell_subject(desk: Desk, subject: Person | Chat) -> None:
    """What was decided, to whom it concerns."""
    admitted = subject.admission is Admission.ADMITTED
    if isinstance(subject, Person):
        texts = desk.texts_of(subject)
        await tell(desk, Spot(subject.id), Outgoing(texts("person-admitted" if admitted else "person-refused")))
        return
    by = subject.asked_by
    adder = None if by is None else await desk.patiently(lambda: desk.state.people.get(by))
    texts = desk.texts_of(adder)
    if not admitted:
        await tell(desk, Spot(subject.id), Outgoing(texts("group-refused")))
        return
    word = joined("\n\n", [texts("group-admitted", username=desk.bot.username), texts("digest-offer")])
    await tell(desk, Spot(subject.id), Outgoing(word, offer_buttons(texts)))
