"""Questions that ask the same are put together; those of other numbers never are."""

from __future__ import annotations

from index.likeness import Likeness
from index.types import Vector
from tests.fakes import BagOfWordsEmbedder


def grouped(*questions: str, cosine: float = 0.8) -> list[list[int]]:
    return Likeness(BagOfWordsEmbedder(), cosine).grouped(questions)


def test_the_same_words_are_the_same_question_however_they_are_written() -> None:
    assert grouped("Где курить?", "Кто директор?", "где  КУРИТЬ", "где курить") == [[0, 2, 3], [1]]


def test_near_enough_words_are_put_together_and_others_are_not() -> None:
    questions = ("где можно курить сотрудникам", "где можно курить всем сотрудникам", "где можно обедать")
    assert grouped(*questions) == [[0, 1], [2]]
    assert grouped(*questions, cosine=0.99) == [[0], [1], [2]]


def test_every_two_of_a_group_are_near_enough() -> None:
    chain = ("a b c d e", "b c d e f", "c d e f g", "d e f g h")
    assert grouped(*chain, cosine=0.75) == [[0, 1], [2, 3]]


def test_other_numbers_are_another_question() -> None:
    questions = ("что сказано в приказе 15 о режиме", "что сказано в приказе 51 о режиме", "что в приказе 15 о режиме")
    assert grouped(*questions) == [[0, 2], [1]]


def test_what_is_asked_most_begins_a_group() -> None:
    chain = ("a b c d e", "c d e f g", "b c d e f", "b c d e f")
    assert grouped(*chain, cosine=0.75) == [[0, 2, 3], [1]]


def test_nothing_asked() -> None:
    assert grouped() == []


def test_a_question_is_embedded_once() -> None:
    embedder = _Counting()
    likeness = Likeness(embedder)
    likeness.grouped(["где курить", "где курить?"])
    likeness.grouped(["Где курить", "кто директор"])
    assert embedder.queries == ["где курить", "где курить?", "кто директор"]


class _Counting(BagOfWordsEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.queries: list[str] = []

    def query(self, text: str) -> Vector:
        self.queries.append(text)
        return super().query(text)
