"""The backup that the bot makes by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.backup.archive import reading
from bot.backup.nightly import back_up_now, due, file_of, keep_newest
from bot.build import build
from bot.settings import Settings
from bot.state import State, default_url, utc_now
from tests.bot.inprocess import QUICK, settings_for
from tests.bot.library import SmallLibrary
from tests.botapi import BotApi

DAY = date(2026, 11, 22)


def at_desk(settings: Settings, act: Callable[..., Any], clock: Callable[[], datetime] = utc_now) -> Any:
    """What `act` gives back for a desk whose bot is not running."""

    async def work() -> Any:
        state = State.open(default_url(settings.data), clock=clock)
        _, desk, _ = build(settings, SmallLibrary(settings.documents), state, QUICK, asyncio.Event())
        async with desk.bot:
            try:
                return await act(desk)
            finally:
                desk.pool.shutdown()
                await state.close()

    return asyncio.run(work())


def test_one_is_made_and_the_oldest_goes(api: BotApi, folder: Path) -> None:
    target = folder / "backups"
    target.mkdir()
    for day in range(1, 5):
        (target / f"vestovoy-2026-11-0{day}.zip").write_text("of old", encoding="utf-8")
    (target / "vestovoy-2026-11-21.zip.tmp").write_text("killed", encoding="utf-8")
    (target / "фотографии.zip").write_text("somebody's", encoding="utf-8")
    settings = settings_for(api.url, folder, backup_dir=target, backup_keep=3)
    assert at_desk(settings, lambda desk: back_up_now(desk, target, DAY))
    assert {file.name for file in target.iterdir()} == {
        "vestovoy-2026-11-03.zip",
        "vestovoy-2026-11-04.zip",
        "vestovoy-2026-11-22.zip",
        "фотографии.zip",
    }
    with reading(file_of(target, DAY)) as reader:
        reader.check()
        assert reader.manifest.documents == 3
        assert reader.manifest.state is not None


def test_admins_are_told_where_none_was_made(api: BotApi, folder: Path) -> None:
    settings = settings_for(api.url, folder, backup_dir=folder / "nowhere")
    admin = api.private(api.user(1, "Админ", started=True))

    async def act(desk: Any) -> bool:
        await desk.state.people.seen(1, "Админ", None, "ru")
        return await back_up_now(desk, folder / "nowhere", DAY)

    assert not at_desk(settings, act)
    told = admin.wait_message("Ночная резервная копия не сделана")
    assert "nowhere" in told.text


def test_it_is_due_once_a_night_by_the_clock_of_the_office(api: BotApi, folder: Path) -> None:
    settings = settings_for(api.url, folder, backup_dir=folder, digest_zone="Europe/Moscow")

    async def twice(desk: Any) -> list[date | None]:
        return [await due(desk, folder), await due(desk, folder)]

    assert at_desk(settings, twice, lambda: datetime(2026, 11, 21, 23, 59, tzinfo=UTC)) == [None, None]
    assert at_desk(settings, twice, lambda: datetime(2026, 11, 22, 0, 1, tzinfo=UTC)) == [DAY, None]
    tomorrow = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    file_of(folder, tomorrow.date()).touch()
    assert at_desk(settings, twice, lambda: tomorrow) == [None, None]


@pytest.mark.parametrize(("keep", "left"), [(1, 1), (2, 2), (9, 4)])
def test_so_many_are_kept(keep: int, left: int, tmp_path: Path) -> None:
    for day in range(1, 5):
        (tmp_path / f"vestovoy-2026-11-0{day}.zip").touch()
    keep_newest(tmp_path, keep)
    assert sorted(file.name for file in tmp_path.iterdir())[-1] == "vestovoy-2026-11-04.zip"
    assert len(list(tmp_path.iterdir())) == left
