"""What the server knows: chats, users, files, requests, and the lock around all of it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .faults import Faults
from .message import Json, Message, Press, StoredFile, User
from .rates import Rates
from .updates import UpdateQueue

if TYPE_CHECKING:
    from .chat import Chat
    from .inline import InlineQuery


@dataclass(slots=True, eq=False)
class Request:
    """One request to the server; `status` is 0 until it is processed, and stays so where it never is."""

    method: str
    params: Json
    at: float
    files: tuple[str, ...] = ()
    status: int = 0
    description: str = ""

    @property
    def chat_id(self) -> int | None:
        chat_id = self.params.get("chat_id")
        return chat_id if isinstance(chat_id, int) else None


@dataclass(frozen=True, slots=True)
class Objection:
    """What was wrong with a request; status 200 when the API would let it pass against its own documentation."""

    kind: str
    description: str
    status: int
    request: Request


@dataclass
class Webhook:
    """Where updates are posted; an empty url is none."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""


@dataclass(repr=False)
class World:
    """Everything below changes only while `lock` is held; `changed` tells of changes outside any one chat."""

    bot: User
    privacy: bool = True
    limits_on: bool = False
    files_dir: Path | None = None
    wake: Callable[[], None] = lambda: None
    lock: threading.RLock = field(default_factory=threading.RLock)
    users: dict[int, User] = field(default_factory=dict)
    chats: "dict[int, Chat]" = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    inline_queries: "dict[str, InlineQuery]" = field(default_factory=dict)
    inline_messages: dict[str, Message] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    descriptions: dict[tuple[str, str], str] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    refusals: list[Objection] = field(default_factory=list)
    webhook: Webhook = field(default_factory=Webhook)
    faults: Faults = field(default_factory=Faults)
    rates: Rates = field(default_factory=Rates)
    ids: "count[int]" = field(default_factory=lambda: count(1))
    _shift: float = 0.0

    def __post_init__(self) -> None:
        self.changed = threading.Condition(self.lock)
        self.updates = UpdateQueue(lambda: self.wake())
        self.users[self.bot.id] = self.bot

    @property
    def now(self) -> float:
        """The server's clock, in seconds since the epoch."""
        return time.time() + self._shift

    def advance(self, seconds: float) -> None:
        """Moves the clock on: presses a day later, queries too old."""
        with self.lock:
            self._shift += seconds

    def next_id(self) -> int:
        return next(self.ids)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """A change outside any one chat: lock held, waiters told."""
        with self.lock:
            yield
            self.changed.notify_all()

    def wait(self, condition: threading.Condition, done: Callable[[], Any], timeout: float, what: str) -> None:
        """Raises AssertionError, with what went before, when it is not so in time."""
        with condition:
            if condition.wait_for(done, timeout):
                return
            last = [(request.method, request.status) for request in self.requests if request.method != "getUpdates"]
            objections = [objection.description for objection in self.objections[-3:]]
        raise AssertionError(f"{what}: not within {timeout} s; requests: {last[-5:]}, objections: {objections}")

    def store_file(self, name: str, data: bytes, mime: str, size: int | None = None) -> StoredFile:
        """With a `files_dir` the file lies there, as a local server keeps it."""
        number = self.next_id()
        path = f"documents/file_{number}{Path(name).suffix}"
        if self.files_dir is not None:
            target = self.files_dir / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            path = str(target)
        stored = StoredFile(f"BQACAgI{number:08d}", name, mime, data, len(data) if size is None else size, path)
        self.files[stored.file_id] = stored
        return stored

    def read_local(self, path: str) -> bytes:
        """A file a bot names by its place on this disk; b"" when there is none."""
        place = Path(path)
        return place.read_bytes() if place.is_file() else b""

    def object(self, request: Request, kind: str, description: str, status: int = 200) -> None:
        self.objections.append(Objection(kind, description, status, request))
