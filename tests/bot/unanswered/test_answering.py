"""From a refusal to a note of an admin's, and to those who asked."""

from __future__ import annotations

import re

import pytest

from bot.state import Admission
from tests.bot.keeping import Keep, Keeping
from tests.bot.unanswered.conftest import PARKING, answer, ask, listed, prompt
from tests.botapi import BotApi, PrivateChat

ANSWER = "Велосипед оставляют под навесом у второго корпуса."
NOTE = "notes/Где оставить велосипед у корпуса.md"


def test_what_was_declined_is_listed_most_asked_first(
    kept: Keeping, admin: PrivateChat, anna: PrivateChat, boris: PrivateChat
) -> None:
    ask(anna, text="Какого цвета вертолёт директора?")
    ask(anna, boris)
    ask(boris, text="где оставить велосипед у корпуса")
    shown = listed(admin)
    assert "Без ответа: 2 вопроса" in shown.text
    first, second = shown.text.split("\n\n")[1:]
    assert first.startswith("1. Где оставить велосипед у корпуса?\n2 человека, последний раз ")
    assert second.startswith("2. Какого цвета вертолёт директора?\n1 человек, последний раз ")
    shown.press("Как спрашивали")
    shown.wait_text("Как спрашивали: 2 человека. Ответа не нашлось: 3, ответ не понравился: 0.")
    assert "— Где оставить велосипед у корпуса? (3 раза)" in shown.text
    shown.press("Назад")
    shown.wait_text("Без ответа: 2 вопроса")


