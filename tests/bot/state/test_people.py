from __future__ import annotations

import asyncio
from asyncio import run

import pytest

from bot.state import Admission, Profile, State
from tests.bot.state.conftest import Clock

ADMIN, OTHER_ADMIN, IVAN = 1, 2, 5_000_000_001


async def see(state: State, person_id: int = IVAN, name: str = "Иван Петров") -> None:
    await state.people.seen(person_id, name, "ivan", "ru")


def test_keeps_what_telegram_tells(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        assert await state.people.get(IVAN) is None
        first = await state.people.seen(IVAN, "Иван", None, None)
        assert (first.admission, first.collections, first.is_active) == (Admission.UNKNOWN, None, True)
        await state.people.seen(IVAN, "Иван Петров", "ivan", "ru")
        known = await state.people.get(IVAN)
        assert known is not None
        assert (known.name, known.username, known.language, known.seen_at) == ("Иван Петров", "ivan", "ru", clock.now)

    run(scenario())


@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "<b>&amp;\u202e", "\U0001f600" * 64, "'; DROP TABLE people;--"])
def test_keeps_any_name(state: State, name: str) -> None:
    async def scenario() -> None:
        await see(state, name=name)
        again = await state.people.seen(IVAN, name, "ivan", "ru")
        assert len(again.name) == len(name)
        assert "\x00" not in again.name

    run(scenario())


