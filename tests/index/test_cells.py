"""Of a table's row the cell is taken whose column the question names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from index.answer.cells import asked_cell, cells
from index.answer.extractive import ExtractiveAnswerer
from index.text import content_lemmas
from index.types import Hit, Reading, Span
from tests.index.shelf import candidate, retrieved

TOWNS = "Код: A05 | Услуга: Приём окулиста | Кострома, руб.: 1 950 | Галич, руб.: нет"
YEARS = "Услуга: Пломба | Бор 2025: 620 | Бор 2026: 690 | Слобода 2025: 580 | Слобода 2026: 650 | Слобода 2030: 900"
PHONES = "Должность: мастер | Внутренний: 115 | Мобильный: 8-910-555-31-15 | Часы: пн-пт 8:00-17:00"


def asked(row: str, found: str, question: str, topic: str = "") -> str:
    query = retrieved(question).query
    own, brought = content_lemmas(question), content_lemmas(topic)
    query = replace(query, lemmas=(*own, *brought), topic=frozenset(brought))
    return _text(row, asked_cell(row, Span(row.index(found), row.index(found) + len(found)), query, 2026))


def _text(row: str, span: Span) -> str:
    return row[span.start : span.end]


def test_a_row_is_its_cells() -> None:
    assert [(cell.name, _text(TOWNS, cell.value)) for cell in cells(TOWNS)] == [
        ("Код", "A05"),
        ("Услуга", "Приём окулиста"),
        ("Кострома, руб.", "1 950"),
        ("Галич, руб.", "нет"),
    ]
    assert [
        (cell.name, cell.year, _text("750 | Год 2025: да", cell.value)) for cell in cells("750 | Год 2025: да")
    ] == [
        ("", None, "750"),
        ("Год  ", 2025, "да"),
    ]
    assert cells("Приём: с девяти до пяти.") == []


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("сколько стоит окулист в Галиче", "нет"),
        ("сколько стоит окулист в Костроме", "1 950"),
        ("сколько стоит окулист", "1 950"),
        ("окулист в Галиче и в Костроме", "1 950"),
    ],
)
def test_the_town_that_is_asked_about(question: str, value: str) -> None:
    assert asked(TOWNS, "1 950", question) == value


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("пломба в слободе в 2025 году", "580"),
        ("пломба в слободе", "650"),
        ("пломба в слободе в прошлом году", "580"),
        ("пломба в слободе в 2030", "900"),
        ("пломба в слободе в 1999", "650"),
        ("сколько стоит пломба", "690"),
    ],
)
def test_the_year_that_is_asked_about_or_the_one_that_runs(question: str, value: str) -> None:
    assert asked(YEARS, "650" if "слобод" in question else "620", question) == value


def test_what_the_conversation_brings_names_places_and_years_alone() -> None:
    assert asked(TOWNS, "1 950", "а окулист?", "терапевт в Галиче") == "нет"
    assert asked(TOWNS, "1 950", "а в Костроме?", "окулист в Галиче") == "1 950"
    assert asked(YEARS, "650", "а в слободе?", "пломба в 2025 году") == "580"
    assert asked(PHONES, "мастер", "а кто это?", "мобильный мастера") == "мастер"


def test_a_span_in_the_cell_asked_for_stays_as_it_was_found() -> None:
    assert asked(PHONES, "8:00-17:00", "часы работы мастера") == "8:00-17:00"
    assert asked(PHONES, "115", "мобильный мастера") == "8-910-555-31-15"


def test_years_over_two_calendar_years_count_as_the_second() -> None:
    row = "Плата 1999–2000: 5 | Плата 2024/25: 780 | Плата 2025/26: 860"
    assert [cell.year for cell in cells(row)] == [2000, 2025, 2026]
    assert asked(row, "780", "плата") == "860"
    assert asked(row, "860", "плата в 2024/25 году") == "780"
    assert asked(row, "780", "плата в 2025/26 году") == "860"
    assert asked(row, "780", "плата в 2025–2026 гг.") == "860"


class FirstTown:
    """Takes for the answer, in each text, the number under the first town."""

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        return [self._reading(text.index("1 950")) for text in texts]

    def _reading(self, start: int) -> Reading:
        sure = np.array([6.0], dtype=np.float32)
        return Reading((Span(start, start + len("1 950")),), sure, sure, 0.0)


def test_the_answer_is_of_the_column_asked_for() -> None:
    words = content_lemmas(TOWNS)
    question = "Сколько стоит приём окулиста в Галиче?"
    own = candidate("прайс.csv", [TOWNS], dense=0.93, lexical=8, cosines=[0.94], words=[words])
    found = retrieved(question, Hit(own, 1.0), idf=dict.fromkeys(content_lemmas(question), 2.0))
    assert ExtractiveAnswerer(0, reader=FirstTown()).answer(found).short == "нет"


def test_a_text_that_is_no_row_is_left_alone() -> None:
    assert asked("Приём: в Галиче 100, в Костроме 200.", "200", "приём в Галиче") == "200"
