"""The HTTP side: which faults leave open whether a request arrived, files, proxies, secrets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from telegram import Bot
from telegram.error import NetworkError, TimedOut

from bot.delivery import may_have_arrived
from bot.transport import Timeouts, Transport
from tests.botapi import BotApi, Break

QUICK = Timeouts(read_s=0.5, write_s=0.5, connect_s=0.5, pool_s=0.5)


def act(api: BotApi, work: Callable[[Bot], Awaitable[Any]], url: str = "", connections: int = 4) -> Any:
    async def run() -> Any:
        transport = Transport(connections, QUICK)
        await transport.initialize()
        bot = Bot(api.token, f"{url or api.url}/bot", request=transport)
        try:
            return await work(bot)
        finally:
            await transport.shutdown()

    return asyncio.run(run())


@pytest.mark.parametrize("broken", list(Break))
def test_a_broken_request_may_have_arrived(api: BotApi, broken: Break) -> None:
    chat = api.private(api.user(5, started=True))
    api.fail("sendMessage", broken, delay=1.0 if "HANG" in broken.name else 0.0)
    with pytest.raises(NetworkError) as caught:
        act(api, lambda bot: bot.send_message(chat.id, "привет"))
    assert may_have_arrived(caught.value)
    assert isinstance(caught.value, TimedOut) == ("HANG" in broken.name)
    assert api.token not in str(caught.value)


def test_a_refused_connection_has_not(api: BotApi) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(NetworkError) as caught:
        act(api, lambda bot: bot.get_me(), closed)
    assert not may_have_arrived(caught.value)
    assert api.token not in str(caught.value)


def test_waiting_for_a_connection_has_not(api: BotApi) -> None:
    chat = api.private(api.user(5, started=True))
    api.fail("sendMessage", delay=3.0)

    async def two(bot: Bot) -> Any:
        slow = bot.send_message(chat.id, "первое", read_timeout=10)
        return await asyncio.gather(slow, bot.send_message(chat.id, "второе"), return_exceptions=True)

    first, second = act(api, two, connections=1)
    assert first.text == "первое"
    assert isinstance(second, TimedOut)
    assert not may_have_arrived(second)
    assert [one.text for one in chat.sent] == ["первое"]


@pytest.mark.parametrize("name", ["приказ.txt", 'приказ "5" & №.txt', "a b%20c.txt"])
def test_a_file_goes_under_its_own_name(api: BotApi, name: str) -> None:
    chat = api.private(api.user(5, started=True))
    act(api, lambda bot: bot.send_document(chat.id, "Приказ".encode(), filename=name, caption="Вот *он*"))
    sent = chat.sent[0]
    assert sent.file is not None
    assert (sent.file.name, sent.file.data, sent.text) == (name, "Приказ".encode(), "Вот *он*")
    assert api.objections == []
