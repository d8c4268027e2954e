"""`vestovoy digest`: on the terminal, as a picture, and sent."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.digests.schedule import Timing
from bot.state import State, default_url
from bot.state.digest_values import DigestPlan
from tests.bot.terminal import Terminal, write_office
from tests.botapi import BotApi, Group


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    made = Terminal(tmp_path, monkeypatch, capsys)
    made.set(documents=write_office(tmp_path / "documents"), data=tmp_path / "data", access="open")
    return made


def subscribe(data: Path, chat_id: int) -> None:
    state = State.open(default_url(data))
    plan = DigestPlan(chat_id, Timing(540, "Europe/Moscow"))
    asyncio.run(state.digests.change(plan, lambda known: replace(known, is_on=True), 1, 0))
    asyncio.run(state.close())


def test_a_dry_run_prints_it_and_sends_nothing(terminal: Terminal, tmp_path: Path) -> None:
    ended = terminal.run("digest", "--chat", "1", "--dry-run", "--picture", tmp_path / "card.png")
    assert ended.code in (0, None)
    assert "Что нового в документах" in ended.out
    assert "Ежегодный отпуск длится 28 дней." in ended.out
    assert (tmp_path / "card.png").read_bytes().startswith(b"\x89PNG")


def test_it_is_sent_once_a_day(terminal: Terminal, api: BotApi, group: Group, tmp_path: Path) -> None:
    terminal.set(telegram_token=api.token, telegram_api_url=api.url)
    subscribe(tmp_path / "data", group.id)
    assert "Отправлено" in terminal.run("digest", "--chat", str(group.id)).out
    assert "Ежегодный отпуск" in group.sent[0].text
    again = terminal.run("digest", "--chat", str(group.id))
    assert (again.code, len(group.sent)) == (1, 1)
    assert "уже отправлена" in again.out
    group.remove_bot()
    assert api.objections == []


def test_to_send_it_needs_a_token(terminal: Terminal) -> None:
    ended = terminal.run("digest", "--chat", "1")
    assert ended.code == 2
    assert "VESTOVOY_TELEGRAM_TOKEN" in ended.err
