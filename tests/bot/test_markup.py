"""Plain text → Telegram HTML: nothing is lost, nothing is interpreted, every limit is kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.markup import clean, cut, escape, is_blank, one_line, pieces, units, visible

ANYTHING = st.text(st.characters(codec=None), max_size=300)


@given(ANYTHING)
def test_what_is_escaped_is_seen_as_it_was(text: str) -> None:
    assert visible(escape(text)) == clean(text)


@given(ANYTHING, st.integers(2, 60))
def test_what_is_cut_keeps_its_limit_and_its_beginning(text: str, limit: int) -> None:
    shorter = cut(text, limit)
    assert units(shorter) <= limit
    assert shorter == text or (shorter.endswith("…") and text.startswith(shorter[:-1]))


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(4, 60))
def test_pieces_hold_all_words_and_keep_the_limit(text: str, limit: int) -> None:
    parts = pieces(text, limit)
    assert all(units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_units_count_what_stands_outside_the_basic_plane_twice() -> None:
    assert units("a😀я") == 4


def test_pieces_break_at_paragraphs_sentences_and_words() -> None:
    assert pieces("Раз два.\n\nТри четыре.", 14) == ["Раз два.", "Три четыре."]
    assert pieces("Раз два. Три четыре.", 13) == ["Раз два.", "Три четыре."]
    assert pieces("один два три", 9) == ["один два", "три"]


def test_an_emoji_is_not_torn() -> None:
    family = "👩\u200d👩\u200d👧"
    assert pieces(family * 3, units(family) + 3) == [family] * 3


def test_controls_that_turn_text_around_are_taken_out() -> None:
    assert clean("а\u202eб\u2067в\x00г\r\nд\ud800") == "абвг\nд"


def test_blank_is_what_cannot_be_seen() -> None:
    assert is_blank(" \u200b\ufeff\u2060\x00\n")
    assert not is_blank("\u200bа")


def test_one_line() -> None:
    assert one_line(" а\n\tб  в ", 10) == "а б в"
    assert one_line("слово слово", 8) == "слово…"
