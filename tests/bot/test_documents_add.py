"""/add: a page becomes a document, the same address again a new version; what it may not lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bot.pages import WebServer
from tests.bot.shelving import EngineServing
from tests.bot.test_documents_reindex import acts
from tests.bot.test_documents_uploads import library, waiting
from tests.botapi import BotApi, PrivateChat
from tests.index import samples

Shelve = Callable[..., EngineServing]
PAGE = """<html><head><title>Парковка | Портал</title><meta name="date" content="2024-03-12"></head>
<body><nav><a href="/">Домой</a></nav><main><h1>Парковка</h1>
<p>Парковка во дворе открыта с семи утра до {hour} вечера.</p></main><footer>Все права</footer></body></html>"""


@pytest.fixture
def admin(api: BotApi) -> PrivateChat:
    return api.private(api.user(1, "Админ"))


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


def test_a_page_becomes_a_document_and_then_a_new_version(
    api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat, web: WebServer
) -> None:
    serving = shelve(add_private_addresses=True)
    address = web.page("/parking", PAGE.format(hour="десяти").encode("cp1251"), "text/html; charset=windows-1251")
    admin.say(f"/add {address}#top")
    came = admin.wait_message("Читаю").wait_text("В какую папку")
    assert "Парковка.html — Парковка" in came.text
    came.press("кадры")
    came.wait_text("➕ кадры/Парковка.html")
    kept = (folder / "documents" / "кадры" / "Парковка.html").read_text("utf-8")
    assert kept.startswith(f"<!-- saved from url=({len(address):04}){address} -->")
    document = serving.engine.document("кадры/Парковка.html")
    assert document is not None
    assert (document.card.title, str(document.card.date)) == ("Парковка", "2024-03-12")
    assert "Домой" not in document.text
    assert serving.act(serving.state.pages.address_of("кадры/Парковка.html")) == address
    admin.say(f"/add {address}")
    admin.wait_message("Читаю").wait_text("Такой документ уже есть: кадры/Парковка.html")
    web.page("/parking", PAGE.format(hour="восьми"))
    admin.say(f"/add {address} финансы")
    again = admin.wait_message("Читаю").wait_text("Опубликовать?")
    assert "Стало: Парковка во дворе открыта с семи утра до восьми вечера." in again.text
    again.press("Опубликовать")
    again.wait_text("🔁 кадры/Парковка.html")
    admin.say("До которого часа открыта парковка во дворе?")
    admin.wait_message("до восьми вечера").press("Документ")
    assert admin.wait_message(address).file is not None
    admin.say("/documents Парковка")
    listed = admin.wait_message("По запросу")
    listed.press("Парковка")
    listed.wait_text(f"Страница: {address}")
    assert [action for _, action, _ in acts(serving)] == [
        "address-fetched",
        "document-added",
        "address-fetched",
        "address-fetched",
        "document-changed",
    ]
    assert waiting(folder) == []
    assert api.objections == []


def test_two_pages_of_one_title_are_two_documents(
    api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat, web: WebServer
) -> None:
    shelve(add_private_addresses=True)
    for number, hour in enumerate(("десяти", "восьми")):
        admin.say(f"/add {web.page(f'/{number}', PAGE.format(hour=hour))} кадры")
        admin.wait_message("Читаю").wait_text("✅ Опубликован")
    assert {"кадры/Парковка.html", "кадры/Парковка (2).html"} <= library(folder).keys()
    assert api.objections == []


def test_a_file_at_an_address(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat, web: WebServer) -> None:
    shelve(add_private_addresses=True)
    data = samples.pdf([[samples.Run(50, 700, samples.PAY)]], title="Оплата")
    admin.say(f"/add {web.page('/docs/oplata.pdf', data, 'application/pdf')} финансы")
    admin.wait_message("Читаю").wait_text("➕ финансы/oplata.pdf")
    assert (folder / "documents" / "финансы" / "oplata.pdf").read_bytes() == data
    assert api.objections == []


def test_what_an_address_may_not_lead_to(
    api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat, web: WebServer
) -> None:
    serving = shelve()
    before = library(folder)
    web.redirect("/out", "http://10.0.0.1/")
    for address, word in (
        (web.url("/out"), "Адрес 127.0.0.1 ведёт во внутреннюю сеть"),
        ("http://169.254.169.254/latest/meta-data", "Адрес 169.254.169.254 ведёт во внутреннюю сеть"),
        ("file:///etc/passwd", "Это не адрес страницы"),
    ):
        admin.say(f"/add {address}")
        admin.wait_message("Читаю").wait_text(word)
    admin.say("/add")
    admin.wait_message("Напишите адрес страницы")
    assert web.asked == []
    assert [action for _, action, _ in acts(serving)] == ["address-refused"] * 3
    assert (library(folder), waiting(folder)) == (before, [])
    assert api.objections == []


def test_what_is_no_document(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat, web: WebServer) -> None:
    shelve(add_private_addresses=True, max_file_mb=1)
    for address, word in (
        (web.url("/nothing"), "Сервер ответил кодом 404"),
        (web.page("/a.png", b"PNG", "image/png"), "не документ: image/png"),
        (web.page("/large", "x" * 2**21), "Страница слишком большая"),
        (web.page("/picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9), "файл повреждён"),
        (web.page("/empty", "<html><body></body></html>"), "в нём нет текста"),
        (web.page("/wrong.pdf", "<p>no pdf</p>", "application/pdf"), "файл повреждён"),
    ):
        admin.say(f"/add {address}")
        admin.wait_message("Читаю").wait_text(word)
    assert waiting(folder) == []
    assert api.objections == []


def test_nobody_else_may(api: BotApi, shelve: Shelve, folder: Path, web: WebServer) -> None:
    serving = shelve(add_private_addresses=True)
    guest = api.private(api.user(5, "Анна"))
    address = web.page("/parking", PAGE.format(hour="десяти"))
    guest.say(f"/add {address}")
    assert guest.wait_message().text == "Это могут только администраторы."
    group = api.group("Отдел", [api.world.users[5]])
    group.say(f"/add@vestovoy_bot {address}")
    group.expect_silence(0.5)
    assert (web.asked, acts(serving), waiting(folder)) == ([], [], [])
    assert api.objections == []