def test_a_thumb_down_brings_an_answer_there(kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    listed(admin, "Вопросов без ответа нет")
    anna.say("Сколько календарных дней составляет ежегодный отпуск?")
    anna.wait_message("28").press("👎").answer()
    assert "ежегодный отпуск" in listed(admin).text


def test_an_answer_becomes_a_note_and_reaches_those_who_asked(
    api: BotApi, kept: Keeping, admin: PrivateChat, anna: PrivateChat, boris: PrivateChat
) -> None:
    ask(anna, anna, boris)
    card = answer(admin, ANSWER)
    assert sorted(button.text for button in card.buttons) == [
        "Отменить",
        "📁 вне папок — видят все, кто спрашивал",
        "📁 кадры — видят все, кто спрашивал",
        "📁 финансы — видят все, кто спрашивал",
    ]
    card.press("кадры")
    card.wait_text("Ответ опубликован: кадры/notes/Где оставить велосипед у корпуса.md\nСообщу 2 людям")
    for chat in (anna, boris):
        told = chat.wait_message("ответил администратор, Админ")
        assert ANSWER in told.text
        assert "📄 Где оставить велосипед у корпуса?" in told.text
        assert told.reply_to is not None
        told.press("Документ")
        sent = chat.wait_message(timeout=10)
        assert sent.file is not None
        written = sent.file.data.decode()
    assert written.startswith(f'---\ntitle: "{PARKING}"\ndate: ')
    assert f"\n---\n\n{ANSWER}\n\n— Админ, " in written
    assert re.search(r"\(пересмотреть \d\d\.\d\d\.\d{4}\)\n$", written)
    assert kept.files()[f"кадры/{NOTE}"] == written
    anna.say(PARKING)
    anna.wait_message("под навесом")
    listed(admin, "Вопросов без ответа нет")
    anna.expect_silence(0.3)
    assert len([message for message in anna.sent if "ответил администратор" in message.text]) == 1
    assert kept.acts()[:2] == [
        ("question-answered", f"document:кадры/{NOTE}", 1),
        ("document-added", f"document:кадры/{NOTE}", 1),
    ]


def test_outside_of_folders_it_lies_beside_the_others(kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    ask(anna)
    card = answer(admin, ANSWER)
    card.press("вне папок")
    card.wait_text("Ответ опубликован: Где оставить велосипед у корпуса.md")
    assert "Где оставить велосипед у корпуса.md" in kept.files()


def test_two_notes_of_one_name_are_two(kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    kept.write(f"кадры/{NOTE}", "Другое\n\nСовсем другой текст.")
    ask(anna)
    card = answer(admin, ANSWER)
    card.press("кадры")
    card.wait_text("у корпуса (2).md")
    assert kept.files()[f"кадры/{NOTE}"].startswith("Другое")


def test_a_disk_that_takes_nothing_is_told_and_the_button_still_works(
    kept: Keeping, admin: PrivateChat, anna: PrivateChat
) -> None:
    ask(anna)
    card = answer(admin, ANSWER)
    waiting = kept.settings.data / ".uploads"
    if waiting.exists():
        waiting.rmdir()
    waiting.write_text("no folder", encoding="utf-8")
    card.press("вне папок")
    admin.wait_message("Не удалось записать файлы")
    waiting.unlink()
    card.press("вне папок")
    card.wait_text("Ответ опубликован")


def test_only_who_may_see_the_note_is_told(api: BotApi, keep: Keep) -> None:
    kept = keep(access="closed")
    admin = api.private(api.user(1, "Админ"))
    people = [api.private(api.user(number, name)) for number, name in ((5, "Анна"), (6, "Борис"))]
    for chat, collection in zip(people, ("кадры", "финансы"), strict=True):
        chat.say("/start")
        chat.wait_message("Здравствуйте")
        kept.act(kept.state.people.set_admission(chat.id, Admission.ADMITTED, 1))
        kept.act(kept.state.people.set_collections(chat.id, [collection], 1))
    ask(*people)
    card = answer(admin, ANSWER)
    assert [button.text for button in card.buttons] == [
        "📁 кадры — видят 1 из 2",
        "📁 финансы — видят 1 из 2",
        "📁 вне папок — видят 0 из 2",
        "Отменить",
    ]
    card.press("финансы")
    people[1].wait_message("ответил администратор")
    people[0].expect_silence(0.5)


def test_in_a_group_it_is_a_reply_there(api: BotApi, kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    group = api.group("Цех", [anna.person()])
    asked = group.say(f"/ask {PARKING}")
    group.wait_message("нет ответа")
    answer(admin, ANSWER).press("вне папок")
    assert group.wait_message("ответил администратор").reply_to is asked
    anna.expect_silence(0.3)


def test_who_blocked_the_bot_is_no_error(
    api: BotApi, kept: Keeping, admin: PrivateChat, anna: PrivateChat, boris: PrivateChat
) -> None:
    ask(anna, boris)
    anna.person().blocked = True
    card = answer(admin, ANSWER)
    card.press("вне папок")
    boris.wait_message("ответил администратор")
    card.wait_text("Сообщу 2 людям")


def test_dismissed_and_brought_back(kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    ask(anna)
    shown = listed(admin)
    shown.press("Снять")
    shown.wait_text("Снят вопрос «Где оставить велосипед у корпуса?».")
    assert "Вопросов без ответа нет" in shown.text
    undo = shown.button("Вернуть снятый")
    undo.press()
    shown.wait_text("Без ответа: 1 вопрос")
    assert undo.press().answer().text == "Это уже решено."
    assert [act[0] for act in kept.acts()] == ["question-restored", "question-dismissed"]


def test_the_second_admin_is_told_who_is_at_it(
    kept: Keeping, admin: PrivateChat, other: PrivateChat, anna: PrivateChat
) -> None:
    ask(anna)
    theirs = listed(other)
    message = prompt(admin)
    assert theirs.press("Ответить").answer().text.startswith("На этот вопрос уже отвечает Админ, с ")
    assert theirs.press("Снять").answer().text.startswith("На этот вопрос уже отвечает Админ, с ")
    assert "Сейчас отвечает Админ" in listed(other).text
    admin.say(ANSWER, reply_to=message)
    card = admin.wait_message("В какую папку")
    assert card.press("кадры", by=other.person()).answer().alert
    card.press("кадры")
    card.wait_text("Ответ опубликован")
    assert theirs.press("Ответить").answer().text == "Этот вопрос уже закрыт."
    assert len([act for act in kept.acts() if act[0] == "document-added"]) == 1


def test_a_button_pressed_twice_asks_once(kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    ask(anna)
    shown = listed(admin)
    button = shown.button("1 · Ответить")
    button.press()
    second = button.press()
    assert second.answer().text == "Вы уже отвечаете на этот вопрос: смотрите сообщение ниже."
    assert len([message for message in admin.sent if "Ваш ответ:" in message.text]) == 1


def test_cancelled_it_is_free_again(kept: Keeping, admin: PrivateChat, other: PrivateChat, anna: PrivateChat) -> None:
    ask(anna)
    listed(admin).press("1 · Ответить")
    card, message = admin.wait_message("Напишите ответ — ответом"), admin.wait_message("Ваш ответ:")
    assert card.press("Отменить", by=other.person()).answer().alert
    card.press("Отменить")
    card.wait_text("Хорошо, без ответа")
    admin.say(ANSWER, reply_to=message)
    admin.wait_message("не ждёт вашего ответа")
    assert prompt(other)
    assert ("answer-cancelled", 1) in [(act[0], act[2]) for act in kept.acts()]


def test_the_wrong_kind_of_message_is_told(kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    ask(anna)
    message = prompt(admin)
    admin.send_file("ответ.txt", b"text", reply_to=message)
    admin.wait_message("Ответ нужен текстом")
    admin.send_file("фото", kind="photo", reply_to=message)
    admin.wait_message("Ответ нужен текстом")
    assert set(kept.files()) == {"отпуск.txt", "кадры/приём.txt", "финансы/оклады.txt"}
    admin.say(ANSWER, reply_to=message)
    admin.wait_message("В какую папку")


def test_an_answer_is_corrected_by_editing_it(kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    ask(anna)
    written = admin.say("Велосипед оставляют нигде.", reply_to=prompt(admin))
    admin.wait_message("В какую папку")
    admin.say(ANSWER, edit=written)
    card = admin.wait_message("под навесом")
    card.press("вне папок")
    card.wait_text("Ответ опубликован")
    assert ANSWER in anna.wait_message("ответил администратор").text


def test_an_admin_may_ask_meanwhile(kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    ask(anna)
    prompt(admin)
    admin.say("Сколько календарных дней составляет ежегодный отпуск?")
    admin.wait_message("28")


def test_markup_and_signs_stay_as_they_were_written(kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    ask(anna)
    card = answer(admin, "# <b>*Навес*</b> & № 2_3")
    card.press("вне папок")
    card.wait_text("Ответ опубликован")
    assert "# <b>*Навес*</b> & № 2_3" in anna.wait_message("ответил администратор").text


@pytest.mark.parametrize("command", ["/unanswered"])
def test_commands_are_refused_to_others(kept: Keeping, anna: PrivateChat, boris: PrivateChat, command: str) -> None:
    ask(anna)
    boris.say(command)
    reply = boris.wait_message("только администраторы")
    assert "велосипед" not in reply.text
    assert reply.buttons == []


def test_buttons_in_other_hands_do_nothing(kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    ask(anna)
    shown = listed(admin)
    said = shown.text
    for label in ("Ответить", "Снять", "Как спрашивали"):
        answered = shown.press(label, by=anna.person()).answer()
        assert (answered.text, answered.alert) == ("Это могут только администраторы.", True)
    card = answer(admin, ANSWER)
    for label in ("кадры", "Отменить"):
        assert card.press(label, by=anna.person()).answer().alert
    assert shown.text == said
    assert kept.acts() == []
    assert len(kept.files()) == 3


def test_in_a_group_even_an_admin_sees_nothing(
    api: BotApi, kept: Keeping, admin: PrivateChat, anna: PrivateChat
) -> None:
    ask(anna)
    group = api.group("Цех", [admin.person()])
    group.say(f"/unanswered@{api.world.bot.username}")
    assert "велосипед" not in group.wait_message("в личной переписке").text


def test_what_stands_behind_buttons_is_short_enough(kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    for number in range(6):
        ask(anna, text=f"Где найти {number} зелёных слонов?")
    shown = listed(admin)
    assert all(len((button.data or "").encode()) <= 64 for button in shown.buttons)
    shown.press("›")
    shown.wait_text("6. Где найти")
    listed_again = shown.press("Снять").answer()
    assert listed_again.text == "Сделано."
    shown.wait_text("Без ответа: 5 вопросов")
