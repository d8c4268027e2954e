"""Web pages: cells that span rows and columns, a page within a form, breaks in headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.readers import ReadLimits, read_document
from index.types import Document
from tests.index.samples import LEAVE, PAY

HEADER = "<tr><th>Отдел<th>Сотрудник<th>Телефон</tr>"


def read(page: str, folder: Path) -> Document:
    file = folder / "страница.html"
    file.write_text(page, encoding="utf-8")
    return read_document(file, file.name, ReadLimits())


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            "<tr><td rowspan=2>Бухгалтерия<td>Иванова<td>101</tr><tr><td>Петрова<td>102</tr>",
            [
                "Отдел: Бухгалтерия | Сотрудник: Иванова | Телефон: 101",
                "Отдел: Бухгалтерия | Сотрудник: Петрова | Телефон: 102",
            ],
        ),
        (
            "<tr><td colspan=2>Охрана<td rowspan=2>103</tr><tr><td>Склад<td>Сомов</tr><tr><td>Архив<td>Лапин<td>104",
            [
                "Отдел: Охрана | Телефон: 103",
                "Отдел: Склад | Сотрудник: Сомов | Телефон: 103",
                "Отдел: Архив | Сотрудник: Лапин | Телефон: 104",
            ],
        ),
        (
            "<tr><td>Кадры<td>Лапина<td rowspan=3>105</tr><tr><td>Архив</tr><tr><td>Склад<td>Сомов</tr>",
            [
                "Отдел: Кадры | Сотрудник: Лапина | Телефон: 105",
                "Отдел: Архив | Телефон: 105",
                "Отдел: Склад | Сотрудник: Сомов | Телефон: 105",
            ],
        ),
        (
            "<tbody><tr><td rowspan=5>Кадры<td>Лапина<td>105</tr></tbody>"
            "<tbody><tr><td rowspan='два'>Архив<td colspan=-1>Сомов<td>106</tr></tbody>",
            [
                "Отдел: Кадры | Сотрудник: Лапина | Телефон: 105",
                "Отдел: Архив | Сотрудник: Сомов | Телефон: 106",
            ],
        ),
    ],
    ids=["down", "down and across", "past a short row", "no further than its part of the table"],
)
def test_a_cell_that_spans_rows_and_columns_leaves_the_others_in_theirs(
    rows: str, lines: list[str], tmp_path: Path
) -> None:
    document = read(f"<h1>Телефоны</h1><table>{HEADER}{rows}</table>", tmp_path)
    assert document.text.splitlines()[2:] == lines


def test_a_header_of_two_tiers_that_spans_rows_is_made_one(tmp_path: Path) -> None:
    header = "<tr><th rowspan=2>Услуга<th colspan=2>Цена</tr><tr><th>будни<th>выходные</tr>"
    document = read(f"<table>{header}<tr><td>ЭКГ<td>750<td>650</tr></table>", tmp_path)
    assert document.text == "Услуга: ЭКГ | Цена будни: 750 | Цена выходные: 650"


def test_a_span_beyond_all_measure_takes_no_room(tmp_path: Path) -> None:
    cells = "<td rowspan=99999999 colspan=99999999>Отдел" * 2000
    document = read(f"<table><tr>{cells}</tr>{'<tr><td>Склад</tr>' * 200}</table>", tmp_path)
    assert document.text.count("Склад") == 200


def test_a_page_within_a_form_is_read_and_a_small_form_is_not(tmp_path: Path) -> None:
    search = "<form action='/search'>Искать на портале <input name=q></form>"
    whole = f"<html><body><form id=aspnetForm><h1>Отпуск</h1><p>{LEAVE}</p></form></body></html>"
    beside = f"<html><body>{search}<h1>Отпуск</h1><p>{LEAVE}</p><p>{PAY}</p></body></html>"
    assert read(whole, tmp_path).text == f"Отпуск\n\n{LEAVE}"
    assert read(beside, tmp_path).text == f"Отпуск\n\n{LEAVE}\n\n{PAY}"


@pytest.mark.parametrize("page", ["{h1}<p>{text}</p>", "<header>{h1}</header><main><p>{text}</p></main>"])
def test_a_break_in_a_heading_parts_its_words(page: str, tmp_path: Path) -> None:
    h1 = "<h1>Приказ<br>о <i>премировании</i><!-- 12 --></h1>"
    document = read(f"<body>{page.format(h1=h1, text=PAY)}</body>", tmp_path)
    assert document.card.title == "Приказ о премировании"
    assert document.text == f"Приказ о премировании\n\n{PAY}"
