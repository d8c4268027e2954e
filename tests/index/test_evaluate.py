"""The figures, worked out by hand on a few outcomes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.evaluate import (
    Question,
    QuestionsError,
    as_json,
    ask_all,
    exact_match,
    f1,
    is_right,
    load_questions,
    measure,
)
from index.types import Answer, Candidate, DocumentCard, Hit, Passage, Quote, Span, Turn


def hit(document: str, text: str, score: float = 1.0) -> Hit:
    passage = Passage("id", document, 0, 10, 10 + len(text), text, "", None, (Span(10, 10 + len(text)),))
    return Hit(Candidate(passage, DocumentCard(document, document), 0.9, 3.0, (0.9,), ((),), ()), score)


def answered(text: str, *hits: Hit, short: Span | None = None) -> Answer:
    return Answer("?", True, 0.8, (Quote(hits[0], 10, 10 + len(text), text),), short, hits, 0.5)


def declined(*hits: Hit) -> Answer:
    return Answer("?", False, 0.1, (), None, hits, 0.25)


GOLD = hit("hr/leave.txt", "Отпуск длится 28  дней.")
OTHER = hit("hr/other.txt", "Отпуск длится 28 дней.")
KNOWN = Question("q1", "Сколько длится отпуск?", ("28 дней",), "hr/leave.txt", True)
UNKNOWN = Question("q2", "Какая погода?", (), None, False)


def outcomes(*pairs: tuple[Question, Answer]):  # type: ignore[no-untyped-def]
    given = iter([answer for _, answer in pairs])
    return list(ask_all([question for question, _ in pairs], lambda _text, _history: next(given)))


def test_a_hit_is_of_the_gold_document_and_folds_case_and_white_space() -> None:
    figures = measure(
        outcomes(
            (KNOWN, answered("…", GOLD)),
            (KNOWN, answered("…", OTHER, GOLD)),
            (KNOWN, answered("…", OTHER, OTHER, OTHER, GOLD)),
            (KNOWN, answered("…", OTHER)),
        )
    )
    assert (figures.hit_at_1, figures.hit_at_3, figures.hit_at_10) == (0.25, 0.5, 0.75)
    assert figures.mrr_at_10 == pytest.approx((1 + 1 / 2 + 1 / 4) / 4)


def test_the_gold_document_may_lie_in_a_folder() -> None:
    bare = Question("q", "?", ("28 дней",), "leave.txt", True)
    assert measure(outcomes((bare, answered("…", GOLD)))).hit_at_1 == 1


def test_an_answer_too_long_is_no_hit() -> None:
    long = "28 дней " + "х" * 293
    figures = measure(outcomes((KNOWN, answered("Ровно 28 ДНЕЙ.", GOLD)), (KNOWN, answered(long, GOLD))))
    assert len(long) == 301
    assert figures.answer_hit == 0.5


def test_refusals_are_counted_on_both_sides() -> None:
    figures = measure(
        outcomes((UNKNOWN, declined()), (UNKNOWN, answered("…", GOLD)), (KNOWN, declined(GOLD)), (KNOWN, declined()))
    )
    assert (figures.refusal, figures.false_refusal, figures.right) == (0.5, 1.0, 0.25)


def test_a_declined_unanswerable_question_is_right() -> None:
    (outcome,) = outcomes((UNKNOWN, declined(GOLD)))
    assert is_right(outcome)


def test_figures_that_nothing_shows_are_absent() -> None:
    figures = measure(outcomes((UNKNOWN, declined())))
    assert figures.hit_at_1 is None
    assert figures.answer_hit is None
    assert figures.follow_up is None


def test_the_short_answer_is_scored_as_squad_does() -> None:
    assert exact_match("«24» резидента.", "24 резидента") == 1
    assert exact_match("the Prime Minister", "Prime Minister") == 1
    assert f1("24 резидента ТОР", "24 резидента") == pytest.approx(0.8)
    assert f1("ничего", "24 резидента") == 0


def test_a_conversation_knows_what_came_before_and_others_do_not() -> None:
    seen: list[tuple[str, int]] = []

    def ask(text: str, history: Sequence[Turn]) -> Answer:
        seen.append((text, len(history)))
        return answered("28 дней", GOLD)

    asked = [
        Question("1", "первый", ("28",), conversation="a"),
        Question("2", "другой", ("28",), conversation="b"),
        Question("3", "дальше", ("29",), conversation="a"),
        Question("4", "одиночный", ("28",)),
    ]
    figures = measure(list(ask_all(asked, ask)))
    assert seen == [("первый", 0), ("другой", 0), ("дальше", 1), ("одиночный", 0)]
    assert figures.follow_up == 0
    assert figures.answer_hit == 0.75


def test_what_is_printed_of_an_outcome() -> None:
    (outcome,) = outcomes((KNOWN, answered("28 дней", GOLD, short=Span(0, 2))))
    row = as_json(outcome)
    assert row["id"] == "q1"
    assert row["answered"] is True
    assert (row["answer"], row["short"], row["seconds"]) == ("28 дней", "28", 0.5)
    assert row["passages"] == [
        {"document": "hr/leave.txt", "text": GOLD.passage.text, "score": 1.0, "start": 10, "end": 33}
    ]


def test_questions_are_read_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    row = {"id": 7, "question": "Кто?", "answers": ["Иванов"], "answerable": True, "extra": 1}
    file.write_text("\ufeff" + json.dumps(row) + "\n\n", encoding="utf-8")
    assert load_questions(file) == [Question("7", "Кто?", ("Иванов",), None, True)]


def test_rare_line_breaks_inside_a_question_are_part_of_it(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": 1, "question": "Кто\u2028там?", "answers": null, "answerable": 0}\r\n', encoding="utf-8")
    assert load_questions(file) == [Question("1", "Кто\u2028там?", (), None, False)]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '"text"',
        '{"id": 1}',
        '{"question": "?"}',
        '{"id":1,"question":"?","answers":5}',
        '{"id":1,"question":null}',
        '{"id":1,"question":"?","answers":"28 дней"}',
        '{"id":1,"question":"?","answers":[" "]}',
        '{"id":1,"question":"?","answerable":"maybe"}',
    ],
)
def test_a_line_that_is_no_question_is_named(line: str, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": 1, "question": "?"}\n' + line, encoding="utf-8")
    with pytest.raises(QuestionsError, match="line 2"):
        load_questions(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match=r"gone\.jsonl"):
        load_questions(tmp_path / "gone.jsonl")


def test_a_file_that_is_not_in_utf8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "old.jsonl"
    file.write_bytes('{"id": 1, "question": "Где?"}'.encode("cp1251"))
    with pytest.raises(QuestionsError, match=r"old\.jsonl"):
        load_questions(file)
