"""Questions about another town, person, year or ordinal than the documents tell of."""

from __future__ import annotations

from datetime import date

import pytest

from index.answer.counted import counts_another
from index.answer.near_miss import CONFIDENCE, counted_otherwise, placed_elsewhere, unless_missed, unmentioned
from index.types import Answer, Candidate, Document, DocumentCard, Hit, Passage, Quote, Span

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
    other = (DocumentCard("а.txt", "", date(2001, 2, 3)), "")
    assert unmentioned(question, [other]) == names


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
    english = (DocumentCard("zone.txt", "The zone of Seversk", None, "en"), "It had 24 residents in 2021.")
    assert unmentioned("Сколько резидентов в Северске и Глазове в 2023 году?", [english]) == ("2023",)


def test_what_has_no_year_is_about_any() -> None:
    undated = DocumentCard("а.txt", "ТОР", None)
    assert unmentioned("Сколько резидентов было в 2023 году?", [(undated, "24 резидента.")]) == ()
    assert unmentioned("Сколько резидентов было в 2023 году?", [(undated, "24 резидента в 2022-м.")]) == ("2023",)


def test_a_nickname_is_its_towns() -> None:
    card = DocumentCard("а.txt", "Филиалы", None)
    assert unmentioned("Кто директор в Питере?", [(card, "В Санкт-Петербурге — Орлова.")]) == ()
    assert unmentioned("Кто директор в Питере?", [(card, "В Москве — Орлова.")]) == ("Питере",)


def test_one_of_several_documents_is_enough() -> None:
    other = (DocumentCard("а.txt", "Димитровград", None), "Ничего.")
    assert unmentioned("Кто в Димитровграде, а кто в Северске?", [other, ZONE]) == ()


def test_no_more_is_read_than_is_needed() -> None:
    texts = iter([ZONE, ZONE])
    assert unmentioned("Сколько резидентов в Северске?", texts) == ()
    assert next(texts) is ZONE
    assert unmentioned("Сколько резидентов?", texts) == ()


def test_what_is_in_force_need_not_name_this_year_or_the_next() -> None:
    question = "Сколько резидентов было в 2023 году, а сколько в 2025 и 2026?"
    assert unmentioned(question, [ZONE], this_year=2025) == ("2023",)


@pytest.mark.parametrize(
    ("question", "missed"),
    [
        ("Сколько резидентов в ТОР Глазова?", ("Глазова",)),
        ("сколько резидентов в тор глазова", ("глазова",)),
        ("Сколько резидентов в Северске?", ()),
        ("Сколько резидентов в Северске и Глазове?", ()),
        ("Сколько резидентов зарегистрировано?", ()),
        ("Сколько резидентов в Томске?", ()),
    ],
)
def test_a_sentence_about_another_town_is_no_answer(question: str, missed: tuple[str, ...]) -> None:
    assert placed_elsewhere(question, "В Северской ТОР 24 резидента.", "отчёты/Томск.txt") == missed


def test_a_sentence_about_no_town_may_be_about_any() -> None:
    assert placed_elsewhere("Сколько резидентов в Глазове?", "Резидентов там 24, а северные ветры сильны.", "") == ()


@pytest.mark.parametrize(
    ("question", "missed"),
    [
        ("Где прошёл VI форум?", ("VI форум",)),
        ("где прошел шестой международный форум", ("шестой международный форум",)),
        ("Где пройдёт 8-й форум?", ("8-й форум",)),
        ("Где прошёл VII форум?", ()),
        ("где прошел 7-й форум", ()),
        ("Где прошёл форум?", ()),
        ("Что было на втором съезде?", ()),
        ("Что было на третьем форуме?", ()),
        ("Где прошли шесть форумов?", ()),
        ("Каким был форум XIX века?", ()),
    ],
)
def test_another_ordinal_of_the_same_noun_is_no_answer(question: str, missed: tuple[str, ...]) -> None:
    text = "VII Форум городов прошёл в Москве. Прежние, в третий раз и раньше, в XVIII веке, забыты."
    assert counted_otherwise(question, text) == missed


