"""Answers → Telegram HTML, within one message whatever they hold."""

from __future__ import annotations

from datetime import date

from bot.buttons import Marks
from bot.markup import MESSAGE_UNITS, units, visible
from bot.render import Extract, Searched, Shown, Source, answer_html, page_html, passage_pages, refusal_html, short_span
from bot.settings import Language
from bot.texts import texts_in
from index.types import Answer, Span

RU, EN = texts_in(Language.RU), texts_in(Language.EN)
SOURCE = Source("a/b.pdf", "Приказ «О сроках» <№ 5>", date(2024, 2, 29), 7)


def extract(text: str = "Срок — 28 дней. Не более.") -> Extract:
    return Extract(SOURCE, "Раздел", text)


def test_an_answer_shows_sentence_source_and_passage() -> None:
    shown = Shown("Срок — 28 дней.", Marks(Span(7, 14)), (extract(),))
    assert answer_html(RU, shown) == (
        "Срок — <b>28 дней</b>.\n\n"
        "📄 <b>Приказ «О сроках» &lt;№ 5&gt;</b> · 29 февраля 2024\u202fг. · с. 7\n\n"
        "<blockquote expandable><b>Раздел</b>\nСрок — 28 дней. Не более.</blockquote>"
    ).replace("\u202f", "\u202f" if "\u202f" in answer_html(RU, shown) else " ")


def test_the_short_span_is_found_and_not_made_of_the_whole() -> None:
    assert short_span("Срок — 28 дней.", Span(7, 14)) == Span(7, 14)
    assert short_span("28 дней.", Span(0, 7)) is None
    assert short_span("Срок", None) is None


def test_everything_fits_one_message() -> None:
    for filler in ("ё" * 9000, "😀" * 9000, "<&>" * 3000, "слово " * 2000):
        html = answer_html(RU, Shown(filler, Marks(Span(10, 4000)), (extract(filler),) * 9))
        assert units(visible(html)) <= MESSAGE_UNITS
        for page in passage_pages([extract(filler)]):
            html = page_html(RU, page, 10)
            assert units(visible(html)) <= MESSAGE_UNITS
            assert len(html.encode()) <= 32_768


def test_pages_hold_a_passage_whole() -> None:
    text = " ".join(str(number) for number in range(2000))
    pages = passage_pages([extract(), extract(text)])
    assert [page.rank for page in pages][:2] == [0, 1]
    assert " ".join(page.text for page in pages[1:]) == text


def test_a_refusal_tells_what_was_searched_in_the_readers_language() -> None:
    nothing = Answer("?", False, 0.0, (), None, ())
    assert refusal_html(RU, nothing, Searched(21, None)).endswith("Искал в 21 документе.")
    assert refusal_html(EN, nothing, Searched(2, frozenset({"b", "a"}))).endswith("I searched 2 documents: a, b.")
    assert "пока нет" in refusal_html(RU, nothing, Searched(0, frozenset()))


def test_a_refusal_tells_what_like_things_are_not_about() -> None:
    missed = Answer("?", False, 0.3, (), None, (), unmentioned=("Глазова", "VI <форума>"))
    assert refusal_html(RU, missed, Searched(21, None)).endswith(
        "\nНашлось похожее, но не о том, что названо в вопросе: Глазова, VI &lt;форума&gt;."
    )


def test_a_long_answer_has_its_short_one_said_first() -> None:
    text = "По состоянию на конец года в парке работают 24 резидента из пяти стран, ещё трое готовят документы."
    html = answer_html(RU, Shown(text, Marks(Span(text.index("24"), text.index("24") + 2)), (extract(),)))
    assert html.startswith("<b>24 резидента</b>\n\nПо состоянию на конец года в парке работают <b>24</b> резидента")


def test_documents_that_differ_are_told_as_such() -> None:
    marks = Marks(Span(7, 14), differing=True)
    html = answer_html(RU, Shown("Срок — 28 дней. … Срок — 31 день.", marks, (extract(), extract())))
    assert "⚠️ Документы расходятся" in html
    assert Marks.unpacked(marks.packed) == marks
    assert Marks.unpacked("чепуха") == Marks()
