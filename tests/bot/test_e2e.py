"""The program as a process: starts, stops, kills, wrong settings, the webhook."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest

from tests.bot.program import Program
from tests.botapi import BotApi, Break, too_many_requests

Start = Callable[..., Program]
LEAVE = "Сколько календарных дней составляет ежегодный отпуск?"
PATIENCE_S = 60.0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_a_day_in_the_life(api: BotApi, start: Start) -> None:
    """A question, a follow-up, a group, a topic, an inline query, an admission, a clean stop."""
    port = free_port()
    program = start(access="closed", monitor_port=port)
    admin = api.private(api.user(1, "Админ"))
    admin.say("/start")
    admin.wait_message("Здравствуйте", timeout=PATIENCE_S)
    anna = api.user(5, "Анна")
    chat = api.private(anna)
    chat.say("/start")
    admin.wait_message("Просит доступ", timeout=PATIENCE_S).press("Впустить")
    chat.wait_message("Доступ открыт", timeout=PATIENCE_S)
    asked = chat.say(LEAVE)
    got = chat.wait_message("28", reply_to=asked, timeout=PATIENCE_S)
    chat.say("А за ненормированный?")
    chat.wait_message("3 календарных дня", timeout=PATIENCE_S)
    got.press("👍").answer(PATIENCE_S)
    forum = api.group("Отдел", [anna], forum=True, bot="left")
    forum.add_bot()
    admin.wait_message("Отдел", timeout=PATIENCE_S).press("Впустить")
    forum.wait_message("открыл группе доступ", timeout=PATIENCE_S)
    topic = forum.topic("Отпуска")
    mention = forum.say("@vestovoy_bot " + LEAVE, topic=topic)
    assert forum.wait_message("28", reply_to=mention, timeout=PATIENCE_S).thread_id == topic.id
    assert api.inline(anna, LEAVE).cards(PATIENCE_S)[0].title == "28"
    assert read(f"http://127.0.0.1:{port}/healthz") == "ok\n"
    assert 'vestovoy_questions_total{outcome="answered"} 3.0' in read(f"http://127.0.0.1:{port}/metrics")
    assert program.stop() == 0
    api.wait_confirmed()
    assert api.objections == []
    assert api.token not in program.log
    assert "отпуск" not in program.log


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=PATIENCE_S) as response:  # our own, on loopback
        return str(response.read().decode())


@pytest.mark.parametrize("moment", ["sendChatAction", "sendMessage"])
def test_a_question_under_way_at_a_kill_is_answered_once(api: BotApi, start: Start, moment: str) -> None:
    program = start()
    chat = api.private(api.user(5, "Анна"))
    fault = api.fail(moment, Break.HANG_AFTER, delay=5.0)
    asked = chat.say(LEAVE)
    api.wait(lambda: fault.hits, "under way", PATIENCE_S)
    program.kill()
    api.mend()
    program.start()
    chat.wait_message("28", reply_to=asked, timeout=PATIENCE_S)
    chat.say("Кто подписывает приказ о приёме?")
    chat.wait_message("директор", timeout=PATIENCE_S)
    assert [one.text.split()[0] for one in chat.sent] == ["Ежегодный", "Приказ"]


def test_an_answer_that_was_lost_at_a_kill_overwrites_no_other(api: BotApi, start: Start) -> None:
    program = start()
    chat = api.private(api.user(5, "Анна"))
    fault = api.fail("sendMessage", Break.HANG_BEFORE, nth=2, delay=5.0)
    chat.say("медленно " + LEAVE)
    asked = chat.say("Кто подписывает приказ о приёме?")
    api.wait(lambda: fault.hits, "under way", PATIENCE_S)
    program.kill()
    api.mend()
    program.start()
    chat.wait_message("директор", reply_to=asked, timeout=PATIENCE_S)
    assert [one.text.split()[0] for one in chat.sent] == ["Ежегодный", "Приказ"]


def test_an_answer_that_waits_its_turn_at_the_end_is_begun_anew(api: BotApi, start: Start) -> None:
    program = start()
    chat = api.private(api.user(5, "Анна"))
    fault = api.fail("sendMessage", too_many_requests(60))
    chat.say(LEAVE)
    api.wait(lambda: fault.hits, "refused", PATIENCE_S)
    assert program.stop() == 0
    program.start()
    chat.wait_message("28", timeout=PATIENCE_S)
    assert len(chat.sent) == 1
    assert api.calls("editMessageText") == []


def test_sigterm_finishes_what_is_under_way_and_keeps_the_rest(api: BotApi, start: Start) -> None:
    program = start(workers=1)
    chats = [api.private(api.user(number)) for number in range(61, 65)]
    for chat in chats:
        chat.say("медленно " + LEAVE)
    api.wait_call("sendChatAction", len(chats), PATIENCE_S)
    assert program.stop() == 0
    done = sum(len(chat.sent) for chat in chats)
    assert 1 <= done < len(chats)
    program.start()
    for chat in chats:
        chat.wait_message("28", timeout=PATIENCE_S)
    time.sleep(1.0)
    assert [len(chat.sent) for chat in chats] == [1] * len(chats)
    assert api.objections == []


def test_a_wrong_token_is_told_and_ends_it(api: BotApi, start: Start) -> None:
    with pytest.raises(AssertionError, match="не принимает токен"):
        start(telegram_token="123456789:wrong")


def test_no_network_at_the_start_is_waited_out(api: BotApi, start: Start) -> None:
    api.fail("getMe", Break.DROP_BEFORE, times=2)
    program = start()
    assert "Нет связи с 127.0.0.1" in program.log
    chat = api.private(api.user(5, "Анна"))
    chat.say(LEAVE)
    chat.wait_message("28", timeout=PATIENCE_S)
    assert program.stop() == 0


def test_a_second_poller_is_told_of(api: BotApi, start: Start) -> None:
    program = start(language="en")
    other = Program(api, program.folder, {**program.settings, "data": str(program.folder / "other"), "language": "en"})
    program.wait_log("Another program with the same token")
    assert other.stop() == 0
    chat = api.private(api.user(5, "Анна"))
    chat.say(LEAVE)
    chat.wait_message("28", timeout=PATIENCE_S)
    assert program.stop() == 0


def test_updates_come_by_a_webhook_with_its_secret(api: BotApi, start: Start) -> None:
    port = free_port()
    url = f"https://bot.example.org/hook/{port}"
    settings = {"webhook_url": url, "webhook_port": port, "webhook_secret": "s3cret-Webhook"}
    program = start(**settings)
    api.wait_call("setWebhook", 1, PATIENCE_S)
    wait_listening(port)
    update = {"update_id": 1, "message": said(LEAVE)}
    api.private(api.user(5, "Анна")).say("первое")
    local = f"http://127.0.0.1:{port}/hook/{port}"
    for secret in ("", "wrong"):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            post(local, update, secret)
    post(local, update, "s3cret-Webhook")
    post(local, update, "s3cret-Webhook")
    chat = api.private(api.world.users[5])
    chat.wait_message("28", timeout=PATIENCE_S)
    chat.expect_silence(1.0)
    assert program.stop() == 0
    assert "s3cret" not in program.log


def wait_listening(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < deadline
        time.sleep(0.05)


def said(text: str) -> dict[str, object]:
    person = {"id": 5, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    return {
        "message_id": 1,
        "date": int(time.time()),
        "chat": {"id": 5, "type": "private"},
        "from": person,
        "text": text,
    }


def post(url: str, update: object, secret: str) -> None:
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
    request = urllib.request.Request(url, json.dumps(update).encode(), headers)
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
        assert response.status == 200
