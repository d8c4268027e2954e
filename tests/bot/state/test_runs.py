"""What a dead run was at work on is taken over, what a living one is at work on is not."""

from __future__ import annotations

from asyncio import run, sleep, wait_for
from collections.abc import Callable

from bot.state import Arrival, Incoming, State
from tests.bot.state.sample import PRIVATE, make_answer
from tests.bot.state.test_processes import start

QUESTION = Incoming(PRIVATE, 10, "Сколько длится отпуск?")
UPDATE = Arrival(7, {"update_id": 7, "message": {"text": "/start\x00"}}, 5)


async def entered(state: State) -> State:
    await state.runs.enter()
    return state


def test_nothing_is_taken_from_a_living_run(open_state: Callable[[], State]) -> None:
    async def scenario() -> None:
        living, other = await entered(open_state()), await entered(open_state())
        question = (await living.journal.receive(QUESTION)).question
        await living.updates.take([UPDATE])
        assert (await other.journal.recover()).to_answer == ()
        assert await other.updates.recover() == []
        assert (await living.journal.recover()).to_answer == ()
        assert await living.journal.begin(question.id)

    run(scenario())


def test_what_a_run_leaves_is_the_next_ones(open_state: Callable[[], State]) -> None:
    async def scenario() -> None:
        gone, other = await entered(open_state()), await entered(open_state())
        question = (await gone.journal.receive(QUESTION)).question
        await gone.updates.take([UPDATE])
        await gone.runs.leave()
        assert [one.id for one in (await other.journal.recover()).to_answer] == [question.id]
        assert await other.updates.recover() == [UPDATE.body]
        third = await entered(open_state())
        assert (await third.journal.recover()).to_answer == ()
        assert await third.updates.recover() == []

    run(scenario())


def test_a_run_that_was_thought_dead_sends_nothing(open_state: Callable[[], State]) -> None:
    async def scenario() -> None:
        slow, other = await entered(open_state()), await entered(open_state())
        question = (await slow.journal.receive(QUESTION)).question
        assert await slow.journal.begin(question.id)
        number = slow.runs.number
        await slow.runs.leave()
        slow.runs.number = number
        assert [one.id for one in (await other.journal.recover()).to_answer] == [question.id]
        assert await other.journal.begin(question.id)
        assert not await slow.journal.sending(question.id, make_answer())
        assert await slow.journal.begin(question.id) is None
        assert await other.journal.sending(question.id, make_answer())

    run(scenario())


def test_a_killed_run_is_dead_at_once(url: str, open_state: Callable[[], State]) -> None:
    killed = start(url, "hang_entered")
    assert killed.stdout is not None
    question_id = killed.stdout.readline().strip()

    async def scenario() -> None:
        state = await entered(open_state())
        assert (await state.journal.recover()).to_answer == ()
        killed.kill()
        killed.communicate(timeout=60)
        while not (found := (await state.journal.recover()).to_answer):  # PostgreSQL hears of it a moment later
            await sleep(0.05)
        assert [one.id for one in found] == [question_id]

    run(wait_for(scenario(), 60))


def test_an_update_is_dealt_with_once(state: State) -> None:
    async def scenario() -> None:
        assert await state.updates.take([UPDATE]) == {7}
        assert await state.updates.take([UPDATE, Arrival(8, {"update_id": 8}, None)]) == {8}
        await state.updates.done(7)
        assert [body["update_id"] for body in await state.updates.recover()] == [8]
        assert await state.updates.take([UPDATE]) == set()

    run(scenario())


def test_an_update_that_kills_is_dropped(state: State) -> None:
    async def scenario() -> None:
        await state.updates.take([UPDATE])
        assert [len(await state.updates.recover()) for _ in range(4)] == [1, 1, 0, 0]

    run(scenario())


def test_what_somebody_wrote_is_forgotten_with_them(state: State) -> None:
    async def scenario() -> None:
        await state.updates.take([UPDATE])
        await state.retention.forget_person(5)
        assert await state.updates.recover() == []

    run(scenario())


def test_many_questions_at_once_in_one_transaction(state: State) -> None:
    async def scenario() -> None:
        incomings = [Incoming(PRIVATE, number % 450, f"Вопрос {number % 450}") for number in range(500)]
        receipts = await state.journal.receive_all(incomings)
        assert [receipt.outcome.value for receipt in receipts] == ["new"] * 450 + ["duplicate"] * 50
        assert [receipt.question.text for receipt in receipts] == [one.text for one in incomings]
        assert len((await state.journal.recover()).to_answer) == 450

    run(scenario())


def test_an_edit_in_the_same_batch_takes_the_place(state: State) -> None:
    async def scenario() -> None:
        edited = Incoming(PRIVATE, 10, "Сколько длится отпуск в горах?", edited_at=5)
        receipts = await state.journal.receive_all([QUESTION, edited, QUESTION])
        assert [receipt.outcome.value for receipt in receipts] == ["new", "new", "duplicate"]
        assert [one.text for one in (await state.journal.recover()).to_answer] == [edited.text]

    run(scenario())
