"""PDF: columns, words cut at line ends, running headers, tables, pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.readers import ReadLimits, read_document
from index.types import Document, SectionKind, SkipReason
from tests.index.samples import PAY, Run, encrypted_pdf, pdf

LEFT = (
    "Настоящее положение определяет порядок пре-",
    "доставления отпусков работникам и какие-",
    "либо исключения из него. Продолжительность",
    "отпуска составляет 28 календарных дней.",
)
RIGHT = (
    "Дополнительный отпуск предоставляется за",
    "работу на северо-востоке страны. Служащие севе-",
    "ро-востока и работники филиалов получа-",
    "ют прибавку к окладу ежемесячно.",
)


def read(data: bytes, folder: Path) -> Document:
    file = folder / "Положение.pdf"
    file.write_bytes(data)
    document = read_document(file, file.name, ReadLimits())
    assert "".join(document.text[section.start : section.end] for section in document.sections) == document.text
    return document


def column(lines: Sequence[str], x: float, top: float) -> list[Run]:
    return [Run(x, top - 13 * row, line, 8) for row, line in enumerate(lines)]


def test_columns_are_read_one_after_the_other_and_cut_words_made_whole(tmp_path: Path) -> None:
    rows = zip(column(LEFT, 50, 700), column(RIGHT, 320, 700), strict=True)
    drawn = [run for row in rows for run in row]
    document = read(pdf([[Run(50, 760, "Отпуска и прибавки", 16, bold=True), *drawn]]), tmp_path)
    assert document.text.split("\n\n") == [
        "Отпуска и прибавки",
        "Настоящее положение определяет порядок предоставления отпусков работникам и какие-либо исключения из него. "
        "Продолжительность отпуска составляет 28 календарных дней.",
        "Дополнительный отпуск предоставляется за работу на северо-востоке страны. Служащие северо-востока и работники "
        "филиалов получают прибавку к окладу ежемесячно.",
    ]
    assert document.card.title == "Отпуска и прибавки"
    assert document.card.date == date(2024, 3, 12)


def test_a_sentence_that_goes_on_over_the_page_is_whole_and_running_lines_are_out(tmp_path: Path) -> None:
    texts = ("Оплата производится в рабочие дни, а в празд-", "ничные дни не производится.", PAY)
    pages = [
        [Run(50, 810, "ООО «Ромашка»", 8), Run(50, 600, text), Run(280, 20, f"Страница {number} из 3", 8)]
        for number, text in enumerate(texts, start=1)
    ]
    document = read(pdf(pages, title="Порядок оплаты"), tmp_path)
    assert document.text == f"Оплата производится в рабочие дни, а в праздничные дни не производится.\n\n{PAY}"
    assert [section.page for section in document.sections] == [1, 3]
    assert document.card.title == "Порядок оплаты"


def test_headings_by_type_and_by_wording(tmp_path: Path) -> None:
    runs = [
        Run(50, 760, "Правила", 18),
        Run(50, 720, "Глава 1. Общие положения"),
        Run(50, 690, PAY),
        Run(50, 660, "Сроки", bold=True),
        Run(50, 630, "Срок хранения пропуска один год."),
        Run(50, 600, "- постоянный пропуск;"),
        Run(50, 586, "- временный пропуск."),
    ]
    document = read(pdf([runs]), tmp_path)
    assert [section.heading for section in document.sections] == [
        "Глава 1. Общие положения",
        "Сроки",
        "Сроки",
    ]
    assert document.sections[-1].kind is SectionKind.LIST


def test_ruled_tables_keep_their_rows_and_their_header_over_the_page(tmp_path: Path) -> None:
    boxes = [(50 + 150 * column, 500 - 20 * row, 150, 20) for row in range(3) for column in range(2)]
    first = (("Стаж", "Дни"), ("до 5 лет", "28"), ("до 10 лет", "31"))
    second = (("до 20 лет", "33"), ("свыше", "35"), ("ветераны", "40"))
    pages = [
        [Run(54 + 150 * x, 505 - 20 * y, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)]
        for rows in (first, second)
    ]
    document = read(pdf(pages, title="Отпуска", boxes=boxes), tmp_path)
    assert document.text.splitlines() == [
        "Стаж: до 5 лет | Дни: 28",
        "Стаж: до 10 лет | Дни: 31",
        "",
        "Стаж: до 20 лет | Дни: 33",
        "Стаж: свыше | Дни: 35",
        "Стаж: ветераны | Дни: 40",
    ]
    assert [(section.kind, section.page) for section in document.sections] == [
        (SectionKind.TABLE, 1),
        (SectionKind.TABLE, 2),
    ]


@pytest.mark.parametrize("forms", [1, 2])
def test_pages_imported_as_forms_are_read_as_any_others(forms: int, tmp_path: Path) -> None:
    rows = zip(column(LEFT, 50, 700), column(RIGHT, 320, 700), strict=True)
    margins = [Run(50, 810, "ООО «Ромашка»", 8), Run(280, 20, "Страница 1 из 2", 8)]
    boxes = [(50 + 150 * column, 400 - 20 * row, 150, 20) for row in range(3) for column in range(2)]
    cells = (("Стаж", "Дни"), ("до 5 лет", "28"), ("до 10 лет", "31"))
    table = [Run(54 + 150 * x, 405 - 20 * y, cell) for y, row in enumerate(cells) for x, cell in enumerate(row)]
    pages = [
        [Run(50, 760, "Отпуска и прибавки", 16), *(run for row in rows for run in row), *table, *margins],
        [Run(50, 600, PAY), *table, *margins],
    ]
    plain, imported = (read(pdf(pages, boxes=boxes, forms=depth), tmp_path) for depth in (0, forms))
    assert (imported.text, imported.sections) == (plain.text, plain.sections)
    assert "Стаж: до 5 лет | Дни: 28" in imported.text


def test_a_watermark_laid_over_the_page_is_not_read(tmp_path: Path) -> None:
    pages = [[Run(50, 700, PAY), Run(150, 200, "ОБРАЗЕЦ", 60, askew=True)]]
    assert read(pdf(pages, forms=1), tmp_path).text == PAY


def test_a_file_that_only_its_owner_may_change_is_read(tmp_path: Path) -> None:
    assert read(encrypted_pdf(user_password=""), tmp_path).text == PAY


@pytest.mark.parametrize(
    ("data", "reason", "detail"),
    [
        (encrypted_pdf(user_password="secret"), SkipReason.ENCRYPTED, "password"),
        (pdf([[], []]), SkipReason.EMPTY, "no text layer"),
        (b"%PDF-1.7\nnothing more", SkipReason.BROKEN, ""),
        (b"plain text", SkipReason.BROKEN, ""),
    ],
    ids=["password", "scan", "cut", "text"],
)
def test_what_cannot_be_read_is_said(data: bytes, reason: SkipReason, detail: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as error:
        read(data, tmp_path)
    assert error.value.reason is reason
    assert detail in error.value.detail
