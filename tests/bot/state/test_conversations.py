from __future__ import annotations

import asyncio
from asyncio import run
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.state import Incoming, State
from bot.state.conversations import MOST_TURNS
from bot.state.turns import dump_turn, load_turn
from index.types import Turn
from tests.bot.state.conftest import Clock
from tests.bot.state.sample import PRIVATE, THREAD, ask, make_answer, make_hit, make_refusal


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(0, 3))
def test_a_turn_comes_back_as_it_was(question: str, position: int) -> None:
    for answer in (make_answer(question, make_hit(position=position, day=None)), make_refusal(question)):
        turn = Turn(question, answer)
        assert load_turn(dump_turn(turn)) == turn


def test_a_quote_of_a_hit_not_shown_comes_back_too() -> None:
    answer = replace(make_answer(), hits=(make_hit(position=1),))
    turn = Turn("Сколько?", answer)
    assert load_turn(dump_turn(turn)) == turn


@pytest.mark.parametrize("stored", ["", "[]", "{}", "null", '{"hits": [{}]}'])
def test_a_turn_of_another_shape_is_no_turn(stored: str) -> None:
    assert load_turn(stored) is None


def test_turns_are_kept_in_order_and_few(state: State) -> None:
    async def scenario() -> None:
        for number in range(MOST_TURNS + 2):
            await ask(state, message_id=number + 1, answer=make_answer(f"Вопрос {number}"))
        turns = await state.conversations.turns(PRIVATE)
        assert [turn.question for turn in turns] == [f"Вопрос {number}" for number in range(2, MOST_TURNS + 2)]
        assert turns[-1].answer == make_answer(f"Вопрос {MOST_TURNS + 1}")

    run(scenario())


def test_each_person_topic_and_chat_has_its_own(state: State) -> None:
    async def scenario() -> None:
        await ask(state, THREAD)
        for other in (
            replace(THREAD, person_id=6),
            replace(THREAD, topic_id=0),
            replace(THREAD, chat_id=-5),
        ):
            assert await state.conversations.turns(other) == ()
        assert len(await state.conversations.turns(THREAD)) == 1

    run(scenario())


def test_silence_ends_it_for_good(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        await ask(state, message_id=1)
        clock.pass_by(minutes=59)
        await ask(state, message_id=3)
        clock.pass_by(minutes=59)
        assert len(await state.conversations.turns(PRIVATE)) == 2
        clock.pass_by(minutes=1)
        assert await state.conversations.turns(PRIVATE) == ()
        await ask(state, message_id=5)
        assert len(await state.conversations.turns(PRIVATE)) == 1

    run(scenario())


def test_new_forgets(state: State) -> None:
    async def scenario() -> None:
        await ask(state, message_id=1)
        await ask(state, THREAD, message_id=2)
        assert await state.conversations.forget(PRIVATE) == 1
        assert await state.conversations.forget(PRIVATE) == 0
        assert await state.conversations.turns(PRIVATE) == ()
        assert len(await state.conversations.turns(THREAD)) == 1

    run(scenario())


def test_an_edited_question_sees_what_was_before_it_and_replaces_its_turn(state: State) -> None:
    async def scenario() -> None:
        for message_id in (1, 3, 5):
            await ask(state, message_id=message_id, answer=make_answer(f"Вопрос {message_id}"))
        assert [turn.question for turn in await state.conversations.turns(PRIVATE, before=3)] == ["Вопрос 1"]
        receipt = await state.journal.receive(Incoming(PRIVATE, 3, "Иначе?", edited_at=100))
        await state.journal.begin(receipt.question.id)
        await state.journal.sending(receipt.question.id, make_answer("Иначе"))
        turns = await state.conversations.turns(PRIVATE)
        assert [turn.question for turn in turns] == ["Вопрос 1", "Иначе", "Вопрос 5"]

    run(scenario())


def test_hostile_texts_are_kept(state: State) -> None:
    async def scenario() -> None:
        for message_id, text in enumerate(("\x00", "\ud800\udfff", "\U0001f600" * 4096, "\u202e<b>", "я" * 65536), 1):
            question_id = await ask(state, message_id=message_id, text=text, answer=make_answer(text))
            question = await state.journal.get(question_id)
            assert question is not None
            assert len(question.text) == len(text)
        assert len(await state.conversations.turns(PRIVATE)) == 5

    run(scenario())


def test_many_at_once(state: State) -> None:
    async def scenario() -> None:
        threads = [replace(PRIVATE, chat_id=number, person_id=number) for number in range(1, 41)]
        await asyncio.gather(*(ask(state, thread) for thread in threads))
        turns = await asyncio.gather(*(state.conversations.turns(thread) for thread in threads))
        assert [len(own) for own in turns] == [1] * 40

    run(scenario())
