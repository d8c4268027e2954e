"""Clients for trying the server itself: python-telegram-bot's, and one without any Telegram library."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
)

from tests.botapi import BotApi

Action = Callable[[Bot], Awaitable[Any]]


def ptb(api: BotApi, action: Action) -> Any:
    """The action's result with a started Bot on this server."""

    async def run() -> Any:
        local = api.world.files_dir is not None
        async with Bot(api.token, f"{api.url}/bot", f"{api.url}/file/bot", local_mode=local) as bot:
            return await action(bot)

    return asyncio.run(run())


def raw(api: BotApi, method: str, body: bytes = b"", kind: str = "", token: str = "") -> tuple[int, dict[str, Any]]:
    """Status and JSON of a request made without any Telegram library."""
    headers = {"Content-Type": kind} if kind else {}
    url = f"{api.url}/bot{token or api.token}/{method}"
    try:
        with urlopen(HttpRequest(url, body or None, headers), timeout=10) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


def post_json(api: BotApi, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
    return raw(api, method, json.dumps(params).encode(), "application/json")


def keyboard(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


def button(data: str, text: str = "Ещё") -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data)


def poll(bot: Bot, offset: int | None = None, **more: Any) -> Awaitable[tuple[Update, ...]]:
    return bot.get_updates(offset=offset, timeout=0, **more)
