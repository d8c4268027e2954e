"""The same tests over SQLite and PostgreSQL, with a clock that the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.state import State, default_url
from tests.bot.state.postgres import Server, find_binaries, running_server


@dataclass
class Clock:
    now: datetime = field(default=datetime(2025, 3, 1, 12, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    with running_server(binaries) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database."""
    if request.param == "sqlite":
        return default_url(tmp_path)
    server: Server = request.getfixturevalue("postgres")
    return server.empty_database()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_state(url: str, clock: Clock) -> Iterator[Callable[[], State]]:
    """Opens the same database again, as another run of the program would."""
    opened: list[State] = []

    def open_it() -> State:
        opened.append(State.open(url, clock=clock))
        return opened[-1]

    yield open_it
    for state in opened:
        asyncio.run(state.close())


@pytest.fixture
def state(open_state: Callable[[], State]) -> State:
    return open_state()
