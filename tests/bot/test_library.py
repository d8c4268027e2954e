"""What admins do to the library from the chat: /documents, move, delete and undo, /history, /rollback, /audit."""

from __future__ import annotations

import pytest

from bot.library.documents import matching
from index.types import DocumentCard
from tests.bot.conftest import DOCUMENTS
from tests.bot.keeping import Keep, Keeping, card
from tests.botapi import BotApi, PrivateChat

LEAVE = "отпуск.txt"
HIRING = "кадры/приём.txt"
SALARIES = "финансы/оклады.txt"
REPEAL = "Признать утратившим силу приказ № 5 от 12.01.2023."


def test_collections_lead_to_documents_and_cards(api: BotApi, kept: Keeping, admin: PrivateChat) -> None:
    admin.say("/documents")
    listed = admin.wait_message("Документы: 3")
    assert [button.text for button in listed.buttons] == ["вне папок · 1", "кадры · 1", "финансы · 1"]
    listed.press("кадры")
    listed.wait_text("кадры: 1 документ").press("Порядок приёма")
    shown = listed.wait_text(HIRING)
    assert "Ни разу не цитировался" in shown.text
    assert "Появился из папки" in shown.text
    assert "фрагмент" in shown.text
    shown.press("Назад")
    shown.wait_text("кадры: 1 документ").press("Назад")
    shown.wait_text("Документы: 3")


def test_the_card_counts_the_answers_that_cite_it(kept: Keeping, admin: PrivateChat, guest: PrivateChat) -> None:
    for _ in range(2):
        guest.say("Сколько календарных дней составляет ежегодный отпуск?")
        guest.wait_message("28")
    assert "Процитирован в 2 ответах" in card(admin, "отпуск", "Положение").text


def test_search_is_by_beginnings_of_words(kept: Keeping, admin: PrivateChat) -> None:
    admin.say("/documents положения отпусков")
    assert "1 документ" in admin.wait_message("По запросу «положения отпусков»").text
    admin.say("/documents <b>ничего</b>")
    assert "ничего не нашлось" in admin.wait_message("По запросу «<b>ничего</b>»").text


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("приказы", ["a/приказ.txt"]),
        ("ПРИЕМ", ["b.txt"]),
        ("a/", ["a/приказ.txt"]),
        ("приказ приём", []),
        ("", ["a/приказ.txt", "b.txt"]),
    ],
)
def test_matching(wanted: str, found: list[str]) -> None:
    known = [DocumentCard("a/приказ.txt", "О режиме"), DocumentCard("b.txt", "Приём на работу")]
    assert [one.path for one in matching(known, wanted)] == found


def test_many_documents_are_paged(kept: Keeping, admin: PrivateChat) -> None:
    for n in range(10):
        kept.write(f"кадры/{n}.txt", f"Приказ {n}\nТекст приказа {n}.")
    kept.engine.reindex()
    long = "приказ " * 10
    admin.say(f"/documents {long}")
    found = admin.wait_message("По запросу «приказ приказ")
    assert "10 документов" in found.text
    assert len(found.buttons) == 8 + 3 + 1
    found.press("›")
    found.wait_edit()
    assert [button.text for button in found.buttons][:2] == ["Приказ 8", "Приказ 9"]
    found.press("Все папки")
    found.wait_text("Документы: 13").press("кадры · 11")
    found.wait_text("кадры: 11 документов").press("›")
    found.wait_edit()
    assert "Порядок приёма" in [button.text for button in found.buttons]
    found.press("Порядок приёма")
    found.wait_text(HIRING).press("Назад")
    found.wait_text("кадры: 11")
    assert "2/2" in [button.text for button in found.buttons]


def test_open_sends_the_file(kept: Keeping, admin: PrivateChat) -> None:
    card(admin, "оклады", "Штатное").press("Открыть")
    sent = admin.wait_message(timeout=10)
    assert sent.file is not None
    assert sent.file.data.decode() == DOCUMENTS[SALARIES]


