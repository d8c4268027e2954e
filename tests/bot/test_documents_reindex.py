"""/reindex: the report, progress, cancelling, two admins, another process, and those who are none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bot.shelving import EngineServing
from tests.botapi import BotApi, PrivateChat
from tests.fakes import BagOfWordsEmbedder

Shelve = Callable[..., EngineServing]
LEAVE = "Сколько календарных дней составляет ежегодный отпуск?"


class Gate(BagOfWordsEmbedder):
    """Embeds passages only once it is told to go on; questions at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.reached = threading.Event()
        self.open.set()

    def passages(self, texts):  # type: ignore[no-untyped-def]
        self.reached.set()
        assert self.open.wait(30)
        return super().passages(texts)

    def shut(self) -> None:
        self.reached.clear()
        self.open.clear()


@pytest.fixture
def admin(api: BotApi) -> PrivateChat:
    return api.private(api.user(1, "Админ"))


@pytest.fixture
def second(api: BotApi) -> PrivateChat:
    return api.private(api.user(2, "Second", language_code="en"))


def write(folder: Path, name: str, text: str) -> None:
    file = folder / "documents" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def acts(serving: EngineServing) -> list[tuple[int, str, str]]:
    found = serving.act(serving.state.audit.acts())
    return [(act.by, act.action, act.subject) for act in reversed(found)]


