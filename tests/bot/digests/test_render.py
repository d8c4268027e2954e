"""Content as messages: within Telegram's limits, safe, kept and shown again."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PIL import Image

from bot.digests.content import Asked, Content, dump, load, visible
from bot.digests.differences import marked
from bot.digests.links import Linked, link_maker, short_name
from bot.digests.picture import WIDTH, draw
from bot.digests.render import caption, pages
from bot.markup import MESSAGE_UNITS, units
from bot.markup import visible as seen
from bot.settings import Language
from bot.texts import Texts, texts_in
from index.digest import Edit, Entry, Story
from index.types import ChangeKind, DocumentCard
from tests.botapi.html import parse_html

RU, EN = texts_in(Language.RU), texts_in(Language.EN)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HARD = 'Приказ <b> & "№ 5" 👩‍👩‍👧‍👦 ' * 30
LINK = link_maker("vestovoy_bot", -1001234567890123)


def entry(kind: ChangeKind = ChangeKind.ADDED, path: str = "кадры/приказ.txt", title: str = "Приказ") -> Entry:
    card = DocumentCard(path, title, date(2026, 11, 20))
    if kind is ChangeKind.ADDED:
        return Entry(kind, card, NOW, sentences=("Приказ вступил в силу 20 ноября.", "Его подписал директор."))
    edits = (Edit("Отпуск длится 28 дней.", "Отпуск длится 30 дней."),) if kind is ChangeKind.CHANGED else ()
    return Entry(kind, card, NOW, edits=edits, more_edits=len(edits))


def content(*entries: Entry, **more: object) -> Content:
    made = Content(date(2026, 11, 22), tuple(Story((one,)) for one in entries))
    return replace(made, **more)  # type: ignore[arg-type]  # as each test names them


EVERYTHING = content(
    *(entry(kind) for kind in ChangeKind),
    asked=(Asked("Сколько дней?", 3, "28", ("кадры/приказ.txt",)),),
    unanswered=("Когда премия?",),
    doubtful=date(2026, 11, 21),
)


@pytest.mark.parametrize("texts", [RU, EN], ids=["ru", "en"])
def test_all_there_may_be_is_well_formed(texts: Texts) -> None:
    (page,) = pages(texts, EVERYTHING, LINK)
    parsed = parse_html(page)
    assert parsed.lint == []
    assert "28" in parsed.text
    assert "30" in parsed.text


@pytest.mark.parametrize("kind", ChangeKind)
def test_each_page_fits_whatever_it_holds(kind: ChangeKind) -> None:
    hard = replace(entry(kind, title=HARD), sentences=(HARD, HARD), edits=(Edit(HARD, HARD + "1"), Edit("", HARD)))
    shown = pages(RU, content(*[hard] * 60, asked=(Asked(HARD, 9, HARD, ()),) * 3, unanswered=(HARD,) * 5), LINK)
    assert len(shown) > 1
    for page in shown:
        parsed = parse_html(page)
        assert units(parsed.text) <= MESSAGE_UNITS
        assert len(parsed.entities) <= 100
        assert len(page.encode()) <= 32_768
    assert units(seen(caption(RU, content(*[hard] * 60), LINK))) <= 1024


def test_short_ones_do_not_break_the_limit_of_markup() -> None:
    shown = pages(RU, content(*[entry(ChangeKind.REMOVED, title="А")] * 200), LINK)
    assert max(len(parse_html(page).entities) for page in shown) <= 100
    assert sum(page.count("🗑") for page in shown) >= 200


def test_documents_on_one_event_are_named_beside_the_one_told() -> None:
    entries = tuple(entry(path=f"{number}.txt", title=f"Приказ {number}") for number in range(9))
    (page,) = pages(RU, Content(date(2026, 11, 22), (Story(entries),)), LINK)
    assert "О том же: " in page
    assert "и ещё 2" in page
    assert page.count("вступил в силу") == 1


def test_the_words_that_differ_are_marked() -> None:
    before, after = marked("Отпуск длится 28 <дней>.", "Отпуск длится не менее 30 <дней>.")
    assert before == "Отпуск длится <s>28</s> &lt;дней&gt;."
    assert after == "Отпуск длится <b>не менее 30</b> &lt;дней&gt;."


def test_of_a_long_sentence_the_part_that_differs_is_shown() -> None:
    words = [f"слово{number}" for number in range(200)]
    before, after = marked(" ".join(words), " ".join([*words[:150], "иначе", *words[151:]]))
    assert "<s>слово150</s>" in before
    assert "<b>иначе</b>" in after
    assert before.startswith("… слово142")


def test_it_is_kept_and_read_again() -> None:
    assert load(dump(EVERYTHING)) == EVERYTHING
    assert load("{}") is None
    assert load("no json") is None


def test_what_may_be_seen_no_more_is_left_out() -> None:
    left = visible(EVERYTHING, frozenset({"финансы"}))
    assert (left.stories, left.asked) == ((), ())
    assert visible(EVERYTHING, None) == EVERYTHING


def test_a_link_names_the_chat_and_the_document() -> None:
    link = LINK(DocumentCard("кадры/приказ.txt", ""))
    payload = link.partition("start=")[2]
    assert len(payload) <= 64
    assert Linked.parse(f"/start {payload}") == Linked(-1001234567890123, short_name("кадры/приказ.txt"))
    assert Linked.parse("/start d_1_x") is None


def test_the_picture_is_for_a_phone() -> None:
    picture = Image.open(io.BytesIO(draw(RU, EVERYTHING)))
    assert (picture.format, picture.width) == ("PNG", WIDTH)
    assert WIDTH / 2 < picture.height < WIDTH * 2


def test_a_picture_of_much_stays_within_telegrams_bounds() -> None:
    hard = replace(entry(title="Ж" * 500), sentences=("Щ" * 500, "漢字 👩‍👩‍👧 " * 50))
    picture = Image.open(io.BytesIO(draw(RU, content(*[hard] * 60))))
    assert picture.width + picture.height <= 10_000
    assert picture.height <= 20 * picture.width
