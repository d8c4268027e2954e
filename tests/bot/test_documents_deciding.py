"""Who decides about an upload, what two admins do at once, and what a restart leaves of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.documents.staging import Stage, Staging, Target
from tests.bot.shelving import EngineServing
from tests.bot.test_documents_reindex import acts
from tests.bot.test_documents_uploads import LEAVE, PARKING, library, send, waiting
from tests.botapi import BotApi, PrivateChat

Shelve = Callable[..., EngineServing]


@pytest.fixture
def admin(api: BotApi) -> PrivateChat:
    return api.private(api.user(1, "Админ"))


def test_nobody_else_may(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    serving = shelve()
    before = library(folder)
    guest = api.private(api.user(5, "Анна"))
    guest.send_file("парковка.txt", PARKING.encode(), caption="кадры")
    guest.wait_message("только текст")
    came = send(admin, "парковка.txt", PARKING).wait_text("В какую папку")
    assert came.press("кадры", by=guest.owner).answer().alert
    group = api.group("Отдел", [api.world.users[1], api.world.users[5]])
    group.send_file("парковка.txt", PARKING.encode(), caption="кадры")
    group.expect_silence(0.5)
    assert library(folder) == before
    assert acts(serving) == []
    assert api.objections == []


def test_another_admin_may_not_decide(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    shelve(admin_ids=frozenset({1, 2}))
    second = api.private(api.user(2, "Второй"))
    came = send(admin, "парковка.txt", PARKING).wait_text("В какую папку")
    assert came.press("кадры", by=second.owner).answer().text == "Эта загрузка уже закрыта."
    came.press("Не добавлять").answer()
    came.wait_text("не добавляю")
    assert came.buttons == []
    assert waiting(folder) == []
    assert api.objections == []


def test_of_two_versions_at_once_the_second_is_shown_anew(
    api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat
) -> None:
    serving = shelve(admin_ids=frozenset({1, 2}))
    second = api.private(api.user(2, "Второй"))
    one = send(admin, "отпуск.txt", LEAVE.replace("28", "30")).wait_text("В какую папку")
    two = send(second, "отпуск.txt", LEAVE.replace("28", "35")).wait_text("В какую папку")
    one.press("🔁")
    two.press("🔁")
    one.wait_text("Опубликовать?").press("Опубликовать")
    one.wait_text("✅ Опубликован")
    two.wait_text("Опубликовать?").press("Опубликовать")
    two.wait_text("отпуск.txt изменился. Ничего не опубликовано")
    assert "30 календарных" in (folder / "documents" / "отпуск.txt").read_text("utf-8")
    assert acts(serving) == [(1, "document-changed", "document:отпуск.txt")]
    assert waiting(folder) == []
    assert api.objections == []


def test_two_admins_publish_at_once(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    shelve(admin_ids=frozenset({1, 2}))
    second = api.private(api.user(2, "Второй"))
    one, two = send(admin, "один.txt", PARKING, "кадры"), send(second, "два.txt", LEAVE, "финансы")
    one.wait_text("➕ кадры/один.txt")
    two.wait_text("➕ финансы/два.txt")
    assert {"кадры/один.txt", "финансы/два.txt"} <= library(folder).keys()
    assert api.objections == []


def test_a_button_pressed_twice_acts_once(api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat) -> None:
    serving = shelve()
    came = send(admin, "парковка.txt", PARKING).wait_text("В какую папку")
    button = came.button("кадры")
    presses = [button.press(), button.press(), button.press()]
    came.wait_text("✅ Опубликован")
    for press in presses:
        press.answer()
    assert button.press().answer().text == "Эта загрузка уже закрыта."
    assert acts(serving) == [(1, "document-added", "document:кадры/парковка.txt")]
    assert api.objections == []


def test_an_upload_waits_through_a_restart_and_ends_after_a_day(
    api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat
) -> None:
    first = shelve()
    came = send(admin, "парковка.txt", PARKING).wait_text("В какую папку")
    first.stop()
    staging = Staging.of(folder / "data")
    left = next(staging.all())
    half = staging.open(1, 1)
    shelve()
    admin.wait_message("Меня перезапустили")
    assert waiting(folder) == [left.id]
    assert staging.get(half.id) is None
    came.press("кадры")
    came.wait_text("➕ кадры/парковка.txt")
    assert api.objections == []


def test_a_publication_cut_short_is_finished_and_told_of(
    api: BotApi, shelve: Shelve, folder: Path, admin: PrivateChat
) -> None:
    first = shelve()
    came = send(admin, "парковка.txt", PARKING).wait_text("В какую папку")
    first.stop()
    staging = Staging.of(folder / "data")
    left = next(staging.all())
    target = Target(0, "кадры/парковка.txt")
    staging.save(dataclasses.replace(left, stage=Stage.PUBLISHING, targets=(target,)))
    serving = shelve()
    came.wait_text("➕ кадры/парковка.txt")
    assert waiting(folder) == []
    assert acts(serving) == [(1, "document-added", "document:кадры/парковка.txt")]
    admin.say("До которого часа открыта парковка во дворе?")
    admin.wait_message("до десяти вечера")
    assert api.objections == []
