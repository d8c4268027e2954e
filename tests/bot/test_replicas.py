"""Two programs behind one webhook on one database: what a dead one left is done by the other, once."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.bot.program import Program
from tests.bot.test_e2e import LEAVE, PATIENCE_S, free_port, post, said, wait_listening
from tests.botapi import BotApi, PrivateChat

SECRET = "s3cret-Webhook"
SETTLED_S = 6.0
"""Longer than the living one takes to look for the dead."""


def replica(start: Callable[..., Program]) -> tuple[Program, str]:
    """With the address at which it takes updates."""
    port = free_port()
    program = start(webhook_url=f"https://bot.example.org/hook/{port}", webhook_port=port, webhook_secret=SECRET)
    wait_listening(port)
    return program, f"http://127.0.0.1:{port}/hook/{port}"


def asked(person: int, text: str) -> dict[str, object]:
    user = {"id": person, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    return {"update_id": person, "message": {**said(text), "chat": {"id": person, "type": "private"}, "from": user}}


def known(api: BotApi, number: int) -> PrivateChat:
    return api.private(api.user(number, started=True))


def test_a_killed_replicas_questions_are_answered_by_the_other(api: BotApi, start: Callable[..., Program]) -> None:
    chats = [known(api, number) for number in range(61, 67)]
    (killed, first), (_, second) = replica(start), replica(start)
    for chat in chats[:4]:
        post(first, asked(chat.id, "медленно " + LEAVE), SECRET)
    for chat in chats[4:]:
        post(second, asked(chat.id, "медленно " + LEAVE), SECRET)
    api.wait(lambda: sum(bool(chat.actions) for chat in chats) == len(chats), "typing in each", PATIENCE_S)
    killed.kill()
    post(second, asked(chats[0].id, "медленно " + LEAVE), SECRET)  # Telegram is not sure that the dead one had it
    for chat in chats:
        chat.wait_message("28", timeout=PATIENCE_S)
    time.sleep(SETTLED_S)
    assert [len(chat.sent) for chat in chats] == [1] * len(chats)


def test_a_living_replicas_question_is_left_to_it(api: BotApi, start: Callable[..., Program]) -> None:
    chat = known(api, 61)
    _, first = replica(start)
    post(first, asked(chat.id, "медленно " + LEAVE), SECRET)
    replica(start)
    chat.wait_message("28", timeout=PATIENCE_S)
    time.sleep(SETTLED_S)
    assert len(chat.sent) == 1
