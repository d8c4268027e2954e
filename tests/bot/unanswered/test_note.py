"""What stands in a note reads as it was written, whatever signs are in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.settings import Language
from bot.texts import texts_in
from bot.unanswered.note import Signature, note_answer, note_path, note_text, note_title
from index.readers import ReadLimits, read_document
from index.types import Document

SIGNATURE = Signature("Анна *Иванова* (@anna_i)", date(2026, 11, 22), date(2027, 5, 21))


def read(folder: Path, question: str, answer: str) -> Document:
    file = folder / "note.md"
    file.write_text(note_text(texts_in(Language.RU), note_title(question), answer, SIGNATURE), encoding="utf-8")
    return read_document(file, "кадры/notes/note.md", ReadLimits())


def test_title_date_answer_and_signature(tmp_path: Path) -> None:
    document = read(tmp_path, 'что такое "ТОР"', "Территория опережающего развития.\nИх две:\n- Северск\n- Глазов")
    assert (document.card.title, document.card.date) == ('Что такое "ТОР"?', date(2026, 11, 22))
    assert document.text == (
        "Территория опережающего развития.\nИх две:\n- Северск\n- Глазов\n\n"
        "— Анна *Иванова* (@anna_i), 22.11.2026 (пересмотреть 21.05.2027)"
    )


@given(st.text("#*_-+=.:)(<>[]`\\~|&!\"'19аб \n", min_size=1, max_size=40))
@example("---\nтри\n===")
@example("https://a.b/c_d?x=1&amp;y ![i](j)")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_sign_of_an_answer_stays(tmp_path: Path, written: str) -> None:
    answer = note_answer(written)
    if answer:
        body = read(tmp_path, "Что?", answer).text.rpartition("\n\n— Анна")[0]
        assert "".join(body.split()) == "".join(answer.split())


@pytest.mark.parametrize(
    ("question", "title"),
    [("где курить", "Где курить?"), ("Где курить?", "Где курить?"), ("ТК РФ.", "ТК РФ."), ("а\nб  в", "А б в?")],
)
def test_a_title_is_a_question_on_one_line(question: str, title: str) -> None:
    assert note_title(question) == title


@pytest.mark.parametrize(
    ("collection", "question", "path"),
    [
        ("кадры", "Где курить?", "кадры/notes/Где курить.md"),
        ("", "Где курить?", "Где курить.md"),
        ("кадры", "../../etc/passwd", "кадры/notes/_..-..-etc-passwd.md"),
        ("кадры", "???", "кадры/notes/note.md"),
    ],
)
def test_where_a_note_lies(tmp_path: Path, collection: str, question: str, path: str) -> None:
    found = note_path(tmp_path, collection, question)
    assert (tmp_path / found).resolve().is_relative_to(tmp_path / collection)
    if "etc" not in question:
        assert found == path
