"""What a reader is given to read, and which span is taken from its readings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.answer.extractive import DEPTH, ExtractiveAnswerer
from index.answer.features import LOUDEST, reader_features, sentence_candidates
from index.answer.reading import LONGEST_SPAN, WINDOW, WINDOWS, best_span, read_sentences, trimmed, windows
from index.types import Hit, Reading, Span
from tests.fakes import WordReader
from tests.index.shelf import candidate, retrieved

LEAVE = candidate(
    "отпуск.txt",
    ["Ежегодный отпуск длится 28 дней.", "Отпуск делится на части.", "Столовая закрыта."],
    dense=0.93,
    lexical=8.0,
    cosines=[0.94, 0.9, 0.78],
    words=[["ежегодный", "отпуск", "длиться", "28", "день"], ["отпуск", "делиться", "часть"], ["столовая", "закрыть"]],
)
CANTEEN = candidate("столовая.txt", ["В столовой подают чай."], dense=0.78, lexical=0, words=[["столовая", "чай"]])
FOUND = retrieved("Сколько длится отпуск?", Hit(LEAVE, 1.0), Hit(CANTEEN, 0.8), idf={"отпуск": 2.0, "длиться": 2.0})


def _reading(start: list[float], end: list[float], none: float = 0.0) -> Reading:
    tokens = tuple(Span(4 * place, 4 * place + 3) for place in range(len(start)))
    return Reading(tokens, np.array(start, np.float32), np.array(end, np.float32), none)


def test_the_best_span_is_the_pair_of_most_likely_ends_in_order() -> None:
    reading = _reading([0, 5, 0, 9], [8, 0, 4, 0], none=3)
    found = best_span(reading, Span(0, 100))
    assert found is not None
    assert (found.span, found.score) == (Span(4, 11), 5 + 4 - 3)


def test_a_span_stays_within_its_stretch_and_is_counted_from_its_start() -> None:
    reading = _reading([9, 0, 1, 0], [9, 0, 0, 2])
    found = best_span(reading, Span(8, 15))
    assert found is not None
    assert (found.span, found.score) == (Span(0, 7), 3.0)
    assert best_span(reading, Span(1, 3)) is None


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=60))
@settings(max_examples=50, deadline=None)
def test_no_span_within_the_length_scores_higher(logits: list[tuple[float, float]]) -> None:
    reading = _reading([start for start, _ in logits], [end for _, end in logits])
    found = best_span(reading, Span(0, 1000))
    assert found is not None
    possible = [
        float(reading.start[first] + reading.end[last])
        for first in range(len(logits))
        for last in range(first, min(len(logits), first + LONGEST_SPAN))
    ]
    assert found.score == max(possible)


def test_windows_hold_the_neighbours_and_none_is_read_twice() -> None:
    found = windows(sentence_candidates(FOUND, DEPTH))
    assert [window.text for window in found] == [LEAVE.passage.text, CANTEEN.passage.text]


def test_windows_are_short_and_few() -> None:
    long = [f"Предложение номер {number} " + "слово " * 30 + "." for number in range(30)]
    many = retrieved("Что?", Hit(candidate("длинный.txt", long, dense=0.9, lexical=0), 1.0))
    found = windows(sentence_candidates(many, DEPTH))
    assert len(found) == WINDOWS
    assert all(len(window.text) <= WINDOW for window in found)


def test_a_row_of_a_table_is_read_alone_and_leaves_room_for_another() -> None:
    rows = [f"Отдел: {number} | Телефон: 5-11-{number}" for number in range(10, 30)]
    found = windows(sentence_candidates(retrieved("Чей?", Hit(candidate("телефоны.csv", rows, dense=0.9), 1.0)), DEPTH))
    assert [window.text for window in found] == rows[: 2 * WINDOWS]
    mixed = candidate("штат.txt", ["Штат утверждён.", *rows[:2], "Вопросы задавайте."], dense=0.9)
    texts = [window.text for window in windows(sentence_candidates(retrieved("Чей?", Hit(mixed, 1.0)), DEPTH))]
    assert texts == ["Штат утверждён.", *rows[:2], "Вопросы задавайте."]


def test_what_was_not_read_has_no_span() -> None:
    long = [f"Предложение номер {number} " + "слово " * 60 + "." for number in range(30)]
    many = retrieved("слово номер?", Hit(candidate("длинный.txt", long, dense=0.9, lexical=0), 1.0))
    read = read_sentences(WordReader(), many.query, sentence_candidates(many, DEPTH))
    assert [sentence.found is not None for sentence in read] == [True] * WINDOWS + [False] * (30 - WINDOWS)
    assert reader_features(read, read[-1])[0] == -LOUDEST


def test_the_short_answer_is_the_readers_span_without_marks_at_its_ends() -> None:
    answer = ExtractiveAnswerer(0, WordReader("28 дней.")).answer(FOUND)
    assert answer.short == "28 дней"
    assert answer.text.startswith("Ежегодный отпуск длится 28 дней.")


def test_a_question_of_yes_or_no_has_no_short_answer() -> None:
    asked = retrieved("Делится ли отпуск?", *FOUND.hits, idf=dict(FOUND.query.idf))
    assert ExtractiveAnswerer(0, WordReader("28 дней")).answer(asked).short is None


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ("«Прорыв", "«Прорыв»"),
        ("Прорыв»", "«Прорыв»"),
        ("«Прорыв»", "«Прорыв»"),
        ("Проект «Прорыв", "Проект «Прорыв»"),
        ("Прорыв", "Прорыв"),
        ("Прорыв» идёт", "«Прорыв» идёт"),
        ('"Росатома', '"Росатома"'),
        ("(с 2012 года", "(с 2012 года)"),
    ],
)
def test_quotation_marks_and_brackets_are_whole(said: str, short: str) -> None:
    text = 'Проект «Прорыв» идёт у "Росатома" (с 2012 года).'
    start = text.index(said)
    span = trimmed(text, Span(start, start + len(said)))
    assert text[span.start : span.end] == short


def test_warming_up_reads_once_so_that_the_first_question_need_not_load() -> None:
    reader = WordReader()
    ExtractiveAnswerer(0, reader).warm_up()
    assert reader.texts_read == 1
