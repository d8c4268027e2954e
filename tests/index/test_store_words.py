"""Which words are searched for, what a match is worth, and which words look alike."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store.vocabulary import Vocabulary
from index.store.words import Bm25, Scorer, chosen_lemmas, match_expression, pack_lemmas, unpack_lemmas

LEMMAS = st.text(st.characters(exclude_categories=["Cs", "Z", "Cc"]), min_size=1).filter(lambda s: not s.split()[1:])


def test_the_commonest_words_are_left_out_beyond_the_budget() -> None:
    frequencies = {"и": 900, "приказ": 80, "выхухоль": 2, "нет": 0}
    assert chosen_lemmas(frequencies, 1000) == ["выхухоль", "приказ", "и"]
    assert chosen_lemmas(frequencies, 100) == ["выхухоль", "приказ"]
    assert chosen_lemmas({"и": 900, "в": 901, "нет": 0}, 100) == ["и"], "the rarest in any case"
    assert chosen_lemmas({"нет": 0}, 100) == []


def test_a_match_expression_is_quoted_strings() -> None:
    assert match_expression(["a", 'b"c', "OR"]) == '"a" OR "b""c" OR "OR"'


def test_bm25_by_hand() -> None:
    scorer = Scorer.from_frequencies(Bm25(heading=2.0), {"приказ": 1, "нет": 0}, passages=3, tokens=12)
    tf, norm = 2.0 * 1 + 1.0 * 2, 1.2 * (0.25 + 0.75 * 6 / 4)
    expected = math.log(1 + 2.5 / 1.5) * tf * 2.2 / (tf + norm)
    assert scorer.score(["приказ"], [["приказ", "по", "заводу"], ["приказ", "два"]]) == pytest.approx(expected)
    assert scorer.score([], [["другое"]]) == 0


@given(st.lists(st.lists(LEMMAS, max_size=4), min_size=1, max_size=4))
def test_lemmas_come_back_sentence_by_sentence(sentences: list[list[str]]) -> None:
    assert unpack_lemmas(pack_lemmas(sentences)) == tuple(tuple(sentence) for sentence in sentences)


def edits(one: str, other: str) -> int:
    """Optimal string alignment distance, by the textbook."""
    rows: list[list[int]] = [[*range(len(other) + 1)]]
    for i in range(1, len(one) + 1):
        rows.append([i] + [0] * len(other))
        for j in range(1, len(other) + 1):
            same = one[i - 1] == other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (not same))
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(st.sets(st.text("абв1", min_size=1, max_size=10), max_size=30), st.text("абв1", min_size=1, max_size=10))
def test_similar_words_are_those_of_a_small_distance_and_no_others(words: set[str], asked: str) -> None:
    vocabulary = Vocabulary.from_frequencies([(word, 1) for word in sorted(words)])
    most = 1 if len(asked) < 8 else 2
    assert vocabulary.similar(asked) == [(word, 1) for word in sorted(words) if 0 < edits(asked, word) <= most]


def test_the_commonest_similar_word_comes_first() -> None:
    vocabulary = Vocabulary.from_frequencies([("кот", 2), ("код", 7), ("дом", 90)])
    assert vocabulary.similar("ком") == [("дом", 90), ("код", 7), ("кот", 2)]
