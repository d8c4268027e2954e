from __future__ import annotations

import asyncio
from asyncio import run
from collections.abc import Callable
from dataclasses import replace

from bot.state import Incoming, Outcome, QuestionState, Shown, State, Thumb
from bot.state.recovery import MOST_ATTEMPTS
from bot.state.values import text_hash
from tests.bot.state.conftest import Clock
from tests.bot.state.sample import PRIVATE, THREAD, ask, make_answer, make_refusal

QUESTION = Incoming(PRIVATE, message_id=10, text="Сколько длится отпуск?")
EDITED = replace(QUESTION, text="Сколько длится отпуск в горах?", edited_at=1_700_000_000)


async def state_of(state: State, question_id: str) -> QuestionState:
    question = await state.journal.get(question_id)
    assert question is not None
    return question.state


def test_a_question_goes_through(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        receipt = await state.journal.receive(QUESTION)
        question = receipt.question
        assert receipt.outcome is Outcome.NEW
        assert (question.state, question.text, question.thread) == (QuestionState.RECEIVED, QUESTION.text, PRIVATE)
        begun = await state.journal.begin(question.id)
        assert begun is not None
        assert (begun.state, begun.attempts, begun.reply_ids) == (QuestionState.ANSWERING, 1, ())
        clock.pass_by(seconds=2)
        assert await state.journal.sending(question.id, make_answer("Как понято"))
        await state.journal.sent(question.id, [11, 12])
        kept = await state.journal.get(question.id)
        assert kept is not None
        assert (kept.state, kept.reply_ids, kept.sent_at) == (QuestionState.SENT, (11, 12), clock.now)
        assert (kept.understood, kept.answer) == ("Как понято", "Отпуск длится 28 дней.")
        assert (kept.answered, kept.confidence, kept.seconds) == (True, 0.9, 0.25)
        path, said = "Приказы/отпуск.txt", text_hash("Отпуск длится 28 дней.")
        assert kept.shown == (
            Shown(0, path, 0, 22, f"{path}#0", 1.25, quoted=True, text_hash=said),
            Shown(1, path, 100, 122, f"{path}#1", 0.25, quoted=False, text_hash=said),
        )

    run(scenario())


def test_ids_fit_a_button(state: State) -> None:
    async def scenario() -> None:
        ids = [(await state.journal.receive(replace(QUESTION, message_id=n))).question.id for n in range(20)]
        assert len(set(ids)) == 20
        assert all(len(question_id.encode()) == 11 and ":" not in question_id for question_id in ids)

    run(scenario())


def test_the_same_update_again_is_a_duplicate_at_every_stage(state: State) -> None:
    async def scenario() -> None:
        question_id = (await state.journal.receive(QUESTION)).question.id
        for step in (
            lambda: state.journal.begin(question_id),
            lambda: state.journal.sending(question_id, make_answer()),
            lambda: state.journal.sent(question_id, [11]),
        ):
            await step()
            again = await state.journal.receive(QUESTION)
            assert (again.outcome, again.question.id) == (Outcome.DUPLICATE, question_id)
        assert await state.journal.begin(question_id) is None

    run(scenario())


def test_of_the_same_update_many_times_at_once_one_is_new(state: State) -> None:
    async def scenario() -> None:
        receipts = await asyncio.gather(*(state.journal.receive(QUESTION) for _ in range(8)))
        assert sum(receipt.outcome is Outcome.NEW for receipt in receipts) == 1
        assert len({receipt.question.id for receipt in receipts}) == 1

    run(scenario())


def test_the_same_message_id_in_another_chat_is_another_question(state: State) -> None:
    async def scenario() -> None:
        await state.journal.receive(QUESTION)
        assert (await state.journal.receive(replace(QUESTION, thread=THREAD))).outcome is Outcome.NEW

    run(scenario())


def test_an_edit_is_answered_in_the_same_reply(state: State) -> None:
    async def scenario() -> None:
        first = await ask(state, text=QUESTION.text)
        receipt = await state.journal.receive(EDITED)
        begun = await state.journal.begin(receipt.question.id)
        assert begun is not None
        assert (receipt.outcome, begun.reply_ids) == (Outcome.NEW, (11,))
        await state.journal.sending(begun.id, make_refusal())
        await state.journal.sent(begun.id, [11])
        assert await state_of(state, first) is QuestionState.SENT

    run(scenario())


def test_an_edit_takes_the_place_of_what_is_not_answered_yet(state: State) -> None:
    async def scenario() -> None:
        first = (await state.journal.receive(QUESTION)).question.id
        await state.journal.begin(first)
        second = (await state.journal.receive(EDITED)).question.id
        assert not await state.journal.sending(first, make_answer())
        assert await state.journal.begin(first) is None
        assert [question.id for question in (await state.journal.recover()).to_answer] == [second]

    run(scenario())


def test_edits_out_of_order(state: State) -> None:
    async def scenario() -> None:
        second = (await state.journal.receive(EDITED)).question.id
        for earlier in (QUESTION, replace(EDITED, text="Ещё иначе?", edited_at=EDITED.edited_at - 1)):
            receipt = await state.journal.receive(earlier)
            assert (receipt.outcome, receipt.question.id) == (Outcome.STALE, second)

    run(scenario())


def test_an_edit_that_leaves_the_text_is_no_question(state: State) -> None:
    async def scenario() -> None:
        question_id = await ask(state, text=QUESTION.text)
        receipt = await state.journal.receive(replace(EDITED, text=QUESTION.text))
        assert (receipt.outcome, receipt.question.id) == (Outcome.DUPLICATE, question_id)

    run(scenario())


def test_what_telegram_refused_is_sent_again(state: State) -> None:
    async def scenario() -> None:
        question_id = (await state.journal.receive(QUESTION)).question.id
        await state.journal.begin(question_id)
        assert await state.journal.sending(question_id, make_answer())
        assert not await state.journal.sending(question_id, make_answer())
        await state.journal.not_sent(question_id)
        assert await state.journal.sending(question_id, make_answer("Иначе"))
        await state.journal.sent(question_id, [11])
        kept = await state.journal.get(question_id)
        assert kept is not None
        assert (kept.understood, len(kept.shown)) == ("Иначе", 2)

    run(scenario())


def test_what_failed_leaves_the_conversation_and_is_not_begun_again(state: State) -> None:
    async def scenario() -> None:
        question_id = (await state.journal.receive(QUESTION)).question.id
        await state.journal.begin(question_id)
        await state.journal.sending(question_id, make_answer())
        await state.journal.failed(question_id, "Forbidden: bot was blocked by the user")
        kept = await state.journal.get(question_id)
        assert kept is not None
        assert (kept.state, kept.failure) == (QuestionState.FAILED, "Forbidden: bot was blocked by the user")
        assert await state.conversations.turns(PRIVATE) == ()
        assert await state.journal.begin(question_id) is None

    run(scenario())


def test_steps_of_a_question_forgotten_meanwhile_do_nothing(state: State) -> None:
    async def scenario() -> None:
        assert await state.journal.begin("unknown") is None
        assert not await state.journal.sending("unknown", make_answer())
        await state.journal.not_sent("unknown")
        await state.journal.sent("unknown", [1])
        await state.journal.replied("unknown", [1])
        await state.journal.unconfirmed("unknown")
        await state.journal.failed("unknown", "")
        assert await state.journal.get("unknown") is None

    run(scenario())


def test_the_next_run_answers_what_was_under_way(open_state: Callable[[], State], clock: Clock) -> None:
    async def first_run(state: State) -> list[str]:
        ids = []
        for message_id in (1, 2, 3, 4):
            clock.pass_by(seconds=1)
            ids.append((await state.journal.receive(replace(QUESTION, message_id=message_id))).question.id)
        for question_id in ids[1:]:
            await state.journal.begin(question_id)
        for question_id in ids[2:]:
            await state.journal.sending(question_id, make_answer())
        await state.journal.sent(ids[3], [5])
        return ids

    async def second_run(state: State, ids: list[str]) -> None:
        recovery = await state.journal.recover()
        assert [question.id for question in recovery.to_answer] == ids[:2]
        assert [question.id for question in recovery.perhaps_sent] == [ids[2]]
        assert recovery.perhaps_sent[0].shown
        assert recovery.given_up == ()
        assert not await state.journal.sending(ids[2], make_answer())
        for question_id in ids[:2]:
            assert await state.journal.begin(question_id)
        assert [question.id for question in (await state.journal.recover()).perhaps_sent] == [ids[2]]
        await state.journal.sent(ids[2], [6])
        assert (await state.journal.recover()).perhaps_sent == ()

    ids = run(first_run(open_state()))
    run(second_run(open_state(), ids))


def test_an_answer_into_a_known_message_is_sent_anew_after_a_kill(state: State) -> None:
    async def scenario() -> None:
        await ask(state, text=QUESTION.text)
        edited = (await state.journal.receive(EDITED)).question.id
        await state.journal.begin(edited)
        await state.journal.sending(edited, make_answer())
        waiting = (await state.journal.receive(replace(QUESTION, message_id=20))).question.id
        await state.journal.begin(waiting)
        await state.journal.replied(waiting, [21])
        await state.journal.sending(waiting, make_answer())
        recovery = await state.journal.recover()
        assert [question.reply_ids for question in recovery.to_answer] == [(11,), (21,)]
        assert recovery.perhaps_sent == ()

    run(scenario())


def test_a_question_that_kills_is_given_up(state: State) -> None:
    async def scenario() -> None:
        question_id = (await state.journal.receive(QUESTION)).question.id
        for _ in range(MOST_ATTEMPTS - 1):
            assert await state.journal.begin(question_id)
            assert len((await state.journal.recover()).to_answer) == 1
        assert await state.journal.begin(question_id)
        recovery = await state.journal.recover()
        assert (recovery.to_answer, [question.id for question in recovery.given_up]) == ((), [question_id])
        assert await state_of(state, question_id) is QuestionState.FAILED

    run(scenario())


def test_a_request_that_timed_out_is_not_sent_again(state: State) -> None:
    async def scenario() -> None:
        question_id = (await state.journal.receive(QUESTION)).question.id
        await state.journal.begin(question_id)
        await state.journal.sending(question_id, make_answer())
        await state.journal.unconfirmed(question_id)
        assert await state_of(state, question_id) is QuestionState.UNCONFIRMED
        recovery = await state.journal.recover()
        assert (recovery.to_answer, len(recovery.perhaps_sent)) == ((), 1)
        await state.journal.failed(question_id, "not to be found")
        assert (await state.journal.recover()).perhaps_sent == ()

    run(scenario())


def test_a_doubt_that_kills_is_given_up(state: State) -> None:
    async def scenario() -> None:
        question_id = (await state.journal.receive(QUESTION)).question.id
        await state.journal.begin(question_id)
        await state.journal.sending(question_id, make_answer())
        for _ in range(MOST_ATTEMPTS - 1):
            assert len((await state.journal.recover()).perhaps_sent) == 1
        recovery = await state.journal.recover()
        assert (recovery.perhaps_sent, len(recovery.given_up)) == ((), 1)

    run(scenario())


def test_what_was_sent_does_not_fail(state: State) -> None:
    async def scenario() -> None:
        question_id = await ask(state)
        await state.journal.failed(question_id, "error 1")
        assert await state_of(state, question_id) is QuestionState.SENT
        assert len(await state.conversations.turns(PRIVATE)) == 1

    run(scenario())


def test_one_thumb_a_person_changeable(state: State) -> None:
    async def scenario() -> None:
        question_id = await ask(state)
        counts = []
        for person, thumb in ((5, Thumb.UP), (5, Thumb.UP), (6, Thumb.DOWN), (5, Thumb.DOWN), (5, None), (5, None)):
            rating = await state.journal.rate(question_id, person, thumb)
            assert rating is not None
            counts.append((rating.changed, rating.up, rating.down))
        assert counts == [(True, 1, 0), (False, 1, 0), (True, 1, 1), (True, 0, 2), (True, 0, 1), (False, 0, 1)]
        assert await state.journal.rate("unknown", 5, Thumb.UP) is None

    run(scenario())


def test_the_unanswered_are_those_declined_or_thumbed_down(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        ids = []
        for message_id, answer in enumerate((make_answer(), make_refusal(), make_answer(), make_refusal())):
            clock.pass_by(minutes=1)
            ids.append(await ask(state, message_id=message_id, answer=answer))
        await state.journal.rate(ids[0], 5, Thumb.DOWN)
        await state.journal.rate(ids[2], 5, Thumb.UP)
        page, count = await state.journal.unanswered(limit=2)
        assert ([question.id for question in page], count) == ([ids[3], ids[1]], 3)
        assert page[0].shown
        assert [question.id for question in (await state.journal.unanswered(limit=2, offset=2))[0]] == [ids[0]]

    run(scenario())
