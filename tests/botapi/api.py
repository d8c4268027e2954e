"""The server as a test holds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from .chat import Chat
from .errors import ApiError
from .faults import Break, Fault, FaultRule
from .inline import InlineQuery, ask_inline
from .message import Json, User
from .people import SUPERGROUP_OFFSET, Group, PrivateChat
from .server import Server
from .updates import UpdateQueue
from .world import Objection, Request, World

TOKEN = "123456789:AAF-test_Token-of-a-bot-that-is-not"


class BotApi:
    """A Bot API server on loopback for one bot.

    `privacy` is BotFather's group privacy; `limits` enforces the message rates; with a `files_dir` it is a local
    server, which keeps files there and names them by their place on the disk.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        username: str = "vestovoy_bot",
        privacy: bool = True,
        limits: bool = False,
        files_dir: Path | None = None,
    ) -> None:
        self.token = token
        bot_id = int(token.partition(":")[0])
        self.bot = User(bot_id, "Вестовой", language_code=None, username=username, is_bot=True)
        self.world = World(self.bot, privacy=privacy, limits_on=limits, files_dir=files_dir)
        self._server = Server(self.world, token)

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._server.port}"

    def close(self) -> None:
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def user(
        self,
        id: int,
        name: str = "",
        *,
        language_code: str | None = "ru",
        username: str | None = None,
        started: bool = False,
    ) -> User:
        """A person; the bot may write to one who has written to it, now or (`started`) before."""
        user = User(id, name or f"User {id}", language_code, username, started=started)
        with self.world.lock:
            self.world.users[id] = user
            members = {id: "member", self.bot.id: "member"}
            self.world.chats[id] = PrivateChat(self.world, id, "private", owner=user, members=members)
        return user

    def private(self, user: User) -> PrivateChat:
        chat = self.world.chats[user.id]
        assert isinstance(chat, PrivateChat)
        return chat

    def group(
        self,
        title: str,
        members: Sequence[User],
        *,
        supergroup: bool = True,
        forum: bool = False,
        bot: str = "member",
    ) -> Group:
        """A group the first member made; `bot` is the bot's status there, "left" to add it later."""
        with self.world.lock:
            number = self.world.next_id() + 10**6
            chat_id = SUPERGROUP_OFFSET - number if supergroup or forum else -number
            ranks = {user.id: "member" for user in members} | {members[0].id: "creator", self.bot.id: bot}
            kind = "supergroup" if supergroup or forum else "group"
            group = Group(self.world, chat_id, kind, title, forum=forum, members=ranks)
            self.world.chats[chat_id] = group
        return group

    def inline(self, user: User, query: str, offset: str = "") -> InlineQuery:
        return ask_inline(self.world, user, query, offset)

    @property
    def updates(self) -> UpdateQueue:
        """For duplicates and wrong order: `duplicate_next`, `reverse_next`, `repeat`."""
        return self.world.updates

    @property
    def requests(self) -> list[Request]:
        with self.world.lock:
            return list(self.world.requests)

    def calls(self, method: str, chat: Chat | None = None) -> list[Request]:
        chosen = [request for request in self.requests if request.method == method]
        return [request for request in chosen if chat is None or request.chat_id == chat.id]

    def wait_call(self, method: str, count: int = 1, timeout: float = 10.0) -> Request:
        """Until so many requests of the method were answered; returns the last of them."""

        def answered() -> list[Request]:
            return [one for one in self.world.requests if one.method == method and one.status]

        what = f"{count} answered {method}"
        self.world.wait(self.world.changed, lambda: len(answered()) >= count, timeout, what)
        with self.world.lock:
            return answered()[count - 1]

    def wait_confirmed(self, timeout: float = 10.0) -> None:
        """Until the bot has confirmed every update."""
        world = self.world
        world.wait(world.changed, lambda: not len(world.updates), timeout, "every update confirmed")

    @property
    def objections(self) -> list[Objection]:
        """What was wrong with the bot's requests, except what it could not know; a well-made bot leaves it empty."""
        with self.world.lock:
            return list(self.world.objections)

    @property
    def refusals(self) -> list[Objection]:
        """Every refusal that was not injected, the excused ones (blocked, upgraded, 429, …) too."""
        with self.world.lock:
            return list(self.world.refusals)

    @property
    def rate_objections(self) -> list[Objection]:
        return [refusal for refusal in self.refusals if refusal.kind == "rate"]

    def pardon(self, kind: str) -> list[Objection]:
        """Takes the objections of one kind out and returns them, for a test that wants to see them."""
        with self.world.lock:
            pardoned = [one for one in self.world.objections if one.kind == kind]
            self.world.objections[:] = [one for one in self.world.objections if one.kind != kind]
        return pardoned

    def commands(self, scope: str = "default", language: str = "") -> list[Json]:
        """What the bot registered; `scope` as "default", "chat:5", "all_private_chats" …"""
        with self.world.lock:
            return self.world.commands.get((scope, language), [])

    def fail(
        self,
        method: str | None,
        failure: ApiError | Break | None = None,
        *,
        chat: Chat | None = None,
        nth: int = 1,
        times: int = 1,
        delay: float = 0.0,
    ) -> FaultRule:
        """From the `nth` fitting request on, `times` of them fail so; without a failure they are only late.

        Such failures are neither refusals nor objections; the rule's `hits` counts them.
        """
        error = failure if isinstance(failure, ApiError) else None
        broken = failure if isinstance(failure, Break) else None
        rule = FaultRule(Fault(error, broken, delay), method, chat.id if chat is not None else None, nth, times)
        with self.world.lock:
            return self.world.faults.add(rule)

    def mend(self) -> None:
        """No fault is injected any more."""
        with self.world.lock:
            self.world.faults.clear()

    def advance(self, seconds: float) -> None:
        """Moves the server's clock on."""
        self.world.advance(seconds)

    def wait(self, done: Callable[[], object], what: str, timeout: float = 10.0) -> None:
        """Until this holds; looked at after every request."""
        self.world.wait(self.world.changed, done, timeout, what)
