"""/stats and /export: what they tell, to whom, and that nothing asked becomes a formula."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from PIL import Image

from bot.settings import Language
from bot.state.statistics import AskedRow
from bot.stats.chart import chart
from bot.stats.figures import figures_of
from bot.stats.tables import tables_html
from bot.stats.workbook import workbook
from bot.texts import texts_in
from tests.bot.inprocess import Serving
from tests.botapi import BotApi, PrivateChat

Serve = Callable[..., Serving]
NOW = datetime(2024, 2, 29, 12, tzinfo=UTC)
LEAVE = "Сколько календарных дней составляет ежегодный отпуск?"
TEXTS = texts_in(Language.RU)


def row(days_ago: int, text: str, *, answered: bool | None = True, chat: int = 5, **more: float) -> AskedRow:
    at = NOW - timedelta(days=days_ago)
    took = more.get("seconds", 1.0)
    up, down = int(more.get("up", 0)), int(more.get("down", 0))
    return AskedRow(at, f"{days_ago}-{text}", 5, chat, text, answered, 0.9, took, up, down)


ROWS = [
    row(0, "Как оформить отпуск?", seconds=1.0, up=1),
    row(0, "как  оформить отпуск", seconds=3.0, down=2),
    row(1, "Кто директор?", answered=False, chat=-7),
    row(2, "=1+1", answered=None, down=1),
]
CITED = [("кадры/отпуск.txt", 2)]


def test_figures_by_day_and_by_question() -> None:
    figures = figures_of(ROWS, CITED, NOW, 3)
    assert [(day.date.day, day.asked, day.answered, day.declined) for day in figures.days] == [
        (27, 1, 0, 0),
        (28, 1, 0, 1),
        (29, 2, 2, 0),
    ]
    assert figures.days[2].median_s == 2.0
    assert figures.most_asked[0] == ("Как оформить отпуск?", 2)
    assert figures.worst_rated == (("Как оформить отпуск?", 2, 1), ("=1+1", 1, 0))
    assert (figures.people, figures.groups) == (((5, 4),), ((-7, 1),))
    assert (figures.asked, figures.answered, figures.declined, figures.up, figures.down) == (4, 2, 1, 1, 3)


def test_the_picture_and_the_tables() -> None:
    figures = figures_of(ROWS, CITED, NOW, 30)
    with Image.open(BytesIO(chart(TEXTS, figures))) as picture:
        assert picture.size == (1100, 770)
        assert len(picture.convert("RGB").getcolors(10**6) or ()) > 20
    told = tables_html(TEXTS, figures, {5: "Анна <b>", -7: "Отдел"}, 30)
    assert "Вопросов: 4, с ответом 2 (67 %), 👍 1 👎 3" in told
    assert "2 · Как оформить отпуск?" in told
    assert "4 · Анна &lt;b&gt;" in told
    assert "2 · кадры/отпуск.txt" in told


def test_a_picture_of_nothing_can_be_drawn() -> None:
    assert chart(TEXTS, figures_of([], [], NOW, 1)).startswith(b"\x89PNG")


def test_the_workbook_has_every_question_and_no_formula() -> None:
    figures = figures_of(ROWS, CITED, NOW, 3)
    rows = [*ROWS, row(0, "плохо\x00\x07")]
    data = workbook(TEXTS, figures, rows, {"0-Как оформить отпуск?": ["кадры/отпуск.txt"]}, {5: "Анна", -7: "Отдел"})
    book = load_workbook(BytesIO(data))
    assert book.sheetnames[:2] == ["Вопросы", "По дням"]
    sheet = book["Вопросы"]
    texts = [sheet.cell(number, 5) for number in range(2, 7)]
    assert [cell.value for cell in texts] == [*(one.text for one in ROWS), "плохо"]
    assert {cell.data_type for cell in texts} == {"s"}
    assert sheet.cell(2, 11).value == "кадры/отпуск.txt"
    assert sheet.cell(4, 4).value == "Отдел"
    assert [cell.value for cell in book["По дням"]["A"]] == ["День", "2024-02-27", "2024-02-28", "2024-02-29"]


@pytest.fixture
def admin(api: BotApi) -> PrivateChat:
    return api.private(api.user(1, "Админ"))


def test_an_admin_sees_how_the_bot_does(api: BotApi, serve: Serve, admin: PrivateChat) -> None:
    serving = serve()
    admin.say("/stats")
    admin.wait_message("вопросов не было")
    guest = api.private(api.user(5, "Анна"))
    for _ in range(2):
        guest.say(LEAVE)
        got = guest.wait_message("28")
    got.press("👎").answer()
    guest.say("/new")
    guest.wait_message("забыт")
    guest.say("Где пингвины?")
    guest.wait_message("нет ответа")
    admin.say("/stats 7")
    admin.wait_message("За 7 дней")
    picture, told = admin.sent[-2:]
    assert picture.file is not None
    assert picture.file.data.startswith(b"\x89PNG")
    assert "Вопросов: 3, с ответом 2 (67 %), 👍 0 👎 1" in told.text
    assert "3 · Анна" in told.text
    assert "2 · отпуск.txt" in told.text
    admin.say("/export")
    api.wait(lambda: admin.sent[-1].file and admin.sent[-1].file.name.endswith(".xlsx"), "the workbook")
    file = admin.sent[-1].file
    assert file is not None
    book = load_workbook(BytesIO(file.data))
    assert book["Вопросы"].max_row == 4
    assert [act.action for act in serving.act(serving.state.audit.acts())] == ["export"]
    assert api.objections == []


@pytest.mark.parametrize("command", ["/stats", "/export"])
def test_nobody_else_may(api: BotApi, serve: Serve, admin: PrivateChat, command: str) -> None:
    serve()
    guest = api.private(api.user(5, "Анна"))
    guest.say(command)
    assert guest.wait_message().text == "Это могут только администраторы."
    group = api.group("Отдел", [api.world.users[1]])
    group.say(f"{command}@vestovoy_bot")
    group.expect_silence(0.5)
    assert not [one for one in guest.sent if one.file]
    assert api.objections == []
