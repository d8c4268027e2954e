"""What a question names and its documents do not."""

from __future__ import annotations

from datetime import date

import pytest

from index.answer.unmentioned import unmentioned
from index.types import DocumentCard

ZONE = (
    DocumentCard("тор/отчёт-2022.txt", "ТОР «Северск»", date(2024, 3, 12)),
    "В Северской ТОР 24 резидента, из них пять — московские. Отчёт подписала Королёва.",
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("сколько резидентов в тор димитровграда", ("димитровграда",)),
        ("Сколько резидентов в Санкт-Петербурге было в 2023 году?", ("Санкт-Петербурге", "2023")),
        ("Что решили Анна и Королёва?", ("Анна", "Королёва")),
        ("Что было в 1980-х в ГДР?", ()),
        ("Сколько стоит роман или орёл?", ()),
        ("How many residents are there in Seversk?", ()),
        ("", ()),
    ],
)
def test_only_sure_names_and_years_are_names(question: str, names: tuple[str, ...]) -> None:
    empty = (DocumentCard("а.txt", "", None), "")
    assert unmentioned(question, [empty]) == names


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Сколько резидентов в ТОР Димитровграда?", ("Димитровграда",)),
        ("Сколько резидентов в Северске?", ()),
        ("Сколько резидентов из Москвы?", ()),
        ("Что подписала Королева?", ()),
        ("Сколько резидентов было в 2024 году?", ()),
        ("Сколько резидентов было в 2022 году?", ()),
        ("Сколько резидентов было в 2023 году в Глазове и Северске?", ("2023", "Глазове")),
    ],
)
def test_title_path_and_date_are_the_documents_words_too(question: str, missing: tuple[str, ...]) -> None:
    assert unmentioned(question, [ZONE]) == missing


def test_names_are_not_looked_for_in_another_language() -> None:
    english = (DocumentCard("zone.txt", "The zone of Seversk", None, "en"), "It has 24 residents.")
    assert unmentioned("Сколько резидентов в Северске и Глазове в 2023 году?", [english]) == ("2023",)


def test_one_of_several_documents_is_enough() -> None:
    other = (DocumentCard("а.txt", "Димитровград", None), "Ничего.")
    assert unmentioned("Кто в Димитровграде, а кто в Северске?", [other, ZONE]) == ()


def test_no_more_is_read_than_is_needed() -> None:
    texts = iter([ZONE, ZONE])
    assert unmentioned("Сколько резидентов в Северске?", texts) == ()
    assert next(texts) is ZONE
    assert unmentioned("Сколько резидентов?", texts) == ()
