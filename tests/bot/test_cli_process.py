"""The command line as a process of its own, with the packaged model: what only a process can show."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from index.store.local import LocalStore
from index.types import DocumentCard
from tests.bot.terminal import finish, start, write_office

LEAVE = "Сколько дней длится ежегодный отпуск?"
WEATHER = "Какая погода будет завтра в Париже?"
PATIENCE_S = 60


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with documents, indexed."""
    folder = tmp_path_factory.mktemp("office")
    write_office(folder / "seeds")
    assert finish(start(folder, "reindex")).code == 0
    return folder


def documents_of(folder: Path) -> list[DocumentCard]:
    store = LocalStore(folder / "data" / "library")
    snapshot = store.snapshot()
    try:
        return snapshot.documents()
    finally:
        snapshot.close()
        store.close()


def test_a_chat_with_the_packaged_model_answers_declines_and_survives_another_encoding(office: Path) -> None:
    typed = f"{LEAVE}\n{WEATHER}\n".encode() + "отпуск\n".encode("cp1251") + f"{LEAVE}\n".encode()
    ended = finish(start(office, "chat"), typed)
    assert ended.code == 0, ended.err
    answer, source, declined, *_, again, same_source = ended.out.splitlines()
    assert "28 дней" in answer
    assert source == "— «Положение об отпусках» (кадры/отпуск.txt)"
    assert declined == "В документах ответа на это нет."
    assert (again, same_source) == (answer, source)


def test_ctrl_c_during_a_reindex_leaves_the_index_as_it_was(office: Path) -> None:
    before = documents_of(office)
    for number in range(400):
        text = " ".join(f"Пункт {number}.{part} распоряжения вступает в силу." for part in range(40))
        (office / "seeds" / f"{number}.txt").write_text(text, encoding="utf-8")
    lock = office / "data" / "library" / "reindex.lock"
    lock.unlink()
    process = start(office, "reindex")
    try:
        wait_for(lock)
        process.send_signal(signal.SIGINT)
        ended = finish(process)
    finally:
        process.kill()
    assert (ended.code, ended.out) == (130, ""), ended.err
    assert ended.err == "Прервано. Указатель остался прежним.\n"
    assert documents_of(office) == before
    again = finish(start(office, "ask", LEAVE))
    assert again.code == 0
    assert "28 дней" in again.out
    assert again.err == "", "nothing had to be indexed again"


def wait_for(lock: Path) -> None:
    """Until the reindex has taken its lock, and a little, for it to be well under way."""
    deadline = time.monotonic() + PATIENCE_S
    while not lock.exists():
        assert time.monotonic() < deadline, "no reindex began"
        time.sleep(0.01)
    time.sleep(0.5)
