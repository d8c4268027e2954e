"""What the tests of the digests share: a group, and a bot over a library and a clock of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.bot.digests.office import Clock, Office
from tests.botapi import BotApi, Group, User

MONDAY = datetime(2025, 10, 20, 5, 0, tzinfo=UTC)
"""8:00 in Moscow, an hour before the digest."""


@pytest.fixture
def boris(api: BotApi) -> User:
    return api.user(11, "Борис")


@pytest.fixture
def group(api: BotApi, boris: User) -> Group:
    return api.group("Отдел", [boris])


@pytest.fixture
def open_office(api: BotApi, tmp_path: Path) -> Iterator[Callable[..., Office]]:
    """Each in the same folder, as another process has it."""
    opened: list[Office] = []

    def open_office(now: datetime = MONDAY, **given: Any) -> Office:
        opened.append(Office(api.url, tmp_path, Clock(now), **given))
        return opened[-1]

    yield open_office
    for office in opened:
        office.close()


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    return open_office()
