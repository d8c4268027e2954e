"""Faults of the network and of Telegram: every question gets one answer, none gets two."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.ratelimit import Limits
from tests.bot.inprocess import Serving
from tests.botapi import ApiError, BotApi, Break, server_error, too_many_requests

Serve = Callable[..., Serving]
LEAVE = "Сколько календарных дней составляет ежегодный отпуск?"
SILENCE_S = 1.5
LOCKED_S = 10.0


@pytest.mark.parametrize(
    "failure",
    [server_error(500), server_error(502), too_many_requests(1), *Break],
    ids=["500", "502", "429", *(broken.name.lower() for broken in Break)],
)
def test_a_send_that_fails_gives_one_answer(api: BotApi, serve: Serve, failure: ApiError | Break) -> None:
    serve()
    chat = api.private(api.user(5, "Анна"))
    fault = api.fail("sendMessage", failure, delay=0.3 if isinstance(failure, Break) else 0.0)
    chat.say(LEAVE)
    chat.wait_message("28")
    chat.say("Кто подписывает приказ о приёме?")
    chat.wait_message("директор филиала")
    chat.expect_silence(SILENCE_S)
    assert fault.hits == 1
    assert [one.text.split()[0] for one in chat.sent] == ["Ежегодный", "Приказ"]
    assert {one.kind for one in api.objections} <= {"target", "unmodified"}


def test_a_lost_reply_in_a_busy_bot_gives_one_answer_each(api: BotApi, serve: Serve) -> None:
    serve()
    chats = [api.private(api.user(number)) for number in range(20, 30)]
    api.fail("sendMessage", Break.DROP_AFTER, nth=2, times=4)
    api.fail("sendMessage", Break.DROP_BEFORE, nth=7, times=3)
    for chat in chats:
        chat.say(LEAVE)
    for chat in chats:
        chat.wait_message("28", timeout=30)
    time.sleep(SILENCE_S)
    assert [len(chat.sent) for chat in chats] == [1] * len(chats)


def test_typing_that_fails_costs_nothing(api: BotApi, serve: Serve) -> None:
    serve()
    chat = api.private(api.user(5, "Анна"))
    api.fail("sendChatAction", too_many_requests(30), times=3)
    chat.say(LEAVE)
    chat.wait_message("28")


def test_the_same_update_twice_is_answered_once(api: BotApi, serve: Serve) -> None:
    serve()
    chat = api.private(api.user(5, "Анна"))
    api.updates.duplicate_next(2)
    chat.say(LEAVE)
    chat.wait_message("28")
    chat.say("/start")
    chat.wait_message("Здравствуйте")
    chat.expect_silence(SILENCE_S)
    assert api.objections == []


def test_updates_out_of_order_are_all_answered(api: BotApi, serve: Serve) -> None:
    chat = api.private(api.user(5, "Анна"))
    api.updates.reverse_next()
    first = chat.say(LEAVE)
    chat.say("Кто подписывает приказ о приёме?")
    chat.say("Какой оклад ведущего инженера?")
    serve()
    for text in ("28", "директор", "120000"):
        chat.wait_message(text)
    chat.expect_silence(SILENCE_S)
    assert first.id == 1
    assert api.objections == []


def test_an_edit_that_comes_before_its_message_is_answered_once(api: BotApi, serve: Serve) -> None:
    chat = api.private(api.user(5, "Анна"))
    api.updates.reverse_next()
    asked = chat.say(LEAVE)
    api.advance(2)
    chat.say("Кто подписывает приказ о приёме?", edit=asked)
    serve()
    chat.wait_message("директор")
    chat.expect_silence(SILENCE_S)
    assert len(chat.sent) == 1


def test_a_locked_database_is_waited_for(api: BotApi, serve: Serve, folder: Path) -> None:
    serve()
    chat = api.private(api.user(5, "Анна"))
    database = sqlite3.connect(folder / "data" / "state.db", isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    chat.say(LEAVE)
    chat.expect_silence(LOCKED_S)
    database.execute("ROLLBACK")
    database.close()
    chat.wait_message("28", timeout=20)
    chat.expect_silence(SILENCE_S)
    assert api.objections == []


def test_getting_updates_survives_everything(api: BotApi, serve: Serve) -> None:
    serve()
    chat = api.private(api.user(5, "Анна"))
    api.fail("getUpdates", server_error(502), nth=2)
    api.fail("getUpdates", Break.DROP_AFTER, nth=2)
    api.fail("getUpdates", too_many_requests(1), nth=2)
    for text, answer in ((LEAVE, "28"), ("Кто подписывает приказ о приёме?", "директор")):
        chat.say(text)
        chat.wait_message(answer, timeout=20)
    assert len(chat.sent) == 2


def test_telegrams_rates_are_kept(api: BotApi, serve: Serve) -> None:
    api.world.limits_on = True
    serve(limits=Limits())
    people = [api.user(number) for number in range(40, 46)]
    group = api.group("Отдел", people)
    asked = [group.say("/ask " + LEAVE, by=person) for person in people]
    for one in asked:
        group.wait_message("28", reply_to=one, timeout=30)
    assert api.rate_objections == []
    assert api.objections == []


def test_an_asker_who_waits_is_told_once_and_the_word_becomes_the_answer(api: BotApi, serve: Serve) -> None:
    serve(slow_s=6.0, workers=1)
    chats = [api.private(api.user(number)) for number in (51, 52)]
    for chat in chats:
        chat.say("медленно " + LEAVE)
        api.wait_call("sendChatAction", chats.index(chat) + 1)
    word = chats[1].wait_message("Вопросов сейчас много", timeout=20)
    word.wait_text("28", timeout=20)
    assert len(chats[1].sent) == 1
    assert api.objections == []


def test_one_person_is_limited_with_a_friendly_word_said_once(api: BotApi, serve: Serve) -> None:
    serve(questions_per_minute=2)
    chat = api.private(api.user(5, "Анна"))
    for _ in range(6):
        chat.say(LEAVE)
    chat.wait_message("быстрее, чем я успеваю")
    chat.expect_silence(SILENCE_S)
    assert len([one for one in chat.sent if "28" in one.text and "быстрее" not in one.text]) == 2
    assert len(chat.sent) == 3
    assert api.objections == []


def test_a_chat_that_floods_starves_nobody(api: BotApi, serve: Serve) -> None:
    serve(slow_s=0.3, workers=1)
    flood = api.private(api.user(5, "Анна"))
    for number in range(30):
        flood.say(f"медленно {number} " + LEAVE)
    flood.wait_message("28")
    calm = api.private(api.user(6, "Иван"))
    calm.say(LEAVE)
    calm.wait_message("28")
    assert len(flood.sent) < 30
