"""Faults to inject: which request meets them, and what then happens."""

from dataclasses import dataclass, field
from enum import Enum

from .errors import ApiError


class Break(Enum):
    """How a connection breaks instead of an answer."""

    DROP_BEFORE = "the connection is dropped and the request not processed"
    DROP_AFTER = "the request is processed, then the connection is dropped"
    HANG_BEFORE = "nothing is processed or answered for a while, then the connection is closed"
    HANG_AFTER = "the request is processed, the answer withheld, then the connection is closed"


@dataclass(frozen=True, slots=True)
class Fault:
    """One of: an error answered, a break, or only a delay in seconds before either or before the right answer."""

    error: ApiError | None = None
    broken: Break | None = None
    delay: float = 0.0


@dataclass
class FaultRule:
    """Meets requests number `nth` to `nth + times - 1` of those that fit; `hits` counts the ones met.

    A `method` of None is every method but getUpdates.
    """

    fault: Fault
    method: str | None
    chat_id: int | None
    nth: int = 1
    times: int = 1
    seen: int = 0
    hits: int = 0

    def meets(self, method: str, chat_id: int | None) -> bool:
        fits = self.method == method or (self.method is None and method != "getUpdates")
        if not fits or self.chat_id not in (None, chat_id):
            return False
        self.seen += 1
        met = self.nth <= self.seen < self.nth + self.times
        self.hits += met
        return met


@dataclass
class Faults:
    """The rules in force; the first that meets a request wins."""

    rules: list[FaultRule] = field(default_factory=list)

    def add(self, rule: FaultRule) -> FaultRule:
        self.rules.append(rule)
        return rule

    def clear(self) -> None:
        self.rules.clear()

    def find(self, method: str, chat_id: int | None) -> Fault | None:
        return next((rule.fault for rule in self.rules if rule.meets(method, chat_id)), None)


def server_error(status: int = 502) -> ApiError:
    names = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
    return ApiError(status, names[status], kind="fault", excused=True)
