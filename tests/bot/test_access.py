from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.access import NOTHING, Place, Policy, Verdict, may_see, visible_turns
from bot.settings import Access, load_settings
from bot.state import Admission, Chat, ChatKind, Person
from index.types import Turn
from tests.bot.state.sample import make_answer, make_hit

ADMIN, IVAN, GROUP = 1, 5, -100
NOW = datetime(2025, 3, 1, tzinfo=UTC)
CLOSED = Policy(frozenset({ADMIN}))
OPEN = Policy(frozenset({ADMIN}), open_to_all=True)
ORDERS, STAFF = frozenset({"Приказы"}), frozenset({"Кадры"})


def make_person(
    admission: Admission = Admission.ADMITTED, collections: frozenset[str] | None = None, person_id: int = IVAN
) -> Person:
    return Person(person_id, "Иван", None, "ru", admission, collections, True, None, None, None, NOW)


def make_chat(admission: Admission = Admission.ADMITTED, collections: frozenset[str] | None = None) -> Chat:
    return Chat(GROUP, "Группа", ChatKind.SUPERGROUP, False, admission, collections, True, None, None, None, None, NOW)


def private(person: Person | None) -> Place:
    return Place(person.id if person else IVAN, person)


def in_group(person: Person | None, chat: Chat | None) -> Place:
    return Place(person.id if person else IVAN, person, in_group=True, chat=chat)


@pytest.mark.parametrize(
    ("admission", "closed", "opened"),
    [
        (Admission.UNKNOWN, Verdict.UNKNOWN, Verdict.ALLOWED),
        (Admission.ASKED, Verdict.PENDING, Verdict.ALLOWED),
        (Admission.ADMITTED, Verdict.ALLOWED, Verdict.ALLOWED),
        (Admission.REFUSED, Verdict.REFUSED, Verdict.REFUSED),
    ],
)
def test_admission_in_private_and_in_a_group(admission: Admission, closed: Verdict, opened: Verdict) -> None:
    for policy, verdict in ((CLOSED, closed), (OPEN, opened)):
        assert policy.verdict(private(make_person(admission))) is verdict
        assert policy.verdict(in_group(None, make_chat(admission))) is verdict


def test_nobody_knows_them() -> None:
    assert CLOSED.verdict(private(None)) is Verdict.UNKNOWN
    assert CLOSED.verdict(in_group(None, None)) is Verdict.UNKNOWN
    assert OPEN.verdict(private(None)) is Verdict.ALLOWED
    assert OPEN.collections(private(None)) is None
    assert OPEN.collections(in_group(None, None)) is None


@pytest.mark.parametrize("admission", list(Admission))
def test_an_admin_may_always_in_private(admission: Admission) -> None:
    place = private(make_person(admission, ORDERS, ADMIN))
    assert CLOSED.verdict(place) is Verdict.ALLOWED
    assert CLOSED.collections(place) is None
    assert CLOSED.is_admin(ADMIN)
    assert not CLOSED.is_admin(IVAN)


def test_in_a_group_only_the_group_counts() -> None:
    for person in (None, make_person(Admission.UNKNOWN), make_person(collections=STAFF)):
        assert CLOSED.collections(in_group(person, make_chat(collections=ORDERS))) == ORDERS
    admin = make_person(person_id=ADMIN)
    assert CLOSED.collections(in_group(admin, make_chat(collections=ORDERS))) == ORDERS
    assert CLOSED.verdict(in_group(admin, make_chat(Admission.UNKNOWN))) is Verdict.UNKNOWN
    assert CLOSED.verdict(in_group(make_person(), make_chat(Admission.ASKED))) is Verdict.PENDING


def test_the_refused_are_answered_nowhere() -> None:
    refused = make_person(Admission.REFUSED)
    for policy in (CLOSED, OPEN):
        for place in (private(refused), in_group(refused, make_chat())):
            assert policy.verdict(place) is Verdict.REFUSED
            assert policy.collections(place) == NOTHING


def test_a_refused_admin_of_the_settings_is_an_admin_in_groups_too() -> None:
    admin = make_person(Admission.REFUSED, person_id=ADMIN)
    assert CLOSED.verdict(in_group(admin, make_chat())) is Verdict.ALLOWED


@pytest.mark.parametrize("admission", [Admission.UNKNOWN, Admission.ASKED, Admission.REFUSED])
def test_who_may_not_ask_sees_nothing_whatever_was_granted(admission: Admission) -> None:
    assert CLOSED.collections(private(make_person(admission, None))) == NOTHING
    assert CLOSED.collections(in_group(make_person(), make_chat(admission, None))) == NOTHING


@pytest.mark.parametrize("granted", [None, NOTHING, ORDERS, ORDERS | STAFF])
def test_grants(granted: frozenset[str] | None) -> None:
    assert CLOSED.collections(private(make_person(collections=granted))) == granted
    assert OPEN.collections(private(make_person(Admission.UNKNOWN, granted))) == granted
    assert CLOSED.collections(in_group(None, make_chat(collections=granted))) == granted


@pytest.mark.parametrize(
    ("collections", "path", "seen"),
    [
        (None, "Приказы/1.txt", True),
        (None, "1.txt", True),
        (NOTHING, "1.txt", False),
        (ORDERS, "Приказы/2024/1.txt", True),
        (ORDERS, "Приказы", False),
        (ORDERS, "Кадры/Приказы/1.txt", False),
        (ORDERS, "1.txt", False),
        (frozenset({""}), "1.txt", True),
        (frozenset({""}), "Приказы/1.txt", False),
    ],
)
def test_a_document_lies_in_one_collection(collections: frozenset[str] | None, path: str, seen: bool) -> None:
    assert may_see(collections, path) is seen


def test_a_follow_up_does_not_lean_on_what_was_taken_back() -> None:
    orders = Turn("1", make_answer("1", make_hit("Приказы/1.txt", day=date(2024, 1, 1))))
    both = Turn("2", make_answer("2", make_hit("Приказы/1.txt"), make_hit("Кадры/2.txt")))
    assert visible_turns([orders, both], None) == (orders, both)
    assert visible_turns([orders, both], ORDERS) == (orders,)
    assert visible_turns([orders, both], NOTHING) == ()


def test_from_the_settings() -> None:
    settings = load_settings(admin_ids=frozenset({ADMIN}), access=Access.OPEN)
    assert Policy.from_settings(settings) == OPEN
