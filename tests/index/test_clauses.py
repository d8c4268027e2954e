"""A long sentence cut to the clauses that the question is about."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.answer.clauses import cut_to
from index.types import Span

LONG = (
    "Комиссия в составе трёх человек рассмотрела заявление, поступившее в январе, "
    "постановила выплатить премию главному бухгалтеру; остальные вопросы отложила до весны (протокол прилагается)."
)
PIECES = st.text(alphabet="абвг ,;:—()–.\u00a0\n", min_size=1, max_size=200)


def shown(longest: int, text: str, *wanted: str) -> str:
    span = cut_to(longest, text, wanted)
    return text[span.start : span.end]


def test_a_short_text_is_shown_whole() -> None:
    assert shown(len(LONG), LONG) == LONG
    assert shown(10, "") == ""


def test_the_clause_with_the_wanted_words_is_shown() -> None:
    assert shown(60, LONG, "премия", "бухгалтер") == "постановила выплатить премию главному бухгалтеру;"
    assert shown(30, LONG, "протокол") == "(протокол прилагается)."


def test_of_equal_stretches_the_longest_is_shown() -> None:
    assert shown(80, LONG, "январь") == LONG[: LONG.index(" постановила")]


def test_neighbouring_clauses_are_shown_together() -> None:
    assert shown(100, LONG, "январь", "премия") == LONG[LONG.index("поступившее") : LONG.index(" остальные")]


def test_nothing_wanted_shows_the_longest_stretch() -> None:
    assert shown(80, LONG) == LONG[: LONG.index(" постановила")]


def test_a_text_of_one_clause_is_cut_between_words() -> None:
    assert shown(12, "слово за словом и так далее") == "слово за"
    assert shown(5, "безпробелов") == "безпр"


def test_words_round_what_must_be_kept_where_no_clause_is_short_enough() -> None:
    text = (
        "Размер ежемесячной доплаты работникам хозяйственного отдела устанавливается приказом и составляет 4500 рублей."
    )
    keep = Span(text.index("4500"), text.index("4500") + 4)
    for longest in (4, 10, 40, 80):
        span = cut_to(longest, text, {"размер"}, keep)
        assert span.start <= keep.start
        assert keep.end <= span.end <= span.start + longest
    assert text[slice(*_ends(cut_to(40, text, (), keep)))] == "приказом и составляет 4500 рублей."


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 120), PIECES, st.sets(st.sampled_from(["а", "б", "вг"])))
@example(1, "ааа ,", set())
def test_what_is_shown_is_short_enough_and_lies_in_the_text(longest: int, text: str, wanted: set[str]) -> None:
    text = text.strip() or "а"
    span = cut_to(longest, text, wanted)
    assert 0 <= span.start < span.end <= len(text)
    assert span.end - span.start <= longest
    if len(text) <= longest:
        assert (span.start, span.end) == (0, len(text))
