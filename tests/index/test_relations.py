"""What documents say of one another's force, whom they mean, and what answers make of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.relations import Mention, find_relations, mentions
from index.types import Document, DocumentCard, Relation, RelationKind, Section
from tests.index.shelf import Shelf


def document(text: str, title: str = "Приказ № 40 от 01.03.2025", day: date | None = date(2025, 3, 1)) -> Document:
    return Document(DocumentCard("новый.txt", title, day), text, (Section(0, len(text)),))


def told(text: str) -> list[tuple[str, date | None, str]]:
    return [(mention.number, mention.day, mention.name) for mention in mentions(document(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "3. Признать утратившим силу приказ от 12.01.2023 № 5-к «Об отпусках».",
            [("5-к", date(2023, 1, 12), "Об отпусках")],
        ),
        ("Считать утратившим силу приказ № 17.", [("17", None, "")]),
        ("Приказ № 7 от 3 мая 2021 г. признать утратившим силу.", [("7", date(2021, 5, 3), "")]),
        ("Положение «Об оплате труда» утратило силу.", [("", None, "Об оплате труда")]),
        ("Отменить распоряжение № 12/1 от 05.06.2022.", [("12/1", date(2022, 6, 5), "")]),
        ("Приказ № 9 отменён.", [("9", None, "")]),
        (
            "Настоящая инструкция издана взамен инструкции № 3 от 10.10.2019.",
            [("3", date(2019, 10, 10), "")],
        ),
        (
            "Признать утратившими силу приказ № 1 от 01.02.2020; приказ № 2 от 01.02.2021 и распоряжение № 3.",
            [("1", date(2020, 2, 1), ""), ("2", date(2021, 2, 1), ""), ("3", None, "")],
        ),
        (
            "Признать утратившими силу:\n1) приказ № 1 от 01.02.2020;\n2) приказ № 2 от 01.02.2021.\nПункт о другом.",
            [("1", date(2020, 2, 1), ""), ("2", date(2021, 2, 1), "")],
        ),
        ("This policy supersedes Order No. 14 of 12 March 2022.", [("14", date(2022, 3, 12), "")]),
        ("Order No. 14 of 12 March 2022 is no longer in force.", [("14", date(2022, 3, 12), "")]),
        ("Признать утратившим силу пункт 2 приказа № 5 от 12.01.2023.", []),
        ("Подпункт «б» пункта 3 положения № 5 признать утратившим силу.", []),
        ("Отменить встречу в пятницу.", []),
        ("Комиссия не отменяет приказ № 5.", []),
        ("Приказ № 5 остаётся в силе.", []),
        ("Сотрудник утратил силу духа.", []),
        ("Руководитель может отменить командировку.", []),
    ],
)
def test_mentions(text: str, expected: list[tuple[str, date | None, str]]) -> None:
    assert told(text) == expected


def test_a_later_edition_tells_of_itself() -> None:
    own = document("Правила внутреннего распорядка\n(в редакции от 10.02.2025)\n\n1. Работа с девяти.", "Правила")
    assert mentions(own) == [
        Mention(
            RelationKind.EDITION,
            own.text,
            "",
            None,
            "правила",
            date(2025, 2, 10),
        )
    ]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(
        tmp_path,
        {
            "приказ-5.txt": "Приказ № 5-К от 12.01.2023\nОб отпусках\n\nЕжегодный отпуск длится 28 дней.\n"
            "Заявление подают секретарю заранее, за две недели.",
            "приказ-6.txt": "Приказ № 6 от 12.01.2023\nО парковке\n\nПарковка открыта с семи утра.",
            "новый.txt": "Приказ № 40 от 01.03.2025\nОб отпусках\n\nЕжегодный отпуск длится 45 дней.\n"
            "Признать утратившим силу приказ от 12.01.2023 № 5-к.",
        },
    )


RELATION = Relation(
    "новый.txt", RelationKind.REPEAL, "Признать утратившим силу приказ от 12.01.2023 № 5-к.", "приказ-5.txt"
)
LEAVE = "Сколько дней длится ежегодный отпуск?"


def test_a_reindex_finds_whom_they_mean(shelf: Shelf) -> None:
    shelf.engine.reindex()
    assert shelf.engine.relations() == [RELATION]
    assert all(card.void_by is None for card in shelf.engine.documents())


def test_confirmed_the_one_in_force_is_preferred_and_the_other_labelled(shelf: Shelf) -> None:
    shelf.engine.reindex()
    before = {hit.card.path for hit in shelf.engine.retrieve(LEAVE).hits}
    assert shelf.engine.decide(RELATION, confirmed=True)
    assert not shelf.engine.decide(RELATION, confirmed=False)
    after = shelf.engine.retrieve(LEAVE).hits
    assert "приказ-5.txt" in before
    assert {hit.card.path for hit in after} == before - {"приказ-5.txt"}
    assert {card.path: card.void_by for card in shelf.engine.documents()}["приказ-5.txt"] == "новый.txt"
    only_there = shelf.engine.retrieve("Приказ 5-К от 12 января 2023 отпуск 28 дней").hits
    assert all(hit.card.void_by == "новый.txt" for hit in only_there if hit.card.path == "приказ-5.txt")


def test_rejected_nothing_changes_and_it_is_not_asked_again(shelf: Shelf) -> None:
    shelf.engine.reindex()
    before = shelf.engine.retrieve(LEAVE).hits
    assert shelf.engine.decide(RELATION, confirmed=False)
    assert shelf.engine.retrieve(LEAVE).hits == before
    shelf.engine.reindex(full=True)
    shelf.write("новый.txt", (shelf.documents / "новый.txt").read_text(encoding="utf-8") + "\nПодпись.")
    shelf.engine.reindex()
    assert [relation.confirmed for relation in shelf.engine.relations()] == [False]


def test_without_the_newer_one_the_older_is_in_force_again(shelf: Shelf) -> None:
    shelf.engine.reindex()
    shelf.engine.decide(RELATION, confirmed=True)
    (shelf.documents / "новый.txt").unlink()
    shelf.engine.reindex()
    assert shelf.engine.relations() == []
    assert all(card.void_by is None for card in shelf.engine.documents())


def test_what_a_document_says_no_more_is_forgotten(shelf: Shelf) -> None:
    shelf.engine.reindex()
    shelf.write("новый.txt", "Приказ № 40 от 01.03.2025\n\nЕжегодный отпуск длится 31 день.")
    shelf.engine.reindex()
    assert shelf.engine.relations() == []


def test_a_decision_on_a_document_counts_as_no_change_of_it(shelf: Shelf) -> None:
    shelf.engine.reindex()
    shelf.engine.decide(RELATION, confirmed=True)
    shelf.engine.reindex(full=True)
    assert shelf.engine.changes_since(1) == []


@pytest.mark.parametrize(
    ("newer", "others", "expected"),
    [
        (
            "Отменить приказ № 5 от 12.01.2023.",
            {"a": "Приказ № 5 от 12.01.2023", "b": "Приказ № 5 от 13.01.2023"},
            ["a"],
        ),
        ("Отменить приказ № 5.", {"a": "Приказ № 5 от 12.01.2023", "b": "Приказ № 5 от 13.01.2023"}, ""),
        ("Отменить приказ № 5.", {"a": "Приказ № 5 от 12.01.2026"}, ""),
        ("Отменить приказ № 8.", {"a": "Приказ № 5 от 12.01.2023"}, ""),
        ("Отменить положение «Об оплате труда».", {"a": "Положение об оплате труда работников"}, "a"),
        ("Отменить положение «О нём».", {"a": "Положение о нём"}, ""),
        ("Отменить приказ N 5-K.", {"a": "Приказ № 5-К от 12.01.2023"}, "a"),
    ],
)
def test_whom_a_mention_means(tmp_path: Path, newer: str, others: dict[str, str], expected: str) -> None:
    texts = {f"{name}.txt": f"{title}\n\nТекст этого документа о работе." for name, title in others.items()}
    shelf = Shelf(tmp_path, {**texts, "новый.txt": f"Приказ № 40 от 01.03.2025\n\n{newer}"})
    shelf.engine.reindex()
    assert [relation.older.removesuffix(".txt") for relation in shelf.engine.relations()] == list(expected)


def test_the_edition_before_is_the_one_meant(tmp_path: Path) -> None:
    body = "\n\nРабота начинается в девять."
    shelf = Shelf(
        tmp_path,
        {
            "а.txt": f"Правила внутреннего распорядка{body}",
            "б.txt": f"Правила внутреннего распорядка (в редакции от 10.02.2024){body}",
            "в.txt": f"Правила внутреннего распорядка (в редакции от 11.02.2025){body}",
        },
    )
    shelf.engine.reindex()
    assert [(one.newer, one.older, one.kind) for one in shelf.engine.relations()] == [
        ("б.txt", "а.txt", RelationKind.EDITION),
        ("в.txt", "б.txt", RelationKind.EDITION),
    ]


def test_nothing_said_nothing_looked_up(shelf: Shelf) -> None:
    shelf.engine.reindex()
    snapshot = shelf.another_engine()
    assert snapshot.relations() == [RELATION]
    snapshot.close()


def test_unknown_paths_say_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.engine.reindex()
    store = shelf.another_engine()._store
    snapshot = store.snapshot()
    assert find_relations(snapshot, ["нет.txt"]) == []
    snapshot.close()
    store.close()
