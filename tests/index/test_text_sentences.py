"""Sentences: where they end in Russian office prose, lists, tables and wrapped lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import LONG_SENTENCE
from index.text import split_sentences

FRAGMENTS = st.sampled_from(
    ["г. ", "т. д. ", "«Да. ", "Нет», – сказал", "\n", "\n\n", " ", "; ", "1) ", "3.1. ", "Слово", "слово", ". ",
     "\r\n", "\u2028", "\t", "|", "— ", "Mr. ", "?! ", "…", "12", "A.", ":"]
)  # fmt: skip


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Директор Института химии СО РАН им. А.Е. Фаворского Андрей Иванов ответил.",
        "Площадка г. Усолье-Сибирское включена в состав проекта.",
        "В п. 3.1 ст. 5 говорится об отпуске.",
        "3.1. Работник обязан соблюдать правила.",
        "Статья 374. Гарантии работникам",
        "«Нет», – ответила она.",
        "Предложено развитие кластера, основанного на принципах рециклинга\nи зеленой экономики.",
        '"Это зависит от позиции области",\n— отметил заместитель директора.',
        "See Fig. 3 and No. 5, e.g. Apple Inc. and Mr. Smith.",
    ],
)
def test_what_is_one_sentence_stays_one(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Дороги, мосты и т. д. В городе их много.", 2),
        ("Первый абзац\n\nвторой абзац", 2),
        ("Трудовой кодекс\nСтатья 5", 2),
        ("Нужны:\nпаспорт;\nзаявление.", 3),
        ("1) паспорт\n2) заявление", 2),
        ("– паспорт\n– заявление", 2),
        ("Имя | Год\nИван | 1990", 2),
        ("Имя\tГод\nиван\t1990", 2),
        ('Проекта "Экология". госкорпорация ведёт программу.', 2),
        ("Он ушёл. Она осталась! А вы?", 3),
    ],
)
def test_what_is_several_sentences_is_parted(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_lines_of_a_wrapped_text_run_on_before_a_capital_letter() -> None:
    text = (
        "Об этом на заседании рассказал председатель комитета Андрей\n"
        "Иванов, который отвечает за развитие промышленных площадок и\n"
        "за привлечение крупных предприятий в малые города области."
    )
    assert sentences(text) == [text]


def test_a_long_enumeration_is_parted_at_semicolons() -> None:
    items = [f"мероприятия по направлению номер {number}, которые включены в дорожную карту" for number in range(12)]
    text = "Утвердить: " + "; ".join(items) + "."
    parts = sentences(text)
    assert len(parts) > 1
    assert max(map(len, parts)) <= LONG_SENTENCE
    assert " ".join(parts) == text


def test_nothing_gives_no_sentences() -> None:
    assert sentences("") == sentences(" \n\t ") == []


@given(st.one_of(st.text(max_size=300), st.lists(FRAGMENTS, max_size=40).map("".join)))
def test_sentences_cover_all_that_is_not_white_in_order(text: str) -> None:
    end = 0
    for span in split_sentences(text):
        assert text[end : span.start].strip() == ""
        assert text[span.start : span.end] == text[span.start : span.end].strip() != ""
        end = span.end
    assert text[end:].strip() == ""
