"""Politeness is no question, and no part of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.courtesy import Courtesy, courtesy_in, without_courtesies
from index.types import Turn
from tests.index.shelf import Shelf


@pytest.mark.parametrize(
    "text", ["привет", "Привет!", "Здравствуйте 👋", "добрый день, коллеги", "всем привет", "Hello!", "good morning"]
)
def test_a_greeting_asks_nothing(text: str) -> None:
    assert courtesy_in(text) is Courtesy.GREETING


@pytest.mark.parametrize(
    "text",
    [
        "спасибо",
        "Спасибо большое!",
        "ок",
        "ок, спасибо",
        "Понял, благодарю",
        "всё ясно"[3:],
        "Thank you very much",
        "пока",
        "да, спасибо за ответ",
    ],
)
def test_thanks_and_consent_ask_nothing(text: str) -> None:
    assert courtesy_in(text) is Courtesy.CLOSING


@pytest.mark.parametrize(
    "text",
    ["", "?", "всё", "отпуск", "нет, за 2024",
     "привет, где столовая", "приветствие гостей", "пока не знаю", "ок где", "класс опасности",
     "день", "вопрос", "кому сказать спасибо", "Hi-tech", "за что", "околоток"],
)  # fmt: skip
def test_other_words_may_ask(text: str) -> None:
    assert courtesy_in(text) is None


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Добрый день! Подскажите, пожалуйста, телефон библиотеки? Спасибо!", "телефон библиотеки?"),
        ("привет где столовая", "где столовая"),
        ("привет, за что дают премию", "за что дают премию"),
        ("Доброе утро, коллеги! Скажите кто у нас по кадрам? заранее спасибо", "кто у нас по кадрам?"),
        ("понятно, а когда педсовет", "а когда педсовет"),
        ("Спасибо! А в Галиче?", "А в Галиче?"),
        ("не подскажете, где взять справку", "где взять справку"),
        ("хотел бы узнать размер премии", "размер премии"),
        ("Можно узнать, сколько стоит МРТ?", "сколько стоит МРТ?"),
        ("hello, where is the canteen? thanks", "where is the canteen?"),
        ("где касса, спасибо", "где касса"),
    ],
)
def test_a_question_is_searched_for_without_them(said: str, asked: str) -> None:
    assert without_courtesies(said) == asked


@pytest.mark.parametrize(
    "question",
    ["нет, за 2024", "Привет из Северска — что за конкурс?", "Хорошо ли работает лифт?", "кому сказать спасибо?",
     "Класс Б когда вывозят", "Пока идёт ремонт, где стирать?", "Вопросы к кому?", "спасибо", "за что премия",
     "Что такое «Добрый день»?", "Ок ли это", "Напоминание об отпуске", "Скажется ли это на премии",
     "можно узнать результаты анализов по телефону", "есть вопрос 5 в билете?"],
)  # fmt: skip
def test_what_only_looks_polite_stays(question: str) -> None:
    assert without_courtesies(question) == question


def test_the_engine_answers_what_is_asked_and_declines_politeness(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.engine.reindex()
    try:
        asked = shelf.engine.ask("Добрый день! Подскажите, пожалуйста, сколько длится отпуск? Спасибо")
        assert asked.question == "сколько длится отпуск?"
        assert "28 дней" in asked.text
        thanks = shelf.engine.ask("спасибо большое", history=[Turn(asked.question, asked)])
        assert (thanks.answered, thanks.confidence, thanks.hits) == (False, 0, ())
    finally:
        shelf.engine.close()
