"""Ellipses are filled in by what they replace in the question before."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.ellipsis import fill, without_opening


@pytest.mark.parametrize(
    ("before", "question", "filled"),
    [
        ("Сколько стоит ЭКГ в Костроме?", "А в Галиче?", "Сколько стоит ЭКГ в Галиче?"),
        ("сколько стоит экг в костроме", "а в галиче", "сколько стоит экг в галиче"),
        ("Сколько резидентов в ТОР Глазова?", "а Северска?", "Сколько резидентов в ТОР Северска?"),
        ("Сколько резидентов в Северской ТОР?", "А в Северске?", "Сколько резидентов в Северске?"),
        ("В каком году создали ТОР в Северске?", "нет, в Глазове", "В каком году создали ТОР в Глазове?"),
        ("Сколько суточных в Москве в 2024 году", "а в 2025-м?", "Сколько суточных в Москве в 2025-м году"),
        ("Кто подписал приказ № 33?", "а 41?", "Кто подписал приказ № 41?"),
        ("Сколько было жалоб за июль?", "А за август?", "Сколько было жалоб за август?"),
        ("Кто дежурит в среду?", "а в четверг?", "Кто дежурит в четверг?"),
        ("Когда отпуск у Гущиной?", "а у Петрова", "Когда отпуск у Петрова?"),
        ("какая скидка донорам", "А студентам?", "какая скидка студентам"),
        ("Сколько стоит ЭКГ в Костроме?", "А МРТ в Галиче?", "Сколько стоит МРТ в Галиче?"),
        ("Сколько стоит ЭКГ в Костроме?", "а узи почек в галиче", "Сколько стоит узи почек в галиче?"),
        (
            "сколько стоит приём кардиолога в костроме",
            "а терапевта в галиче?",
            "сколько стоит приём терапевта в галиче",
        ),
        ("сколько стоит приём кардиолога", "а терапевта", "сколько стоит приём терапевта"),
        ("как готовиться к узи почек", "А брюшной полости?", "как готовиться к узи брюшной полости"),
        (
            "Сколько стоит прививка от гриппа?",
            "а от клещевого энцефалита?",
            "Сколько стоит прививка от клещевого энцефалита?",
        ),
        ("How many residents are there in Seversk?", "And in Glazov?", "How many residents are there in Glazov?"),
        ("Сколько стоит ЭКГ в Костроме?", "А МРТ в Кзылтуре?", "Сколько стоит МРТ в Кзылтуре?"),
        ("Сколько стоит ЭКГ в Костроме?", "А «в Галиче»?", "Сколько стоит ЭКГ в Галиче»?"),
        ("сколько получает курьер за рейс", "нет, за 2024", "сколько получает курьер за рейс за 2024?"),
        ("какая температура в стерилизаторе", "А для резины?", "какая температура в стерилизаторе для резины?"),
    ],
)
def test_the_new_words_stand_where_the_ones_of_their_kind_stood(before: str, question: str, filled: str) -> None:
    assert fill(question, before) == filled


@pytest.mark.parametrize(
    "question", ["А подробнее?", "", "?!", "а если человек заболел прямо в командировке за границей"]
)
def test_what_replaces_nothing_is_no_ellipsis(question: str) -> None:
    assert fill(question, "Кто директор филиала?") is None


@pytest.mark.parametrize(
    "question", ["А парковка в Галиче?", "Парковка в Галиче", "а оплачивать картой в Галиче", "And MRI in Galich?"]
)
def test_a_new_subject_without_a_place_is_not_dropped(question: str) -> None:
    assert fill(question, "Сколько стоит ЭКГ в Костроме?") is None


@pytest.mark.parametrize(
    "question", ["А в Томске", "нет, я имел в виду: в Томске", "что насчёт: в Томске", "And в Томске"]
)
def test_openings_are_left_out(question: str) -> None:
    assert without_opening(question) == "в Томске"


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_text_is_too_odd(question: str, before: str) -> None:
    filled = fill(question, before)
    assert filled is None or isinstance(filled, str)
