"""A question in another alphabet than the documents, its words put into theirs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.foreign import Translator, content_words, is_foreign, nearest, question_numbers
from index.types import Candidate
from tests.index.shelf import Bilingual, candidate

STAFF = candidate(
    "люди",
    ["Директор Корольков в отпуске."],
    dense=0.9,
    words=[["директор", "корольков", "в", "отпуск"]],
)
PARKING = candidate("парковка", ["Парковка открыта до 22."], dense=0.5, words=[["парковка", "открыть", "22"]])
ENGLISH = candidate("staff", ["The director is on leave."], dense=0.8, words=[["director", "leave"]])


def test_words_and_names_become_the_documents_own() -> None:
    meanings = Translator(Bilingual()).translate("Is director Korolkov on leave today?", [STAFF, PARKING])
    assert meanings == {"director": ["директор"], "Korolkov": ["корольков"], "leave": ["отпуск"], "today": []}


def test_without_passages_nothing_is_translated() -> None:
    assert Translator(Bilingual()).translate("Is director Korolkov here?", []) == {"director": [], "Korolkov": []}


def test_only_the_nearest_passages_lend_their_words() -> None:
    near = [candidate(str(n), ["Пусто."], dense=0.95, words=[["пусто"]]) for n in range(5)]
    assert Translator(Bilingual()).translate("director", [STAFF, *near]) == {"director": []}
    assert STAFF not in nearest([STAFF, *near])
    assert nearest([PARKING, STAFF]) == [STAFF, PARKING]


@pytest.mark.parametrize(
    ("question", "candidates", "foreign"),
    [
        ("Who is the director?", [STAFF, PARKING], True),
        ("Кто директор?", [STAFF, PARKING], False),
        ("Кто директор?", [ENGLISH], True),
        ("Who is the director?", [ENGLISH], False),
        ("Кто такой Korolkov из Microsoft?", [STAFF], True),
        ("Где работает директор Korolkov?", [STAFF], False),
        ("2024?", [STAFF], False),
        ("Who?", [], False),
        ("", [STAFF], False),
    ],
)
def test_the_alphabets_of_question_and_passages_are_compared(
    question: str, candidates: Sequence[Candidate], foreign: bool
) -> None:
    assert is_foreign(question, candidates) is foreign


def test_what_needs_a_translation_and_what_does_not() -> None:
    question = "When did the director sign order 15 of 2024?"
    assert content_words(question) == ["director", "sign", "order"]
    assert question_numbers(question) == ["15", "2024"]
