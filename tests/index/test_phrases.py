"""A short answer is widened by what it cannot be understood without."""

from __future__ import annotations

import pytest

from index.answer.phrases import whole_phrase
from index.types import Span


@pytest.mark.parametrize(
    ("text", "short", "whole"),
    [
        ("В парке работают 24 резидента из пяти стран.", "24", "24 резидента"),
        ("Срок — 5 рабочих дней.", "5", "5 рабочих дней"),
        ("Взнос равен 1 388 рублям в год.", "1 388", "1 388 рублям"),
        ("Скидка составит 15 % от цены.", "15", "15 %"),
        ("Потратили 3,2 млн рублей.", "3,2", "3,2 млн рублей"),
        ("Приехали двадцать гостей.", "двадцать", "двадцать гостей"),
        ("Завод открыт 12 марта 2019 года в Томске.", "12 марта", "12 марта 2019 года"),
        ("Завод открыт 12 марта 2019 года в Томске.", "марта", "12 марта 2019 года"),
        ("Основан в 1912 году.", "1912", "1912 году"),
        ("Код: B05 | Услуга: ЭКГ | Будни: 750 | Выходные: 650", "750", "Будни: 750"),
        ("Код: B05 | Услуга: ЭКГ | Будни: 750 | Выходные: 650", "650", "Выходные: 650"),
        ("Руководит Анна Лапина.", "Анна Лапина", "Анна Лапина"),
        ("Всего их 24, и все новые.", "24", "24"),
        ("Комната 5 закрыта.", "5", "5"),
    ],
)
def test_a_short_answer_is_said_whole(text: str, short: str, whole: str) -> None:
    start = text.index(short)
    span = whole_phrase(text, Span(start, start + len(short)))
    assert text[span.start : span.end] == whole
