"""The queue of updates: kept until a higher offset confirms them."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_ID = 700_000_001


@dataclass(slots=True, eq=False)
class Update:
    """`delivered_at` is the server's clock at the last delivery, None before the first."""

    id: int
    kind: str
    payload: dict[str, Any]
    delivered_at: float | None = None

    @property
    def body(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.payload}


class UpdateQueue:
    """Not safe between threads by itself: the world's lock is held around every call."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._pending: deque[Update] = deque()
        self._again: list[Update] = []
        self._next_id = FIRST_ID
        self._allowed: frozenset[str] = frozenset()
        self._duplicates = 0
        self._reversals = 0

    def __len__(self) -> int:
        return len(self._pending) + len(self._again)

    def allow(self, kinds: list[str] | None) -> None:
        """As `allowed_updates`: None changes nothing, [] is the default."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    def push(self, kind: str, payload: dict[str, Any]) -> Update | None:
        """None when the bot does not want updates of this kind."""
        wanted = kind in self._allowed if self._allowed else kind not in NOT_BY_DEFAULT
        if not wanted:
            return None
        update = Update(self._next_id, kind, payload)
        self._next_id += 1
        self._pending.append(update)
        if self._duplicates:
            self._duplicates -= 1
            self._again.append(update)
        self._wake()
        return update

    def take(self, offset: int | None, limit: int, now: float) -> list[Update]:
        """The next updates, after dropping those `offset` confirms; a negative one counts from the end."""
        if offset is not None and offset < 0:
            offset = self._pending[offset].id if -offset <= len(self._pending) else 0
        while offset and self._pending and self._pending[0].id < offset:
            self._pending.popleft()
        batch = list(islice(self._pending, limit))
        if self._reversals and len(batch) > 1:
            self._reversals -= 1
            batch.reverse()
        fresh = [update for update in self._again if update.delivered_at is None]
        batch = [update for update in self._again if update not in fresh] + batch
        self._again = fresh
        for update in batch:
            update.delivered_at = now
        return batch

    def clear(self) -> None:
        self._pending.clear()
        self._again.clear()

    def repeat(self, update: Update) -> None:
        """Deliver it once more, confirmed or not."""
        self._again.append(update)
        self._wake()

    def duplicate_next(self, count: int) -> None:
        """The next `count` updates come again after their first delivery."""
        self._duplicates += count

    def reverse_next(self, count: int = 1) -> None:
        """The next `count` batches of two or more updates come in the wrong order."""
        self._reversals += count
