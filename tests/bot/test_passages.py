"""Buttons under an answer whose documents have changed, or gone, since."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.answer.extractive import ExtractiveAnswerer
from tests.bot.inprocess import Serving
from tests.bot.shelving import EngineServing
from tests.botapi import BotApi, Message
from tests.index.samples import Run, pdf

LEAVE = "Сколько календарных дней составляет ежегодный отпуск?"
CHANGED = "Документ изменился с тех пор"


def wait_again(answer: Message, text: str) -> None:
    """Looks at the passages and back at the answer, until it says so."""
    answer.press("Ещё").answer()
    answer.wait_text("Место ").press("К ответу").answer()
    answer.wait_text(text)


def test_a_passage_that_stands_is_shown_as_it_was(api: BotApi, serve: Callable[..., Serving]) -> None:
    serve()
    chat = api.private(api.user(5, "Анна"))
    chat.say(LEAVE)
    got = chat.wait_message("28")
    got.press("Ещё").answer()
    got.wait_text("Место 2 из ")
    assert CHANGED not in got.text
    assert api.objections == []


def test_of_a_changed_document_the_nearest_passage_is_shown(
    api: BotApi, serve: Callable[..., Serving], folder: Path
) -> None:
    serve()
    chat = api.private(api.user(5, "Анна"))
    chat.say(LEAVE)
    got = chat.wait_message("28")
    file = folder / "documents" / "отпуск.txt"
    lines = ["Положение об отпусках", "О режиме труда и его видах.", "Ежегодный отпуск составляет 31 календарный день."]
    file.write_text("\n".join(lines))
    got.press("Ещё").answer()
    got.wait_text("Место 2 из ").press("‹").answer()
    got.wait_text(CHANGED)
    assert "31 календарный день" in got.text
    assert "режиме труда" not in got.text
    got.press("К ответу").answer()
    got.wait_text("составляет 28")
    assert CHANGED in got.text
    assert "31 календарный день" in got.text
    assert api.objections == []


def test_the_source_names_the_page_that_is_quoted(
    api: BotApi, shelve: Callable[..., EngineServing], folder: Path
) -> None:
    lines = ["Правила столовой", "Столовая занимает первый этаж.", "Обед отпускают с часа до двух."]
    pages = [[Run(50, 700, lines[0]), Run(50, 680, lines[1])], [Run(50, 700, lines[2])]]
    (folder / "documents" / "столовая.pdf").write_bytes(pdf(pages))
    shelve(answerer=ExtractiveAnswerer(threshold=0))
    chat = api.private(api.user(5, "Анна"))
    chat.say("Когда отпускают обед?")
    got = chat.wait_message("с часа до двух")
    assert "с. 2" in got.text
    wait_again(got, "с. 2")
    assert api.objections == []


def test_what_is_about_another_town_is_refused_and_still_offered(
    api: BotApi, shelve: Callable[..., EngineServing]
) -> None:
    shelve(answerer=ExtractiveAnswerer(threshold=0))
    chat = api.private(api.user(5, "Анна"))
    chat.say("Сколько дней составляет ежегодный отпуск в Димитровграде?")
    got = chat.wait_message("Нашлось похожее, но не о том, что названо в вопросе: Димитровграде.")
    assert got.text.startswith("В документах нет ответа на этот вопрос.")
    assert "28" in got.text
    assert api.objections == []


def test_of_a_document_that_has_gone_nothing_is_shown(api: BotApi, serve: Callable[..., Serving], folder: Path) -> None:
    serve()
    chat = api.private(api.user(5, "Анна"))
    chat.say("Какой оклад ведущего инженера?")
    got = chat.wait_message("120000")
    (folder / "documents" / "финансы" / "оклады.txt").unlink()
    answer = got.press("Документ").answer()
    assert (answer.text, answer.alert) == ("Этого документа больше нет.", True)
    assert api.objections == []
