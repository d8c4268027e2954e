"""Two documents that give different numbers for one thing are both quoted, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from index.answer.differing import both, differing
from index.answer.extractive import ExtractiveAnswerer
from index.answer.features import FoundSpan, SentenceCandidate, sentence_candidates
from index.answer.shown import LONGEST, Scored
from index.text import content_lemmas, lemmas
from index.types import Hit, Reading, Retrieved, Span, joined
from tests.index.shelf import candidate, retrieved

NEW, OLD = "Ежегодный отпуск сотрудников длится 31 день.", "Ежегодный отпуск сотрудников длится 28 дней."
ASKED = "Сколько дней длится ежегодный отпуск?"


class Points:
    """Takes for the answer, in each text, the first word of digits."""

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        return [self._reading(text) for text in texts]

    def _reading(self, text: str) -> Reading:
        words = text.split(" ")
        starts = [sum(len(word) + 1 for word in words[:place]) for place in range(len(words))]
        tokens = tuple(Span(start, start + len(word)) for start, word in zip(starts, words, strict=True))
        logits = np.array([6.0 if word.isdecimal() else -6.0 for word in words], dtype=np.float32)
        return Reading(tokens, logits, logits, 0.0)


def found(question: str, *texts: tuple[str, str, date | None], void_by: str | None = None) -> Retrieved:
    hits = []
    for rank, (name, text, day) in enumerate(texts):
        own = candidate(name, [text], dense=0.93, lexical=8, cosines=[0.94 - rank / 100], words=[lemmas(text)])
        card = replace(own.card, date=day, void_by=void_by if rank else None)
        hits.append(Hit(replace(own, card=card), 1.0 - rank / 100))
    return retrieved(question, *hits, idf=dict.fromkeys(content_lemmas(question), 2.0))


def scored(everything: Retrieved) -> list[Scored]:
    read = Points().read
    return [
        Scored(replace(each, found=_span(each, read("", [each.text])[0])), 1.0)
        for each in sentence_candidates(everything, 5)
    ]


def _span(sentence: SentenceCandidate, reading: Reading) -> FoundSpan:
    best = int(reading.start.argmax())
    return FoundSpan(reading.tokens[best], float(reading.start[best] + reading.end[best]))


def test_the_same_thing_with_another_number_differs() -> None:
    everything = found(ASKED, ("старый.txt", OLD, date(2020, 1, 1)), ("новый.txt", NEW, date(2024, 1, 1)))
    pair = differing(scored(everything), everything.query)
    assert pair is not None
    assert [quoted.quote.text for quoted in both(*pair)] == [NEW, OLD]


@pytest.mark.parametrize(
    ("question", "other"),
    [
        (ASKED, "Ежегодный отпуск сотрудников длится 28 дней, как и прежде."),
        (ASKED, "Учебный семестр студентов заочной формы длится 14 недель."),
        (ASKED, "Ежегодный отпуск сотрудников длится долго."),
        ("Кому положен ежегодный отпуск?", NEW),
    ],
)
def test_what_only_looks_alike_does_not_differ(question: str, other: str) -> None:
    everything = found(question, ("старый.txt", OLD, None), ("другой.txt", other, None))
    assert differing(scored(everything), everything.query) is None


def test_a_document_no_longer_in_force_is_not_heard() -> None:
    everything = found(ASKED, ("новый.txt", NEW, None), ("старый.txt", OLD, None), void_by="новый.txt")
    assert differing(scored(everything), everything.query) is None


def test_the_answer_quotes_both_the_newest_first() -> None:
    everything = found(ASKED, ("старый.txt", OLD, date(2020, 1, 1)), ("новый.txt", NEW, date(2024, 1, 1)))
    answer = ExtractiveAnswerer(0, reader=Points()).answer(everything)
    assert answer.differing
    assert answer.text == f"{NEW} … {OLD}"
    assert answer.short == "31"
    assert answer.short_at == Span(NEW.index("31"), NEW.index("31") + 2)


def test_the_same_row_of_another_towns_list_does_not_differ() -> None:
    asked = "Сколько стоит ЭКГ с расшифровкой в Костроме?"
    rows = [
        ("кострома.txt", "ЭКГ с расшифровкой стоит 750 рублей.", None),
        ("галич.txt", "ЭКГ с расшифровкой стоит 650 рублей.", None),
    ]
    everything = found(asked, *rows)
    assert differing(scored(everything), everything.query) is not None
    hits = [
        replace(hit, candidate=replace(hit.candidate, heading_lemmas=(town,)))
        for hit, town in zip(everything.hits, ("кострома", "галич"), strict=True)
    ]
    headed = replace(everything, hits=tuple(hits))
    assert differing(scored(headed), headed.query) is None


def test_of_two_that_differ_each_shows_its_number() -> None:
    long = "Размер ежемесячной доплаты за совмещение должностей сотрудникам всех отделов в этом и будущем году "
    new, old = f"{long}устанавливается приказом директора и составляет 4500 рублей.", f"{long[:-1]}: 4000 рублей."
    everything = found("Какой размер доплаты?", ("старый.txt", old, None), ("новый.txt", new, date(2024, 1, 1)))
    old_one, new_one = (each.sentence for each in scored(everything))
    quoted = both(new_one, old_one)
    assert [each.short is not None for each in quoted] == [True, True]
    assert "4500" in quoted[0].quote.text
    assert len(joined([each.quote for each in quoted])[0]) <= LONGEST


RULE = "4.2. Если работник хочет уйти не по графику, он подаёт заявление за 10 дней."
CHANGE = "В пункте 4.2 Положения об отпусках срок подачи заявления, если уйти не по графику, установить 14 дней."
LEAVE, ORDER = "Положение об отпусках.txt", "Приказ 47.txt"


def changed(asked: str, change: str, day: date | None = None, *, first: bool = False) -> list[str]:
    """What is quoted of the rule and of the order that may change it; nothing where they are not said to differ."""
    texts = [(LEAVE, RULE, date(2024, 1, 1)), (ORDER, change, day)]
    everything = found(asked, *(reversed(texts) if first else texts))
    pair = differing(scored(everything), everything.query)
    return [quoted.quote.text for quoted in both(*pair)] if pair else []


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("day", [None, date(2026, 3, 12)])
@pytest.mark.parametrize("asked", ["За сколько дней подавать заявление не по графику?", "срок заявления не по графику"])
def test_an_order_that_changes_the_clause_comes_first(asked: str, day: date | None, first: bool) -> None:
    assert changed(asked, CHANGE, day, first=first) == [CHANGE, RULE]


@pytest.mark.parametrize(
    ("change", "day"),
    [
        (CHANGE.replace("4.2", "4.3"), None),
        (CHANGE.replace("Положения об отпусках", "Правил внутреннего распорядка"), None),
        (CHANGE, date(2020, 1, 1)),
        ("В пункте 4.2 Положения об отпусках слова «отдел кадров» заменить словом «канцелярия» с 15 числа.", None),
    ],
)
def test_an_order_about_something_else_changes_nothing(change: str, day: date | None) -> None:
    assert changed("срок заявления не по графику", change, day) == []


def test_a_clause_has_the_number_of_the_sentence_that_opens_it() -> None:
    rule = candidate(
        LEAVE,
        ["4.2. Отпуск не по графику даёт директор.", "Заявление не по графику подают за 10 дней."],
        dense=0.93,
        cosines=[0.8, 0.94],
        words=[["отпуск", "график"], ["заявление", "график", "подавать", "10", "день"]],
    )
    asked = "срок заявления не по графику"
    order = found(asked, (ORDER, CHANGE, None)).hits[0]
    everything = retrieved(
        asked, Hit(rule, 1.0), replace(order, score=0.9), idf=dict.fromkeys(content_lemmas(asked), 2.0)
    )
    sentences = sorted(scored(everything), key=lambda each: "за 10" not in each.sentence.text)
    pair = differing(sentences, everything.query)
    assert pair is not None
    assert [each.text for each in pair] == [CHANGE, "Заявление не по графику подают за 10 дней."]
