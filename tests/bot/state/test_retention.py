from __future__ import annotations

from asyncio import run

from sqlalchemy import text

from bot.state import Admission, ChatKind, Forgotten, Purged, State, Thread, Thumb
from tests.bot.state.conftest import Clock
from tests.bot.state.sample import PRIVATE, THREAD, ask

ADMIN, IVAN = 1, PRIVATE.person_id


async def count_rows(state: State, table: str) -> int:
    return await state.database.read(
        lambda session: session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    )


def test_old_questions_go_with_all_that_hangs_on_them(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        old = await ask(state, message_id=1)
        await state.journal.rate(old, IVAN, Thumb.UP)
        await state.audit.record(ADMIN, "reindex", "library")
        clock.pass_by(days=20)
        young = await ask(state, message_id=2)
        clock.pass_by(days=10, seconds=1)
        assert await state.retention.purge(30) == Purged(questions=1, turns=1, people=0, acts=1)
        assert await state.journal.get(old) is None
        assert await state.journal.get(young) is not None
        assert [await count_rows(state, table) for table in ("ratings", "shown_passages", "audit")] == [0, 2, 0]

    run(scenario())


def test_zero_days_keep_questions_for_ever_but_not_conversations(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        await ask(state)
        clock.pass_by(days=10000)
        assert await state.retention.purge(0) == Purged(questions=0, turns=1, people=0, acts=0)
        assert await count_rows(state, "questions") == 1

    run(scenario())


def test_strangers_go_and_those_decided_on_stay(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        for person_id, admission in enumerate(Admission, 10):
            await state.people.seen(person_id, str(admission), None, None)
            await state.people.set_admission(person_id, admission, ADMIN)
        clock.pass_by(days=31)
        assert (await state.retention.purge(30)).people == 2
        assert {person.admission for person in (await state.people.find())[0]} == {
            Admission.ADMITTED,
            Admission.REFUSED,
        }

    run(scenario())


def test_more_than_a_batch(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        rows = [{"key": f"callback:{number}", "at": "2025-01-01 00:00:00+00:00"} for number in range(2500)]
        await state.database.write(
            lambda session: session.execute(text("INSERT INTO once (key, at) VALUES (:key, :at)"), rows)
        )
        await state.once.first("young")
        await state.retention.purge(0)
        assert await count_rows(state, "once") == 1

    run(scenario())


def test_forgets_a_person_and_nobody_else(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        await state.people.seen(IVAN, "Иван Петров", "ivan", "ru")
        await state.people.set_admission(IVAN, Admission.ADMITTED, ADMIN)
        await state.chats.seen(-5, "Группа", ChatKind.GROUP)
        await state.chats.ask(-5, IVAN)
        await ask(state, PRIVATE, 1)
        await ask(state, THREAD, 2)
        other = await ask(state, Thread(-5, 0, 77), 3)
        await state.journal.rate(other, IVAN, Thumb.DOWN)
        await state.journal.rate(other, 77, Thumb.UP)

        assert await state.retention.forget_person(IVAN) == Forgotten(2, 2, 1, refusal_kept=False)

        assert await state.people.get(IVAN) is None
        assert await state.conversations.turns(PRIVATE) == ()
        assert await state.journal.get(other) is not None
        assert await count_rows(state, "ratings") == 1
        group = await state.chats.get(-5)
        assert group is not None
        assert group.asked_by is None
        assert [(act.by, act.action, act.subject, act.detail) for act in await state.audit.acts()] == [
            (ADMIN, "admitted", f"person:{IVAN}", "")
        ]
        assert (await state.people.ask(IVAN)).notify

    run(scenario())


def test_a_refusal_outlives_forgetting_without_a_name(state: State) -> None:
    async def scenario() -> None:
        await state.people.seen(IVAN, "Иван Петров", "ivan", "ru")
        await state.people.set_admission(IVAN, Admission.REFUSED, ADMIN)
        assert (await state.retention.forget_person(IVAN)).refusal_kept
        kept = await state.people.get(IVAN)
        assert kept is not None
        assert (kept.name, kept.username, kept.language) == ("", None, None)
        assert kept.admission is Admission.REFUSED
        assert not (await state.people.ask(IVAN)).notify
        assert (await state.people.find())[1] == 0

    run(scenario())


def test_forgetting_does_not_let_a_person_flood_the_admins(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        await state.people.seen(IVAN, "Иван Петров", "ivan", "ru")
        assert (await state.people.ask(IVAN)).notify
        await state.retention.forget_person(IVAN)
        assert await state.people.decide(IVAN, Admission.ADMITTED, ADMIN) is None
        again = await state.people.ask(IVAN)
        assert (again.subject.name, again.notify) == ("", False)
        clock.pass_by(days=1)
        assert (await state.people.ask(IVAN)).notify

    run(scenario())


def test_forgetting_somebody_unknown(state: State) -> None:
    assert run(state.retention.forget_person(404)) == Forgotten(0, 0, 0, refusal_kept=False)
