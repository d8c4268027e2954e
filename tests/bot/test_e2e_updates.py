"""Commands and buttons at a kill: none is lost, none does its work twice."""

from __future__ import annotations

from collections.abc import Callable

from tests.bot.program import Program
from tests.botapi import BotApi, Break

PATIENCE_S = 60.0
Start = Callable[..., Program]


def test_an_admission_under_way_at_a_kill_is_asked_for_after_it(api: BotApi, start: Start) -> None:
    program = start(access="closed")
    admin, chat = api.private(api.user(1, "Админ")), api.private(api.user(5, "Анна"))
    admin.say("/start")
    admin.wait_message("Здравствуйте", timeout=PATIENCE_S)
    fault = api.fail("sendMessage", Break.HANG_BEFORE, chat=chat, delay=5.0)
    chat.say("/start")
    request = admin.wait_message("Просит доступ", timeout=PATIENCE_S)
    api.wait(lambda: fault.hits, "under way", PATIENCE_S)
    program.kill()
    api.mend()
    program.start()
    chat.wait_message("просьба передана", timeout=PATIENCE_S)
    decided = api.fail("sendMessage", Break.HANG_BEFORE, chat=chat, delay=5.0)
    request.press("Впустить")
    api.wait(lambda: decided.hits, "decided", PATIENCE_S)
    program.kill()
    api.mend()
    program.start()
    chat.wait_message("Доступ открыт", timeout=PATIENCE_S)
    assert program.stop() == 0
    api.pardon("stale")  # a button that was pressed before the kill may be too old to be answered after it
    api.pardon("unmodified")  # and what it does to its message may have been done already
    assert api.objections == []


def test_a_grant_at_a_kill_is_given_once(api: BotApi, start: Start) -> None:
    program = start(access="closed")
    admin, chat = api.private(api.user(1, "Админ")), api.private(api.user(5, "Анна"))
    admin.say("/start")
    admin.wait_message("Здравствуйте", timeout=PATIENCE_S)
    chat.say("/start")
    admin.wait_message("Просит доступ", timeout=PATIENCE_S).press("Впустить")
    chat.wait_message("Доступ открыт", timeout=PATIENCE_S)
    admin.say("/people")
    card = admin.wait_message("Люди и группы", timeout=PATIENCE_S)
    card.press("Анна")
    card.wait_text("Видит все документы", timeout=PATIENCE_S)
    fault = api.fail("answerCallbackQuery", Break.HANG_BEFORE, delay=5.0)
    card.press("кадры")
    api.wait(lambda: fault.hits, "under way", PATIENCE_S)
    program.kill()
    api.mend()
    program.start()
    card.wait_text("финансы", timeout=PATIENCE_S)
    assert "кадры" not in card.text
    assert program.stop() == 0
