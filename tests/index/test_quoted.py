"""What was quoted of a document, against what the document says now."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.digest import Edit
from index.quoted import edits_of, lost, reads_now, says, touched
from index.types import ChangeKind, Document, DocumentCard, DocumentChange, Section

OLD = """Положение
Отпуск длится 28 календарных дней.
График утверждается до 15 декабря.
Отпуск переносится по заявлению.
"""


def document(text: str) -> Document:
    return Document(DocumentCard("a.txt", "Положение"), text, (Section(0, len(text)),))


def change(old: str | None, new: str | None, path: str = "a.txt") -> DocumentChange:
    kind = ChangeKind.ADDED if old is None else ChangeKind.REMOVED if new is None else ChangeKind.CHANGED
    before, after = (None if text is None else document(text) for text in (old, new))
    return DocumentChange(path, kind, datetime(2025, 1, 1, tzinfo=UTC), before, after)


def reworded(new: str | None, quoted: str) -> list[Edit]:
    return touched(quoted, edits_of(change(OLD, new)))


def test_an_edit_of_what_was_quoted() -> None:
    found = reworded(OLD.replace("28", "31"), "Отпуск длится 28 календарных дней.")
    assert found == [Edit("Отпуск длится 28 календарных дней.", "Отпуск длится 31 календарных дней.")]


def test_an_edit_of_something_else_is_none() -> None:
    assert reworded(OLD.replace("15", "20"), "Отпуск длится 28 календарных дней.") == []


@pytest.mark.parametrize(
    "quoted",
    [
        "Отпуск длится 28 календарных дней. График утверждается до 15 декабря.",
        "Отпуск переносится по заявлению. … График утверждается до 15 декабря.",
        "График утверждается до 15 декабря",
    ],
)
def test_of_several_sentences_and_of_a_part(quoted: str) -> None:
    assert [edit.after for edit in reworded(OLD.replace("15", "20"), quoted)] == ["График утверждается до 20 декабря."]


def test_a_short_line_is_not_found_within_a_quote_by_chance() -> None:
    assert touched("Отпуск длится 28 дней.", [Edit("28", "31")]) == []
    assert touched("28", [Edit("28", "31")]) == [Edit("28", "31")]


def test_what_came_is_no_edit_of_a_quote() -> None:
    assert touched("Отпуск длится 28 дней.", [Edit("", "Новое предложение.")]) == []


def test_a_document_that_is_gone_takes_every_sentence_along() -> None:
    found = reworded(None, "Отпуск переносится по заявлению.")
    assert found == [Edit("Отпуск переносится по заявлению.", "")]


def test_spaces_make_no_difference() -> None:
    assert says(document("Отпуск  длится\n28 дней."), "Отпуск длится 28 дней.")
    assert not says(document("Отпуск длится 31 день."), "Отпуск длится 28 дней.")


def test_the_likest_sentence_now() -> None:
    now = document(OLD.replace("28 календарных", "30 календарных"))
    assert reads_now(now, "Отпуск длится 28 календарных дней.") == "Отпуск длится 30 календарных дней."
    assert reads_now(now, "Zebra crossing") == ""


def test_what_came_or_only_moved_has_lost_nothing() -> None:
    moved = (change(OLD, None, "b.txt"), change(None, OLD, "c/b.txt"))
    changes = (change(OLD, "Другое"), change("Было", None, "d.txt"), change(None, "Новое", "e.txt"), *moved)
    assert set(lost(changes)) == {"a.txt", "d.txt"}
    assert edits_of(changes[2]) == []
