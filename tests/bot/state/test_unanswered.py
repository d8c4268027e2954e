"""Questions that admins answer: who may begin, what is told once, what goes with age; on both databases."""

from __future__ import annotations

from asyncio import gather, run
from datetime import timedelta

from bot.state import Incoming, State, Thread, Thumb
from bot.state.unanswered_notes import Signing
from bot.state.unanswered_steps import Held
from bot.state.unanswered_values import NewResolution, Recipient, Resolution, ResolutionState, Reworded
from tests.bot.state.conftest import Clock
from tests.bot.state.sample import ask

ANNA, BORIS, GROUP = 5, 6, -100
NOTE = "кадры/notes/курить.md"


async def declined(state: State, person_id: int, message_id: int, chat_id: int = 0) -> str:
    """A question that was thumbed down."""
    question = await ask(state, Thread(chat_id or person_id, 0, person_id), message_id)
    await state.journal.rate(question, person_id, Thumb.DOWN)
    return question


def new(by: int, lead: str) -> NewResolution:
    return NewResolution(by, by, "ru", "Где курить?", lead)


async def published(state: State, ids: list[str]) -> Resolution:
    begun = await state.unanswered.begin(new(1, ids[0]), ids)
    assert isinstance(begun, Resolution)
    await state.unanswered.answer(begun.id, "Нигде.", 7)
    placed = await state.unanswered.place(begun.id, NOTE, "abc")
    assert placed is not None
    now = state.unanswered.clock()
    assert await state.notes.publish(placed, Signing("Где курить?", now, now + timedelta(days=180))) is not None
    return placed


def test_one_admin_at_a_time(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        ids = [await declined(state, ANNA, 1), await declined(state, BORIS, 2)]
        begun = await state.unanswered.begin(new(1, ids[0]), ids)
        assert isinstance(begun, Resolution)
        held = await state.unanswered.begin(new(2, ids[1]), ids[1:])
        assert held == Held(ResolutionState.ASKED, 1, begun.created_at)
        assert {one.held_by for one in await state.unanswered.open()} == {1}
        assert await state.unanswered.begin(new(1, ids[0]), ids) == held
        clock.pass_by(minutes=1)
        assert isinstance(await state.unanswered.begin(new(1, ids[0]), ids), Resolution)
        closed = await state.unanswered.get(begun.id)
        assert closed is not None
        assert closed.state is ResolutionState.CLOSED
        clock.pass_by(minutes=31)
        assert isinstance(await state.unanswered.begin(new(2, ids[0]), ids), Resolution)

    run(scenario())


def test_of_two_at_the_same_moment_one_begins(state: State) -> None:
    async def scenario() -> None:
        ids = [await declined(state, ANNA, number) for number in range(1, 6)]
        begun = await gather(*(state.unanswered.begin(new(by, ids[0]), ids) for by in (1, 2)))
        assert sorted(isinstance(one, Resolution) for one in begun) == [False, True]
        assert len({one.held_by for one in await state.unanswered.open()}) == 1

    run(scenario())


def test_each_asker_is_told_once_in_private_where_they_asked_there(state: State) -> None:
    async def scenario() -> None:
        ids = [
            await declined(state, ANNA, 1),
            await declined(state, ANNA, 2, GROUP),
            await declined(state, BORIS, 3, GROUP),
            await declined(state, BORIS, 4, GROUP),
        ]
        placed = await published(state, ids)
        assert await state.notes.publish(placed, Signing("?", placed.created_at, placed.created_at)) is None
        due = [await state.outbox.claim(one, "me") for one in await state.outbox.due()]
        told = {(one.to.person_id, one.to.chat_id, one.to.reply_to) for one in due if one is not None}
        assert told == {(ANNA, ANNA, 1), (BORIS, GROUP, 4)}
        assert await state.unanswered.open() == []

    run(scenario())


def test_a_dismissal_and_its_undo(state: State) -> None:
    async def scenario() -> None:
        ids = [await declined(state, ANNA, 1)]
        dismissed = await state.unanswered.dismiss(new(1, ids[0]), ids)
        assert isinstance(dismissed, Resolution)
        assert await state.unanswered.open() == []
        assert await state.journal.unanswered() == ([], 0)
        assert await state.unanswered.restore(dismissed.id, 2)
        assert (await state.journal.unanswered())[1] == 1
        assert not await state.unanswered.restore(dismissed.id, 2)
        assert [one.id for one in await state.unanswered.open()] == ids
        acts = [(act.by, act.action) for act in await state.audit.acts()]
        assert acts == [(2, "question-restored"), (1, "question-dismissed")]

    run(scenario())


def test_an_edit_takes_the_place_of_what_was_asked_before(state: State) -> None:
    async def scenario() -> None:
        first = await declined(state, ANNA, 1)
        assert [one.id for one in await state.unanswered.open()] == [first]
        await state.journal.receive(Incoming(Thread(ANNA, 0, ANNA), 1, "Сколько всего?", edited_at=5))
        assert await state.unanswered.open() == []

    run(scenario())


def test_a_note_is_confirmed_once_and_follows_its_document(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        await published(state, [await declined(state, ANNA, 1)])
        assert await state.notes.due() == []
        clock.pass_by(days=181)
        await state.notes.move(NOTE, "a.md")
        (note,) = await state.notes.due()
        assert (note.path, note.by, note.told_at) == ("a.md", 1, None)
        later = clock.now + timedelta(days=180)
        assert await state.notes.confirm(note, 2, later)
        assert not await state.notes.confirm(note, 2, later)
        assert await state.notes.due() == []

    run(scenario())


def test_what_is_kept_goes_with_the_person_and_with_age(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        placed = await published(state, [await declined(state, ANNA, 1), await declined(state, BORIS, 2)])
        await state.quotes.start(1)
        mine, theirs = [one.id for one in await state.unanswered.questions(placed.id)]
        changes = [Reworded(one, "a.txt", "A", "было", "стало", False) for one in (mine, theirs)]
        assert await state.quotes.note(changes, 1, 2)
        assert not await state.quotes.note(changes, 1, 2)
        await state.retention.forget_person(ANNA)
        assert [one.person_id for one in await state.quotes.waiting()] == [BORIS]
        assert len(await state.outbox.due()) == 1
        assert await state.quotes.plan(Recipient(BORIS, BORIS), "2025-03-01", [BORIS])
        assert not await state.quotes.plan(Recipient(BORIS, BORIS), "2025-03-01", [BORIS])
        assert await state.quotes.waiting() == []
        clock.pass_by(days=31)
        await state.retention.purge(30)
        assert await state.unanswered.purge(30) == 2
        assert await state.outbox.due() == []

    run(scenario())
