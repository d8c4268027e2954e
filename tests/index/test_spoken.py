"""What people say instead of what documents write."""

from __future__ import annotations

import pytest

from index.spelling import repair
from index.spoken import as_written
from index.text import lemmas

WORDS = set(lemmas("Компьютер стоит в общежитии, документы у заместителя, спецодежда на складе. Кадры решают всё."))


def knows(lemma: str) -> int:
    return int(lemma in WORDS)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("скока", "сколько"),
        ("Када", "когда"),
        ("почём", "сколько стоит"),
        ("чё", "что"),
        ("комп", "компьютер"),
        ("компы", "компьютеры"),
        ("зама", "заместителя"),
        ("доки", "документы"),
        ("робу", "спецодежду"),
    ],
)
def test_what_is_said_is_put_as_documents_have_it(said: str, written: str) -> None:
    assert as_written(said, knows, opening=True) == written


@pytest.mark.parametrize("word", ["компьютер", "когда", "кадры", "столовка", "Иванов", "стол", "тока", "Мона"])
def test_other_words_are_let_be(word: str) -> None:
    assert as_written(word, knows, opening=True) is None


def test_a_word_that_the_documents_have_is_theirs() -> None:
    assert as_written("робу", lambda lemma: 1, opening=True) is None
    assert as_written("че", lambda lemma: lemma == "че", opening=True) is None


def test_a_name_is_no_spoken_word() -> None:
    assert repair("когда родился Че Гевара", knows, lambda lemma: []).text == "когда родился Че Гевара"
    assert as_written("Че", knows, opening=True) == "что"


def test_a_town_is_called_as_documents_call_it() -> None:
    towns = set(lemmas("Командировка в Санкт-Петербург или в Москву.")).__contains__
    assert as_written("Питере", towns, opening=False) == "Петербурге"
    assert as_written("питера", towns, opening=True) == "Петербурга"
    assert as_written("мск", towns, opening=False) == "Москва"
    assert as_written("екб", towns, opening=False) is None, "the documents tell of no Yekaterinburg"
    assert as_written("Питер", lambda lemma: 1, opening=False) is None, "a Peter of theirs"


def test_a_question_is_understood_whole() -> None:
    assert (
        repair("када утренник и скока стоит комп", knows, lambda lemma: []).text
        == "когда утренник и сколько стоит компьютер"
    )
