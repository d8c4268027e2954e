"""What the tests of the bot share: a server, documents, the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.inprocess import QUICK, Serving, settings_for
from tests.bot.keeping import Keep, Keeping
from tests.bot.program import Program
from tests.bot.shelving import EngineServing
from tests.botapi import BotApi, PrivateChat

ADMIN = 1

DOCUMENTS = {
    "отпуск.txt": "Положение об отпусках\n"
    "Ежегодный отпуск составляет 28 календарных дней.\n"
    "Отпуск за ненормированный день составляет 3 календарных дня.\n"
    "График отпусков утверждается до 15 декабря.\n",
    "кадры/приём.txt": "Порядок приёма\n"
    "Приказ о приёме подписывает директор филиала.\n"
    "Испытательный срок длится 3 месяца.\n"
    "Срок приказа о приёме на работу ограничен 5 днями.\n",
    "финансы/оклады.txt": "Штатное расписание\n"
    "Оклад ведущего инженера составляет 120000 рублей.\n"
    "Премия ведущего инженера выплачивается ежеквартально.\n",
}


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in DOCUMENTS.items():
        file = tmp_path / "documents" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def serve(api: BotApi, folder: Path) -> Iterator[Callable[..., Serving]]:
    """Starts the bot in a thread; everybody may ask unless a setting says otherwise. Its end must be clean."""
    started: list[Serving] = []

    def serve(**given: Any) -> Serving:
        limits, slow_s = given.pop("limits", QUICK), given.pop("slow_s", 1.5)
        serving = Serving(settings_for(api.url, folder, **given), limits, slow_s)
        started.append(serving)
        return serving

    yield serve
    for serving in started:
        if serving.running:
            serving.stop()
        assert serving.errors == []


@pytest.fixture
def shelve(api: BotApi, folder: Path) -> Iterator[Callable[..., EngineServing]]:
    """As `serve`, over a real engine."""
    started: list[EngineServing] = []

    def shelve(**given: Any) -> EngineServing:
        parts = {name: given.pop(name) for name in ("embedder", "answerer") if name in given}
        serving = EngineServing(settings_for(api.url, folder, **given), **parts)
        started.append(serving)
        return serving

    yield shelve
    for serving in started:
        if serving.running:
            serving.stop()
        assert serving.errors == []


@pytest.fixture
def start(api: BotApi, folder: Path) -> Iterator[Callable[..., Program]]:
    """Starts the program; everybody may ask unless a setting says otherwise."""
    started: list[Program] = []

    def start(**settings: Any) -> Program:
        program = Program(api, folder, {"access": "open", "admin_ids": f"[{ADMIN}]", **settings})
        started.append(program)
        return program

    yield start
    for program in started:
        program.kill()


@pytest.fixture
def keep(api: BotApi, folder: Path) -> Iterator[Keep]:
    """Starts the bot over a real library. Its end must be clean, and no call of it may have been objected to."""
    started: list[Keeping] = []

    def keep(**given: object) -> Keeping:
        keeping = Keeping(settings_for(api.url, folder, **{"admin_ids": frozenset({1, 2}), **given}))
        started.append(keeping)
        return keeping

    yield keep
    for keeping in started:
        if keeping.running:
            keeping.stop()
        assert keeping.errors == []
        keeping.engine.close()
    assert api.objections == []


@pytest.fixture
def kept(keep: Keep) -> Keeping:
    return keep()


@pytest.fixture
def admin(api: BotApi, kept: Keeping) -> PrivateChat:
    return api.private(api.user(1, "Админ"))


@pytest.fixture
def other(api: BotApi, kept: Keeping) -> PrivateChat:
    return api.private(api.user(2, "Второй"))


@pytest.fixture
def guest(api: BotApi, kept: Keeping) -> PrivateChat:
    return api.private(api.user(5, "Анна"))
