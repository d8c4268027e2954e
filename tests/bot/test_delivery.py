"""Messages out, from processes that know nothing of one another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.delivery import Courier, Outgoing, PerhapsSentError, Spot
from bot.markup import Html
from bot.ratelimit import RateLimiter
from bot.transport import Transport
from tests.bot.inprocess import QUICK
from tests.botapi import TOKEN, BotApi, Break, Group, server_error
from tests.botapi.errors import bad_request

NO_PHOTOS = bad_request("not enough rights to send photos to the chat")


@pytest.fixture
def group(api: BotApi) -> Group:
    return api.group("Отдел", [api.user(11, "Борис")])


@asynccontextmanager
async def process(api: BotApi) -> AsyncIterator[Courier]:
    async def moved(old: int, new: int) -> None:
        raise AssertionError(f"{old} became {new}")

    async with ExtBot(
        TOKEN,
        base_url=f"{api.url}/bot",
        request=Transport(8),
        get_updates_request=Transport(1),
        rate_limiter=RateLimiter(QUICK),
    ) as bot:
        yield Courier(bot, moved)


def says(text: str) -> Outgoing:
    return Outgoing(Html(text))


def test_an_edit_counts_though_another_process_made_one_since(api: BotApi, group: Group) -> None:
    async def turn_pages() -> None:
        async with process(api) as one, process(api) as other:
            page = await one.send(Spot(group.id), says("страница 1"))
            assert await one.edit(group.id, page, says("страница 2"))
            assert await other.edit(group.id, page, says("страница 1"))
            assert await one.edit(group.id, page, says("страница 2"))

    asyncio.run(turn_pages())
    assert [message.text for message in group.sent] == ["страница 2"]


def test_an_edit_that_changes_nothing_is_made(api: BotApi, group: Group) -> None:
    async def twice() -> None:
        async with process(api) as courier:
            page = await courier.send(Spot(group.id), says("страница 1"))
            assert await courier.edit(group.id, page, says("страница 1"))

    asyncio.run(twice())
    assert [objection.kind for objection in api.objections] == ["unmodified"]


def test_a_late_message_that_was_lost_is_left_open_where_nothing_tells_where_it_stands(
    api: BotApi, group: Group
) -> None:
    async def lose() -> None:
        async with process(api) as one, process(api) as other:
            await one.send(Spot(group.id), says("Здравствуйте!"))
            api.fail("sendMessage", Break.DROP_AFTER)
            with pytest.raises(PerhapsSentError):
                await other.deliver(Spot(group.id), says("Сводка"), late=True)

    asyncio.run(lose())
    assert [message.text for message in group.sent] == ["Здравствуйте!", "Сводка"]
    assert api.calls("editMessageText") == []


def test_a_late_message_that_was_lost_is_found_where_the_chat_was_seen_a_moment_ago(api: BotApi, group: Group) -> None:
    async def lose() -> None:
        async with process(api) as courier:
            await courier.send(Spot(group.id), says("Здравствуйте!"))
            api.fail("sendMessage", Break.DROP_AFTER)
            sent = await courier.deliver(Spot(group.id), says("Сводка"), late=True)
            assert sent.message_id == group.sent[-1].id

    asyncio.run(lose())
    assert [message.text for message in group.sent] == ["Здравствуйте!", "Сводка"]


@pytest.mark.parametrize("status", [500, 502])
def test_a_late_message_that_was_not_taken_is_sent_again(api: BotApi, group: Group, status: int) -> None:
    api.fail("sendMessage", server_error(status))

    async def send() -> None:
        async with process(api) as courier:
            await courier.deliver(Spot(group.id), says("Сводка"), late=True)

    asyncio.run(send())
    assert [message.text for message in group.sent] == ["Сводка"]


def test_where_no_picture_may_be_the_text_is_sent(api: BotApi, group: Group) -> None:
    api.fail("sendPhoto", NO_PHOTOS, times=2)

    async def send() -> None:
        async with process(api) as courier:
            pictured = Outgoing(Html("подпись"), photo=b"png", without_photo=says("страница"))
            await courier.deliver(Spot(group.id), pictured, late=True)
            with pytest.raises(BadRequest):
                await courier.send(Spot(group.id), Outgoing(Html("подпись"), photo=b"png"))

    asyncio.run(send())
    assert [message.text for message in group.sent] == ["страница"]
