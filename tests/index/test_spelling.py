"""Questions as people type them → questions as they meant them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.keyboard import CYRILLIC_KEYS, LATIN_KEYS
from index.slips import ADJACENT, CONFUSED, MISSED, SWAPPED, slip_cost
from index.spelling import Repaired, repair
from index.text import lemmas

TEXTS = (
    "В Северской ТОР зарегистрировано 24 резидента, в этих компаниях работают 1 388 человек.",
    "Карен Малхасян, заместитель директора департамента «Росатома», рассказал о проекте «Прорыв».",
    "Сумма инвестиций превысила 86 миллиардов рублей. Алексей Лихачев возглавляет корпорацию.",
    "Промышленная площадка города Усолье-Сибирское. Отпуск оформляют по заявлению работника.",
    "The residents of the territory use the ERP and Kubernetes.",
)
FREQUENCIES = Counter(lemma for text in TEXTS for lemma in set(lemmas(text)))


def knows(lemma: str) -> int:
    return FREQUENCIES.get(lemma, 0)


def similar(lemma: str) -> list[tuple[str, int]]:
    near = [(word, count) for word, count in FREQUENCIES.items() if word != lemma]
    return [(word, count) for word, count in near if edits(word, lemma) <= (2 if len(lemma) >= 8 else 1)]


def edits(one: str, other: str) -> int:
    before: Sequence[int] = range(len(other) + 1)
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, opposite in enumerate(other, start=1):
            line.append(min(before[column] + 1, line[-1] + 1, before[column - 1] + (letter != opposite)))
        before = line
    return before[-1]


def repaired(question: str) -> str:
    return repair(question, knows, similar).text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghjtrn Ghjhsd", "проект Прорыв"),
        ("Rfrjdf wtkm ghjtrnf «Ghjhsd»?", "Какова цель проекта «Прорыв»?"),
        ("xnj nfrjt NJH", "что такое ТОР"),
        ("j,]trn", "объект"),
        ("rfr jajhvbnm jngecr&", "как оформить отпуск?"),
        ("кто возглавляет hjcfnjv", "кто возглавляет росатом"),
        ("xnj&", "что?"),
        ("рщц ьфтн куышвутеы", "how many residents"),
        ("что такое Лгиуктуеуы", "что такое Kubernetes"),
    ],
)
def test_the_wrong_keyboard_layout(typed: str, meant: str) -> None:
    assert repaired(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("сколко резедентов", "сколько резидентов"),
        ("Скоько резидентов", "Сколько резидентов"),
        ("Кто возглавляет Росатам?", "Кто возглавляет Росатом?"),
        ("Кто такой Карен Малхосян?", "Кто такой Карен Малхасян?"),
        ("о Карене Малхосяне", "о Карене Малхасяне"),
        ("сумма инвистиций", "сумма инвестиций"),
        ("сколько зарегестрированно", "сколько зарегистрировано"),
        ("как офрмить отпуск", "как оформить отпуск"),
        ("кто дирекотр", "кто директор"),
        ("кто дирректор", "кто директор"),
        ("УСОЛЬЕ-СИБИРСКОЕ ИНВИСТИЦИИ", "УСОЛЬЕ-СИБИРСКОЕ ИНВЕСТИЦИИ"),
        ("мэр Усолья-Сибирскго", "мэр Усолья-Сибирского"),
        ("how many resedents", "how many residents"),
    ],
)
def test_typing_errors(typed: str, meant: str) -> None:
    assert repaired(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("сколькорезидентов в ТОР", "сколько резидентов в ТОР"),
        ("сколько рези дентов", "сколько резидентов"),
        ("сколько   резидентов", "сколько резидентов"),
    ],
)
def test_lost_and_stray_spaces(typed: str, meant: str) -> None:
    assert repaired(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Сколько резидентов зарегистрировано в Северской ТОР?",
        "How many residents were here next year?",
        "What is the deadline for the quarterly report?",
        "Пишите на ghjtrn@example.com или ghjtrn.example.com/ghjtrn",
        "Что с ERP и CRM в 2024 году?",
        "Приказ 152-ФЗ от 12.03.2024 на 1 388 человек",
        "Кто такой Иванченко и где Нгуен?",
        "Говорит ли он по-голландски о монголо-татарах давным-давно?",
        "Это МГЭКИ или ФИАС?",
        "",
        "?!",
    ],
)
def test_what_is_right_or_unknown_is_let_be(question: str) -> None:
    assert repair(question, knows, similar) == Repaired(question)


def test_changes_are_told_word_for_word() -> None:
    found = repair("сколко резидентов в hjcfnjvt", knows, similar)
    assert found.changes == (("сколко", "сколько"), ("hjcfnjvt", "росатоме"))
    glued = repair("сколькорезидентов в ТОР", knows, similar)
    assert glued.changes == (("сколькорезидентов в ТОР", "сколько резидентов в ТОР"),)


def test_slips_cost_by_how_usual_they_are() -> None:
    assert slip_cost("резедент", "резидент") == CONFUSED
    assert slip_cost("директтор", "директор") == CONFUSED
    assert slip_cost("дирекотр", "директор") == SWAPPED
    assert slip_cost("дщректор", "директор") > slip_cost("дмректор", "директор") == ADJACENT
    assert slip_cost("директо", "директор") == MISSED
    assert slip_cost("ректор", "ректор") == 0


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80))
def test_nothing_is_raised_whatever_is_typed(question: str) -> None:
    found = repair(question, knows, similar)
    assert bool(found.changes) == (found.text.split() != question.split())


WORDS = sorted({word for text in TEXTS for word in text.replace(",", "").replace(".", "").split() if word.isalpha()})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6))
def test_words_of_the_index_are_never_touched(words: list[str]) -> None:
    assert repair(" ".join(words), knows, similar).changes == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([word for word in WORDS if not word.isascii() and len(word) > 3]), min_size=2, max_size=5)
)
def test_a_question_in_the_wrong_layout_comes_back(words: list[str]) -> None:
    question = " ".join(words)
    typed = question.translate(str.maketrans(CYRILLIC_KEYS, LATIN_KEYS))
    assert repaired(typed) == question
