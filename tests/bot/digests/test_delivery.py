"""Digests on their way: in each chat's own morning, what is new there, nothing lost by downtime."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import time
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.desk import Desk
from bot.digests.sender import run_due
from bot.state import Admission, ChatKind, Incoming, State, Thread
from bot.state.digest_values import DigestState
from bot.state.models import QuestionRow
from index.types import Answer
from tests.bot.digests.office import LEAVE, PARKING, Office
from tests.botapi import BotApi, Group, User


def texts(group: Group) -> list[str]:
    return [message.text for message in group.sent]


def test_what_came_is_told_in_the_morning_and_only_once(office: Office, group: Group) -> None:
    office.subscribe(group.id)
    office.library.put(отпуск=LEAVE)
    office.send_due()
    assert texts(group) == []
    office.at(hour=9)
    office.send_due()
    (told,) = group.sent
    assert "Положение об отпусках" in told.text
    assert "длится 28 календарных дней" in told.text
    assert told.entities[1]["url"].startswith(f"https://t.me/vestovoy_bot?start=d_{group.id}_")
    office.at(hour=9)
    assert len(texts(group)) == 1
    assert [one.state for one in office.sent(group.id)] == [DigestState.SILENT, DigestState.SENT]


def test_a_change_is_told_old_and_new_and_what_went_is_named(office: Office, group: Group) -> None:
    office.library.put(отпуск=LEAVE, парковка=PARKING)
    office.subscribe(group.id)
    office.library.put(отпуск=LEAVE.replace("28", "30"), парковка=None)
    office.at(hour=9)
    (told,) = group.sent
    assert told.marked("strikethrough") == ["28"]
    assert "30" in told.bold()
    assert "🗑 Правила парковки" in told.text


def test_a_week_in_three_zones_over_the_end_of_summer_time(api: BotApi, office: Office, boris: User) -> None:
    """Germany turns its clocks back on Sunday, 26 October 2025."""
    zones = ("Europe/Moscow", "Europe/Berlin", "Asia/Vladivostok")
    groups = {zone: api.group(zone, [boris]) for zone in zones}
    for zone, chat in groups.items():
        office.subscribe(chat.id, zone)

    async def week(desk: Desk) -> None:
        for half_hour in range(7 * 48):
            if half_hour % 48 == 14:
                day = office.clock.now.day
                office.library.put(
                    **{f"приказ{day}": f"Приказ {day}\nПриказ директора филиала номер {day} вступил в силу.\n"}
                )
            await run_due(desk)
            office.clock.pass_by(minutes=30)

    office.run(week)
    for zone, chat in groups.items():
        told = [one for one in office.sent(chat.id) if one.state is DigestState.SENT]
        local = [one.sent_at.astimezone(ZoneInfo(zone)) for one in told if one.sent_at]
        assert {moment.time() for moment in local} == {time(9)}
        assert len({moment.date() for moment in local}) == len(told)
        named = Counter(line for text in texts(chat) for line in text.split("\n") if line.startswith("🆕"))
        assert set(named.values()) == {1}
        assert len(named) == len(told) == (7 if zone.startswith("Asia") else 6)
    assert api.objections == []


def test_after_downtime_it_is_sent_if_not_too_late(office: Office, group: Group) -> None:
    office.subscribe(group.id)
    office.library.put(отпуск=LEAVE)
    office.at(hour=14)
    assert len(texts(group)) == 1


def test_after_longer_downtime_it_is_told_with_the_next(office: Office, group: Group) -> None:
    office.subscribe(group.id)
    office.library.put(отпуск=LEAVE)
    office.at(hour=16)
    assert texts(group) == []
    office.library.put(парковка=PARKING)
    office.at(hour=9)
    (told,) = texts(group)
    assert "Положение об отпусках" in told
    assert "Правила парковки" in told


def test_days_of_downtime_lose_nothing(office: Office, group: Group) -> None:
    office.subscribe(group.id)
    office.library.put(отпуск=LEAVE)
    office.clock.pass_by(days=3)
    office.library.put(парковка=PARKING)
    office.at(hour=9)
    (told,) = texts(group)
    assert "2 новых" in told


def test_in_quiet_hours_it_waits_for_their_end(office: Office, group: Group) -> None:
    plan = office.subscribe(group.id)
    office.subscribe(group.id, timing=replace(plan.timing, quiet=(22 * 60, 10 * 60)))
    office.library.put(отпуск=LEAVE)
    office.at(hour=9)
    assert texts(group) == []
    office.at(hour=10)
    assert len(texts(group)) == 1


def test_only_the_collections_of_the_chat_and_of_its_plan(office: Office, group: Group) -> None:
    office.settings["access"] = "closed"
    asyncio.run(_let_in(office.state, group.id, {"кадры", "хозяйство"}))
    office.subscribe(group.id, collections=frozenset({"кадры", "финансы"}))
    office.library.put(**{"кадры/отпуск": LEAVE, "хозяйство/парковка": PARKING, "финансы/оклады": "Оклады\nТайна.\n"})
    office.at(hour=9)
    (told,) = texts(group)
    assert "Положение об отпусках" in told
    assert "парковки" not in told
    assert "Оклады" not in told


async def _let_in(state: State, chat_id: int, collections: set[str]) -> None:
    await state.chats.seen(chat_id, "Отдел", ChatKind.SUPERGROUP)
    await state.chats.set_admission(chat_id, Admission.ADMITTED, 1)
    await state.chats.set_collections(chat_id, collections, 1)


def test_questions_asked_often_come_with_their_answers(office: Office, group: Group) -> None:
    office.subscribe(group.id)
    office.clock.pass_by(minutes=1)
    asyncio.run(_ask(office.state, group.id, "Сколько дней отпуска?", "Сколько же дней отпуска?", "Кто директор?"))
    office.at(hour=9)
    (told,) = texts(group)
    assert "Чаще всего спрашивали" in told
    assert "дней отпуска? · 2 раза\nДвадцать восемь" in told
    assert "директор" not in told


async def _ask(state: State, chat_id: int, *questions: str) -> None:
    for number, text in enumerate(questions):
        receipt = await state.journal.receive(Incoming(Thread(chat_id, 0, 11), number + 1, text))
        await state.journal.begin(receipt.question.id)
        answer = Answer(text, True, 1.0, (), None, ())
        await state.journal.sending(receipt.question.id, answer)
        await state.journal.sent(receipt.question.id, [100 + number])
        await state.database.write(partial(_set_answer, receipt.question.id))


def _set_answer(question_id: str, session: Session) -> None:
    session.get_one(QuestionRow, question_id).answer = "Двадцать восемь"
