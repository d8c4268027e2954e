"""Files sent to the bot: what becomes of each, who may, what two admins do at once."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from tests.bot.shelving import EngineServing
from tests.bot.test_documents_reindex import acts
from tests.botapi import BotApi, Break, Message, PrivateChat
from tests.index import samples
from tests.index.test_readers_hostile import OLE, SAMPLES

Shelve = Callable[..., EngineServing]
PARKING = "Парковка\nПарковка во дворе открыта с семи утра до десяти вечера.\n"
LEAVE = "Положение об отпусках\nЕжегодный отпуск составляет 28 календарных дней.\n"
PATIENCE_S = 60.0


@pytest.fixture
def admin(api: BotApi) -> PrivateChat:
    return api.private(api.user(1, "Админ"))


def send(chat: PrivateChat, name: str, data: bytes | str, caption: str = "") -> Message:
    chat.send_file(name, data.encode() if isinstance(data, str) else data, caption=caption)
    return chat.wait_message("Принимаю")


def library(folder: Path) -> dict[str, str]:
    """Each file below the documents' folder with the hash of what is in it."""
    documents = folder / "documents"
    files = (file for file in documents.rglob("*") if file.is_file())
    return {file.relative_to(documents).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def waiting(folder: Path) -> list[str]:
    staging = folder / "data" / ".uploads"
    return [entry.name for entry in staging.iterdir()] if staging.is_dir() else []


def test_a_file_becomes_a_document(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    serving = shelve()
    came = send(admin, "Парковка №1.txt", PARKING).wait_text("В какую папку")
    assert "Парковка №1.txt — Парковка" in came.text
    assert [button.text for button in came.buttons] == ["📁 вне папок", "📁 кадры", "📁 финансы", "Не добавлять"]
    came.press("кадры").answer()
    came.wait_text("✅ Опубликован 1 документ")
    assert "➕ кадры/Парковка №1.txt" in came.text
    assert came.buttons == []
    assert (folder / "documents" / "кадры" / "Парковка №1.txt").read_text("utf-8") == PARKING
    assert waiting(folder) == []
    admin.say("До которого часа открыта парковка во дворе?")
    admin.wait_message("до десяти вечера")
    assert acts(serving) == [(1, "document-added", "document:кадры/Парковка №1.txt")]
    assert api.objections == []


@pytest.mark.parametrize("suffix", sorted(SAMPLES))
def test_each_format(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat, suffix: str) -> None:
    shelve()
    send(admin, f"образец{suffix}", SAMPLES[suffix](), "кадры").wait_text("✅ Опубликован", PATIENCE_S)
    assert f"кадры/образец{suffix}" in library(folder)
    assert api.objections == []


def test_the_caption_names_an_old_or_a_new_folder(
    api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat
) -> None:
    shelve()
    send(admin, "парковка.txt", PARKING, "Кадры").wait_text("➕ кадры/парковка.txt")
    new = send(admin, "столовая.txt", "Столовая\nСтоловая закрыта.\n", "Хозяйство").wait_text("В какую папку")
    new.press("➕ Хозяйство")
    new.wait_text("➕ Хозяйство/столовая.txt")
    outside = send(admin, "пропуска.txt", "Пропуска\nПропуска выдаёт охрана.\n").wait_text("В какую папку")
    outside.press("вне папок")
    outside.wait_text("➕ пропуска.txt")
    assert {"кадры/парковка.txt", "Хозяйство/столовая.txt", "пропуска.txt"} <= library(folder).keys()
    assert api.objections == []


def test_a_new_version_is_shown_before_it_counts(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    serving = shelve()
    before = library(folder)
    text = (folder / "documents" / "отпуск.txt").read_text("utf-8")
    text = text.replace("28 календарных", "30 календарных").replace("График отпусков утверждается до 15 декабря.\n", "")
    text += "Отпуск делится на две части.\nОтпуск оплачивается за три дня до начала.\n"
    came = send(admin, "ОТПУСК.txt", text).wait_text("В какую папку")
    came.press("🔁 отпуск.txt")
    came.wait_text("Опубликовать?")
    assert "Новая версия отпуск.txt" in came.text
    assert "Было: Ежегодный отпуск составляет 28 календарных дней." in came.text
    assert "Стало: Ежегодный отпуск составляет 30 календарных дней." in came.text
    assert came.marked("strikethrough")[0] == "28"
    assert "➕ Отпуск оплачивается за три дня до начала." in came.text
    assert library(folder) == before
    came.press("Опубликовать")
    came.wait_text("🔁 отпуск.txt")
    assert library(folder).keys() == before.keys()
    admin.say("Сколько календарных дней составляет ежегодный отпуск?")
    admin.wait_message("30 календарных")
    assert acts(serving) == [(1, "document-changed", "document:отпуск.txt")]
    assert api.objections == []


def test_a_version_that_changes_much_comes_as_a_file(
    api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat
) -> None:
    long = "".join(f"Пункт {number}: сумма составляет {number} рублей и ни копейкой больше.\n" for number in range(300))
    (folder / "documents" / "суммы.txt").write_text("Суммы\n" + long, encoding="utf-8")
    shelve()
    came = send(admin, "суммы.txt", "Суммы\n" + long.replace("рублей", "тысяч <рублей>")).wait_text("В какую")
    came.press("🔁")
    came.wait_text("Опубликовать?")
    assert "изменено 300" in came.text
    assert "изменений — в файле" in came.text
    changes = admin.wait_message().file
    assert changes is not None
    page = changes.data.decode()
    assert changes.name == "изменения.html"
    assert page.count("<tr>") == 300
    assert "<рублей>" not in page
    came.press("Не добавлять")
    came.wait_text("не добавляю")
    assert waiting(folder) == []
    assert api.objections == []


def test_what_is_known_is_not_taken_twice(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    shelve()
    before = library(folder)
    known = (folder / "documents" / "кадры" / "приём.txt").read_bytes()
    again = send(admin, "другое имя.txt", known)
    again.wait_text("то же самое, что кадры/приём.txt").press("📁 кадры")
    again.wait_text("Такой документ уже есть: кадры/приём.txt")
    elsewhere = send(admin, "другое имя.txt", known.replace(b"\n", b"\r\n"), "финансы")
    elsewhere.wait_text("финансы/другое имя.txt — то же самое, что кадры/приём.txt")
    assert library(folder) == before
    elsewhere.press("Опубликовать")
    elsewhere.wait_text("➕ финансы/другое имя.txt")
    assert waiting(folder) == []
    assert api.objections == []


def test_an_album_is_one_upload(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    shelve()
    files = {"парковка.txt": PARKING, "столовая.txt": "Столовая\nСтоловая закрыта.\n", "фото.png": "PNG", "п.txt": " "}
    for number, (name, text) in enumerate(files.items()):
        admin.send_file(name, text.encode(), caption="кадры" if number == 0 else "", album="1")
    done = admin.wait_message("Принимаю 4 файла").wait_text("✅ Опубликовано 2 документа")
    assert {"кадры/парковка.txt", "кадры/столовая.txt"} <= library(folder).keys()
    assert done.text.count("➕") == 2
    assert len(admin.sent) == 1
    assert api.objections == []


def test_an_archive_is_one_upload(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    shelve()
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("2024/парковка.txt", PARKING)
        opened.writestr("столовая.txt", "Столовая\nСтоловая закрыта.\n")
        opened.writestr("../../x.txt", "Побег\nПобег из папки.\n")
        opened.writestr("внутри.zip", samples.zipped({"a.txt": "a"}))
    came = send(admin, "Приказы.zip", out.getvalue()).wait_text("В какую папку")
    assert "Получено 2 документа" in came.text
    assert "x.txt: ссылка ведёт за пределы папки документов" in came.text
    assert "внутри.zip: такие файлы не читаются" in came.text
    came.press("кадры")
    came.wait_text("✅ Опубликовано 2 документа")
    assert {"кадры/2024/парковка.txt", "кадры/столовая.txt"} <= library(folder).keys()
    assert not list(folder.glob("*.txt"))
    assert api.objections == []


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "unknown": ("программа.exe", lambda: b"MZ", "такие файлы не читаются"),
    "broken": ("отчёт.docx", lambda: b"PK\x03\x04 broken", "файл повреждён"),
    "encrypted": ("отчёт.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "он защищён паролем"),
    "empty": ("пусто.txt", lambda: b" \n", "в нём нет текста"),
    "bomb": (
        "бомба.docx",
        lambda: samples.zipped({"word/document.xml": bytes(30 * 2**20)}),
        "он распаковывается в слишком большой",
    ),
    "zip bomb": (
        "бомба.zip",
        lambda: samples.zipped({"a.txt": bytes(30 * 2**20)}),
        "он распаковывается в слишком большой",
    ),
    "zip of many": (
        "много.zip",
        lambda: samples.zipped({f"{number}.txt": "" for number in range(10_000)}),
        "он распаковывается в слишком большой",
    ),
    "no zip": ("архив.zip", lambda: b"nothing of the kind", "файл повреждён"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_cannot_be_read_is_told(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat, case: str) -> None:
    shelve()
    before = library(folder)
    name, data, word = HOSTILE[case]
    told = send(admin, name, data()).wait_text("Добавлять нечего", PATIENCE_S)
    assert f"{name}: {word}" in told.text
    assert (library(folder), waiting(folder)) == (before, [])
    assert api.objections == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.txt", "x.txt"),
        ("щ" * 300 + ".txt", "щ" * 88 + ".txt"),
        ("a\x00\x1b\u202eb\n.txt", "a b.txt"),
        ("NUL.txt", "_NUL.txt"),
        ("<b>имя</b>.txt", "b.txt"),
    ],
)
def test_hostile_names(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat, name: str, kept: str) -> None:
    shelve()
    before = library(folder)
    send(admin, name, PARKING, "кадры").wait_text("✅ Опубликован")
    assert library(folder).keys() - before.keys() == {f"кадры/{kept}"}
    assert sorted(path.name for path in folder.iterdir()) == ["data", "documents"]
    assert api.objections == []


def test_what_telegram_does_not_hand_out(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    shelve()
    admin.send_file("большой.pdf", b"%PDF", size=21_000_000)
    word = admin.wait_message("Принимаю").wait_text("Больше 20 МБ: большой.pdf")
    assert str(folder / "documents") in word.text
    assert "VESTOVOY_TELEGRAM_API_LOCAL" in word.text
    admin.send_file("огромный.pdf", b"%PDF", size=60_000_000)
    admin.wait_message("Принимаю").wait_text("огромный.pdf: он больше допустимого")
    assert waiting(folder) == []
    assert api.objections == []


def test_a_local_server_hands_out_more(tmp_path: Path, folder: Path, shelve: Shelve) -> None:
    with BotApi(files_dir=tmp_path / "server") as api:
        shelve(telegram_api_url=api.url, telegram_api_local=True)
        admin = api.private(api.user(1, "Админ"))
        admin.send_file("большой.txt", PARKING.encode(), size=21_000_000, caption="кадры")
        admin.wait_message("Принимаю").wait_text("➕ кадры/большой.txt")
        assert api.objections == []


def test_a_connection_that_breaks_is_tried_again(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    shelve()
    api.fail("getFile", Break.DROP_BEFORE)
    send(admin, "парковка.txt", PARKING, "кадры").wait_text("➕ кадры/парковка.txt", PATIENCE_S)
    api.fail("getFile", Break.DROP_BEFORE, times=9)
    send(admin, "столовая.txt", PARKING, "кадры").wait_text("Telegram не отдал файл", PATIENCE_S)
    assert waiting(folder) == []
