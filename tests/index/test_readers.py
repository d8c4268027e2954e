"""Each format is read as a person reads it: text, structure, title, date, pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.readers import ReadLimits, read_document
from index.types import Document, SectionKind
from tests.index import samples


@pytest.fixture
def read(tmp_path: Path) -> Reads:
    return Reads(tmp_path)


class Reads:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, data: bytes | str, name: str) -> Document:
        file = self._folder / name
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        document = read_document(file, name, ReadLimits())
        assert "".join(document.text[section.start : section.end] for section in document.sections) == document.text
        assert document.card.path == name
        return document


def parts(document: Document, kind: SectionKind) -> list[tuple[str, str]]:
    """Heading and text of the sections of a kind."""
    return [
        (section.heading, document.text[section.start : section.end].strip())
        for section in document.sections
        if section.kind is kind
    ]


def test_docx_keeps_headings_numbers_and_tables(read: Reads) -> None:
    document = read(samples.word(), "Положение об отпусках (новое).docx")
    assert document.card.title == "Положение об отпусках"
    assert document.card.date == date(2024, 3, 12)
    assert [section.heading for section in document.sections][:2] == ["Общие положения", "Общие положения › Отпуск"]
    assert parts(document, SectionKind.LIST)[0][1].splitlines()[-4:] == [
        "К заявлению прилагаются:",
        "1. копия приказа",
        "2. справка о составе семьи",
        "• без срока давности",
    ]
    assert parts(document, SectionKind.TABLE) == [
        (
            "Общие положения › Отпуск",
            "Отдел: Кадры | Стаж: до 5 лет | Дни: 28\nОтдел: Кадры | Стаж: свыше 5 лет | Дни: 31",
        )
    ]
    assert "Вставлено редактором." in document.text
    assert "Удалено" not in document.text
    assert document.text.endswith("Поле формы.")


def test_xlsx_shows_values_as_a_person_sees_them(read: Reads) -> None:
    document = read(samples.workbook(), "Прайс.xlsx")
    assert document.card.title == "Прайс-лист 2024"
    assert parts(document, SectionKind.TABLE) == [
        (
            "Цены",
            "Товар: Бумага А4 | Цена: 1 388,50 ₽ | Скидка: 15% | Поставка: 01.04.2024 | Остаток: 1388\n"
            "Товар: Ручка шариковая | Цена: 12 | Поставка: по запросу | Остаток: ИСТИНА",
        ),
        ("Контакты", "Контакты\n\nОтдел: Склад | Телефон: +7 495 123-45-67"),
    ]
    assert "Цены действуют с 1 апреля" in document.text
    assert "не показывать" not in document.text


def test_pptx_has_a_page_for_each_slide(read: Reads) -> None:
    document = read(samples.slides(), "итоги.pptx")
    assert document.card.title == "Итоги года"
    assert {section.page for section in document.sections} == {1, 2}
    assert "• Выручка выросла на 12%\n• Открыто три филиала" in document.text
    assert "Рассказать про филиал в Томске." in document.text
    assert parts(document, SectionKind.TABLE) == [("Филиалы", "Филиалы\n\nГород: Северск | Сотрудники: 24")]


def test_odt_keeps_headings_lists_and_tables(read: Reads) -> None:
    document = read(samples.open_document(), "правила.odt")
    assert document.card.title == "Правила распорядка"
    assert document.card.date == date(2024, 3, 12)
    assert "Обед — час." in document.text
    assert "Проверить" not in document.text
    path = "Правила внутреннего распорядка › Рабочее время"
    assert parts(document, SectionKind.LIST) == [(path, "1. Приходить вовремя\n2. Предупреждать об опоздании")]
    assert parts(document, SectionKind.TABLE) == [(path, "День: Пятница | Часы: 7")]


def test_rtf_in_code_page_1251(read: Reads) -> None:
    document = read(samples.rich_text(), "памятка.rtf")
    assert document.card.title == "Памятка водителю"
    assert document.card.date == date(2024, 3, 12)
    assert "Перед выездом проверь тормоза." in document.text
    assert samples.PAY in document.text
    assert [text for _, text in parts(document, SectionKind.TABLE)] == ["Марка | Расход\nГАЗ | 12 л"]


def test_csv_with_semicolons_in_code_page_1251(read: Reads) -> None:
    document = read(samples.TABLE.encode("cp1251"), "Штатное_расписание.csv")
    assert document.card.title == "Штатное расписание"
    assert document.text.splitlines() == [
        "Фамилия: Петров; младший | Должность: инженер | Оклад: 50 000,00",
        "Фамилия: Сидорова | Должность: бухгалтер | Оклад: 45 000",
    ]


def test_eml_has_subject_people_body_and_names_of_attachments(read: Reads) -> None:
    document = read(samples.letter(), "письмо.eml")
    assert document.card.title == "Перенос отпуска Петрова"
    assert document.card.date == date(2024, 3, 12)
    assert "От: Иванова Мария <ivanova@example.org>" in document.text
    assert samples.PAY in document.text
    assert "Вложения: заявление.pdf" in document.text
    assert "<p>" not in document.text


def test_html_is_read_without_what_surrounds_the_text(read: Reads) -> None:
    document = read(samples.page(), "вход.htm")
    assert document.card.title == "Как войти в здание"
    assert document.card.date == date(2024, 3, 12)
    assert document.text == (
        "Как войти в здание\n\nПредъявите пропуск охране.\nГостей встречают.\n\nЧто взять с собой\n\n"
        "1. Паспорт\n  • или права\n2. Пропуск\n\nЭтаж: 2 | Отдел: Бухгалтерия"
    )
    assert [section.heading for section in document.sections] == ["", "Что взять с собой", "Что взять с собой"]


def test_markdown_is_read_without_its_marks(read: Reads) -> None:
    document = read(samples.MARKDOWN, "регламент.md")
    assert document.card.title == "Регламент доступа"
    assert document.card.date == date(2024, 3, 12)
    assert f"{samples.PAY} См. правила." in document.text
    assert parts(document, SectionKind.LIST) == [
        ("Кто выдаёт пропуск", "Кто выдаёт пропуск\n\n1. Охрана\n2. Отдел кадров")
    ]
    assert parts(document, SectionKind.TABLE)[0][1] == "Кто: Охрана | Когда: всегда"


def test_html_of_a_wiki_keeps_all_of_its_text(read: Reads) -> None:
    document = read(
        '<html><head><title>Доступ | Вики</title></head><body><div id="page-header"><a href="/">Главная</a></div>'
        '<div class="content"><h2>Пароли</h2>Просто текст<div>и <code>код</code></div>хвост'
        "<dl><dt>Длина</dt><dd>12 знаков</dd></dl><pre>ssh host\n  ls</pre>"
        "<table><tr><td><h3>Раскладка</h3><p>Слева</p></td><td><p>Справа</p></td></tr></table></div></body></html>",
        "вики.html",
    )
    assert document.card.title == "Доступ"
    assert document.text.split("\n\n") == [
        "Пароли",
        "Просто текст",
        "и код",
        "хвост",
        "Длина",
        "12 знаков",
        "ssh host\n  ls",
        "Раскладка",
        "Слева",
        "Справа",
    ]
    assert [section.heading for section in document.sections] == ["Пароли", "Пароли › Раскладка"]
