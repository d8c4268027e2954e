"""Answers are made of verbatim sentences, short enough to be shown, or there is none."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.answer.extractive import DEPTH, ExtractiveAnswerer, scored_plainly
from index.answer.features import (
    ANSWER_FEATURES,
    COSINE_FEATURES,
    READER_ANSWER_FEATURES,
    READER_FEATURES,
    SENTENCE_FEATURES,
    sentence_candidates,
)
from index.answer.shown import LONGEST, choose
from index.answer.weights import FILE, Logistic, Quadratic, Scorers, with_products
from index.types import Answer, Candidate, Hit, Query, Retrieved
from tests.fakes import BagOfWordsEmbedder, indexed, words
from tests.index.shelf import candidate, retrieved

EMBEDDER = BagOfWordsEmbedder()
ALWAYS, SHIPPED, NEVER = ExtractiveAnswerer(0), ExtractiveAnswerer(), ExtractiveAnswerer(1)
PLAIN = Scorers.load().plain
IDF = {"отпуск": 2.0, "длиться": 2.0}
LEAVE = candidate(
    "отпуск.txt",
    ["Ежегодный отпуск длится 28 дней.", "Столовая закрыта."],
    dense=0.93,
    lexical=8.0,
    cosines=[0.94, 0.78],
    words=[["ежегодный", "отпуск", "длиться", "28", "день"], ["столовая", "закрыть"]],
)
ELSE = candidate("столовая.txt", ["В столовой подают чай."], dense=0.78, lexical=0, words=[["столовая", "чай"]])
GOOD = retrieved("Сколько длится отпуск?", Hit(LEAVE, 1.0), Hit(ELSE, 0.8), idf=IDF)
FAR = candidate("отпуск.txt", ["Ежегодный отпуск длится 28 дней."], dense=0.75, lexical=0, cosines=[0.75])
POOR = retrieved("Кто изобрёл телефон?", Hit(ELSE, 0.78), Hit(FAR, 0.75), idf={"изобрести": 4.0, "телефон": 4.0})


@pytest.mark.parametrize(
    ("name", "more", "more_of_answer"), [("plain", (), ()), ("reader", READER_FEATURES, READER_ANSWER_FEATURES)]
)
def test_the_shipped_weights_fit_the_features(
    name: str, more: tuple[str, ...], more_of_answer: tuple[str, ...]
) -> None:
    data = json.loads(FILE.read_text(encoding="utf-8"))[name]
    expected = {
        "sentence": (*SENTENCE_FEATURES, *more),
        "answer": (*ANSWER_FEATURES, *more_of_answer),
        "foreign": (*COSINE_FEATURES, *more_of_answer),
    }
    weights = getattr(Scorers.load(), name)
    for model, names in expected.items():
        assert tuple(data[model]["features"]) == names
        logistic = getattr(weights, model)
        assert logistic.mean.shape == logistic.scale.shape == (len(names),)
        assert (logistic.scale > 0).all()
        inner = logistic.over if isinstance(logistic, Quadratic) else logistic
        width = len(names) if inner is logistic else len(with_products(logistic.mean))
        assert inner.mean.shape == inner.scale.shape == inner.weights.shape == (width,)
    assert 0 < weights.threshold < 1


def test_a_logistic_model_by_hand() -> None:
    model = Logistic(np.array([1.0, 2.0]), np.array([2.0, 1.0]), np.array([1.0, -1.0]), 0.5)
    assert model.logit(np.array([3.0, 2.5])) == pytest.approx(1.0)
    assert model.probability(np.array([3.0, 2.5])) == pytest.approx(1 / (1 + np.exp(-1)))


def test_a_quadratic_model_by_hand() -> None:
    assert with_products(np.array([2.0, 3.0])).tolist() == [2, 3, 4, 6, 9]
    over = Logistic(np.zeros(5), np.ones(5), np.array([1.0, 0, 0, -1, 0]), 0.5)
    model = Quadratic(np.array([1.0, 1.0]), np.array([1.0, 2.0]), over)
    assert model.logit(np.array([3.0, 7.0])) == pytest.approx(2 - 6 + 0.5)
    assert model.logit(np.array([1e9, 7.0])) == pytest.approx(4 - 12 + 0.5)
    assert 0 < model.probability(np.array([1e9, 1e9])) < model.probability(np.array([-1e9, 1e9])) < 1


def test_a_good_passage_is_answered_from() -> None:
    answer = SHIPPED.answer(GOOD)
    assert answer.answered
    assert answer.text.startswith("Ежегодный отпуск длится 28 дней.")
    assert (answer.question, answer.hits, answer.short) == (GOOD.query.text, GOOD.hits, None)


def test_a_poor_passage_is_declined_with_the_nearest_named() -> None:
    answer = SHIPPED.answer(POOR)
    assert (answer.answered, answer.quotes, answer.text, answer.hits) == (False, (), "", POOR.hits)
    assert 0 <= answer.confidence < PLAIN.threshold


@pytest.mark.parametrize("found", [GOOD, POOR])
def test_the_threshold_alone_decides_and_changes_no_confidence(found: Retrieved) -> None:
    confidence = ALWAYS.answer(found).confidence
    assert ALWAYS.answer(found).answered
    assert not NEVER.answer(found).answered
    assert NEVER.answer(found).confidence == confidence
    assert ExtractiveAnswerer(confidence / 2).answer(found).answered
    assert not ExtractiveAnswerer((1 + confidence) / 2).answer(found).answered


@pytest.mark.parametrize("answerer", [ALWAYS, SHIPPED, NEVER])
def test_without_passages_nothing_is_answered(answerer: ExtractiveAnswerer) -> None:
    answer = answerer.answer(retrieved("Сколько?", idf=IDF))
    assert (answer.answered, answer.confidence, answer.hits) == (False, 0.0, ())


def test_a_passage_without_sentences_answers_nothing() -> None:
    assert not ALWAYS.answer(retrieved("?", Hit(candidate("a", []), 1.0))).answered


def test_no_more_sentences_than_weights_say() -> None:
    sentences = [f"Отпуск номер {n}." for n in range(8)]
    found = retrieved("Отпуск?", Hit(candidate("a", sentences, words=[["отпуск"]] * 8), 1.0), idf=IDF)
    weights = PLAIN
    candidates = scored_plainly(sentence_candidates(found, DEPTH), weights)
    assert len(choose(candidates, found.query, weights)) == weights.most
    assert len(choose(candidates, found.query, replace(weights, most=1))) == 1
    assert (
        len(choose(scored_plainly(sentence_candidates(GOOD, DEPTH), weights), GOOD.query, replace(weights, gap=0.0)))
        == 1
    )


def test_quotes_stand_in_reading_order_the_best_document_first() -> None:
    late = candidate(
        "a", ["Отпуск длится долго.", "Отпуск длится 28 дней."], cosines=[0.90, 0.94], words=[list(IDF)] * 2
    )
    other = candidate("b", ["Отпуск длится год."], cosines=[0.92], words=[list(IDF)])
    found = retrieved("Сколько длится отпуск?", Hit(late, 0.5), Hit(other, 0.5), idf=IDF)
    assert ALWAYS.answer(found).text == "Отпуск длится долго. Отпуск длится 28 дней. … Отпуск длится год."


def test_a_sentence_that_stands_before_the_best_one_is_marked_off() -> None:
    sentences = ["Отпуск длится долго.", "Столовая закрыта.", "Парковка открыта.", "Отпуск длится 28 дней."]
    lemmas = [list(IDF), ["столовая"], ["парковка"], list(IDF)]
    passage = candidate("a", sentences, cosines=[0.90, 0.5, 0.5, 0.94], words=lemmas)
    found = retrieved("Сколько длится отпуск?", Hit(passage, 0.5), idf=IDF)
    assert ALWAYS.answer(found).text == "Отпуск длится 28 дней. … Отпуск длится долго."


def test_a_sentence_too_long_is_cut_and_still_verbatim() -> None:
    filler = ", ".join(["и прочие сведения о распорядке организации"] * 12)
    sentence = f"{filler}, ежегодный отпуск длится 28 дней, {filler}."
    found = retrieved("Сколько длится отпуск?", Hit(candidate("a", [sentence], words=[list(IDF)]), 1.0), idf=IDF)
    answer = ALWAYS.answer(found)
    assert "отпуск длится 28 дней" in answer.text
    assert answer.text in sentence
    assert len(answer.text) <= LONGEST


WORDS = st.sampled_from(["отпуск", "длится", "28", "дней", "Корольков,", "приказ;", "—", "(протокол)", "и", "1 388"])
SENTENCE = st.lists(WORDS, min_size=1, max_size=90).map(" ".join)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=4).map("\n".join)
DOCUMENT = st.lists(PARAGRAPH, min_size=1, max_size=3).map("\n\n".join)


def search(question: str, texts: list[str]) -> Retrieved:
    """Over documents named by their number, as far as the answerer can tell the real search."""
    vector = EMBEDDER.query(question)
    lemmas = tuple(dict.fromkeys(words(question)))
    hits = [
        Hit(
            Candidate(
                part.passage,
                document.document.card,
                float(part.vector @ vector),
                float(sum(map(len, part.sentence_lemmas))),
                tuple(map(float, part.sentence_vectors @ vector)),
                part.sentence_lemmas,
                part.heading_lemmas,
            ),
            float(part.vector @ vector),
        )
        for document in (indexed(EMBEDDER, str(place), text) for place, text in enumerate(texts))
        for part in document.passages
    ]
    return Retrieved(Query(question, vector, lemmas, dict.fromkeys(lemmas, 1.5)), tuple(sorted(hits, key=_descending)))


def _descending(hit: Hit) -> float:
    return -hit.score


def check(answer: Answer, texts: list[str]) -> None:
    for quote in answer.quotes:
        passage = quote.hit.passage
        assert quote.text == texts[int(passage.document)][quote.start : quote.end] != ""
        assert passage.start <= quote.start < quote.end <= passage.end
    assert len(answer.text) <= LONGEST
    assert 0 <= answer.confidence <= 1
    assert answer.answered == bool(answer.quotes)


@settings(max_examples=150, deadline=None)
@given(SENTENCE, st.lists(DOCUMENT, min_size=1, max_size=3))
def test_whatever_is_quoted_is_verbatim_and_short(question: str, texts: list[str]) -> None:
    found = search(question, texts)
    answer = ALWAYS.answer(found)
    check(answer, texts)
    check(SHIPPED.answer(found), texts)
    places = [(quote.hit.passage.document, quote.start) for quote in answer.quotes]
    assert len(set(places)) == len(places)
    assert {quote.hit for quote in answer.quotes} <= set(found.hits[:DEPTH])
