"""The library's earlier states from the chat, and what is no longer in force: also two admins, and none."""

from __future__ import annotations

import time

from bot.library.handlers import LOOK_EVERY
from tests.bot.conftest import DOCUMENTS
from tests.bot.keeping import Keeping, card
from tests.botapi import BotApi, PrivateChat

LEAVE = "отпуск.txt"
REPEAL = "Признать утратившим силу приказ № 5 от 12.01.2023."


def test_history_lists_the_states_and_leads_back(kept: Keeping, admin: PrivateChat) -> None:
    kept.write(LEAVE, "Положение об отпусках\nЕжегодный отпуск составляет 31 календарный день.")
    kept.write("новое.txt", "Новый приказ\nПропуск выдаёт охрана.")
    kept.engine.reindex()
    admin.say("/history")
    listed = admin.wait_message("Состояния документов")
    assert "+1 ~1 −0 (сейчас)" in listed.text
    listed.press("к 1")
    asked = listed.wait_text("Вернуться к состоянию 1")
    assert "Вернутся удалённые: 0. Станут прежними: 1. Уйдут новые: 1." in asked.text
    asked.press("Вернуться")
    asked.wait_text("снова как в состоянии 1 (теперь это ")
    assert "вернулось 0, изменилось 1, ушло 1" in asked.text
    assert kept.files() == DOCUMENTS
    assert kept.acts() == [("rollback", "generation:1", 1)]
    newest = kept.engine.generations()[0]
    admin.say("/rollback 2")
    asked = admin.wait_message("Вернуться к состоянию 2")
    asked.press("Оставить")
    asked.wait_text("Всё остаётся как есть")
    assert kept.engine.generations()[0] == newest


def test_rollback_of_an_unknown_state_says_so(kept: Keeping, admin: PrivateChat) -> None:
    admin.say("/rollback 77")
    admin.wait_message("Состояния 77 нет")
    admin.say("/rollback")
    admin.wait_message("Состояния документов")
    admin.say("/rollback 99999999999999999999")
    admin.wait_message("нет среди хранимых")


def test_two_admins_roll_back_at_once(kept: Keeping, admin: PrivateChat, other: PrivateChat) -> None:
    kept.write("новое.txt", "Новый приказ\nПропуск выдаёт охрана.")
    kept.engine.reindex()
    asked = []
    for chat in (admin, other):
        chat.say("/rollback 1")
        asked.append(chat.wait_message("Вернуться к состоянию 1"))
    asked[0].press("Вернуться")
    asked[0].wait_text("снова как в состоянии 1")
    answer = asked[1].press("Вернуться").answer()
    assert "с тех пор изменились" in answer.text
    asked[1].wait_text("Состояния документов")
    assert [act[0] for act in kept.acts()] == ["rollback"]
    assert len([info for info in kept.engine.generations() if info.removed]) == 1


def test_a_rollback_without_the_files_says_what_to_do(kept: Keeping, admin: PrivateChat) -> None:
    kept.write(LEAVE, "Положение об отпусках\nНовая редакция.")
    kept.engine.reindex()
    for file in (kept.settings.data / "library" / "kept").glob("*/*"):
        file.unlink()
    admin.say("/rollback 1")
    asked = admin.wait_message("Вернуться к состоянию 1")
    asked.press("Вернуться")
    asked.wait_text("Не хранится уже 1 файл состояния 1")


def repealing(kept: Keeping) -> None:
    kept.write("кадры/старый.txt", "Приказ № 5 от 12.01.2023\nПропуск выдаёт охрана в комнате 3.")
    kept.write("кадры/новый.txt", f"Приказ № 40 от 01.03.2025\nПропуск выдаёт охрана в комнате 9.\n{REPEAL}")
    kept.engine.reindex()


def test_an_admin_confirms_what_is_no_longer_in_force(
    kept: Keeping, admin: PrivateChat, other: PrivateChat, guest: PrivateChat
) -> None:
    for chat in (admin, other):
        chat.say("/start")
        chat.wait_message("Здравствуйте")
    repealing(kept)
    asked, theirs = (chat.wait_message("утратившим силу?") for chat in (admin, other))
    assert asked.quotes() == [REPEAL]
    assert asked.press("Утратил силу", by=guest.owner).answer().alert
    asked.press("Утратил силу")
    asked.wait_text("утратил силу: его заменил «Приказ № 40 от 01.03.2025». Решение: Админ")
    assert theirs.press("Остаётся в силе").answer().text == "Это уже решено."
    assert kept.acts() == [("relation-confirmed", "document:кадры/старый.txt", 1)]
    assert "Утратил силу: «кадры/новый.txt»" in card(admin, "старый", "Приказ № 5").text
    guest.say("Пропуск выдаёт охрана в какой комнате?")
    assert "комнате 9" in guest.wait_message("комнате").text
    (kept.settings.documents / "кадры/новый.txt").unlink()
    kept.engine.reindex()
    assert {one.void_by for one in kept.engine.documents()} == {None}


def test_what_stays_in_force_is_not_asked_again(kept: Keeping, admin: PrivateChat) -> None:
    admin.say("/start")
    admin.wait_message("Здравствуйте")
    repealing(kept)
    asked = admin.wait_message("утратившим силу?")
    asked.press("Остаётся в силе")
    asked.wait_text("остаётся в силе. Решение: Админ")
    kept.engine.reindex(full=True)
    admin.expect_silence(4)
    assert [relation.confirmed for relation in kept.engine.relations()] == [False]


def test_an_answer_from_a_void_document_says_so(kept: Keeping, admin: PrivateChat, guest: PrivateChat) -> None:
    kept.write("кадры/старый.txt", "Приказ № 5 от 12.01.2023\nПропуск выдаёт охрана в комнате 3.")
    kept.write("кадры/новый.txt", f"Приказ № 40 от 01.03.2025\nСклад открыт.\n{REPEAL}")
    kept.engine.reindex()
    (relation,) = kept.engine.relations()
    kept.engine.decide(relation, confirmed=True)
    guest.say("Пропуск выдаёт охрана в какой комнате?")
    assert "⚠️ утратил силу" in guest.wait_message("комнате 3").text


def test_found_before_any_admin_came_it_is_asked_once_one_has(api: BotApi, kept: Keeping) -> None:
    repealing(kept)
    time.sleep(2 * LOOK_EVERY.total_seconds())
    late = api.private(api.user(1, "Админ"))
    late.say("/start")
    late.wait_message("утратившим силу?", timeout=20)
