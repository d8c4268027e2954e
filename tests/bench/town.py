"""The Bot API fake and the people who write to it, in a process of their own.

`with hosted_town() as town` gives a stand-in: its methods run over there, so that the fake shares no interpreter with
what measures.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from multiprocessing.managers import BaseManager
from typing import Protocol, cast

from tests.botapi import BotApi, PrivateChat

PATIENCE_S = 600.0
QUESTION = "Сколько календарных дней составляет ежегодный отпуск?"


class Town:
    """Everybody in it asks the same. A chat that came again would number its messages anew: each is used once."""

    def __init__(self) -> None:
        self._api = BotApi()
        self._ids = count(1000)

    def address(self) -> tuple[str, str]:
        """URL and token."""
        return self._api.url, self._api.token

    def objections(self) -> int:
        return len(self._api.objections)

    def one(self) -> float:
        """Seconds to the first answer in a new chat."""
        chat, started = self._chat(), time.perf_counter()
        chat.say(QUESTION)
        chat.wait_message(timeout=PATIENCE_S)
        return time.perf_counter() - started

    def at_once(self, chats: int, each: int) -> float:
        """Answers a second when so many chats ask so many questions each, all at once."""
        private = [self._chat() for _ in range(chats)]
        started = time.perf_counter()
        for _ in range(each):
            for chat in private:
                chat.say(QUESTION)
        for chat in private:
            _wait_for(chat, each)
        return chats * each / (time.perf_counter() - started)

    def flood(self, questions: int) -> None:
        """So many questions in one chat, which nobody waits for."""
        chat = self._chat()
        for _ in range(questions):
            chat.say(QUESTION)

    def _chat(self) -> PrivateChat:
        return self._api.private(self._api.user(next(self._ids)))


class TownStandIn(Protocol):
    """What another process sees of it."""

    def address(self) -> tuple[str, str]: ...
    def objections(self) -> int: ...
    def one(self) -> float: ...
    def at_once(self, chats: int, each: int) -> float: ...
    def flood(self, questions: int) -> None: ...


class _Host(BaseManager):
    """The other process."""


_Host.register("Town", Town)


@contextmanager
def hosted_town() -> Iterator[TownStandIn]:
    with _Host() as host:
        yield cast(TownStandIn, host.Town())  # type: ignore[attr-defined]  # made by `register`


def _wait_for(chat: PrivateChat, answers: int) -> None:
    chat.wait(lambda: len(chat.sent) >= answers, PATIENCE_S, "all answers")
