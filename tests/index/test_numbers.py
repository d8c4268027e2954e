"""Numbers, dates and times, as lexical search sees them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexer import MONTHS
from index.numbers import roman_number, scaled, spelled_number, written_number
from index.text import content_lemmas, lemmas

GENITIVE = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 388", ["1388"]),
        ("1\u00a0388", ["1388"]),
        ("1,388", ["1388"]),
        ("1 388 000,50", ["1388000.50"]),
        ("1.388.000", ["1388000"]),
        ("2,5", ["2.5"]),
        ("2.5", ["2.5"]),
        ("6½", ["6.5"]),
        ("007", ["7"]),
        ("№ 5", ["5"]),
        ("1,2,3", ["1", "2", "3"]),
        ("п. 3.10", ["пункт", "3.10"]),
        ("90-х", ["90"]),
        ("7-й", ["7"]),
        ("7th", ["7"]),
        ("2,5%", ["2.5", "процент"]),
        ("2016–2018", ["2016", "2018"]),
    ],
)
def test_numbers_in_digits(text: str, expected: list[str]) -> None:
    assert lemmas(text) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("двенадцать", "12"),
        ("двадцать четыре", "24"),
        ("двадцати первого", "21"),
        ("триста восемьдесят восемь", "388"),
        ("седьмой", "7"),
        ("twenty-four", "24"),
        ("twelve", "12"),
        ("VII", "7"),
        ("xx", "20"),
        ("ХХ", "20"),
        ("XLIX", "49"),
    ],
)
def test_numbers_in_words_and_roman(text: str, number: str) -> None:
    assert lemmas(text) == [number]


def test_neighbouring_roman_numbers_stay_apart() -> None:
    assert lemmas("VI форум") != lemmas("VII форум")
    assert lemmas("VII форум") == lemmas("7-й форум") == lemmas("седьмой форум")


def test_words_that_only_look_like_numbers_stay_words() -> None:
    assert lemmas("один из") == ["один", "из"]
    assert lemmas("I am") == ["i", "am"]
    assert lemmas("СМИ") == ["сми"]
    assert roman_number("CD") is None
    assert roman_number("IIII") is None


def test_i_is_a_number_among_russian_words() -> None:
    assert "1" in lemmas("I квартал")
    assert "1" in lemmas("первый квартал")


def test_a_scaled_number_is_found_written_out() -> None:
    assert lemmas("10 тысяч") == ["10", "10000", "тысяча"]
    assert "2500000" in lemmas("2,5 млн")
    assert "86000000000" in content_lemmas("86 billion")
    assert scaled("2.5", "год") is None
    assert scaled("1.0001", "тысяча") is None


def test_times_are_one_with_colon_and_with_dot() -> None:
    assert lemmas("09:00") == ["9:00", "9"]
    assert {"9:00", "18:00"} <= set(lemmas("с 9.00 до 18.00"))
    assert "2:50" not in lemmas("в 2.50 раза")
    assert "3:10" not in lemmas("пункт 3.10")


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_date_is_one_in_all_its_spellings(day: date) -> None:
    expected = [day.isoformat(), str(day.day), MONTHS[day.month - 1], str(day.year)]
    spellings = [
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {GENITIVE[day.month - 1]} {day.year}",
        f"{day.day:02} {GENITIVE[day.month - 1].capitalize()}, {day.year}",
        f"{day:%B} {day.day}, {day.year}",
    ]
    for spelling in spellings:
        assert lemmas(spelling) == expected, spelling


def test_a_date_without_year_and_an_impossible_date() -> None:
    assert lemmas("5 мая") == ["5", "май"]
    assert lemmas("31.02.2024") == ["31", "февраль", "2024"]
    assert lemmas("45.13.2024") == ["45", "13", "2024"]


def test_two_digits_of_a_year() -> None:
    day = date(2024, 3, 12) + timedelta(days=1)
    assert lemmas("13.03.24")[0] == day.isoformat()


@given(st.integers(0, 10**12))
def test_grouping_of_digits_makes_no_difference(number: int) -> None:
    expected = [str(number)]
    for mark in (" ", "\u00a0", "\u202f", ","):
        assert lemmas(f"{number:,}".replace(",", mark)) == expected
    assert written_number(str(number)) == expected


@given(st.integers(0, 99_999), st.integers(0, 99))
def test_decimal_comma_and_point_are_one(whole: int, cents: int) -> None:
    assert lemmas(f"{whole},{cents:02}") == lemmas(f"{whole}.{cents:02}") == [f"{whole}.{cents:02}"]


def test_spelled_numbers_end_where_they_cannot_go_on() -> None:
    assert spelled_number(["двадцать", "тридцать"], 0) == (20, 1)
    assert spelled_number(["пятнадцать", "два"], 0) == (15, 1)
    assert spelled_number(["сто", "один"], 0) == (101, 2)
    assert spelled_number(["город"], 0) is None
