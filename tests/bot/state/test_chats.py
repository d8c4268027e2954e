from __future__ import annotations

import asyncio
from asyncio import run
from dataclasses import replace

from bot.state import Admission, ChatKind, State
from tests.bot.state.conftest import Clock
from tests.bot.state.sample import THREAD, ask

ADMIN, OTHER_ADMIN, ANNA = 1, 2, 7
OLD, NEW = -4321, -1001234567890


async def add_group(state: State, chat_id: int = OLD) -> None:
    await state.chats.seen(chat_id, "Бухгалтерия", ChatKind.GROUP)


def test_a_group_asks_and_is_let_in(state: State) -> None:
    async def scenario() -> None:
        assert await state.chats.ask(OLD, ANNA) is None
        await add_group(state)
        request = await state.chats.ask(OLD, ANNA)
        again = await state.chats.ask(OLD, ADMIN)
        assert request is not None
        assert again is not None
        assert (request.notify, again.notify, again.subject.asked_by) == (True, False, ANNA)
        decisions = await asyncio.gather(
            state.chats.decide(OLD, Admission.ADMITTED, ADMIN), state.chats.decide(OLD, Admission.REFUSED, OTHER_ADMIN)
        )
        assert sorted(decision.made for decision in decisions if decision) == [False, True]

    run(scenario())


def test_introduces_itself_once(state: State) -> None:
    async def scenario() -> None:
        assert not await state.chats.introduce(OLD)
        await add_group(state)
        assert sum(await asyncio.gather(*(state.chats.introduce(OLD) for _ in range(5)))) == 1

    run(scenario())


def test_removed_and_back_keeps_its_settings(state: State) -> None:
    async def scenario() -> None:
        await add_group(state)
        await state.chats.set_admission(OLD, Admission.ADMITTED, ADMIN)
        await state.chats.set_collections(OLD, ["Приказы"], ADMIN)
        gone = await state.chats.set_active(OLD, active=False)
        back = await state.chats.set_active(OLD, active=True)
        assert gone is not None
        assert back is not None
        assert (gone.is_active, back.is_active) == (False, True)
        assert (back.admission, back.collections) == (Admission.ADMITTED, frozenset({"Приказы"}))

    run(scenario())


def test_a_supergroup_keeps_the_settings_of_the_group(state: State, clock: Clock) -> None:
    async def scenario() -> None:
        await add_group(state)
        await state.chats.introduce(OLD)
        await state.chats.set_admission(OLD, Admission.ADMITTED, ADMIN)
        await state.chats.set_collections(OLD, ["Приказы"], ADMIN)
        thread = replace(THREAD, chat_id=OLD)
        await ask(state, thread)
        moved = await state.chats.migrate(OLD, NEW, "Бухгалтерия")
        assert (moved.id, moved.kind) == (NEW, ChatKind.SUPERGROUP)
        assert (moved.admission, moved.collections, moved.is_active) == (
            Admission.ADMITTED,
            frozenset({"Приказы"}),
            True,
        )
        assert await state.chats.migrate(OLD, NEW, "Бухгалтерия") == moved
        assert await state.chats.get(OLD) == await state.chats.get(NEW) == moved
        assert not await state.chats.introduce(NEW)
        assert len(await state.conversations.turns(replace(thread, chat_id=NEW))) == 1
        assert await state.chats.find() == ([moved], 1)

    run(scenario())


def test_a_supergroup_heard_of_before_its_move(state: State) -> None:
    async def scenario() -> None:
        await add_group(state)
        await state.chats.set_admission(OLD, Admission.ADMITTED, ADMIN)
        await state.chats.seen(NEW, "Бухгалтерия", ChatKind.SUPERGROUP, is_forum=True)
        await state.chats.ask(NEW, ANNA)
        moved = await state.chats.migrate(OLD, NEW, "Бухгалтерия")
        assert (moved.admission, moved.is_forum) == (Admission.ADMITTED, True)
        late = await state.chats.seen(OLD, "Бухгалтерия", ChatKind.GROUP)
        assert (late.id, late.kind) == (NEW, ChatKind.SUPERGROUP)

    run(scenario())


def test_a_decision_on_the_supergroup_is_not_overruled_by_the_move(state: State) -> None:
    async def scenario() -> None:
        await add_group(state)
        await state.chats.set_admission(OLD, Admission.ADMITTED, ADMIN)
        await state.chats.seen(NEW, "Бухгалтерия", ChatKind.SUPERGROUP)
        await state.chats.set_admission(NEW, Admission.REFUSED, ADMIN)
        assert (await state.chats.migrate(OLD, NEW, "Бухгалтерия")).admission is Admission.REFUSED

    run(scenario())


def test_buttons_made_before_the_move_act_on_the_supergroup(state: State) -> None:
    async def scenario() -> None:
        await add_group(state)
        await state.chats.ask(OLD, ANNA)
        await state.chats.migrate(OLD, NEW, "Бухгалтерия")
        decision = await state.chats.decide(OLD, Admission.ADMITTED, ADMIN)
        assert decision is not None
        assert (decision.subject.id, decision.made) == (NEW, True)
        changed = await state.chats.toggle_collection(OLD, "Кадры", ["Кадры", "Приказы"], ADMIN)
        assert changed is not None
        assert (changed.id, changed.collections) == (NEW, frozenset({"Приказы"}))

    run(scenario())
