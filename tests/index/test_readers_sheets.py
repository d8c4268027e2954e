"""Sheets and CSV: numbers as their formats show them, cells to the right of the header."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from index.readers import ReadLimits, read_document

FORMATTED = [
    (123, "00000", "00123"),
    (-123, "00000", "-00123"),
    (1234, "000,000", "001 234"),
    (5.5, "00.00", "05,50"),
    (7, "#", "7"),
    (1234567, "#,##0", "1 234 567"),
    (1234567, "#,##0,", "1 235"),
    (1234567, '0.0,,"млн"', "1,2 млн"),
    (2.5, "0", "3"),
    (-2.5, "0", "-3"),
    (1.005, "0.00", "1,01"),
    (0.125, "0%", "13%"),
    (1e-20, "0.00", "0,00"),
    (0.5, "# ?/?", "0,5"),
    (0.25, "# ??/16", "0,25"),
    (12, '0"/шт"', "12 /шт"),
]


def read_sheet(rows: list[list[object]], formats: dict[str, str], folder: Path) -> list[str]:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell, number_format in formats.items():
        sheet[cell].number_format = number_format
    file = folder / "лист.xlsx"
    book.save(file)
    return read_document(file, file.name, ReadLimits()).text.splitlines()


@pytest.mark.parametrize(("value", "number_format", "shown"), FORMATTED)
def test_a_number_is_shown_as_in_excel(value: float, number_format: str, shown: str, tmp_path: Path) -> None:
    rows: list[list[object]] = [["Услуга", "Цена"], ["ЭКГ", value]]
    assert read_sheet(rows, {"B2": number_format}, tmp_path)[-1] == f"Услуга: ЭКГ | Цена: {shown}"


def test_cells_to_the_right_of_the_header_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "цены.csv"
    file.write_text("Услуга;Цена\nЭКГ;750;кроме выходных\nУЗИ;900\n", encoding="utf-8")
    document = read_document(file, file.name, ReadLimits())
    assert document.text.splitlines() == ["Услуга: ЭКГ | Цена: 750 | кроме выходных", "Услуга: УЗИ | Цена: 900"]
    rows: list[list[object]] = [["Услуга", "Цена"], ["ЭКГ", 750, None, "кроме выходных"]]
    assert read_sheet(rows, {}, tmp_path)[-1] == "Услуга: ЭКГ | Цена: 750 | кроме выходных"
