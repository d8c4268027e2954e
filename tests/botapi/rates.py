"""The rates of messages the Bot API allows."""

import math
from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


PER_CHAT = Limits(3, 3.0)
PER_GROUP = Limits(20, 60.0)
OVERALL = Limits(30, 1.0)


@dataclass
class _Window:
    limits: Limits
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float, count: int) -> float:
        """Seconds until `count` more messages fit."""
        while self.times and self.times[0] <= now - self.limits.seconds:
            self.times.popleft()
        excess = len(self.times) + count - self.limits.count
        if excess <= 0 or not self.times:
            return 0.0
        return self.times[min(excess, len(self.times)) - 1] + self.limits.seconds - now


class Rates:
    """Sliding windows: one a second in a chat with bursts of three, 20 a minute in a group, 30 a second overall."""

    def __init__(self) -> None:
        self._overall = _Window(OVERALL)
        self._chats: dict[int, _Window] = {}
        self._groups: dict[int, _Window] = {}

    def admit(self, chat_id: int, now: float, *, group: bool, count: int = 1) -> int:
        """0 when the messages may go, else whole seconds to wait; then nothing is counted."""
        windows = [self._overall, self._chats.setdefault(chat_id, _Window(PER_CHAT))]
        if group:
            windows.append(self._groups.setdefault(chat_id, _Window(PER_GROUP)))
        wait = max(window.wait(now, count) for window in windows)
        if wait > 0:
            return math.ceil(wait)
        for window in windows:
            window.times.extend([now] * count)
        return 0