def test_the_report_tells_what_changed(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    serving = shelve()
    write(folder, "хозяйство/парковка.txt", "Парковка\nПарковка открыта с семи утра.\n")
    write(folder, "отпуск.txt", "Положение об отпусках\nЕжегодный отпуск составляет 30 календарных дней.\n")
    (folder / "documents" / "финансы" / "оклады.txt").unlink()
    (folder / "documents" / "программа.exe").write_bytes(b"MZ")
    admin.say("/reindex")
    done = admin.wait_message("Обновляю документы").wait_text("✅ Готово")
    assert "добавлен 1, изменён 1, удалён 1, без изменений 1." in done.text
    assert "Всего: 3 документа" in done.text
    assert "Пропущен 1 файл:" in done.text
    assert "! программа.exe: такие файлы не читаются" in done.text
    assert "+ хозяйство/парковка.txt" in done.text
    assert "≠ отпуск.txt" in done.text
    assert "− финансы/оклады.txt" in done.text
    assert done.buttons == []
    admin.say(LEAVE)
    admin.wait_message("30 календарных")
    assert acts(serving) == [(1, "reindex", "library")]
    assert api.objections == []


def test_a_long_report_comes_as_a_file_too(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    shelve()
    for number in range(40):
        write(folder, f"приказы/приказ {number}.txt", f"Приказ {number}\nПункт {number} приказа.\n")
    admin.say("/reindex")
    done = admin.wait_message("Обновляю").wait_text("✅ Готово")
    assert "Список целиком — в файле." in done.text
    report = admin.wait_message()
    assert report.file is not None
    assert report.file.name == "обновление.txt"
    text = report.file.data.decode("utf-8-sig")
    assert len([line for line in text.splitlines() if line.startswith("+ приказы/")]) == 40
    assert api.objections == []


def test_full_reads_everything_anew(api: BotApi, shelve: Shelve, admin: PrivateChat) -> None:
    serving = shelve()
    before = serving.embedder.embedded
    admin.say("/reindex full")
    admin.wait_message("все заново").wait_text("без изменений 3")
    assert serving.embedder.embedded > before
    admin.say("/reindex everything")
    admin.wait_message("/reindex full")
    assert [action for _, action, _ in acts(serving)] == ["reindex"]
    assert api.objections == []


def test_answers_keep_coming_and_the_progress_is_edited_in(
    api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat
) -> None:
    gate = Gate()
    shelve(embedder=gate)
    write(folder, "отпуск.txt", "Положение об отпусках\nЕжегодный отпуск составляет 30 календарных дней.\n")
    gate.shut()
    admin.say("/reindex")
    progress = admin.wait_message("Обновляю документы")
    assert progress.button("Отменить")
    assert gate.reached.wait(30)
    admin.say(LEAVE)
    admin.wait_message("28 календарных")
    progress.wait_text("Вычисление")
    gate.open.set()
    progress.wait_text("изменён 1")
    edits = [one.at for one in api.calls("editMessageText", admin)]
    assert len(edits) <= 3
    assert api.objections == []


def test_cancelling_leaves_the_old_library(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    gate = Gate()
    serving = shelve(embedder=gate)
    before = serving.engine.status().generation
    write(folder, "отпуск.txt", "Положение об отпусках\nЕжегодный отпуск составляет 30 календарных дней.\n")
    for number in range(40):
        write(folder, f"приказы/{number}.txt", f"Приказ {number}\n" + f"Пункт номер {number} приказа.\n" * 5)
    gate.shut()
    admin.say("/reindex")
    progress = admin.wait_message("Обновляю документы")
    assert gate.reached.wait(30)
    assert progress.press("Отменить").answer().text == "Отменяю…"
    gate.open.set()
    progress.wait_text("Обновление отменено: Админ. Документы остались прежними.")
    assert progress.buttons == []
    assert serving.engine.status().generation == before
    admin.say(LEAVE)
    admin.wait_message("28 календарных")
    assert acts(serving) == [(1, "reindex", "library"), (1, "reindex-cancelled", "library")]
    admin.say("/reindex")
    admin.wait_message("Обновляю").wait_text("добавлено 40, изменён 1")
    assert api.objections == []


def test_a_second_admin_watches_and_may_cancel(
    api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat, second: PrivateChat
) -> None:
    gate = Gate()
    serving = shelve(embedder=gate, admin_ids=frozenset({1, 2}))
    for number in range(40):
        write(folder, f"приказы/{number}.txt", f"Приказ {number}\n" + f"Пункт номер {number} приказа.\n" * 5)
    gate.shut()
    admin.say("/reindex")
    mine = admin.wait_message("Обновляю документы")
    assert gate.reached.wait(30)
    second.say("/reindex full")
    theirs = second.wait_message("Updating the documents")
    admin.say("/reindex")
    admin.wait_message("Обновление уже идёт")
    assert theirs.press("Cancel").answer().text == "Cancelling…"
    gate.open.set()
    theirs.wait_text("Cancelled by Second")
    mine.wait_text("Обновление отменено: Second")
    assert acts(serving) == [(1, "reindex", "library"), (2, "reindex-cancelled", "library")]
    assert api.objections == []


def test_the_reindex_of_another_process_is_told_of(api: BotApi, shelve: Shelve, admin: PrivateChat) -> None:
    serving = shelve()
    other = serving.another_engine()
    with other.exclusively():
        admin.say("/reindex")
        admin.wait_message("Обновляю").wait_text("уже обрабатывает другая программа")
        admin.say(LEAVE)
        admin.wait_message("28 календарных")
    other.close()
    admin.say("/reindex")
    admin.wait_message("Обновляю").wait_text("✅ Готово")
    assert api.objections == []


def test_a_folder_that_is_gone_is_told_of(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    shelve()
    (folder / "documents").rename(folder / "elsewhere")
    admin.say("/reindex")
    admin.wait_message("Обновляю").wait_text("Обновить не удалось")
    admin.say(LEAVE)
    admin.wait_message("28 календарных")
    assert api.objections == []


def test_nobody_else_may(api: BotApi, shelve: Shelve, admin: PrivateChat) -> None:
    gate = Gate()
    serving = shelve(embedder=gate, access="open")
    guest = api.private(api.user(5, "Анна"))
    group = api.group("Отдел", [api.world.users[5], api.world.users[1]])
    guest.say("/reindex")
    assert guest.wait_message().text == "Это могут только администраторы."
    group.say("/reindex@vestovoy_bot", by=guest.owner)
    group.say("/reindex@vestovoy_bot", by=admin.owner)
    group.expect_silence(0.5)
    gate.shut()
    admin.say("/reindex full")
    progress = admin.wait_message("Обновляю")
    assert gate.reached.wait(30)
    assert progress.press("Отменить", by=guest.owner).answer().alert
    gate.open.set()
    progress.wait_text("✅ Готово")
    assert acts(serving) == [(1, "reindex", "library")]
    assert api.objections == []
