"""`vestovoy backup` and `vestovoy restore` as an admin types them."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import wiring
from bot.__main__ import main
from bot.backup import command_line
from bot.backup.errors import BackupLaterError
from bot.state import State, default_url
from tests.bot.inprocess import Serving
from tests.bot.terminal import OFFICE, Ended, Terminal, write_office
from tests.botapi import TOKEN, BotApi
from tests.word_model import save_word_model

LEAVE = "Сколько дней длится ежегодный отпуск?"


class Typed(io.StringIO):
    """What a person types at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_word_model(tmp_path_factory.mktemp("models") / "words", [*OFFICE.values(), LEAVE])


@pytest.fixture
def terminal(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    terminal = Terminal(tmp_path, monkeypatch, capsys)
    write_office(tmp_path / "documents")
    terminal.set(documents="documents", embedding_model=model, confidence_threshold="0", telegram_token=TOKEN)
    State.open(default_url(tmp_path / "data")).database.dispose()
    return terminal


@pytest.fixture
def type_in(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    def type_in(answer: str, *arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["vestovoy", *arguments])
        monkeypatch.setattr(sys, "stdin", Typed(f"{answer}\n"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(ended.value.code or 0, *capsys.readouterr())

    return type_in


def test_there_and_back_on_another_machine(terminal: Terminal) -> None:
    answered = terminal.run("ask", LEAVE)
    done = terminal.run("backup", "backup.zip")
    assert done.code == 0, done.err
    assert "2 документа" in done.out
    assert ".env" in done.out
    shutil.rmtree(terminal.folder / "data")
    shutil.rmtree(terminal.folder / "documents")
    restored = terminal.run("restore", "backup.zip", "--yes", "--documents", "elsewhere", "--data", "new")
    assert restored.code == 0, restored.err
    assert "2 документа" in restored.out
    again = terminal.run("ask", LEAVE, "--documents", "elsewhere", "--data", "new")
    assert (again.out, again.err) == (answered.out, ""), "nothing had to be indexed again"


def test_it_shows_and_asks(terminal: Terminal, type_in: Callable[..., Ended]) -> None:
    terminal.run("reindex")
    terminal.run("backup", "backup.zip")
    (terminal.folder / "documents" / "лишний.txt").write_text("Лишний документ", encoding="utf-8")
    nobody = terminal.run("restore", "backup.zip")
    assert nobody.code == 1
    assert "--yes" in nobody.err
    declined = type_in("n", "restore", "backup.zip")
    assert declined.code == 1
    assert re.search(r"документов +3 +2", declined.out)
    assert "Ничего не изменено" in declined.out
    assert (terminal.folder / "documents" / "лишний.txt").exists()
    agreed = type_in("да", "restore", "backup.zip")
    assert agreed.code == 0, agreed.err
    assert not (terminal.folder / "documents" / "лишний.txt").exists()
    (former,) = (line.strip() for line in agreed.out.splitlines() if "documents" in line)
    assert (Path(former) / "лишний.txt").exists()


def test_an_interrupted_restore_is_finished_before_anything_else(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.run("reindex")
    terminal.run("backup", "backup.zip")
    taken = terminal.folder / "data" / "library"

    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", break_off)
        assert terminal.run("restore", "backup.zip", "--yes").code == 130
    for command in (["ask", LEAVE], ["reindex"], ["backup", "other.zip"], ["run"]):
        ended = terminal.run(*command)
        assert ended.code == 1
        assert "Завершите его: vestovoy restore" in ended.err
    ended = terminal.run("restore")
    assert ended.code == 0, ended.err
    assert "завершено" in ended.out
    assert taken.is_dir()
    assert "28 дней" in terminal.run("ask", LEAVE).out
    nothing = terminal.run("restore")
    assert nothing.code == 1
    assert "Прерванного восстановления нет" in nothing.err


def test_a_running_bot_is_backed_up_but_not_restored(api: BotApi, serve: Callable[..., Serving], folder: Path) -> None:
    bot = serve()
    chat = api.private(api.user(5, "Анна"))
    chat.say("Сколько дней составляет ежегодный отпуск?")
    chat.wait_message("28")
    wiring.backup(bot.settings, folder / "backup.zip", force=False)
    with pytest.raises(BackupLaterError) as error:
        wiring.restore(bot.settings, folder / "backup.zip", yes=True)
    assert error.value.kind == "bot-runs"
    bot.stop()
    assert wiring.restore(bot.settings, folder / "backup.zip", yes=True)


def test_many_that_are_left_out_are_counted(terminal: Terminal) -> None:
    for number in range(command_line.MOST_LINES + 3):
        (terminal.folder / "documents" / f"{number}.lnk").symlink_to("/nowhere")
    ended = terminal.run("backup", "backup.zip")
    assert ended.code == 0
    assert ended.err.count("Не вошёл") == command_line.MOST_LINES
    assert "и ещё 3" in ended.err
