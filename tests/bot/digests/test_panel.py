"""/digest in a group and in private: who may set it up, what the buttons change, the preview, the links."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.state import Admission
from bot.state.digest_values import DigestPlan
from tests.bot.inprocess import Serving
from tests.bot.shelving import EngineServing
from tests.botapi import BotApi, Group, User

Shelve = Callable[..., EngineServing]
Serve = Callable[..., Serving]


@pytest.fixture
def vera(api: BotApi) -> User:
    return api.user(12, "Вера")


@pytest.fixture
def forum(api: BotApi, boris: User, vera: User) -> Group:
    """Boris made it, Vera is a plain member."""
    return api.group("Форум", [boris, vera], forum=True)


def plan(serving: Serving, chat_id: int) -> DigestPlan:
    kept = serving.act(serving.state.digests.plan(chat_id))
    assert isinstance(kept, DigestPlan)
    return kept


def test_an_admin_of_the_chat_sets_it_up(api: BotApi, serve: Serve, forum: Group, boris: User) -> None:
    serving = serve()
    topic = forum.topic("Новости")
    forum.say("/digest", topic=topic)
    panel = forum.wait_message("Ежедневная сводка")
    for label in ("Включить", "Только будни", "Картинка", "Частые вопросы"):
        panel.press(label).answer()
        panel.wait_edit("Ежедневная сводка")
    panel.press("Время").answer()
    panel.wait_edit("В котором часу")
    panel.press("18:00").answer()
    panel.wait_edit()
    panel.press(":30").answer()
    panel.wait_edit()
    panel.press("Назад").answer()
    panel.wait_edit("по будням, 18:30")
    panel.press("Пояс").answer()
    panel.wait_edit("По какому времени")
    panel.press("Омск, UTC+6").answer()
    panel.wait_edit("Пояс: Омск, UTC+6")
    panel.press("Тихие часы").answer()
    panel.wait_edit("Когда не присылать")
    panel.press("21:00").answer()
    panel.wait_edit()
    panel.press("7:00").answer()
    panel.wait_edit()
    panel.press("Назад").answer()
    panel.wait_edit("с 21:00 до 7:00")
    kept = plan(serving, forum.id)
    assert (kept.is_on, kept.picture, kept.questions) == (True, True, False)
    assert (kept.timing.minute, kept.timing.zone, kept.timing.weekdays_only) == (18 * 60 + 30, "Asia/Omsk", True)
    assert (kept.timing.quiet, kept.topic_id) == ((21 * 60, 7 * 60), topic.id)
    assert (kept.set_by, kept.language) == (boris.id, "ru")
    panel.press("Выключить").answer()
    panel.wait_edit("Выключена")
    assert plan(serving, forum.id).next_at is None
    assert api.objections == []


def test_zones_of_the_whole_world(api: BotApi, serve: Serve, forum: Group) -> None:
    serving = serve()
    forum.say("/digest@vestovoy_bot")
    panel = forum.wait_message("Ежедневная сводка")
    for label, then in (("Пояс", "По какому"), ("Другие", "По какому"), ("Asia", "По какому"), ("›", "По какому")):
        panel.press(label).answer()
        panel.wait_edit(then)
    panel.press("dg:region:Asia:0").answer()
    panel.wait_edit()
    panel.press("Almaty").answer()
    panel.wait_edit("Пояс: Almaty, UTC+5")
    assert plan(serving, forum.id).timing.zone == "Asia/Almaty"


def test_only_admins_set_it_up(api: BotApi, serve: Serve, forum: Group, vera: User) -> None:
    serving = serve()
    forum.say("/digest", by=vera)
    forum.wait_message("администраторы чата")
    forum.say("/digest")
    panel = forum.wait_message("Ежедневная сводка")
    assert panel.press("Включить", by=vera).answer().alert
    assert serving.act(serving.state.digests.plan(forum.id)) is None
    bot_admin = api.user(1, "Админ")
    forum.join(bot_admin)
    panel.press("Включить", by=bot_admin).answer()
    panel.wait_edit("Включена")
    forum.set_status(vera, "administrator", by=vera)
    panel.press("Выключить", by=vera).answer()
    panel.wait_edit("Выключена")
    assert api.objections == []


def test_the_unanswered_are_for_the_bots_admins(api: BotApi, serve: Serve, forum: Group, boris: User) -> None:
    serving = serve()
    forum.say("/digest")
    panel = forum.wait_message("Ежедневная сводка")
    assert "Без ответа" not in [button.text for button in panel.buttons]
    admin = api.private(api.user(1, "Админ"))
    admin.say("/digest")
    own = admin.wait_message("Ежедневная сводка")
    own.press("Без ответа").answer()
    own.wait_text("Ежедневная сводка")
    api.wait_confirmed()
    assert plan(serving, 1).unanswered


def test_it_is_offered_when_a_group_is_let_in(api: BotApi, serve: Serve, boris: User) -> None:
    serving = serve(access="closed")
    admin = api.private(api.user(1, "Админ"))
    admin.say("/start")
    admin.wait_message("Здравствуйте")
    group = api.group("Отдел", [boris], bot="left")
    group.add_bot()
    admin.wait_message("Отдел").press("Впустить")
    offer = group.wait_message("Могу каждый день присылать")
    offer.press("Присылать в 9:00").answer()
    offer.wait_edit("каждый день, 9:00")
    assert plan(serving, group.id).is_on


def test_it_is_offered_by_an_open_bot_that_is_added_and_may_be_declined(api: BotApi, serve: Serve, boris: User) -> None:
    serving = serve()
    group = api.group("Отдел", [boris], bot="left")
    group.add_bot()
    offer = group.wait_message("Могу каждый день присылать")
    offer.press("Не нужно").answer()
    offer.wait_edit("/digest")
    assert serving.act(serving.state.digests.plan(group.id)) is None


def test_strangers_get_no_digest(api: BotApi, serve: Serve) -> None:
    serve(access="closed")
    chat = api.private(api.user(5, "Анна"))
    chat.say("/digest")
    chat.wait_message("Ваша просьба передана")


def test_in_private_a_person_sees_a_preview_and_follows_a_title(api: BotApi, shelve: Shelve) -> None:
    shelve()
    chat = api.private(api.user(5, "Анна"))
    chat.say("/digest")
    chat.wait_message("Ежедневная сводка").press("Показать сейчас").answer()
    shown = chat.wait_message("Что нового в документах")
    link = next(entity["url"] for entity in shown.entities if entity["type"] == "text_link")
    chat.say(f"/start {link.partition('start=')[2]}")
    card = chat.wait_message("Папка: ")
    card.press("Документ").answer()
    api.wait_call("sendDocument")
    assert api.objections == []


def test_a_title_leads_whoever_is_in_the_chat_to_what_the_chat_may_see(
    api: BotApi, shelve: Shelve, boris: User
) -> None:
    serving = shelve(access="closed")
    group = api.group("Отдел", [boris])
    group.say("/digest")
    group.wait_message("Отвечать начну, когда")
    serving.act(serving.state.chats.set_admission(group.id, Admission.ADMITTED, 1))
    serving.act(serving.state.chats.set_collections(group.id, {"кадры"}, 1))
    group.say("/digest")
    group.wait_message("Ежедневная сводка").press("Показать сейчас").answer()
    shown = group.wait_message("Что нового")
    assert "Порядок приёма" in shown.text
    assert "Штатное расписание" not in shown.text
    link = next(entity["url"] for entity in shown.entities if entity["type"] == "text_link")
    inside, outside = api.private(boris), api.private(api.user(77, "Чужой"))
    for chat, answer in ((inside, "Порядок приёма"), (outside, "нет, или он вам не открыт")):
        chat.say(f"/start {link.partition('start=')[2]}")
        chat.wait_message(answer)
    serving.act(serving.state.chats.set_collections(group.id, {"финансы"}, 1))
    inside.sent[-1].press("Документ").answer()
    assert api.calls("sendDocument") == []


def test_a_picture_leads_to_the_whole(api: BotApi, shelve: Shelve, boris: User) -> None:
    shelve()
    group = api.group("Отдел", [boris])
    group.say("/digest")
    panel = group.wait_message("Ежедневная сводка")
    panel.press("Картинка").answer()
    panel.wait_edit()
    panel.press("Показать сейчас").answer()
    picture = group.wait_message("Что нового")
    assert picture.file is not None
    picture.press("Читать сводку").answer()
    whole = group.wait_message("Что нового")
    assert "28 календарных дней" in whole.text
    assert "ниже" in picture.press("Читать сводку").answer().text
    assert api.objections == []


def test_what_is_not_kept_is_told(api: BotApi, serve: Serve, boris: User) -> None:
    serve()
    group = api.group("Отдел", [boris])
    group.say("/digest")
    panel = group.wait_message("Ежедневная сводка")
    button = panel.button("Включить")
    button.json["callback_data"] = "dp:unknown:1"
    assert "не хранится" in button.press().answer().text
    button.json["callback_data"] = "dg:zone:Mars/Olympus"
    button.press().answer()
    assert api.objections == []
