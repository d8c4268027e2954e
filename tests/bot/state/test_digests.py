"""Plans and digests over both databases: what is due, who claims it, what becomes of it."""

from __future__ import annotations

import asyncio
from asyncio import run
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.digests.schedule import Timing
from bot.state import ChatKind, State
from bot.state.digest_values import Claim, DigestPlan, DigestState
from tests.bot.state.conftest import Clock

GROUP = -100500
LATEST = timedelta(hours=6)
PLAN = DigestPlan(
    GROUP,
    Timing(540, "Europe/Moscow", weekdays_only=True, quiet=(1320, 420)),
    collections=frozenset({"кадры", ""}),
    topic_id=7,
    picture=True,
    unanswered=True,
    language="en",
)


@pytest.fixture
def clock() -> Clock:
    """A Monday, 8:00 in Moscow."""
    return Clock(datetime(2025, 3, 3, 5, tzinfo=UTC))


def switch_on(state: State, plan: DigestPlan = PLAN, generation: int = 3) -> DigestPlan:
    return run(state.digests.change(plan, lambda known: replace(known, is_on=True), 1, generation))


def claimed(state: State, owner: str = "one") -> Claim:
    claim = run(state.digests.claim(GROUP, owner, latest=LATEST))
    assert claim is not None
    return claim


def test_a_plan_is_kept_as_it_was_made(state: State, clock: Clock) -> None:
    switch_on(state)
    kept = run(state.digests.plan(GROUP))
    due = datetime(2025, 3, 3, 6, tzinfo=UTC)
    assert kept == replace(PLAN, is_on=True, mark=3, told_at=clock.now, next_at=due, set_by=1)
    off = run(state.digests.change(PLAN, lambda plan: replace(plan, is_on=False), 2, 9))
    assert (off.next_at, off.mark, off.set_by) == (None, 3, 2)
    assert switch_on(state, generation=9).mark == 9


def test_it_is_due_at_its_hour_and_claimed_once(state: State, clock: Clock) -> None:
    switch_on(state)
    assert run(state.digests.due()) == []
    clock.pass_by(hours=1)
    assert run(state.digests.due()) == [GROUP]
    claim = claimed(state)
    assert claim.day == date(2025, 3, 3)
    assert run(state.digests.claim(GROUP, "two", latest=LATEST)) is None
    assert run(state.digests.due()) == []


def test_at_once_one_has_it(state: State, open_state: Callable[[], State], clock: Clock) -> None:
    switch_on(state)
    clock.pass_by(hours=1)
    states = [state, open_state(), open_state()]

    async def all_at_once() -> list[Claim | None]:
        return await asyncio.gather(
            *(one.digests.claim(GROUP, str(at), latest=LATEST) for at, one in enumerate(states))
        )

    assert sum(claim is not None for claim in run(all_at_once())) == 1


def test_sent_moves_the_mark_and_silent_too(state: State, clock: Clock) -> None:
    switch_on(state)
    clock.pass_by(hours=1)
    claim = claimed(state)
    assert run(state.digests.sending(claim, "{}", 5))
    run(state.digests.sent(claim, 77))
    kept = run(state.digests.plan(GROUP))
    assert kept is not None
    assert (kept.mark, kept.told_at, kept.next_at) == (5, clock.now, datetime(2025, 3, 4, 6, tzinfo=UTC))
    (digest,) = run(state.digests.of_chat(GROUP))
    assert (digest.state, digest.message_id, digest.body) == (DigestState.SENT, 77, "{}")
    clock.pass_by(days=1)
    run(state.digests.silent(claimed(state), 6))
    assert [one.state for one in run(state.digests.of_chat(GROUP))] == [DigestState.SILENT, DigestState.SENT]


def test_what_was_under_way_at_a_kill_is_perhaps_sent(state: State, clock: Clock) -> None:
    switch_on(state)
    clock.pass_by(hours=1)
    run(state.digests.sending(claimed(state), "{}", 5))
    clock.pass_by(minutes=11)
    assert run(state.digests.claim(GROUP, "two", latest=LATEST)) is None
    (digest,) = run(state.digests.of_chat(GROUP))
    assert digest.state is DigestState.PERHAPS
    clock.pass_by(days=1)
    following = claimed(state)
    assert (following.plan.mark, following.doubtful) == (5, date(2025, 3, 3))


def test_what_failed_or_was_let_go_is_told_later(state: State, clock: Clock) -> None:
    switch_on(state)
    clock.pass_by(hours=1)
    run(state.digests.release(claimed(state)))
    again = claimed(state, "two")
    run(state.digests.failed(again, "kicked", away=True))
    kept = run(state.digests.plan(GROUP))
    assert kept is not None
    assert (kept.mark, kept.is_away, kept.next_at) == (3, True, None)
    run(state.digests.set_away(GROUP, away=False))
    clock.pass_by(days=1)
    assert claimed(state).plan.mark == 3


def test_a_plan_goes_along_to_the_supergroup(state: State, clock: Clock) -> None:
    run(state.chats.seen(GROUP, "Отдел", ChatKind.GROUP))
    switch_on(state)
    clock.pass_by(hours=1)
    claim = claimed(state)
    run(state.digests.migrate(GROUP, -1001))
    run(state.digests.sending(claim, "{}", 4))
    run(state.digests.sent(claim, 5))
    assert run(state.digests.plan(GROUP)) is None
    moved = run(state.digests.plan(-1001))
    assert moved is not None
    assert moved.mark == 4
    assert run(state.digests.claim(-1001, "one", latest=LATEST, now=True)) is None


def test_old_ones_go_and_so_does_a_person_who_wants_to_be_forgotten(state: State, clock: Clock) -> None:
    switch_on(state, replace(PLAN, chat_id=5))
    clock.pass_by(hours=1)
    assert run(state.digests.claim(5, "one", latest=LATEST))
    assert run(state.digests.purge(0)) == 0
    clock.pass_by(days=400)
    assert run(state.digests.purge(365)) == 1
    run(state.retention.forget_person(5))
    assert run(state.digests.plan(5)) is None
