"""What a question asks for, and whether a text has one."""

from __future__ import annotations

import pytest

from index.answer.kinds import Kind, asked_kind, has_kind, is_yes_no


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Когда открыли завод?", Kind.DATE),
        ("В каком году создана ТОР?", Kind.DATE),
        ("До какого числа подают заявление?", Kind.DATE),
        ("When was the plant opened?", Kind.DATE),
        ("Which year was it?", Kind.DATE),
        ("Сколько резидентов в ТОР?", Kind.NUMBER),
        ("Каков размер премии? Какой процент?", Kind.NUMBER),
        ("Какая площадь склада?", Kind.NUMBER),
        ("How many days of leave are there?", Kind.NUMBER),
        ("Кто руководит отделом?", Kind.PERSON),
        ("Где находится склад?", Kind.NAME),
        ("В каком городе построят завод?", Kind.NAME),
        ("Who approves it?", Kind.PERSON),
        ("Как оформить отпуск?", Kind.OTHER),
        ("Зачем нужна ТОР?", Kind.OTHER),
        ("Why?", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_what_a_question_asks_for(question: str, kind: Kind) -> None:
    assert asked_kind(question) is kind


@pytest.mark.parametrize(
    ("kind", "text", "there"),
    [
        (Kind.NUMBER, "Резидентов 24.", True),
        (Kind.NUMBER, "Их двадцать, а было десять.", True),
        (Kind.NUMBER, "Резидентов много.", False),
        (Kind.DATE, "Завод открыт в марте.", True),
        (Kind.DATE, "Завод открыт 01.03.2021.", True),
        (Kind.DATE, "Завод открыт недавно.", False),
        (Kind.NUMBER, "Однако сотрудники семинара пятницу ждут.", False),
        (Kind.PERSON, "Отделом руководит Корольков.", True),
        (Kind.PERSON, "Отделом руководит А.Е. Ыйский.", True),
        (Kind.PERSON, "It is led by John Smith.", True),
        (Kind.PERSON, "Отделом руководит Росатом.", False),
        (Kind.NAME, "Завод стоит в Северске.", True),
        (Kind.NAME, "Руководит отделом инженер.", False),
        (Kind.OTHER, "", True),
    ],
)
def test_whether_a_text_has_it(kind: Kind, text: str, there: bool) -> None:
    assert has_kind(kind, text, "Что известно?") is there


@pytest.mark.parametrize(
    ("kind", "text", "question"),
    [
        (Kind.NUMBER, "Приказ 24 подписан.", "Сколько страниц в приказе 24?"),
        (Kind.DATE, "План на 2024 принят.", "Когда принят план на 2024?"),
        (Kind.PERSON, "Приказ подписал Корольков.", "Кто такой Корольков?"),
    ],
)
def test_what_the_question_itself_says_does_not_count(kind: Kind, text: str, question: str) -> None:
    assert not has_kind(kind, text, question)
    assert has_kind(kind, f"{text} Ещё 31 мая видели Орлова: и Орлов там был.", question)


@pytest.mark.parametrize(
    "question",
    [
        "Есть ли парковка?",
        "Правда ли, что в ТОР 24 резидента?",
        "Можно ли работать как самозанятый?",
        "Можно взять отпуск, когда идёт испытательный срок?",
        "Is there a parking lot?",
    ],
)
def test_a_question_of_yes_or_no(question: str) -> None:
    assert is_yes_no(question)


@pytest.mark.parametrize(
    "question",
    [
        "Когда можно ли взять отпуск?",
        "Знаете ли вы, когда сдавать отчёт?",
        "Подскажите, когда нужно сдать отчёт?",
        "Сколько нужно платить?",
        "Где парковка?",
    ],
)
def test_no_question_of_yes_or_no(question: str) -> None:
    assert not is_yes_no(question)