def test_seen_again_soon_writes_nothing_and_later_does(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        first = await state.people.seen(IVAN, "Иван", None, None)
        clock.pass_by(minutes=10)
        assert await state.people.seen(IVAN, "Иван", None, None) == first
        clock.pass_by(minutes=50)
        assert (await state.people.seen(IVAN, "Иван", None, None)).seen_at == clock.now

    run(scenario())


def test_admins_hear_of_a_request_once_a_day(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        await see(state)
        first = await state.people.ask(IVAN)
        assert (first.subject.admission, first.notify) == (Admission.ASKED, True)
        clock.pass_by(hours=23)
        assert not (await state.people.ask(IVAN)).notify
        clock.pass_by(hours=1)
        again = await state.people.ask(IVAN)
        assert again.notify
        assert again.subject.asked_at == first.subject.asked_at

    run(scenario())


def test_the_first_admin_decides(state: State) -> None:
    async def scenario() -> None:
        await see(state)
        await see(state, ADMIN, "Анна")
        await state.people.ask(IVAN)
        first = await state.people.decide(IVAN, Admission.ADMITTED, ADMIN)
        second = await state.people.decide(IVAN, Admission.REFUSED, OTHER_ADMIN)
        assert first is not None
        assert second is not None
        assert (first.made, second.made) == (True, False)
        assert second.subject.admission is Admission.ADMITTED
        assert second.by is not None
        assert second.by.name == "Анна"
        assert [(act.by, act.action, act.subject, act.detail) for act in await state.audit.acts()] == [
            (ADMIN, "admitted", f"person:{IVAN}", "Иван Петров")
        ]

    run(scenario())


def test_of_many_decisions_at_once_one_is_made(state: State) -> None:
    async def scenario() -> None:
        await see(state)
        await state.people.ask(IVAN)
        decisions = await asyncio.gather(
            *(state.people.decide(IVAN, Admission.ADMITTED, admin) for admin in range(1, 9))
        )
        made = [decision for decision in decisions if decision and decision.made]
        assert len(made) == 1
        assert {decision.subject.decided_by for decision in decisions if decision} == {made[0].subject.decided_by}

    run(scenario())


def test_of_many_requests_at_once_one_is_told(state: State) -> None:
    async def scenario() -> None:
        requests = await asyncio.gather(*(state.people.ask(IVAN) for _ in range(8)))
        assert sum(request.notify for request in requests) == 1

    run(scenario())


def test_a_button_without_a_request_decides_nothing(state: State) -> None:
    async def scenario() -> None:
        assert await state.people.decide(IVAN, Admission.ADMITTED, ADMIN) is None
        await see(state)
        assert await state.people.decide(IVAN, Admission.ADMITTED, ADMIN) is None

    run(scenario())


def test_refused_stays_refused_until_an_admin_says_otherwise(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        await state.people.ask(IVAN)
        await state.people.decide(IVAN, Admission.REFUSED, ADMIN)
        clock.pass_by(days=30)
        request = await state.people.ask(IVAN)
        assert (request.subject.admission, request.notify) == (Admission.REFUSED, False)
        changed = await state.people.set_admission(IVAN, Admission.ADMITTED, OTHER_ADMIN)
        assert changed is not None
        assert (changed.admission, changed.decided_by) == (Admission.ADMITTED, OTHER_ADMIN)

    run(scenario())


def test_an_old_button_does_not_undo_a_revoke(state: State) -> None:
    async def scenario() -> None:
        await state.people.ask(IVAN)
        await state.people.decide(IVAN, Admission.ADMITTED, ADMIN)
        await state.people.set_admission(IVAN, Admission.REFUSED, ADMIN)
        late = await state.people.decide(IVAN, Admission.ADMITTED, OTHER_ADMIN)
        assert late is not None
        assert (late.made, late.subject.admission) == (False, Admission.REFUSED)

    run(scenario())


def test_grants(state: State) -> None:
    async def scenario() -> None:
        assert await state.people.set_collections(IVAN, ["Приказы"], ADMIN) is None
        await see(state)
        narrowed = await state.people.toggle_collection(IVAN, "Кадры", ["", "Кадры", "Приказы"], ADMIN)
        assert narrowed is not None
        assert narrowed.collections == frozenset({"", "Приказы"})
        wider = await state.people.toggle_collection(IVAN, "Кадры", ["", "Кадры", "Приказы"], ADMIN)
        assert wider is not None
        assert wider.collections == frozenset({"", "Кадры", "Приказы"})
        none = await state.people.set_collections(IVAN, [], ADMIN)
        assert none is not None
        assert none.collections == frozenset()
        everything = await state.people.set_collections(IVAN, None, ADMIN)
        assert everything is not None
        assert everything.collections is None
        assert [act.detail for act in await state.audit.acts()] == ["*", "", ", Кадры, Приказы", ", Приказы"]

    run(scenario())


def test_a_setting_that_changes_nothing_is_no_act(state: State) -> None:
    async def scenario() -> None:
        await see(state)
        await state.people.set_admission(IVAN, Admission.ADMITTED, ADMIN)
        await state.people.set_admission(IVAN, Admission.ADMITTED, ADMIN)
        await state.people.set_collections(IVAN, None, ADMIN)
        assert len(await state.audit.acts()) == 1

    run(scenario())


def test_who_blocked_the_bot_is_back_by_writing(state: State) -> None:
    async def scenario() -> None:
        await see(state)
        gone = await state.people.set_active(IVAN, active=False)
        assert gone is not None
        assert not gone.is_active
        assert (await state.people.seen(IVAN, "Иван Петров", "ivan", "ru")).is_active

    run(scenario())


def test_finds_by_page_admission_and_words(state: State) -> None:
    async def scenario() -> None:
        for number in range(12):
            await state.people.seen(number + 1, f"Иван {number:02}", f"user_{number:02}", None)
        await state.people.set_admission(4, Admission.ADMITTED, ADMIN)
        page, count = await state.people.find(limit=5, offset=10)
        assert ([person.name for person in page], count) == (["Иван 10", "Иван 11"], 12)
        page, count = await state.people.find(admission=Admission.ADMITTED)
        assert ([person.id for person in page], count) == ([4], 1)
        assert [person.id for person in (await state.people.find(words="R_07"))[0]] == [8]
        assert (await state.people.find(words="%"))[1] == 0

    run(scenario())


def test_the_audit_is_paged(state: State) -> None:
    async def scenario() -> None:
        for number in range(5):
            await state.audit.record(ADMIN, "reindex", "library", str(number))
        newest = await state.audit.acts(limit=2)
        older = await state.audit.acts(limit=2, before_id=newest[-1].id)
        assert [act.detail for act in (*newest, *older)] == ["4", "3", "2", "1"]

    run(scenario())


def test_once(state: State) -> None:
    async def scenario() -> None:
        firsts = await asyncio.gather(*(state.once.first("callback:123") for _ in range(8)))
        assert sum(firsts) == 1
        assert await state.once.first("callback:124")

    run(scenario())


def test_only_what_they_do_in_private_makes_them_active(state: State) -> None:
    async def work() -> None:
        met = await state.people.seen(IVAN, "Иван", None, None, in_private=False)
        assert not met.is_active
        assert (await state.people.seen(IVAN, "Иван", None, None)).is_active
        assert (await state.people.seen(IVAN, "Иван Петров", None, None, in_private=False)).is_active
        await state.people.set_active(IVAN, active=False)
        assert not (await state.people.seen(IVAN, "Иван", None, None, in_private=False)).is_active
        profiles = [Profile(IVAN, "Иван", None, None), Profile(IVAN, "Иван", None, None, in_private=False)]
        assert (await state.people.seen_all(profiles))[IVAN].is_active

    asyncio.run(work())
