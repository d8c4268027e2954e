"""Inline mode: cards for those who may ask."""

from __future__ import annotations

from collections.abc import Callable

from tests.bot.inprocess import Serving
from tests.botapi import BotApi

Serve = Callable[..., Serving]
LEAVE = "Сколько календарных дней составляет ежегодный отпуск"


def test_the_answer_and_the_passages_are_offered_as_cards(api: BotApi, serve: Serve) -> None:
    serve()
    anna = api.user(5, "Анна")
    query = api.inline(anna, LEAVE)
    answer, best, *_ = query.cards()
    assert answer.title == "28"
    assert "28 календарных дней" in answer.text
    assert best.title == "Положение об отпусках"
    assert best.description.startswith("Ежегодный отпуск составляет 28")
    assert "с. 3" in best.text
    assert query.is_personal
    assert 0 < query.cache_time <= 60
    assert api.objections == []


def test_nothing_is_offered_to_strangers_but_a_way_in(api: BotApi, serve: Serve) -> None:
    serve(access="closed")
    query = api.inline(api.user(5, "Анна"), LEAVE)
    assert query.cards() == []
    assert query.answered is not None
    assert query.answered["button"]["text"] == "Попросить доступ"
    assert api.objections == []


def test_a_card_sent_to_the_bot_itself_is_no_question(api: BotApi, serve: Serve) -> None:
    serve()
    anna = api.user(5, "Анна")
    query = api.inline(anna, LEAVE)
    card = query.cards()[0]
    query.choose(card, api.private(anna))
    api.private(anna).expect_silence()
    assert api.objections == []


def test_a_grant_taken_back_counts_for_cards(api: BotApi, serve: Serve) -> None:
    bot = serve()
    anna = api.user(5, "Анна")
    assert "120000" in api.inline(anna, "Какой оклад ведущего инженера").cards()[0].text
    bot.act(bot.state.people.set_collections(5, ["кадры", ""], 1))
    cards = api.inline(anna, "Какой оклад ведущего инженера?").cards()
    assert not any("120000" in card.text or "120000" in card.description for card in cards)
    assert api.objections == []


def test_a_blank_query_offers_nothing(api: BotApi, serve: Serve) -> None:
    serve()
    assert api.inline(api.user(5, "Анна"), " \u200b").cards() == []
    assert api.objections == []