def test_a_document_is_moved(kept: Keeping, admin: PrivateChat) -> None:
    shown = card(admin, "оклады", "Штатное")
    shown.press("Переместить")
    shown.wait_text("Куда переместить").press("кадры")
    shown.wait_text("кадры/оклады.txt")
    assert "Последнее действие: Админ" in shown.wait_text("Последнее действие").text
    assert [one.path for one in kept.engine.documents(["кадры"])] == ["кадры/оклады.txt", HIRING]
    assert SALARIES not in kept.files()
    assert kept.acts() == [("document-moved", "document:кадры/оклады.txt", 1)]


def test_a_name_that_is_taken_is_not_overwritten(kept: Keeping, admin: PrivateChat) -> None:
    kept.write("кадры/оклады.txt", "Другие оклады\nСовсем другой текст.")
    kept.engine.reindex()
    shown = card(admin, "финансы/оклады", "Штатное")
    shown.press("Переместить")
    answer = shown.wait_text("Куда переместить").press("кадры").answer()
    assert (answer.text, answer.alert) == ("Там уже есть файл с таким именем.", True)
    assert kept.files()["кадры/оклады.txt"].startswith("Другие")
    assert SALARIES in kept.files()


def test_a_deleted_document_is_in_no_answer_and_comes_back(
    kept: Keeping, admin: PrivateChat, guest: PrivateChat
) -> None:
    shown = card(admin, "оклады", "Штатное")
    shown.press("Удалить")
    shown.wait_text("«Штатное расписание» удалён. Удалил: Админ")
    assert kept.engine.document(SALARIES) is None
    guest.say("Какой оклад ведущего инженера?")
    assert "120000" not in guest.wait_message().text
    shown.press("Вернуть")
    shown.wait_text("снова на месте. Вернул: Админ")
    assert kept.files() == DOCUMENTS
    guest.say("Какой оклад ведущего инженера?")
    guest.wait_message("120000")
    assert [act[0] for act in kept.acts()] == ["document-restored", "document-deleted"]


def test_after_a_minute_it_is_too_late(kept: Keeping, admin: PrivateChat) -> None:
    shown = card(admin, "оклады", "Штатное")
    shown.press("Удалить")
    pressed = shown.wait_text("удалён").button("Вернуть")
    kept.age_deletions(minutes=1)
    answer = pressed.press().answer()
    assert answer.alert
    assert "Вернуть уже нельзя" in answer.text
    assert SALARIES not in kept.files()


def test_what_was_deleted_longer_ago_goes_for_good(keep: Keep, kept: Keeping, admin: PrivateChat) -> None:
    shown = card(admin, "оклады", "Штатное")
    shown.press("Удалить")
    shown.wait_text("удалён")
    assert len(kept.files()) == 3
    kept.age_deletions(minutes=2)
    kept.stop()
    again = keep()
    shown.chat.wait(lambda: shown.buttons == [], 10, "the button gone")
    assert set(again.files()) == {LEAVE, HIRING}
    assert again.engine.rollback(1).added == (SALARIES,)
    assert again.files() == DOCUMENTS


def test_an_undo_survives_a_restart(keep: Keep, kept: Keeping, admin: PrivateChat) -> None:
    shown = card(admin, "оклады", "Штатное")
    shown.press("Удалить")
    shown.wait_text("удалён")
    kept.stop()
    again = keep()
    shown.press("Вернуть")
    shown.wait_text("снова на месте")
    assert again.files() == DOCUMENTS


def test_an_undo_does_not_overwrite_what_came_meanwhile(kept: Keeping, admin: PrivateChat) -> None:
    shown = card(admin, "оклады", "Штатное")
    shown.press("Удалить")
    shown.wait_text("удалён")
    kept.write(SALARIES, "Новое штатное расписание\nТекст.")
    assert "уже есть файл" in shown.press("Вернуть").answer().text
    assert kept.files()[SALARIES].startswith("Новое")


