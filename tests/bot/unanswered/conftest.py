"""What the tests of unanswered questions share: two admins, two people who ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.bot.digests.office import Clock
from tests.bot.keeping import Keeping
from tests.bot.unanswered.bureau import Bureau
from tests.botapi import BotApi, PrivateChat
from tests.botapi.message import Message

PARKING = "Где оставить велосипед у корпуса?"
"""No document answers it."""
MONDAY = datetime(2025, 10, 20, 9, 0, tzinfo=UTC)
"""Noon in Moscow."""


@pytest.fixture
def anna(api: BotApi, kept: Keeping) -> PrivateChat:
    return api.private(api.user(5, "Анна"))


@pytest.fixture
def boris(api: BotApi, kept: Keeping) -> PrivateChat:
    return api.private(api.user(6, "Борис"))


def ask(*chats: PrivateChat, text: str = PARKING) -> None:
    """Each is told that there is no answer."""
    for chat in chats:
        chat.say(text)
        chat.wait_message("нет ответа")


def listed(chat: PrivateChat, containing: str = "Без ответа") -> Message:
    chat.say("/unanswered")
    return chat.wait_message(containing)


def prompt(chat: PrivateChat, label: str = "1 · Ответить") -> Message:
    """Takes the first question on; the message to reply to."""
    listed(chat).press(label)
    chat.wait_message("Напишите ответ — ответом")
    return chat.wait_message("Ваш ответ:")


def answer(chat: PrivateChat, text: str) -> Message:
    """Takes the first question on and answers it; the message that asks for the folder."""
    chat.say(text, reply_to=prompt(chat))
    return chat.wait_message("В какую папку")


@pytest.fixture
def open_bureau(api: BotApi, folder: Path) -> Iterator[Callable[..., Bureau]]:
    """Each in the same folder, as another process has it; three documents are in the library."""
    opened: list[Bureau] = []

    def open_bureau(now: datetime = MONDAY, **given: Any) -> Bureau:
        opened.append(Bureau(api.url, folder, Clock(now), **given))
        opened[-1].library.reindex()
        return opened[-1]

    yield open_bureau
    for bureau in opened:
        bureau.close()


@pytest.fixture
def bureau(open_bureau: Callable[..., Bureau]) -> Bureau:
    return open_bureau()


@pytest.fixture
def guest(api: BotApi) -> PrivateChat:
    return api.private(api.user(11, "Вера", started=True))
