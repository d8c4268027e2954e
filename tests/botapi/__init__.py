"""A Telegram Bot API server on loopback that checks every request.

with BotApi() as api:
    anna = api.user(101, "Анна", language_code="ru")
    chat = api.private(anna)
    …start the bot with api.token and api.url…
    asked = chat.say("Сколько дней отпуска?")
    answer = chat.wait_message("28", reply_to=asked)
    assert answer.press("Ещё").answer().text == ""
    assert api.objections == []
"""

from .api import TOKEN, BotApi
from .chat import Chat, Topic
from .errors import ApiError, bad_request, forbidden, too_many_requests
from .faults import Break, FaultRule, server_error
from .inline import Card, InlineQuery
from .message import Button, Message, Press, User
from .people import Group, PrivateChat
from .world import Objection, Request

__all__ = [
    "TOKEN",
    "ApiError",
    "BotApi",
    "Break",
    "Button",
    "Card",
    "Chat",
    "FaultRule",
    "Group",
    "InlineQuery",
    "Message",
    "Objection",
    "Press",
    "PrivateChat",
    "Request",
    "Topic",
    "User",
    "bad_request",
    "forbidden",
    "server_error",
    "too_many_requests",
]
