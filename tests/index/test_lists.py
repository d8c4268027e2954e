"""Whoever asks for several things is shown the whole list, if it is short."""

from __future__ import annotations

import pytest

from index.answer.extractive import ExtractiveAnswerer
from index.answer.lists import asks_for_several, list_around
from index.types import Hit
from tests.index.shelf import candidate, retrieved

PAPERS = ["К заявлению прилагают документы:", "1. копию паспорта;", "2. справку о составе семьи;", "3. фото."]
WORDS = [["заявление", "прилагать", "документ"], ["копия", "паспорт"], ["справка", "состав", "семья"], ["фото"]]
ALWAYS = ExtractiveAnswerer(0)


@pytest.mark.parametrize("place", range(4))
def test_a_list_is_found_from_any_of_its_sentences(place: int) -> None:
    assert list_around(["Приём с девяти.", *PAPERS, "Приём до пяти."], place + 1) == range(1, 5)


@pytest.mark.parametrize("place", [0, 5])
def test_what_stands_beside_a_list_is_not_of_it(place: int) -> None:
    assert list_around(["Приём с девяти.", *PAPERS, "Приём до пяти."], place) is None


def test_a_lone_item_is_no_list() -> None:
    assert list_around(["Берут:", "1. паспорт.", "Приём до пяти."], 1) is None


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Какие документы приложить к заявлению?", True),
        ("что нужно для пропуска", True),
        ("Which documents are needed?", True),
        ("Какой документ главный?", False),
        ("Когда приём?", False),
    ],
)
def test_who_asks_for_several_things(question: str, several: bool) -> None:
    assert asks_for_several(question) is several


def test_the_whole_list_is_shown() -> None:
    passage = candidate("приём.txt", PAPERS, dense=0.93, cosines=[0.94, 0.9, 0.9, 0.7], words=WORDS)
    idf = {"документ": 2.0, "прилагать": 2.0, "заявление": 2.0}
    found = retrieved("Какие документы прилагают к заявлению?", Hit(passage, 1.0), idf=idf)
    answer = ALWAYS.answer(found)
    assert answer.text == " ".join(PAPERS)
    assert answer.short is None


def test_a_list_too_long_to_be_shown_is_not() -> None:
    long = [PAPERS[0], *(f"{number}. " + "справку о составе семьи " * 6 for number in range(1, 5))]
    words = [WORDS[0], *([["справка", "состав", "семья"]] * 4)]
    passage = candidate("приём.txt", long, dense=0.93, cosines=[0.94, 0.9, 0.9, 0.7, 0.7], words=words)
    found = retrieved("Какие документы прилагают?", Hit(passage, 1.0), idf={"документ": 2.0, "прилагать": 2.0})
    assert len(ALWAYS.answer(found).text) <= 300
