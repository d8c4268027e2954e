"""The Bot API fake hands out updates as the Bot API does."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import Conflict, TelegramError, TimedOut
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, MessageHandler, filters

from tests.botapi import BotApi, Group, PrivateChat
from tests.botapi.client import button, keyboard, poll, post_json, ptb


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


@pytest.fixture
def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def chat(api: BotApi) -> PrivateChat:
    return api.private(api.user(101, "Анна", started=True))


@pytest.fixture
def group(api: BotApi) -> Group:
    return api.group("Отдел", [api.user(201, "Борис"), api.user(202, "Вера", username="vera")])


def test_updates_stay_until_a_higher_offset(api: BotApi, chat: PrivateChat) -> None:
    chat.say("раз")
    chat.say("два")

    async def texts(bot: Bot) -> list[list[str | None]]:
        first = await poll(bot)
        again = await poll(bot, first[0].update_id)
        rest = await poll(bot, first[1].update_id)
        none = await poll(bot, first[1].update_id + 1)
        chat.say("три")
        chat.say("четыре")
        last = await poll(bot, -1)
        return [[one.message.text for one in batch if one.message] for batch in (first, again, rest, none, last)]

    got = ptb(api, texts)
    assert got == [["раз", "два"], ["раз", "два"], ["два"], [], ["четыре"]]
    assert api.objections == []


def test_a_poll_is_held_until_something_comes(api: BotApi, chat: PrivateChat) -> None:
    async def wait(bot: Bot) -> tuple[Update, ...]:
        held = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.to_thread(api.wait, lambda: len(api.world.requests) == 2, "the poll")
        assert not held.done()
        chat.say("привет")
        return await held

    (update,) = ptb(api, wait)
    assert update.message is not None
    assert (update.message.text, update.message.date.timestamp()) == ("привет", chat.messages[1].date)


def test_duplicates_and_wrong_order(api: BotApi, chat: PrivateChat) -> None:
    api.updates.duplicate_next(1)
    first = chat.say("раз").update
    second = chat.say("два").update
    api.updates.reverse_next()
    assert first is not None
    assert second is not None

    async def ids(bot: Bot) -> list[list[int]]:
        batches = [await poll(bot), await poll(bot, second.id + 1), await poll(bot, second.id + 1)]
        return [[one.update_id for one in batch] for batch in batches]

    assert ptb(api, ids) == [[second.id, first.id], [first.id], []]


def test_allowed_updates(api: BotApi, chat: PrivateChat) -> None:
    async def only_queries(bot: Bot) -> list[str]:
        await poll(bot, allowed_updates=["inline_query"])
        chat.say("привет")
        api.inline(chat.person(), "отпуск")
        return [one.inline_query.query for one in await poll(bot) if one.inline_query]

    assert ptb(api, only_queries) == ["отпуск"]
    assert len(api.updates) == 1


def test_a_second_poller_ends_the_first(api: BotApi, chat: PrivateChat) -> None:
    async def two(bot: Bot) -> None:
        first = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.to_thread(api.wait, lambda: len(api.world.requests) == 2, "the poll")
        async with Bot(api.token, f"{api.url}/bot") as other:
            second = asyncio.create_task(other.get_updates(timeout=20))
            with pytest.raises(Conflict, match="terminated by other getUpdates"):
                await first
            chat.say("привет")
            assert len(await second) == 1

    ptb(api, two)
    assert [one.status for one in api.pardon("conflict")] == [409]
    assert api.objections == []


def test_a_poller_that_died_is_no_conflict(api: BotApi, chat: PrivateChat) -> None:
    async def killed(bot: Bot) -> None:
        with pytest.raises(TimedOut):
            await bot.get_updates(timeout=5, read_timeout=-4.8)

    ptb(api, killed)
    chat.say("привет")
    assert len(ptb(api, poll)) == 1
    assert api.objections == []


@contextmanager
def echo_bot(api: BotApi, **webhook: Any) -> Iterator[Application[Any, Any, Any, Any, Any, Any]]:
    """A real Application, polling or behind a webhook, in a thread of its own; it answers messages with their text."""
    url = f"{api.url}/bot"
    application = ApplicationBuilder().token(api.token).base_url(url).concurrent_updates(True).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(answer_press))
    started, stop = threading.Event(), threading.Event()

    async def run() -> None:
        assert application.updater is not None
        async with application:
            await application.start()
            start = application.updater.start_webhook if webhook else application.updater.start_polling
            await start(**webhook)
            started.set()
            await asyncio.to_thread(stop.wait)
            await application.updater.stop()
            await application.stop()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        assert started.wait(10)
        yield application
    finally:
        stop.set()
        thread.join()


async def echo(update: Update, context: object) -> None:
    assert update.effective_message is not None
    markup = keyboard([button("x")])
    await update.effective_message.reply_text(str(update.effective_message.text), do_quote=True, reply_markup=markup)


async def answer_press(update: Update, context: object) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("готово")


def test_a_polling_application(api: BotApi) -> None:
    chats = [api.private(api.user(number)) for number in range(1000, 1100)]
    with echo_bot(api):
        asked = [chat.say(f"вопрос {chat.id}") for chat in chats]
        answers = [chat.wait_message(reply_to=message) for chat, message in zip(chats, asked, strict=True)]
        assert [answer.text for answer in answers] == [message.text for message in asked]
        assert answers[0].press("Ещё").answer().text == "готово"
        chats[0].say("вопрос заново", edit=asked[0])
        assert chats[0].wait_message(reply_to=asked[0]).text == "вопрос заново"
        api.wait_confirmed()
    assert api.objections == []


def test_a_webhook(api: BotApi, chat: PrivateChat, unused_port: int) -> None:
    place = f"http://127.0.0.1:{unused_port}/hook"
    settings = {"port": unused_port, "url_path": "/hook", "webhook_url": place, "secret_token": "s_-1"}
    chat.say("до")
    with echo_bot(api, **settings):
        assert chat.wait_message("до")
        chat.say("после")
        assert chat.wait_message("после")
        assert ptb(api, lambda bot: bot.get_webhook_info()).url == place
        with pytest.raises(Conflict, match="webhook is active"):
            ptb(api, poll)
    assert [one.kind for one in api.pardon("conflict")] == ["conflict"]
    ptb(api, lambda bot: bot.delete_webhook(drop_pending_updates=True))
    assert ptb(api, poll) == ()
    assert api.objections == []


def test_a_webhook_is_tried_until_it_takes_the_update(api: BotApi, chat: PrivateChat) -> None:
    seen: list[tuple[str | None, int]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append((self.headers["X-Telegram-Bot-Api-Secret-Token"], body["update_id"]))
            self.send_response(500 if len(seen) < 3 else 200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Not on the tests' standard error."""

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        place = f"http://127.0.0.1:{server.server_port}/"
        assert post_json(api, "setWebhook", url=place, secret_token="a b")[0] == 400
        assert post_json(api, "setWebhook", url=place, secret_token="s")[0] == 200
        first, second = chat.say("раз").update, chat.say("два").update
        api.wait(lambda: len(seen) == 4 and not len(api.updates), "four posts")
        server.shutdown()
        thread.join()
    assert first is not None
    assert second is not None
    assert seen == [("s", first.id)] * 3 + [("s", second.id)]


def test_the_server_stops_clean_with_a_poll_held() -> None:
    api = BotApi()

    async def held(bot: Bot) -> None:
        polling = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.to_thread(api.wait, lambda: len(api.world.requests) == 2, "the poll")
        await asyncio.to_thread(api.close)
        with pytest.raises(TelegramError):
            await polling

    ptb(api, held)
    api.close()
    assert "botapi" not in [thread.name for thread in threading.enumerate()]