def test_of_two_admins_the_second_finds_it_done(kept: Keeping, admin: PrivateChat, other: PrivateChat) -> None:
    mine, theirs = card(admin, "оклады", "Штатное"), card(other, "оклады", "Штатное")
    mine.press("Удалить")
    mine.wait_text("удалён")
    assert "больше нет" in theirs.press("Удалить").answer().text
    assert "больше нет" in theirs.press("Переместить").answer().text
    assert "больше нет" in theirs.press("Открыть").answer().text
    undo = mine.button("Вернуть")
    undo.press()
    mine.wait_text("снова на месте")
    assert undo.press().answer().alert
    assert kept.files() == DOCUMENTS


def test_the_audit_is_paged_and_comes_as_a_file(kept: Keeping, admin: PrivateChat) -> None:
    for n in range(12):
        kept.act(kept.state.audit.record(1, "document-deleted", f"document:{n}.txt", "=cmd()"))
    kept.act(kept.state.audit.record(7, "never-heard-of", "library"))
    admin.say("/audit")
    log = admin.wait_message("Журнал")
    assert log.text.count("удалил документ") == 9
    assert "7\nnever-heard-of · library" in log.text
    log.press("Раньше")
    log.wait_text("document:0.txt").press("Новые")
    log.wait_text("document:11.txt").press("файлом")
    sent = admin.wait_message()
    assert sent.file is not None
    lines = sent.file.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "когда,id,кто,что,с чем,подробности"
    assert len(lines) == 14
    assert "document:0.txt" in lines[1]
    assert "'=cmd()" in lines[1]


@pytest.mark.parametrize("command", ["/documents", "/documents оклады", "/history", "/rollback 1", "/audit"])
def test_commands_are_refused_to_others(kept: Keeping, guest: PrivateChat, command: str) -> None:
    guest.say(command)
    reply = guest.wait_message("только администраторы")
    assert "Штатное" not in reply.text
    assert reply.buttons == []


def test_buttons_in_other_hands_do_nothing(api: BotApi, kept: Keeping, admin: PrivateChat, guest: PrivateChat) -> None:
    shown = card(admin, "оклады", "Штатное")
    said = shown.text
    for label in ("Открыть", "Переместить", "Удалить", "Назад"):
        answer = shown.press(label, by=guest.owner).answer()
        assert (answer.text, answer.alert) == ("Это могут только администраторы.", True)
    assert shown.text == said
    admin.say("/rollback 1")
    asked = admin.wait_message("Вернуться к состоянию 1")
    assert asked.press("Вернуться", by=guest.owner).answer().alert
    admin.say("/audit")
    admin.wait_message("Журнал пуст")
    assert kept.files() == DOCUMENTS
    assert kept.acts() == []
    assert not [one for one in guest.sent if one.file]


def test_in_a_group_even_an_admin_sees_nothing(api: BotApi, kept: Keeping, admin: PrivateChat) -> None:
    group = api.group("Цех", [api.world.users[1]])
    group.say(f"/documents@{api.world.bot.username}")
    assert "Штатное" not in group.wait_message("в личной переписке").text


def test_the_commands_are_in_the_admins_menu(api: BotApi, kept: Keeping, admin: PrivateChat) -> None:
    admin.say("/start")
    admin.wait_message("Здравствуйте")
    api.wait(lambda: api.commands("chat:1", "ru"), "the admin's commands")
    names = {command["command"] for command in api.commands("chat:1", "ru")}
    assert {"documents", "history", "audit"} <= names


def test_what_stands_behind_buttons_is_short_enough(kept: Keeping, admin: PrivateChat) -> None:
    admin.say("/documents " + "приложение к штатному расписанию " * 5)
    shown = [admin.wait_message("По запросу"), card(admin, "оклады", "Штатное")]
    assert all(len((button.data or "").encode()) <= 64 for message in shown for button in message.buttons)
