"""Groups: whom the bot heeds there, where it answers, what it does when it comes, goes and moves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.bot.inprocess import Serving
from tests.botapi import BotApi, Group, User
from tests.botapi.errors import bad_request

Serve = Callable[..., Serving]
LEAVE = "Сколько календарных дней составляет ежегодный отпуск?"


@pytest.fixture
def people(api: BotApi) -> list[User]:
    return [api.user(11, "Борис"), api.user(12, "Вера")]


@pytest.fixture
def group(api: BotApi, people: list[User], serve: Serve) -> Group:
    serve()
    return api.group("Отдел", people)


def test_it_heeds_ask_a_mention_and_a_reply_and_nothing_else(api: BotApi, group: Group, people: list[User]) -> None:
    api.world.privacy = False
    group.say(LEAVE)
    group.say("/help")
    group.say("/ask@other_bot " + LEAVE)
    group.say("@other_bot " + LEAVE)
    asked = group.say("/ask " + LEAVE)
    got = group.wait_message("28", reply_to=asked)
    mentioned = group.say("@vestovoy_bot, кто подписывает приказ о приёме?", by=people[1])
    group.wait_message("директор филиала", reply_to=mentioned)
    replied = group.say("А за ненормированный день?", reply_to=got)
    group.wait_message("3 календарных дня", reply_to=replied)
    assert len(group.sent) == 3
    assert api.objections == []


def test_thanks_are_not_answered_and_a_greeting_is(api: BotApi, group: Group) -> None:
    group.say("/ask " + LEAVE)
    got = group.wait_message("28")
    group.say("спасибо!", reply_to=got)
    group.say("ок", reply_to=got)
    greeted = group.say("@vestovoy_bot привет")
    group.wait_message("Напишите вопрос", reply_to=greeted)
    assert len(group.sent) == 2
    assert api.objections == []


def test_each_persons_thread_is_their_own(api: BotApi, group: Group, people: list[User]) -> None:
    group.say("/ask " + LEAVE, by=people[0])
    got = group.wait_message("28")
    group.say("А за ненормированный?", by=people[1], reply_to=got)
    group.wait_message("нет ответа на этот вопрос")
    group.say("А за ненормированный?", by=people[0], reply_to=got)
    group.wait_message("3 календарных дня")
    assert api.objections == []


def test_a_bare_ask_in_reply_asks_what_that_message_says(api: BotApi, group: Group, people: list[User]) -> None:
    said = group.say(LEAVE, by=people[1])
    asked = group.say("/ask", by=people[0], reply_to=said)
    group.wait_message("28", reply_to=asked)
    group.say("/ask", by=people[0])
    group.wait_message("Напишите вопрос словами")
    assert api.objections == []


def test_in_a_forum_it_answers_in_the_same_topic(api: BotApi, serve: Serve, people: list[User]) -> None:
    serve()
    forum = api.group("Форум", people, forum=True)
    one, two = forum.topic("Отпуска"), forum.topic("Прочее")
    asked = forum.say("/ask " + LEAVE, topic=one)
    got = forum.wait_message("28", reply_to=asked)
    assert got.thread_id == one.id
    assert forum.actions[0].thread_id == one.id
    forum.say("@vestovoy_bot а за ненормированный?", topic=two)
    assert forum.wait_message("нет ответа").thread_id == two.id
    assert forum.wait_message is not None
    assert api.objections == []


def test_it_introduces_itself_once_and_tells_of_privacy(api: BotApi, serve: Serve, people: list[User]) -> None:
    serve()
    group = api.group("Отдел", people, bot="left")
    group.add_bot()
    assert "Режим приватности включён" in group.wait_message("/ask вопрос").text
    group.remove_bot()
    group.add_bot()
    group.expect_silence()
    assert api.objections == []


def test_without_privacy_it_says_so(api: BotApi, serve: Serve, people: list[User]) -> None:
    api.world.privacy = False
    serve()
    group = api.group("Отдел", people, bot="left")
    group.add_bot()
    group.wait_message("Режим приватности выключен")
    group.expect_silence(0.2)
    assert api.objections == []


def test_a_group_that_becomes_a_supergroup_keeps_what_it_was_granted(
    api: BotApi, serve: Serve, people: list[User]
) -> None:
    serve(access="closed")
    admin = api.private(api.user(1, "Админ"))
    admin.say("/start")
    admin.wait_message("Здравствуйте")
    group = api.group("Отдел", people, supergroup=False, bot="left")
    group.add_bot()
    group.wait_message("администратор откроет")
    admin.wait_message("Отдел").press("Впустить")
    group.wait_message("открыл группе доступ")
    asked = group.say("/ask " + LEAVE)
    got = group.wait_message("28", reply_to=asked)
    moved = group.migrate()
    moved.say("/ask " + LEAVE)
    moved.wait_message("28")
    assert got.html
    assert [one for one in api.objections if one.kind != "migrated"] == []


def test_a_send_that_meets_the_upgrade_goes_to_the_supergroup(api: BotApi, serve: Serve, people: list[User]) -> None:
    serve(slow_s=1.0)
    group = api.group("Отдел", people, supergroup=False)
    group.say("/ask медленно " + LEAVE)
    api.wait_call("sendChatAction")
    moved = group.migrate()
    moved.wait_message("28")
    assert group.sent == []
    assert api.objections == []


def test_a_reply_target_that_is_gone_does_not_cost_the_answer(api: BotApi, serve: Serve, people: list[User]) -> None:
    serve(slow_s=1.0)
    group = api.group("Отдел", people)
    asked = group.say("/ask медленно " + LEAVE)
    api.wait_call("sendChatAction")
    group.delete(asked)
    group.wait_message("28")
    assert api.objections == []


def test_an_answer_shows_that_a_group_can_be_written_to_again(api: BotApi, people: list[User], serve: Serve) -> None:
    serving = serve()
    group = api.group("Отдел", people)
    api.fail("sendMessage", bad_request("not enough rights to send text messages to the chat"))
    group.say("/ask " + LEAVE)
    api.wait(lambda: not _is_active(serving, group), "noted")
    group.say("/ask " + LEAVE)
    group.wait_message("28")
    api.wait(lambda: _is_active(serving, group), "noted")


def _is_active(serving: Serving, group: Group) -> bool:
    chat = serving.act(serving.state.chats.get(group.id))
    return chat is None or bool(chat.is_active)
