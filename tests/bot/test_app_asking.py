"""Asking in private: answers, follow-ups, edits, refusals, buttons; against a server that checks every request."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bot.inprocess import Serving
from tests.botapi import BotApi, PrivateChat

Serve = Callable[..., Serving]
LEAVE = "Сколько календарных дней составляет ежегодный отпуск?"
DAY_S = 86_400


@pytest.fixture
def chat(api: BotApi, serve: Serve) -> PrivateChat:
    serve()
    return api.private(api.user(5, "Анна"))


def test_a_question_is_answered_with_its_source(api: BotApi, chat: PrivateChat) -> None:
    asked = chat.say(LEAVE)
    got = chat.wait_message("28", reply_to=asked)
    assert got.text.startswith("Ежегодный отпуск составляет 28 календарных дней.")
    assert got.bold()[0] == "28"
    assert "Положение об отпусках · 29 февраля 2024" in got.text
    assert "с. 3" in got.text
    assert got.quotes() == ["Ежегодный отпуск составляет 28 календарных дней."]
    assert chat.actions[0].action == "typing"
    assert api.objections == []


def test_politeness_is_no_question(api: BotApi, chat: PrivateChat) -> None:
    chat.say("Добрый день!")
    chat.wait_message("Напишите вопрос — найду ответ")
    chat.say(f"Здравствуйте, подскажите пожалуйста: {LEAVE} Заранее спасибо!")
    chat.wait_message("28")
    asked = chat.say("Спасибо большое")
    chat.wait_message("Рад помочь")
    chat.say("А за ненормированный день?", edit=asked)
    chat.wait_message("3 календарных дня")
    assert api.objections == []


def test_an_english_user_reads_english(api: BotApi, chat: PrivateChat) -> None:
    guest = api.private(api.user(6, "John", language_code="en-GB"))
    guest.say("Quantum?")
    assert guest.wait_message().text == "The documents do not answer this question. I searched 3 documents."
    guest.say("Кто подписывает приказ о приёме, и график отпусков?")
    got = guest.wait_message()
    assert "February 29, 2024 · p. 3" in got.text
    assert got.button("more place")


def test_a_follow_up_knows_the_conversation_until_it_is_forgotten(api: BotApi, chat: PrivateChat) -> None:
    chat.say(LEAVE)
    chat.wait_message("28")
    chat.say("А за ненормированный день?")
    chat.wait_message("3 календарных дня")
    chat.say("/new")
    chat.wait_message("прежний разговор забыт")
    chat.say("А за ненормированный?")
    chat.wait_message("нет ответа на этот вопрос")
    assert api.objections == []


def test_a_refusal_says_what_was_searched_and_offers_the_nearest(api: BotApi, chat: PrivateChat) -> None:
    chat.say("Какова премия слесаря?")
    got = chat.wait_message("нет ответа на этот вопрос")
    assert "Искал в 3 документах." in got.text
    assert "Премия ведущего инженера выплачивается ежеквартально." in got.quotes()
    assert api.objections == []


def test_an_edited_question_is_answered_anew_in_the_same_reply(api: BotApi, chat: PrivateChat) -> None:
    asked = chat.say(LEAVE)
    got = chat.wait_message("28")
    chat.say("Кто подписывает приказ о приёме?", edit=asked)
    got.wait_text("директор филиала")
    assert chat.sent == [got]
    chat.say("Кто подписывает приказ о приёме?", edit=asked)
    chat.expect_silence()
    assert api.objections == []


def test_passages_are_paged_by_editing_and_lead_back(api: BotApi, chat: PrivateChat) -> None:
    chat.say("Сколько дней составляет отпуск за ненормированный день?")
    got = chat.wait_message("3 календарных дня")
    before = got.html
    got.press("Ещё")
    got.wait_text("Место 2 из")
    assert "28 календарных дней" in got.quotes()[0]
    got.press("›")
    got.wait_text("Место 3 из")
    got.press("‹")
    got.wait_text("Место 2 из")
    got.press("К ответу")
    got.wait_text("Отпуск за ненормированный день составляет 3")
    assert got.html == before
    assert api.objections == []


def test_buttons_may_be_pressed_twice_and_a_day_later(api: BotApi, chat: PrivateChat) -> None:
    chat.say("Сколько дней составляет отпуск за ненормированный день?")
    got = chat.wait_message("3 календарных дня")
    more = got.button("Ещё")
    presses = [more.press(), more.press()]
    assert [press.answer().text for press in presses] == ["", ""]
    api.advance(DAY_S)
    back = got.wait_text("Место 2 из").button("К ответу")
    for press in (back.press(), back.press()):
        press.answer()
    thumb = got.wait_text("3 календарных дня").button("👍")
    assert thumb.press().answer().text == "Спасибо!"
    assert thumb.press().answer().text == "Спасибо!"
    assert got.press("👎").answer().text == "Спасибо, учту."
    assert api.objections == []


def test_the_document_is_sent_as_a_file(api: BotApi, chat: PrivateChat) -> None:
    chat.say(LEAVE)
    chat.wait_message("28").press("Документ")
    sent = chat.wait_message()
    assert sent.file is not None
    assert sent.file.name == "отпуск.txt"
    assert "Положение об отпусках".encode() in sent.file.data
    assert api.objections == []


def test_a_document_that_is_gone_or_changed_is_not_shown_wrongly(api: BotApi, chat: PrivateChat, folder: Path) -> None:
    chat.say("Сколько дней составляет отпуск за ненормированный день?")
    got = chat.wait_message("3 календарных дня")
    for file in folder.rglob("*.txt"):
        file.unlink()
    assert "изменился" in got.press("Ещё").answer().text
    assert "больше нет" in got.press("Документ").answer().text
    assert api.objections == []


@pytest.mark.parametrize("kind", ["voice", "photo", "sticker", "document"])
def test_what_is_no_text_gets_a_friendly_word(api: BotApi, chat: PrivateChat, kind: str) -> None:
    chat.send_file("файл", b"data", kind=kind)
    chat.wait_message("Я понимаю только текст")
    assert api.objections == []


def test_an_error_is_told_with_its_number_and_the_question_is_done(api: BotApi, chat: PrivateChat) -> None:
    chat.say("сломайся")
    got = chat.wait_message("это моя ошибка")
    assert len(got.marked("code")[0]) == 8
    chat.say(LEAVE)
    chat.wait_message("28")
    assert api.objections == []


def test_help_fits_a_phone(api: BotApi, chat: PrivateChat) -> None:
    chat.say("/help")
    text = chat.wait_message("Как спрашивать").text
    assert len(text) < 500
    assert len(text.splitlines()) < 16
    assert "/people" not in text
    chat.say("/unknown")
    chat.wait_message("Как спрашивать")
    assert api.objections == []
