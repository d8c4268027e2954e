"""`history` and `rollback` over a small office."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.terminal import OFFICE, Terminal, write_office
from tests.word_model import save_word_model


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    terminal = Terminal(tmp_path, monkeypatch, capsys)
    write_office(tmp_path / "documents")
    model = save_word_model(tmp_path / "words", [*OFFICE.values()])
    terminal.set(documents="documents", embedding_model=model, confidence_threshold="0")
    return terminal


def test_the_states_are_listed_and_gone_back_to(office: Terminal) -> None:
    assert "Документов ещё не было" in office.run("history").out
    office.run("reindex")
    name, text = next(iter(OFFICE.items()))
    file = office.folder / "documents" / name
    file.write_text("Совсем другой текст этого документа.", encoding="utf-8")
    office.run("reindex")
    listed = office.run("history")
    assert listed.code == 0
    assert [line.split()[0] for line in listed.out.splitlines()] == ["№", "2", "1"]
    back = office.run("rollback", "1")
    assert back.code == 0
    assert "изменённых 1" in back.err
    assert file.read_text(encoding="utf-8") == text


def test_a_state_that_is_not_kept_is_refused(office: Terminal) -> None:
    office.run("reindex")
    ended = office.run("rollback", "77")
    assert ended.code == 1
    assert "Состояния 77 нет" in ended.err


def test_copies_that_were_not_to_be_kept_are_told_of(office: Terminal) -> None:
    office.set(keep_files_mb="0")
    office.run("reindex")
    file = office.folder / "documents" / next(iter(OFFICE))
    file.write_text("Совсем другой текст этого документа.", encoding="utf-8")
    office.run("reindex")
    assert "Не хранится уже 1 файл" in office.run("rollback", "1").err
