"""Lemmas: what is written in several ways is one; what differs stays apart."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import content_lemmas, lemmas

WORDS = st.sampled_from(
    ("ёлка", "Ещё", "учёт", "Усолье-Сибирское", "resident's", "1388", "12.03.2024", "VII", "двадцать", "четыре", "г.")
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("резидентов", "резиденты"),
        ("Ещё учёт", "еще учет"),
        ("residents", "resident"),
        ("Pоссия", "Россия"),
        ("пара\u00adграф", "параграф"),
        ("за\u0301мок", "замок"),
        ("Малхасяна", "Малхасян"),
        ("Мэннинга", "Мэннингом"),
        ("86 млрд руб.", "86 миллиардов рублей"),
        ("ст. 5", "статья 5"),
        ("2024 г.", "2024 год"),
        ("г. Томск", "город Томск"),
        ("café", "cafe"),
    ],
)
def test_one_word_written_in_two_ways_gives_the_same_lemmas(one: str, other: str) -> None:
    assert lemmas(one) == lemmas(other)


def test_lemmas_keep_order_and_repeats() -> None:
    assert lemmas("Город и города: город!") == ["город", "и", "город", "город"]


def test_a_compound_is_found_by_itself_and_by_its_parts() -> None:
    assert lemmas("Усолье-Сибирское") == ["усолье-сибирский", "усолье", "сибирский"]
    assert set(lemmas("резидентов")) <= set(lemmas("164 компании-резидента"))
    assert {"10", "километр"} <= set(lemmas("10км"))
    assert {"152", "фз"} <= set(lemmas("152-ФЗ"))


def test_a_compound_of_grammar_stays_whole() -> None:
    assert lemmas("из-за кого-то") == ["из-за", "кто-то"]


def test_lemmas_of_names_with_signs() -> None:
    assert lemmas("C++ и C#") == ["c++", "и", "c#"]


def test_content_lemmas_leave_out_grammar_and_repeats() -> None:
    question = "Сколько резидентов зарегистрировано в Северской ТОР и сколько резидентов в других?"
    assert content_lemmas(question) == ["резидент", "зарегистрировать", "северский", "тор", "другой"]
    assert content_lemmas("How many residents does the city have?") == ["resid", "citi"]


def test_content_lemmas_never_empty_a_question() -> None:
    assert content_lemmas("О чём это?") == ["о", "чем", "это"]
    assert content_lemmas("Who is he?") == ["who", "is", "he"]
    assert content_lemmas("?!") == []


def test_many_threads_get_the_same_lemmas() -> None:
    texts = [f"Участники форума обсудили концепцию номер {number} территории опережения" for number in range(64)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lemmas, texts)) == [lemmas(text) for text in texts]


@given(st.text(max_size=200))
def test_no_lemma_holds_white_space_capitals_or_yo(text: str) -> None:
    for lemma in lemmas(text):
        assert lemma
        assert not any(char.isspace() for char in lemma)
        assert "ё" not in lemma
        assert lemma == lemma.lower()


@given(st.text(max_size=200))
def test_content_lemmas_are_some_of_the_lemmas(text: str) -> None:
    content = content_lemmas(text)
    assert len(content) == len(set(content))
    assert set(content) <= set(lemmas(text))
    assert bool(content) == bool(lemmas(text))


@given(st.lists(WORDS, max_size=8))
def test_yo_and_kinds_of_space_make_no_difference(words: list[str]) -> None:
    text = " ".join(words)
    assert lemmas(text.replace("ё", "е").replace(" ", "\u00a0")) == lemmas(text)
