"""What is shown of the sentences chosen: their found spans first of all, also of two that are equally good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.answer.extractive import DEPTH
from index.answer.features import FoundSpan, SentenceCandidate, sentence_candidates
from index.answer.shown import LONGEST, TIE, Quoted, Scored, choose, short_answer, short_place
from index.answer.weights import Scorers
from index.types import GAP, Hit, Quote, Span, joined
from tests.index.shelf import candidate, retrieved

WEIGHTS = Scorers.load().reader
FILLING = "здесь стоит оговорка, которую никто не читает до конца, "
FIRST = f"{FILLING * 3}а оклад равен 50 000 рублей, {FILLING}и всё."
SECOND = f"Оклад считают так: {FILLING * 3}а премия равна 70 000 рублей, {FILLING}и всё."
FOUND = retrieved("Сколько платят?", Hit(candidate("оклад.txt", [FIRST, SECOND]), 1.0))


def scored(second: float) -> list[Scored]:
    """Both sentences read; the second so many log odds below the first."""
    first_of, second_of = sentence_candidates(FOUND, DEPTH)
    return [Scored(_read(first_of, "50 000 рублей"), 1.0), Scored(_read(second_of, "70 000 рублей"), 1.0 - second)]


def _read(sentence: SentenceCandidate, answer: str) -> SentenceCandidate:
    start = sentence.text.index(answer)
    return replace(sentence, found=FoundSpan(Span(start, start + len(answer)), 5.0))


def shown(quoted: Quoted) -> str:
    return quoted.quote.text


def test_two_sentences_equally_good_share_the_room_with_both_their_spans() -> None:
    first, second = choose(scored(TIE / 2), FOUND.query, WEIGHTS)
    assert "50 000 рублей" in shown(first)
    assert "70 000 рублей" in shown(second)
    assert len(shown(first)) + len(GAP) + len(shown(second)) <= LONGEST


def test_a_sentence_that_is_clearly_better_is_shown_whole() -> None:
    first, *_ = choose(scored(TIE * 2), FOUND.query, WEIGHTS)
    assert shown(first) == FIRST


def test_what_the_first_says_is_not_given_up_for_the_second() -> None:
    first, second = scored(0)
    assert first.sentence.found is not None
    long = replace(first.sentence, found=replace(first.sentence.found, span=Span(30, 30 + LONGEST // 2)))
    chosen = choose([replace(first, sentence=long), second], FOUND.query, WEIGHTS)
    assert chosen[0].short == Span(30, 30 + LONGEST // 2)


def test_alone_it_is_shown_whole_however_good_the_second() -> None:
    assert [shown(each) for each in choose(scored(0), FOUND.query, replace(WEIGHTS, most=1))] == [FIRST]


@pytest.mark.parametrize("better", [0, 1])
def test_an_unread_second_sentence_takes_no_room_of_the_first(better: int) -> None:
    first, second = scored(better * TIE)
    chosen = choose([first, replace(second, sentence=replace(second.sentence, found=None))], FOUND.query, WEIGHTS)
    assert shown(chosen[0]) == FIRST


def test_a_further_sentence_is_cut_round_its_span() -> None:
    found = retrieved("Сколько платят?", Hit(candidate("оклад.txt", ["Оклад 50 000 рублей.", SECOND]), 1.0))
    short, long = sentence_candidates(found, DEPTH)
    _, second = choose([Scored(short, 1.0), Scored(_read(long, "70 000 рублей"), 0.0)], found.query, WEIGHTS)
    assert len(shown(second)) < len(SECOND)
    assert "70 000 рублей" in shown(second)


def test_the_short_answer_stands_where_it_was_found_and_not_where_the_same_signs_stand_first() -> None:
    before, answer = "Всего их 24 вида.", "В 2024 году в ТОР зарегистрировано 24 резидента."
    found = retrieved("Сколько резидентов?", Hit(candidate("тор.txt", [before, answer]), 1.0))
    first, second = sentence_candidates(found, DEPTH)
    at = answer.rindex("24")
    best = Quoted(replace(second, found=FoundSpan(Span(at, at + 2), 5.0)), Span(2, len(answer)))
    beside = Quoted(first, Span(0, len(before)))
    place = short_place(found.query, best, [beside, best])
    assert place is not None
    text = joined([beside.quote, best.quote])[0]
    assert text[: place.start].endswith("зарегистрировано ")
    assert text[place.start : place.end] == "24"


@pytest.mark.parametrize(
    ("text", "found", "short"),
    [
        ("Институт основан в 1861 году.", "в 1861 году", "1861 году"),
        ("Встреча пройдёт на третьем этаже.", "на третьем этаже", "третьем этаже"),
        ("Ответ дают в течение 10 дней.", "в течение 10 дней", "в течение 10 дней"),
        ("Ответ дают до 10 мая.", "до 10 мая", "до 10 мая"),
    ],
)
def test_the_preposition_that_the_question_asks_with_is_no_part_of_the_short_answer(
    text: str, found: str, short: str
) -> None:
    retrieved_ = retrieved("Когда или где?", Hit(candidate("ответ.txt", [text]), 1.0))
    [sentence] = sentence_candidates(retrieved_, DEPTH)
    assert short_answer(retrieved_.query, Quoted(_read(sentence, found), Span(0, len(text)))) == short


def test_items_of_an_indented_list_stand_together() -> None:
    text = "Нужны:\n    1) паспорт;\n    2) диплом.\n\n    Всё."
    spans = [Span(0, 6), Span(11, 22), Span(27, 37), Span(43, 47)]
    passage = replace(candidate("список.txt").passage, text=text, end=len(text), sentences=tuple(spans))
    hit = Hit(replace(candidate("список.txt"), passage=passage), 1.0)
    quotes = [Quote(hit, span.start, span.end, text[span.start : span.end]) for span in spans]
    assert joined(quotes) == ("Нужны: 1) паспорт; 2) диплом. Всё.", [0, 7, 19, 30])
    assert joined([quotes[0], quotes[2]])[0] == f"Нужны:{GAP}2) диплом."
