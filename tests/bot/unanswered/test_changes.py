"""Whoever was answered is told once when what was quoted to them reads otherwise, and not otherwise."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable

import pytest

from bot.state import Admission, ChatKind
from bot.unanswered.changes import plan_notices
from tests.bot.conftest import DOCUMENTS
from tests.bot.unanswered.bureau import Bureau
from tests.bot.unanswered.test_faults import PATIENCE_S, process
from tests.botapi import BotApi, Break, PrivateChat

LEAVE, SALARIES = "отпуск.txt", "финансы/оклады.txt"
HOW_LONG = "Сколько календарных дней составляет ежегодный отпуск?"
HOW_MUCH = "Какой оклад ведущего инженера?"
CHANGED = "изменилось то, что я вам отвечал"


@pytest.fixture
def told_of(open_bureau: Callable[..., Bureau], guest: PrivateChat) -> Bureau:
    """A bot that tells of changes, after an answer about leave."""
    bureau = open_bureau(settings={"change_notice_days": 30})
    bureau.watch()
    bureau.ask(guest.id, HOW_LONG)
    return bureau


def change(bureau: Bureau, name: str, old: str, new: str) -> None:
    """Long enough ago to be told."""
    file = bureau.folder / "documents" / name
    bureau.put(name, file.read_text(encoding="utf-8").replace(old, new))
    settle(bureau)


def settle(bureau: Bureau) -> None:
    bureau.watch()
    bureau.clock.pass_by(minutes=10)
    bureau.watch()
    bureau.watch()


def test_what_was_quoted_is_told_old_and_new(told_of: Bureau, api: BotApi, guest: PrivateChat) -> None:
    change(told_of, LEAVE, "28 календарных", "31 календарный")
    (told,) = guest.sent
    assert CHANGED in told.text
    assert f"На вопрос «{HOW_LONG}»:\n📄 Положение об отпусках" in told.text
    assert "Было: Ежегодный отпуск составляет 28 календарных дней." in told.text
    assert "Стало: Ежегодный отпуск составляет 31 календарный дней." in told.text
    assert api.objections == []


def test_a_document_that_is_gone(told_of: Bureau, guest: PrivateChat) -> None:
    told_of.put(LEAVE, None)
    settle(told_of)
    (told,) = guest.sent
    assert "Положение об отпусках — этого документа больше нет." in told.text
    assert "28" not in told.text


def test_a_sentence_that_is_gone(told_of: Bureau, guest: PrivateChat) -> None:
    change(told_of, LEAVE, "Ежегодный отпуск составляет 28 календарных дней.\n", "")
    assert "Теперь этого там нет." in guest.sent[0].text


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (LEAVE, "15 декабря", "20 декабря"),
        (LEAVE, "отпуск составляет 28", "отпуск\nсоставляет  28"),
        (SALARIES, "120000", "150000"),
        (LEAVE, "Ежегодный", "Отпуск положен всем.\nЕжегодный"),
    ],
    ids=["another sentence", "spaces only", "another document", "something before it"],
)
def test_what_was_quoted_stands_so_nothing_is_said(
    told_of: Bureau, guest: PrivateChat, name: str, old: str, new: str
) -> None:
    change(told_of, name, old, new)
    assert guest.sent == []


def test_a_document_that_only_moved_is_no_change(told_of: Bureau, guest: PrivateChat) -> None:
    (told_of.folder / "documents" / LEAVE).unlink()
    told_of.put(f"кадры/{LEAVE}", DOCUMENTS[LEAVE])
    settle(told_of)
    assert guest.sent == []


def test_what_was_changed_back_before_it_was_told_is_not_told(told_of: Bureau, guest: PrivateChat) -> None:
    told_of.put(LEAVE, DOCUMENTS[LEAVE].replace("28", "31"))
    told_of.watch()
    change(told_of, LEAVE, "31", "28")
    assert guest.sent == []


def test_changed_twice_the_newest_is_told(told_of: Bureau, guest: PrivateChat) -> None:
    told_of.put(LEAVE, DOCUMENTS[LEAVE].replace("28", "31"))
    told_of.watch()
    change(told_of, LEAVE, "31", "35")
    (told,) = guest.sent
    assert "Стало: Ежегодный отпуск составляет 35" in told.text


def test_several_are_one_message_and_the_next_comes_the_next_day(told_of: Bureau, guest: PrivateChat) -> None:
    told_of.ask(guest.id, HOW_MUCH)
    told_of.put(LEAVE, DOCUMENTS[LEAVE].replace("28", "31"))
    change(told_of, SALARIES, "120000", "150000")
    (told,) = guest.sent
    assert "31 календарных" in told.text
    assert "150000" in told.text
    told_of.ask(guest.id, HOW_LONG)
    change(told_of, LEAVE, "31", "35")
    assert len(guest.sent) == 1
    told_of.clock.pass_by(days=1)
    told_of.watch()
    assert "Стало: Ежегодный отпуск составляет 35" in guest.sent[1].text
    assert len(guest.sent) == 2


def test_not_at_night(told_of: Bureau, guest: PrivateChat) -> None:
    told_of.clock.pass_by(hours=9)
    change(told_of, LEAVE, "28", "31")
    assert guest.sent == []
    told_of.clock.pass_by(hours=12)
    told_of.watch()
    assert len(guest.sent) == 1


def test_only_answers_of_the_last_days(told_of: Bureau, guest: PrivateChat) -> None:
    told_of.clock.pass_by(days=31)
    change(told_of, LEAVE, "28", "31")
    assert guest.sent == []


def test_switched_off_nothing_is_said_nor_made_up_for(told_of: Bureau, guest: PrivateChat) -> None:
    told_of.settings["change_notice_days"] = 0
    change(told_of, LEAVE, "28", "31")
    told_of.settings["change_notice_days"] = 30
    settle(told_of)
    assert guest.sent == []


def test_access_now_counts(told_of: Bureau, guest: PrivateChat) -> None:
    async def restrict() -> None:
        await told_of.state.people.set_admission(guest.id, Admission.ADMITTED, 1)
        await told_of.state.people.set_collections(guest.id, ["кадры"], 1)

    asyncio.run(restrict())
    change(told_of, LEAVE, "28", "31")
    assert guest.sent == []


def test_who_asked_in_a_group_is_told_in_private_where_that_can_be(
    told_of: Bureau, api: BotApi, guest: PrivateChat
) -> None:
    stranger = api.user(12, "Глеб")
    group = api.group("Цех", [guest.person(), stranger])
    asyncio.run(told_of.state.chats.seen(group.id, "Цех", ChatKind.SUPERGROUP))
    told_of.ask(guest.id, HOW_MUCH, group.id)
    told_of.ask(12, HOW_MUCH, group.id)
    asyncio.run(told_of.state.people.set_active(12, active=False))
    change(told_of, SALARIES, "120000", "150000")
    assert [CHANGED in message.text for message in guest.sent] == [True]
    assert [CHANGED in message.text for message in group.sent] == [True]


def test_who_cannot_be_written_to_is_told_in_the_group(told_of: Bureau, api: BotApi, guest: PrivateChat) -> None:
    group = api.group("Цех", [guest.person(), api.user(12, "Глеб")])
    asyncio.run(told_of.state.chats.seen(group.id, "Цех", ChatKind.SUPERGROUP))
    told_of.ask(12, HOW_MUCH, group.id)
    change(told_of, SALARIES, "120000", "150000")
    assert [CHANGED in message.text for message in group.sent] == [True]
    change(told_of, SALARIES, "150000", "170000")
    told_of.clock.pass_by(days=1)
    told_of.watch()
    assert len(group.sent) == 1


def test_what_was_asked_in_private_is_not_told_in_the_group(told_of: Bureau, api: BotApi, guest: PrivateChat) -> None:
    group = api.group("Цех", [guest.person()])
    asyncio.run(told_of.state.chats.seen(group.id, "Цех", ChatKind.SUPERGROUP))
    told_of.ask(guest.id, HOW_MUCH, group.id)
    guest.block_bot()
    told_of.put(LEAVE, DOCUMENTS[LEAVE].replace("28", "31"))
    change(told_of, SALARIES, "120000", "150000")
    (told,) = group.sent
    assert "150000" in told.text
    assert "31" not in told.text
    told_of.clock.pass_by(days=1)
    settle(told_of)
    assert len(group.sent) == 1


def test_killed_between_sending_and_marking_it_is_not_told_again(
    told_of: Bureau, api: BotApi, guest: PrivateChat
) -> None:
    told_of.put(LEAVE, DOCUMENTS[LEAVE].replace("28", "31"))
    told_of.watch()
    told_of.clock.pass_by(minutes=10)
    api.fail("sendMessage", Break.HANG_AFTER, delay=PATIENCE_S)
    asyncio.run(_planned(told_of))
    killed: subprocess.Popen[bytes] = process(told_of)
    api.wait(lambda: guest.sent, "sent", PATIENCE_S)
    killed.kill()
    killed.wait(PATIENCE_S)
    api.mend()
    told_of.clock.pass_by(minutes=11)
    settle(told_of)
    assert len(guest.sent) == 1


async def _planned(bureau: Bureau) -> None:
    async with bureau.desk() as desk:
        await plan_notices(desk)
