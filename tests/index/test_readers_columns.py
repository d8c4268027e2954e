"""Which first rows name the columns below them, and what is made of the rows."""

from __future__ import annotations

import pytest

from index.readers.columns import column_names, one_header
from index.readers.tables import row_blocks, table_block

HEADED = [
    [["Код", "Услуга", "Будни", "Выходные"], ["B05", "ЭКГ", "750", "650"], ["B06", "УЗИ", "1 200", "1 100"]],
    [["", "2023", "2024"], ["Прибыль", "12", "15"], ["Убытки", "3", "2"]],
    [["№ п/п", "Кто", "Куда"], ["1", "Иванов", "Томск"]],
    [["Этаж", "Отдел"], ["2", "Бухгалтерия"]],
    [["Стаж работы", "Дни отпуска"], ["до 5 лет", "28"], ["свыше", "35"]],
    [["Name", "Phone", "Room"], ["Anna", "12-13", "4"]],
]
BARE = [
    [["Адрес", "ул. Мира, 5"], ["Телефон", "22-33-44"], ["Часы", "9–18"]],
    [["Директор", "Петров И. И."], ["Телефон", "22-33"], ["Факс", "22-34"]],
    [["Иванов", "слесарь", "22-33"], ["Петров", "токарь", "22-34"]],
    [["Склад", "Склад", "Цена"], ["а", "б", "1"]],
    [["Кадры", "Петрова Анна", "каб. 5"], ["Архив", "Сомова Ольга", "каб. 6"]],
    [["Код", "Услуга", "Цена"]],
]


@pytest.mark.parametrize("rows", HEADED)
def test_a_header_is_known_by_what_stands_below_it(rows: list[list[str]]) -> None:
    assert column_names(rows) == tuple(rows[0])


@pytest.mark.parametrize("rows", BARE)
def test_rows_of_values_are_no_header(rows: list[list[str]]) -> None:
    assert column_names(rows) == ()


def test_a_header_that_the_file_states_is_taken() -> None:
    rows = [["Раздел", "Правило"], ["Вход", "по пропуску"]]
    assert column_names(rows) == ()
    assert column_names(rows, headed=True) == ("Раздел", "Правило")


def test_empty_cells_are_left_out_and_lines_across_stand_alone() -> None:
    rows = [["Код", "Услуга", "Цена"], ["Кардиология", "", ""], ["B05", "ЭКГ", "750"], ["B06", "УЗИ", ""]]
    (block,) = table_block(rows)
    assert block.text.splitlines() == ["Кардиология", "Код: B05 | Услуга: ЭКГ | Цена: 750", "Код: B06 | Услуга: УЗИ"]


def test_each_batch_of_a_long_sheet_has_the_names() -> None:
    rows = [["Код", "Цена, руб."], *([f"B{number}", str(number)] for number in range(450))]
    lines = [line for block in row_blocks(rows) for line in block.text.splitlines()]
    assert lines == [f"Код: B{number} | Цена, руб.: {number}" for number in range(450)]


def test_two_tables_of_a_sheet_keep_their_own_names() -> None:
    sheet = [["Код", "Цена"], ["B05", "750"], [], ["Отдел", "Телефон"], ["Склад", "22-33"]]
    text = [block.text for block in row_blocks(sheet) if block.text]
    assert text == ["Код: B05 | Цена: 750", "Отдел: Склад | Телефон: 22-33"]


TIERS = [["Услуга", "Цена, руб.", "", "Срок"], ["", "будни", "выходные", ""], ["ЭКГ", "750", "650", "1 день"]]


@pytest.mark.parametrize("lower", [["", "будни", "выходные", ""], ["Услуга", "будни", "выходные", "Срок"]])
def test_a_header_of_two_tiers_is_made_one(lower: list[str]) -> None:
    (block,) = table_block([TIERS[0], lower, TIERS[2]])
    assert block.text == "Услуга: ЭКГ | Цена, руб. будни: 750 | Цена, руб. выходные: 650 | Срок: 1 день"


def test_an_empty_cell_in_a_header_makes_no_second_tier() -> None:
    rows = [["Кто", "Отдел", ""], ["Иванов", "склад", "старший"], ["Петров", "архив", "12"]]
    assert len(one_header(rows)) == 3