@pytest.mark.parametrize(
    ("question", "missed"),
    [
        ("Телефон мастера котельной № 4?", ("котельной № 4",)),
        ("Телефон мастера котельной №1?", ()),
        ("Когда вывозят класс Г?", ("класс Г",)),
        ("Когда вывозят отходы класса «Б»?", ()),
        ("Кто сдаёт класс B латинской буквой?", ()),
        ("Кто выезжает по категории Д?", ("категории Д",)),
        ("Кто выезжает по категории А?", ()),
        ("Где цех № 4?", ()),
        ("Кому звонить, Иванову А. П.?", ()),
    ],
)
def test_another_number_or_letter_after_the_same_noun_is_no_answer(question: str, missed: tuple[str, ...]) -> None:
    text = "На котельной № 1 и на котельной номер 2 отходы класса Б и В вывозят: категория Б — по средам; А — сразу."
    assert counted_otherwise(question, text) == missed


@pytest.mark.parametrize(
    ("question", "short", "said", "missed"),
    [
        ("Сколько жителей в новых районах?", "пять районов", "Построены пять районов у реки.", ("жителей",)),
        ("сколько рабочих мест на двух заводах", "два завода", "Работают два завода.", ("мест",)),
        ("Сколько районов построено?", "пять районов", "Построены пять районов.", ()),
        ("Сколько жителей в районах?", "пять районов", "В пять районов въехали жители.", ()),
        ("Сколько жителей в районах?", "40 тысяч человек", "Там 40 тысяч человек.", ()),
        ("Сколько жителей в районах?", "40 тысяч", "Там 40 тысяч.", ()),
        ("Сколько граммов соли в супе?", "5 г соли", "Кладут 5 г соли.", ()),
        ("Сколько раз открывали районы?", "пять районов", "Открыли пять районов.", ()),
        ("Во сколько районы убирают?", "пять районов", "Убирают пять районов.", ()),
        ("Сколько стоят районы?", "пять районов", "Построены пять районов.", ()),
        ("Какие районы построены?", "пять районов", "Построены пять районов.", ()),
        ("Сколько жителей в районах?", "", "Построены пять районов.", ()),
    ],
)
def test_the_count_of_another_thing_is_no_answer(question: str, short: str, said: str, missed: tuple[str, ...]) -> None:
    assert counts_another(question, short, said) == missed


def _answer(text: str, said: str) -> tuple[Answer, Document]:
    card = DocumentCard("тор/отчёт.txt", "Отчёт", None)
    start = text.index(said)
    passage = Passage("1", card.path, 0, 0, len(text), text, "", None, (Span(0, len(text)),))
    quote = Quote(Hit(Candidate(passage, card, 0.9, 1.0, (0.9,), ((),), ()), 1.0), start, start + len(said), said)
    return Answer("?", True, 0.9, (quote,), Span(0, 3), (quote.hit,)), Document(card, text, ())


@pytest.mark.parametrize(
    ("asked", "missed"), [("Глазова", ("Глазова",)), ("Обнинска", ("Обнинска",)), ("Северска", ())]
)
def test_an_answer_is_taken_back_and_keeps_what_was_found(asked: str, missed: tuple[str, ...]) -> None:
    answer, document = _answer("К ТОР добавился Глазов. В Северской ТОР 24 резидента.", "В Северской ТОР 24 резидента.")
    now = unless_missed(answer, f"Сколько резидентов в ТОР {asked}?", {document.card.path: document}.get)
    assert now.unmentioned == missed
    assert now.hits == answer.hits
    if missed:
        assert (now.answered, now.confidence, now.quotes) == (False, CONFIDENCE, ())
    else:
        assert now is answer


def test_an_answer_that_counts_another_thing_is_taken_back() -> None:
    answer, document = _answer("Три района у реки построены к осени.", "Три района у реки построены к осени.")
    now = unless_missed(answer, "сколько квартир в районах у реки", {document.card.path: document}.get)
    assert (now.answered, now.unmentioned) == (False, ("квартир",))


def test_a_refusal_stays_as_it_is() -> None:
    refusal = Answer("?", False, 0.1, (), None, ())
    assert unless_missed(refusal, "Что в Глазове?", lambda _: None) is refusal
