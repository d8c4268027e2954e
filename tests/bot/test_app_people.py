"""Who may ask: admission, decisions, /people, grants taken back, /forgetme, commands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.bot.inprocess import Serving
from tests.botapi import BotApi, PrivateChat
from tests.botapi.message import Message

Serve = Callable[..., Serving]
LEAVE = "Сколько календарных дней составляет ежегодный отпуск?"
SALARY = "Какой оклад ведущего инженера?"


@pytest.fixture
def admin(api: BotApi, serve: Serve) -> PrivateChat:
    serve(access="closed", admin_ids=frozenset({1, 2}))
    chat = api.private(api.user(1, "Админ"))
    api.user(2, "Второй", language_code="en")
    chat.say("/start")
    chat.wait_message("Здравствуйте")
    chat.say("/help")  # answered when /start is done with: open requests are looked for after the greeting
    chat.wait_message()
    return chat


@pytest.fixture
def guest(api: BotApi) -> PrivateChat:
    return api.private(api.user(5, "Анна <b>& Ко</b>", username="anna"))


def admitted(admin: PrivateChat, guest: PrivateChat) -> PrivateChat:
    guest.say("/start")
    admin.wait_message("Просит доступ").press("Впустить")
    guest.wait_message("Доступ открыт")
    return guest


def test_a_stranger_asks_and_an_admin_lets_in(api: BotApi, admin: PrivateChat, guest: PrivateChat) -> None:
    guest.say(LEAVE)
    guest.wait_message("просьба передана")
    guest.say("/start")
    guest.wait_message("просьба передана")
    request = admin.wait_message("Анна <b>& Ко</b> (@anna)")
    admin.expect_silence(0.3)
    request.press("Впустить")
    request.wait_text("✅ Доступ открыт. Решение: Админ")
    guest.wait_message("Доступ открыт")
    guest.say(LEAVE)
    guest.wait_message("28")
    assert api.objections == []


def test_a_refusal_holds(api: BotApi, admin: PrivateChat, guest: PrivateChat) -> None:
    guest.say("/start")
    admin.wait_message("Просит доступ").press("Отказать")
    guest.wait_message("не открыл вам доступ")
    guest.say("/start")
    guest.wait_message("не открыл вам доступ")
    admin.expect_silence(0.3)
    assert api.objections == []


def test_of_two_admins_the_first_decides(api: BotApi, admin: PrivateChat, guest: PrivateChat) -> None:
    other = api.private(api.world.users[2])
    other.say("/start")
    other.wait_message("Hello")
    guest.say("/start")
    one, two = admin.wait_message("Просит доступ"), other.wait_message("Asks to be let in")
    one.press("Впустить").answer()
    assert two.press("Refuse").answer().text == "This has been decided already."
    two.wait_text("Let in. Decided by Админ")
    assert api.objections == []


def test_an_admin_who_starts_later_sees_the_open_requests(api: BotApi, admin: PrivateChat, guest: PrivateChat) -> None:
    guest.say("/start")
    admin.wait_message("Просит доступ")
    late = api.private(api.world.users[2])
    late.say("/start")
    late.wait_message("Asks to be let in").press("Let in")
    guest.wait_message("Доступ открыт")
    assert api.objections == []


def test_a_button_of_an_admin_in_other_hands_does_nothing(api: BotApi, admin: PrivateChat, guest: PrivateChat) -> None:
    guest.say("/start")
    request = admin.wait_message("Просит доступ")
    answer = request.press("Впустить", by=guest.owner).answer()
    assert answer.alert
    assert "только администраторы" in answer.text
    guest.wait_message("просьба передана")
    guest.say("/people")
    guest.wait_message("только администраторы")
    assert api.objections == []


def test_an_admission_is_taken_back_by_people(api: BotApi, admin: PrivateChat, guest: PrivateChat) -> None:
    admitted(admin, guest)
    guest.say("Сколько дней составляет отпуск за ненормированный день?")
    got = guest.wait_message("3 календарных дня")
    admin.say("/people")
    listed = admin.wait_message("Люди и группы")
    listed.press("Анна")
    listed.wait_text("доступ открыт").press("Закрыть доступ")
    listed.wait_text("доступ закрыт")
    guest.say(LEAVE)
    guest.wait_message("не открыл вам доступ")
    assert got.press("Ещё").answer().alert
    assert got.press("Документ").answer().alert
    assert len([one for one in guest.sent if one.file]) == 0
    assert api.objections == []


def test_a_grant_taken_back_counts_for_answers_buttons_and_files(
    api: BotApi, admin: PrivateChat, guest: PrivateChat
) -> None:
    admitted(admin, guest)
    guest.say(SALARY)
    got = guest.wait_message("120000")
    admin.say("/people")
    card = admin.wait_message("Люди и группы")
    card.press("Анна")
    card.wait_text("Видит все документы").press("финансы")
    card.wait_text("Видит: ")
    assert "финансы" not in card.text
    answer = got.press("Документ").answer()
    assert (answer.text, answer.alert) == ("Этот документ вам больше не открыт.", True)
    assert got.press("Ещё").answer().alert
    guest.say(SALARY)
    refusal = guest.wait_message("нет ответа на этот вопрос")
    assert "120000" not in refusal.text
    assert "финансы" not in refusal.text
    guest.say("А премия?")
    assert "ежеквартально" not in guest.wait_message().text
    assert not [one for one in guest.sent if one.file]
    assert api.objections == []


def test_forgetme_asks_first_and_then_forgets(api: BotApi, admin: PrivateChat, guest: PrivateChat) -> None:
    admitted(admin, guest)
    guest.say(LEAVE)
    got = guest.wait_message("28")
    guest.say("/forgetme")
    ask = guest.wait_message("Вернуть их будет нельзя")
    assert ask.press("Да, удалить", by=admin.owner).answer().text == "Это не ваша кнопка."
    ask.press("Нет")
    ask.wait_text("всё остаётся")
    guest.say("/forgetme")
    guest.wait_message("Вернуть их будет нельзя").press("Да, удалить")
    api.wait(lambda: any("1 вопрос" in one.text for one in guest.sent), "deleted")
    assert "не хранится" in got.press("👍").answer().text
    guest.say(LEAVE)
    guest.wait_message("Ваша просьба передана")
    assert api.objections == []


def test_commands_are_registered_in_both_languages_and_the_admins_apart(api: BotApi, admin: PrivateChat) -> None:
    api.wait(lambda: api.commands("chat:1", "en"), "the admin's commands")
    names = [command["command"] for command in api.commands()]
    assert names == ["new", "help", "digest", "forgetme"]
    of_admins = ["reindex", "add", "people", "documents", "history", "stats", "export", "unanswered", "audit"]
    assert [command["command"] for command in api.commands("chat:1")] == [*names, *of_admins]
    assert api.commands("default", "en")[1]["description"] == "what I can do"
    assert api.commands("default", "ru")[1]["description"] == "что я умею"
    assert [command["command"] for command in api.commands("all_group_chats", "ru")] == ["ask", "new", "digest", "help"]
    assert api.objections == []


def test_a_person_who_blocked_the_bot_costs_nothing(api: BotApi, serve: Serve, guest: PrivateChat) -> None:
    serve(slow_s=1.0)
    guest.say("медленно " + LEAVE)
    api.wait_call("sendChatAction")
    guest.block_bot()
    other = api.private(api.user(6, "Иван"))
    other.say(LEAVE)
    other.wait_message("28")
    guest.unblock_bot()
    guest.say(LEAVE)
    guest.wait_message("28")
    assert api.objections == []


def test_who_is_let_in_by_people_is_told(api: BotApi, admin: PrivateChat, guest: PrivateChat) -> None:
    guest.say("/start")
    admin.wait_message("Просит доступ")
    card = opened(admin, "Анна")
    card.press("Впустить")
    guest.wait_message("Доступ открыт")
    card.wait_text("доступ открыт").press("Закрыть доступ")
    card.wait_text("доступ закрыт").press("Впустить")
    card.wait_text("доступ открыт")
    guest.expect_silence(0.3)
    assert api.objections == []


def test_a_group_let_in_by_people_is_told_and_offered_the_digest(
    api: BotApi, admin: PrivateChat, guest: PrivateChat
) -> None:
    group = api.group("Цех", [guest.person()], bot="left")
    group.add_bot()
    admin.wait_message("Цех")
    card = opened(admin, "Цех")
    card.press("Впустить")
    offer = group.wait_message("открыл группе доступ")
    assert offer.buttons
    assert api.objections == []


def opened(admin: PrivateChat, name: str) -> Message:
    admin.say("/people")
    card = admin.wait_message("Люди и группы")
    card.press(name)
    card.wait_text("Видит все документы")
    return card
