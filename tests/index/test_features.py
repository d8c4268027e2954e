"""The numbers that speak for a sentence and for an answer, worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from index.answer.extractive import DEPTH
from index.answer.features import (
    ANSWER_FEATURES,
    SENTENCE_FEATURES,
    answer_features,
    coverage,
    sentence_candidates,
    share,
)
from index.types import Hit, Retrieved
from tests.index.shelf import candidate, retrieved

IDF = {"синхрофазотрон": 3.0, "жираф": 1.0}
BEST = Hit(
    candidate(
        "a",
        ["Жираф ест 12 яблок.", "Синхрофазотрон молчит."],
        dense=0.9,
        lexical=4.4,
        cosines=[0.7, 0.95],
        words=[["жираф", "есть", "12", "яблоко"], ["синхрофазотрон", "молчать"]],
        heading=["зоопарк"],
    ),
    1.5,
)
SECOND = Hit(candidate("b", ["Пусто."], dense=0.6, lexical=0.0, cosines=[0.5], words=[["пусто"]]), -0.5)
FOUND = retrieved("Сколько яблок ест жираф?", BEST, SECOND, idf=IDF)


def sentence_row(found: Retrieved, at: int) -> dict[str, float]:
    return dict(zip(SENTENCE_FEATURES, sentence_candidates(found, DEPTH)[at].features.tolist(), strict=True))


def answer_row(found: Retrieved, *shown: int) -> dict[str, float]:
    candidates = sentence_candidates(found, DEPTH)
    return dict(zip(ANSWER_FEATURES, answer_features(found, [candidates[at] for at in shown]).tolist(), strict=True))


def test_coverage_weighs_rare_words_and_share_counts_all() -> None:
    query = FOUND.query
    assert coverage(query, ["синхрофазотрон", "прочее"]) == pytest.approx(0.75)
    assert coverage(query, ["жираф", "жираф"]) == pytest.approx(0.25)
    assert share(query, ["жираф"]) == pytest.approx(0.5)
    assert coverage(query, IDF) == share(query, IDF) == pytest.approx(1)
    assert coverage(query, []) == share(query, []) == 0


def test_a_question_without_words_is_not_covered_at_all() -> None:
    query = retrieved("?").query
    assert coverage(query, ["жираф"]) == share(query, ["жираф"]) == 0


def test_what_speaks_for_a_sentence() -> None:
    first, second, third = (sentence_row(FOUND, at) for at in range(3))
    assert first == pytest.approx(
        {
            "cosine": 0.7,
            "coverage": 0.25,
            "coverage_near": 0.25,
            "passage": 0,
            "rank": 1,
            "kind": 1,
            "length": math.log(19),
        }
    )
    assert (second["coverage"], second["coverage_near"], second["kind"]) == pytest.approx((0.75, 1, 0))
    assert (third["passage"], third["rank"], third["cosine"]) == pytest.approx((-2, 0.5, 0.5))


def test_a_question_of_no_kind_favours_no_sentence() -> None:
    found = retrieved("Зачем?", BEST, idf=IDF)
    assert {sentence_row(found, at)["kind"] for at in range(2)} == {0.5}


def test_overlapping_passages_give_each_sentence_once() -> None:
    overlap = Hit(candidate("a", ["Синхрофазотрон молчит.", "Дальше."], start=20), 1.0)
    places = [
        (found.hit.passage.document, found.text) for found in sentence_candidates(retrieved("?", BEST, overlap), 5)
    ]
    assert places == [("a", "Жираф ест 12 яблок."), ("a", "Синхрофазотрон молчит."), ("a", "Дальше.")]


def test_only_the_first_passages_are_read() -> None:
    hits = [Hit(candidate(name), 0.0) for name in "abcdefg"]
    assert [found.hit.passage.document for found in sentence_candidates(retrieved("?", *hits), 3)] == ["a", "b", "c"]


def test_what_speaks_for_an_answer() -> None:
    row = answer_row(FOUND, 0)
    expected = {
        "dense": 0.9,
        "dense_margin": 0.3,
        "dense_z": 0.3 / 0.01,
        "lexical": 4.4 / (2.2 * 4),
        "lexical_margin": 0.5,
        "sentence_cosine": 0.7,
        "sentence_margin": 0.2,
        "sentence_coverage": 0.25,
        "sentence_words": 0.5,
        "shown_coverage": 0.25,
        "passage_coverage": 1,
        "passage_words": 1,
        "library_coverage": 1,
        "score_margin": 2,
        "kind": 1,
        "sentence_length": math.log(20.5),
    }
    assert {name: row[name] for name in expected} == pytest.approx(expected)
    assert answer_row(FOUND, 0, 1)["shown_coverage"] == pytest.approx(1)


def test_a_single_passage_has_no_margin() -> None:
    row = answer_row(retrieved("Сколько?", BEST, idf=IDF), 0)
    margins = ("dense_margin", "dense_z", "lexical_margin", "sentence_margin", "score_margin")
    assert [row[name] for name in margins] == [0, 0, 0, 0, 0]


def test_nothing_is_infinite_for_a_question_without_words() -> None:
    found = retrieved("?", BEST, SECOND)
    candidates = sentence_candidates(found, DEPTH)
    assert all(np.isfinite(one.features).all() for one in candidates)
    assert np.isfinite(answer_features(found, candidates)).all()
