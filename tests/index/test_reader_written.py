"""The training texts hold what they say, none written is both trained on and held out; near misses ask beside them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.bench.reader.examples import Example, Row, from_rows, load_rows, near_misses
from tests.bench.reader.translated import HELD_OUT, TRAINED, holed
from tests.bench.reader.written import held_out, load_written, training

TEXTS = load_written()


def test_every_answer_stands_where_its_row_says() -> None:
    for text in TEXTS:
        for row in text.rows:
            if row.answer is not None and row.start is not None:
                assert row.context[row.start : row.start + len(row.answer)] == row.answer


def test_a_sixth_is_held_out_and_a_third_unanswered() -> None:
    assert {text.title for text in training(TEXTS)}.isdisjoint(text.title for text in held_out(TEXTS))
    assert 0.1 < len(held_out(TEXTS)) / len(TEXTS) < 0.25
    answers = [each.answer for text in TEXTS for each in text.questions]
    assert 0.25 < answers.count(None) / len(answers) < 0.4


@pytest.mark.parametrize("file", [TRAINED, HELD_OUT])
def test_every_translated_answer_stands_where_its_row_says(file: Path) -> None:
    rows = load_rows(file)
    assert {row.source for row in rows} <= {"norquad", "cmrc2018", "coqa-wikipedia", "coqa-cnn", "tydiqa-goldp"}
    for row in rows:
        if row.answer is not None:
            assert row.start is not None
            assert row.context[row.start : row.start + len(row.answer)] == row.answer


def test_no_translated_text_is_both_trained_on_and_held_out() -> None:
    trained, held = load_rows(TRAINED), load_rows(HELD_OUT)
    assert {row.context for row in trained}.isdisjoint(row.context for row in held)
    assert {row.title for row in trained if row.title}.isdisjoint(row.title for row in held)


def test_questions_of_missing_paragraphs_are_not_answered() -> None:
    paragraphs = [f"В селе № {number} живут {number * 100} человек." for number in range(1, 21)]
    text = "\n".join(paragraphs)
    rows = [
        Row("own", "ru", f"Сколько живёт в селе {n}?", text, f"{n * 100} человек", text.index(f"{n * 100} человек"))
        for n in range(1, 21)
    ]
    [(made, asked)] = holed([*rows, Row("own", "ru", "Сколько лет сёлам?", text, None, None)])
    assert 0 < len(made.left) < len(paragraphs)
    said = {each.question: each for each in asked}
    assert not said["Сколько лет сёлам?"].answerable
    for row, paragraph in zip(rows, paragraphs, strict=True):
        if row.question in said:
            assert said[row.question].answerable is (paragraph in made.markdown)
        else:  # gone, and «100 человек» of another is still there
            assert paragraph not in made.markdown
            assert str(row.answer) in made.markdown


def test_windows_hold_their_answers_under_the_title_or_without() -> None:
    rows = [row for text in held_out(TEXTS)[:5] for row in text.rows]
    answers = {row.question: row.answer for row in rows}
    examples = from_rows(rows, random.Random(3))
    assert all((answers[example.question] or "").endswith(example.answer or "") for example in examples)
    assert {example.text.startswith(tuple(row.title for row in rows)) for example in examples} == {True, False}


@pytest.mark.parametrize(
    ("question", "text", "kept"),
    [
        ("Сколько жителей было в 1951 году?", "В 1951 году жили 9 000 человек.", "Сколько жителей было в"),
        ("Кто открыл VII форум?", "VII форум открыл мэр.", "Кто открыл"),
        ("Что случилось в марте?", "Это случилось в марте.", "Что случилось в"),
        ("Сколько людей живёт в Северске?", "В Северске живёт много людей.", "Сколько людей живёт в"),
    ],
)
def test_a_near_miss_asks_the_same_of_another_year_ordinal_month_or_town(question: str, text: str, kept: str) -> None:
    answered = [
        Example(question, text, 0, len(text), "own"),
        Example("Кто живёт в Галиче?", "Там живут.", 0, 3, "other"),
    ]
    asked = {each.question for seed in range(20) for each in near_misses(answered, 1, random.Random(seed))}
    assert asked
    for other in asked:
        assert other.startswith(kept)
        assert other != question
        assert other.split()[-1].endswith("?")


@pytest.mark.parametrize(
    ("answer", "learnt"),
    [("В 1861 году", "1861 году"), ("во Владимире", "Владимире"), ("в течение года", "в течение года")],
)
def test_spans_are_learnt_without_the_preposition_that_the_question_asks_with(answer: str, learnt: str) -> None:
    text = f"Было так: {answer}."
    found = from_rows([Row("own", "ru", "Как было?", text, answer, text.index(answer))], random.Random(3))
    assert {each.answer for each in found} - {None} == {learnt}
