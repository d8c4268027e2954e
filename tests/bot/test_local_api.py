"""A local Bot API server: documents go by their place on the disk, and what people send is read from there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.build import build
from bot.ratelimit import Limits
from bot.state import State, default_url
from tests.bot.inprocess import Serving, settings_for
from tests.bot.library import SmallLibrary
from tests.botapi import BotApi

LEAVE = "Сколько календарных дней составляет ежегодный отпуск?"


@pytest.fixture
def api(tmp_path: Path) -> Iterator[BotApi]:
    with BotApi(files_dir=tmp_path / "server") as server:
        yield server


def test_a_document_is_sent_by_its_path(api: BotApi, serve: Callable[..., Serving], folder: Path) -> None:
    serve(telegram_api_local=True)
    chat = api.private(api.user(5, "Анна"))
    chat.say(LEAVE)
    chat.wait_message("28").press("Документ")
    api.wait_call("sendDocument")
    sent = next(one for one in chat.sent if one.file)
    assert sent.file is not None
    assert sent.file.data == (folder / "documents" / "отпуск.txt").read_bytes()
    assert api.calls("sendDocument")[0].params["document"].startswith("file:///")
    assert api.calls("sendDocument")[0].files == ()
    assert api.objections == []


def test_a_file_is_read_from_the_servers_disk(api: BotApi, folder: Path) -> None:
    stored = api.world.store_file("приказ № 5.txt", "Приказ".encode(), "text/plain")

    async def read() -> bytes:
        settings = settings_for(api.url, folder, telegram_api_local=True)
        settings.data.mkdir()
        state = State.open(default_url(settings.data))
        app, desk, _ = build(settings, SmallLibrary(settings.documents), state, Limits(), asyncio.Event())
        await app.initialize()
        try:
            file = await desk.bot.get_file(stored.file_id)
            assert Path(str(file.file_path)).is_relative_to(folder / "server")
            return bytes(await file.download_as_bytearray())
        finally:
            await app.shutdown()
            await state.close()

    assert asyncio.run(read()) == "Приказ".encode()
    assert api.objections == []
