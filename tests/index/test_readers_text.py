"""Plain texts: encodings, titles, dates, languages, headings; characters stay as they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.readers import ReadLimits, read_document
from index.readers.clean import join_lines, normalise
from index.readers.dates import find_date
from index.readers.decode import decode
from index.readers.headings import heading_level
from index.readers.languages import detect_language
from index.types import Document, SectionKind

LAW = """Трудовой кодекс РФ

Статья 381. Понятие индивидуального трудового
спора работника
1. Спор рассматривает суд. (В редакции Федерального закона от 30.06.2006 № 90-ФЗ)
2. Срок составляет:
1) три месяца;
2) один год.
"""
NEWS = (
    'Администрация Усолье-Сибирского при поддержке госкорпорации "Росатом" провела первую стратегическую сессию '
    "по развитию города. Участники обсудили 12 марта 2024 года планы.\n"
    "– Это важно, – сказал мэр.\n– Да, – добавил он.\n"
)


def read(text: str | bytes, folder: Path, name: str = "002_9108458b3b23aad0.txt") -> Document:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_document(file, name, ReadLimits())


@pytest.mark.parametrize("text", ["Пароль: 12345", "ООО «Ромашка»", "Ёлка и ёж", "Wi-Fi: пароль гостя", LAW])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r", "cp866"])
def test_russian_is_decoded_however_it_is_encoded_and_however_short(text: str, encoding: str) -> None:
    encodable = text.encode(encoding, errors="ignore")
    assert decode(encodable) == encodable.decode(encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "iso8859-5", "mac-cyrillic"])
def test_rarer_encodings_and_missing_marks(encoding: str) -> None:
    text = LAW.replace("№", "N")
    assert decode(text.encode(encoding)) == text


def test_western_letters_among_latin_ones() -> None:
    assert decode("Café für Gäste, naïve façade".encode("cp1252")) == "Café für Gäste, naïve façade"


def test_utf8_cut_within_a_letter_is_still_utf8() -> None:
    assert decode("Отпуск и график отпусков".encode()[:-1]) == "Отпуск и график отпуско\ufffd"


def test_text_stays_as_it_is_but_for_marks_and_line_ends(tmp_path: Path) -> None:
    document = read("\ufeffПер\u00adвый  абзац.\r\n\r\n\u0438\u0306од, 1\u00a0388 ₽\r\n", tmp_path)
    assert document.text == "Первый  абзац.\n\nйод, 1\u00a0388 ₽"


def test_a_text_without_a_title_is_titled_by_its_first_sentence(tmp_path: Path) -> None:
    document = read(NEWS, tmp_path)
    assert document.card.title == 'Администрация Усолье-Сибирского при поддержке госкорпорации "Росатом" провела…'
    assert document.card.date is None
    assert [section.kind for section in document.sections] == [SectionKind.TEXT]


def test_an_article_of_a_law_is_titled_by_both(tmp_path: Path) -> None:
    document = read(LAW, tmp_path)
    assert document.card.title == "Трудовой кодекс РФ. Статья 381. Понятие индивидуального трудового спора работника"
    assert document.card.date is None
    heading = "Статья 381. Понятие индивидуального трудового спора работника"
    assert [(section.heading, section.kind) for section in document.sections] == [
        (heading, SectionKind.LIST),
    ]
    assert document.text == LAW.strip()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Изменение таблиц с помощью клавиатуры\n\nСправка\nВы можете.", "Изменение таблиц с помощью клавиатуры"),
        ("Да.", "Да"),
        (
            "УТВЕРЖДАЮ\nДиректор ООО «Ромашка»\n____________ Иванов И. И.\n12.03.2024\n\nПОЛОЖЕНИЕ\n"
            "о порядке предоставления отпусков\n\n1. Общие положения\n1.1. Настоящее Положение вводится.",
            "Положение о порядке предоставления отпусков",
        ),
        (
            "ПРИКАЗ\n\nот 12 марта 2024 г. № 15\n\nО премировании\n\nВ связи с итогами года приказываю:",
            "Приказ от 12 марта 2024 г. № 15 О премировании",
        ),
        ("Приложение № 1\nк приказу от 12.03.2024\n\nГрафик отпусков\n\nОтдел кадров", "График отпусков"),
        ("1\n2\n3", "1 2 3"),
        ("Очень" * 40, "Очень" * 15 + "Очен…"),
    ],
)
def test_titles(text: str, title: str, tmp_path: Path) -> None:
    assert read(text, tmp_path).card.title == title


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ПРИКАЗ\nот 12 марта 2024 г. № 15\nО премировании", date(2024, 3, 12)),
        ("Приказ № 15 от 12.03.2024", date(2024, 3, 12)),
        ("г. Москва                «12» марта 2024 года", date(2024, 3, 12)),
        ("Протокол собрания\n2024-03-12", date(2024, 3, 12)),
        ("Memo\nMarch 12, 2024\nTo all staff", date(2024, 3, 12)),
        ("Утверждено приказом директора от 1 сентября 2023 г.", date(2023, 9, 1)),
        ("Совещание прошло 12 марта 2024 года в Северске, где обсудили планы.", None),
        ("(в ред. приказа от 12.03.2024 № 7)", None),
        ("Договор действует с 01.02.2024 по 01.03.2024", None),
        ("Отчёт за 2024 год", None),
        ("Приказ от 32.13.2024", None),
    ],
)
def test_a_date_is_found_only_where_it_is_the_documents(text: str, found: date | None) -> None:
    assert find_date(text) == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Как оформить отпуск", "ru"),
        ("Server room access rules", "en"),
        ("Як оформити відпустку", "uk"),
        ("Wie beantragt man Urlaub in der Firma", "de"),
        ("12 345", "ru"),
        (NEWS, "ru"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        (["Глава 2. Оплата труда"], 2),
        (["Статья 381. Понятие спора"], 3),
        (["Статья 381 гласит, что спор рассматривает суд"], 0),
        (["Раздел II. Отпуска"], 1),
        (["Часть 1 этой заметки посвящена отпускам"], 0),
        (["1. Общие положения", "1.1. Настоящее положение определяет порядок."], 5),
        (["1. Молоко", "2. Хлеб"], 0),
        (["1. Молоко.", "Обычный текст."], 0),
        (["ОБЩИЕ ПОЛОЖЕНИЯ", "", "Текст."], 2),
        (["Обычная строка", "", "Текст."], 0),
    ],
)
def test_headings_are_told_only_where_it_is_safe(lines: list[str], level: int) -> None:
    assert heading_level(lines, 0) == level


def test_headings_make_a_path(tmp_path: Path) -> None:
    text = "Правила\n\nГлава 1. Отпуск\n\nСтатья 1. Срок\nСрок — 28 дней.\n\nГлава 2. Оплата\n\nДважды в месяц.\n"
    document = read(text, tmp_path)
    assert [section.heading for section in document.sections] == [
        "Глава 1. Отпуск › Статья 1. Срок",
        "Глава 2. Оплата",
    ]


def test_tables_in_plain_text(tmp_path: Path) -> None:
    document = read("Цены на услуги фирмы указаны ниже.\n\nКопия\t10\nСкан\t15\n", tmp_path)
    assert [section.kind for section in document.sections] == [SectionKind.TEXT, SectionKind.TABLE]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["инфор-", "мация"], "информация"),
        (["кто-", "либо"], "кто-либо"),
        (["по-", "русски"], "по-русски"),
        (["Усолье-", "Сибирское"], "Усолье-Сибирское"),
        (["слово -", "это"], "слово - это"),
        (["2020-", "2024"], "2020-2024"),
        (["конец", "начало"], "конец начало"),
        (["мяг\u00ad", "кий"], "мягкий"),
    ],
)
def test_words_cut_at_line_ends(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


def test_nothing_unseen_is_left() -> None:
    assert normalise("a\x00b\u200bc\u2028d\x0ce\ud800") == "abc\nd\ne\ufffd"
