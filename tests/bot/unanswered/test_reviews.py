"""Notes whose review has come: the admins are told once, and say whether they are still right."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.state.unanswered_models import NoteRow
from tests.bot.keeping import Keeping
from tests.bot.unanswered.bureau import Bureau
from tests.bot.unanswered.conftest import PARKING, answer, ask, listed
from tests.botapi import BotApi, PrivateChat

ANSWER = "Велосипед оставляют под навесом у второго корпуса."
NOTE = "кадры/notes/Где оставить велосипед у корпуса.md"


@pytest.fixture
def due(kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    """A note whose review has come."""
    ask(anna)
    card = answer(admin, ANSWER)
    card.press("кадры")
    card.wait_text("Ответ опубликован")
    anna.wait_message("ответил администратор")
    now = datetime.now(UTC)

    def age(session: Any) -> None:
        session.execute(update(NoteRow).values(review_at=now))

    kept.act(kept.state.database.write(age))


@pytest.mark.usefixtures("due")
def test_still_right(kept: Keeping, admin: PrivateChat, other: PrivateChat) -> None:
    shown, theirs = listed(admin, "Вопросов без ответа нет"), listed(other, "Вопросов без ответа нет")
    shown.press("Пора пересмотреть 1 заметку")
    shown.wait_text("1. Где оставить велосипед у корпуса?\nАдмин, ")
    theirs.press("Пора пересмотреть")
    theirs.wait_text("1. Где оставить")
    assert shown.press("1 · Верно").answer().text.startswith("Верно. Спрошу снова ")
    shown.wait_text("Пересматривать пока нечего")
    assert theirs.press("1 · Верно").answer().text == "Это уже решено."
    assert kept.acts()[0] == ("note-confirmed", f"document:{NOTE}", 1)
    assert listed(admin, "Вопросов без ответа нет").buttons == []


@pytest.mark.usefixtures("due")
def test_answered_again(kept: Keeping, admin: PrivateChat, other: PrivateChat, anna: PrivateChat) -> None:
    shown = listed(other, "Вопросов без ответа нет")
    shown.press("Пора пересмотреть")
    shown.wait_text("Где оставить").press("Изменить")
    other.say("Теперь под навесом у третьего корпуса.", reply_to=other.wait_message("Ваш ответ:"))
    card = other.wait_message("Опубликовать?")
    assert card.press("Опубликовать", by=admin.person()).answer().alert
    card.press("Опубликовать")
    card.wait_text(f"Заметка изменена: {NOTE}")
    assert "третьего корпуса.\n\n— Второй, " in kept.files()[NOTE]
    assert kept.acts()[:2] == [("note-changed", f"document:{NOTE}", 2), ("document-changed", f"document:{NOTE}", 2)]
    anna.expect_silence(0.3)
    assert listed(admin, "Вопросов без ответа нет").buttons == []


@pytest.mark.usefixtures("due")
def test_removed_and_brought_back(kept: Keeping, admin: PrivateChat) -> None:
    shown = listed(admin, "Вопросов без ответа нет")
    shown.press("Пора пересмотреть")
    shown.wait_text("Где оставить").press("Убрать")
    shown.wait_text("удалён. Удалил: Админ")
    assert NOTE not in kept.files()
    shown.press("Вернуть")
    shown.wait_text("снова на месте")
    assert NOTE in kept.files()


@pytest.mark.usefixtures("due")
def test_a_note_that_was_moved_is_still_looked_after(kept: Keeping, admin: PrivateChat) -> None:
    kept.act(kept.state.notes.move(NOTE, "финансы/заметка.txt"))
    kept.write("финансы/заметка.txt", f"{PARKING}\n\n{ANSWER}\n")
    kept.engine.reindex()
    assert listed(admin, "Вопросов без ответа нет").button("Пора пересмотреть 1 заметку")


@pytest.mark.usefixtures("due")
def test_others_may_not(kept: Keeping, admin: PrivateChat, anna: PrivateChat) -> None:
    shown = listed(admin, "Вопросов без ответа нет")
    assert shown.press("Пора пересмотреть", by=anna.person()).answer().alert
    shown.press("Пора пересмотреть", by=admin.person())
    shown.wait_text("Где оставить")
    for label in ("Верно", "Изменить", "Убрать"):
        assert shown.press(label, by=anna.person()).answer().text == "Это могут только администраторы."
    assert NOTE in kept.files()
    assert kept.acts()[0][0] == "question-answered"


def test_admins_are_told_in_the_morning_once_and_once_a_day(bureau: Bureau, api: BotApi) -> None:
    bureau.settings["admin_ids"] = frozenset({1, 2})
    admin = api.private(api.user(1, started=True))
    asyncio.run(bureau.state.people.seen(1, "Админ", None, "ru"))
    bureau.publish([bureau.ask(11, PARKING)])
    bureau.review()
    assert admin.sent == []
    bureau.clock.pass_by(days=180, hours=-8)
    bureau.review()
    bureau.clock.pass_by(hours=11)
    bureau.review()
    bureau.review()
    (told,) = admin.sent
    assert "Пора пересмотреть: 1 заметку" in told.text
    assert [button.text for button in told.buttons] == ["1 · Верно", "Изменить", "Убрать"]
    second = bureau.publish([bureau.ask(11, "Где курить?")], path="кадры/notes/курить.txt")
    _due_now(bureau)
    bureau.review()
    assert len(admin.sent) == 1
    bureau.clock.pass_by(days=1)
    bureau.review()
    assert "1 заметку" in admin.sent[1].text
    bureau.clock.pass_by(days=1)
    bureau.review()
    assert (len(admin.sent), bool(second)) == (2, True)


def _due_now(bureau: Bureau) -> None:
    earlier = bureau.clock.now - timedelta(minutes=1)
    fresh = update(NoteRow).where(NoteRow.path == "кадры/notes/курить.txt").values(review_at=earlier)
    asyncio.run(bureau.state.database.write(lambda session: session.execute(fresh)))


def test_a_note_that_is_gone_is_not_told_of(bureau: Bureau, api: BotApi) -> None:
    admin = api.private(api.user(1, started=True))
    asyncio.run(bureau.state.people.seen(1, "Админ", None, "ru"))
    bureau.publish([bureau.ask(11, PARKING)])
    bureau.put("кадры/notes/велосипед.txt", None)
    bureau.clock.pass_by(days=181)
    bureau.review()
    assert admin.sent == []
