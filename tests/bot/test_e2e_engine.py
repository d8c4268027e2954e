"""The program as it is run, with the real engine on the seed documents, against the Bot API fake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.bot.program import ROOT, Program
from tests.botapi import BotApi

PATIENCE_S = 120.0


@pytest.mark.skipif(not (ROOT / "seeds").is_dir(), reason="the seed documents are not here")
def test_a_question_a_follow_up_and_a_refusal(api: BotApi, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "documents")
    program = Program(api, tmp_path, {"access": "open", "admin_ids": "[1]"}, ("-m", "bot", "run"))
    try:
        chat = api.private(api.user(5, "Анна"))
        asked = chat.say("Сколько резидентов в Северской ТОР?")
        answer = chat.wait_message("24 резидента", reply_to=asked, timeout=PATIENCE_S)
        assert "Губернатор Томской области" in answer.text
        chat.say("А сколько человек там работают?")
        chat.wait_message("1 388 человек", timeout=PATIENCE_S)
        chat.say("Какая столица Новой Зеландии?")
        refusal = chat.wait_message("нет ответа на этот вопрос", timeout=PATIENCE_S)
        assert "Веллингтон" not in refusal.text
        assert program.stop() == 0
    finally:
        program.kill()
    assert api.objections == []
