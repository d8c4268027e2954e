"""What changed in a library, told shortly: which sentences, which edits, which documents on one event."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.digest import Digester, DigestOptions, Edit
from index.digest.candidates import candidates
from index.digest.edits import edits
from index.types import ChangeKind, Document, DocumentCard, DocumentChange, Section, SectionKind
from tests.fakes import BagOfWordsEmbedder
from tests.index.shelf import Shelf

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FORUM = (
    "Форум городов прошёл в Москве.\n"
    "В форуме городов атомной отрасли участвовали 28 городов и корпорация.\n"
    "На форуме корпорация рассказала о развитии городов отрасли до 2045 года.\n"
    "Погода в тот день стояла ясная и тёплая, светило солнце.\n"
)
SAME_FORUM = (
    "Города обсудили развитие.\n"
    "Участвовали в форуме городов атомной отрасли 28 городов и корпорация.\n"
    "О развитии городов отрасли до 2045 года корпорация рассказала на форуме.\n"
)
PARKING = "Правила парковки\nПарковка во дворе открыта для машин сотрудников с семи утра до десяти вечера.\n"


def document(
    text: str, path: str = "новость.txt", title: str = "", *, kind: SectionKind = SectionKind.TEXT
) -> Document:
    card = DocumentCard(path, title or text.partition("\n")[0], date(2026, 11, 20))
    return Document(card, text, (Section(0, len(text), kind),))


def change(before: Document | None, after: Document | None) -> DocumentChange:
    kind = ChangeKind.ADDED if before is None else ChangeKind.REMOVED if after is None else ChangeKind.CHANGED
    known = after or before
    assert known is not None
    return DocumentChange(known.card.path, kind, NOW, before, after)


@pytest.fixture
def digester() -> Digester:
    return Digester(BagOfWordsEmbedder(), DigestOptions(same_event_cosine=0.7))


@pytest.mark.parametrize(
    "line",
    [
        "Об этом сообщает ИА IrkutskMedia со ссылкой на пресс-службу госкорпорации.",
        "Подписывайтесь на наш канал, чтобы узнавать новости города первыми.",
        "Подробнее о конкурсе читайте на сайте https://example.org/news.",
        "© Отдел кадров, все права на материалы принадлежат филиалу.",
        "Коротко о главном.",
        "ПОРЯДОК ПРИЁМА ДОКУМЕНТОВ ОТ ГРАЖДАН И ОРГАНИЗАЦИЙ ФИЛИАЛА",
        "12 345,00 | 67 890,00 | 11 222,00 | 33 444,00 | итого по всем.",
    ],
)
def test_what_carries_nothing_is_no_candidate(line: str) -> None:
    kept = "Ежегодный отпуск работников филиала длится 28 календарных дней."
    assert [one.text for one in candidates(document(f"Отпуск\n{line}\n{kept}\n"))] == [kept]


def test_neither_headings_nor_tables_nor_the_title_are_candidates() -> None:
    text = "Ежегодный отпуск работников филиала длится 28 дней.\nОклад инженера по штатному расписанию 120000 рублей.\n"
    assert candidates(document(text, kind=SectionKind.TABLE)) == []
    assert len(candidates(document(text, title="Ежегодный отпуск работников филиала длится…"))) == 1
    assert len(candidates(document(text, title="Ежегодный отпуск работников филиала длится 28 дней"))) == 1


def test_a_new_document_is_told_by_what_it_is_about(digester: Digester) -> None:
    (story,) = digester.compose([change(None, document(FORUM))], 7).stories
    assert story.lead.sentences == (
        "В форуме городов атомной отрасли участвовали 28 городов и корпорация.",
        "На форуме корпорация рассказала о развитии городов отрасли до 2045 года.",
    )
    assert all(sentence in FORUM for sentence in story.lead.sentences)


def test_sentences_do_not_repeat_each_other(digester: Digester) -> None:
    said = "В форуме городов атомной отрасли участвовали 28 городов и корпорация."
    again = said.replace("и корпорация", "и одна корпорация")
    text = f"Форум\n{said}\n{again}\nСледующий форум пройдёт в Северске весной 2027 года.\n"
    (story,) = digester.compose([change(None, document(text))], 1).stories
    assert story.lead.sentences[1].startswith("Следующий форум")


def test_documents_on_one_event_are_one_story(digester: Digester) -> None:
    news = [document(FORUM, "а.txt"), document(SAME_FORUM, "б.txt"), document(PARKING, "в.txt")]
    stories = digester.compose([change(None, one) for one in news], 3).stories
    assert [[entry.card.path for entry in story.entries] for story in stories] == [["б.txt", "а.txt"], ["в.txt"]]


def test_new_then_changed_then_withdrawn(digester: Digester) -> None:
    old, new = document(PARKING, "б.txt"), document(PARKING.replace("десяти", "девяти"), "б.txt")
    digest = digester.compose(
        [change(document("Приказ\n", "а.txt"), None), change(old, new), change(None, document(FORUM, "в.txt"))], 5
    )
    assert [story.lead.kind for story in digest.stories] == [ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.REMOVED]
    assert [digest.count(kind) for kind in ChangeKind] == [1, 1, 1]
    assert digest.generation == 5


def test_a_document_that_only_moved_is_no_news(digester: Digester) -> None:
    moved = [change(document(FORUM, "а.txt"), None), change(None, document(FORUM, "архив/а.txt"))]
    assert digester.compose(moved, 2).stories == ()


def test_what_is_too_much_is_only_named() -> None:
    digester = Digester(BagOfWordsEmbedder(), DigestOptions(told=1))
    news = [document(FORUM, "а.txt"), document(PARKING, "б.txt")]
    stories = digester.compose([change(None, one) for one in news], 1).stories
    assert [bool(story.lead.sentences) for story in stories] == [True, False]


def test_what_a_document_says_is_found_once() -> None:
    embedder = BagOfWordsEmbedder()
    digester = Digester(embedder)
    digester.compose([change(None, document(FORUM))], 1)
    before = embedder.embedded
    digester.compose([change(None, document(FORUM))], 2)
    assert embedder.embedded == before > 0


def test_a_document_without_a_sentence_is_only_named(digester: Digester) -> None:
    (story,) = digester.compose([change(None, document("Прайс\n1 | 2 | 3\n"))], 1).stories
    assert story.lead.sentences == ()


def test_edits_are_the_sentences_that_differ() -> None:
    old = "Отпуск длится 28 дней. Заявление подают заранее. График утверждает директор."
    new = "Отпуск длится 30 дней. Заявление подают заранее. График утверждает начальник. Отпуск можно делить."
    assert edits(document(old, title="О"), document(new, title="О")) == [
        Edit("Отпуск длится 28 дней.", "Отпуск длится 30 дней."),
        Edit("График утверждает директор.", "График утверждает начальник."),
        Edit("", "Отпуск можно делить."),
    ]


def test_what_moved_or_was_only_set_otherwise_is_no_edit() -> None:
    old = "Отпуск длится 28 дней. Заявление подают заранее. График утверждает директор."
    new = "График утверждает директор. Отпуск длится 28 дней.\n\nЗаявление подают заранее!"
    assert edits(document(old, title="О"), document(new, title="О")) == []


def test_another_title_is_an_edit() -> None:
    assert edits(document("Текст.", title="Проект приказа"), document("Текст.", title="Приказ")) == [
        Edit("Проект приказа", "Приказ")
    ]


def test_a_row_of_a_table_that_changed_is_an_edit() -> None:
    old, new = ("Инженер | 100000\nТехник | 80000\n", "Инженер | 120000\nТехник | 80000\n")
    found = edits(*(document(text, title="О", kind=SectionKind.TABLE) for text in (old, new)))
    assert found == [Edit("Инженер | 100000", "Инженер | 120000")]


def test_a_long_document_rewritten_whole_is_compared_in_order() -> None:
    old = " ".join(f"Пункт {number} говорит о сроках." for number in range(100))
    new = " ".join(f"Раздел {number} отменяет правила." for number in range(100))
    found = edits(document(old, title="О"), document(new, title="О"))
    assert len(found) == 100
    assert found[0] == Edit("Пункт 0 говорит о сроках.", "Раздел 0 отменяет правила.")


def test_the_engine_tells_what_changed_since_a_generation(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    try:
        first = shelf.engine.reindex().generation
        shelf.write("кадры/отпуск.txt", "Ежегодный отпуск длится 30 дней. Заявление подают за две недели до начала.")
        (shelf.documents / "хозяйство/парковка.md").unlink()
        shelf.engine.reindex()
        digest = shelf.engine.digest(first)
        assert [(entry.kind, entry.card.path) for entry in digest.entries] == [
            (ChangeKind.CHANGED, "кадры/отпуск.txt"),
            (ChangeKind.REMOVED, "хозяйство/парковка.md"),
        ]
        assert digest.entries[0].edits[-1].after == "Ежегодный отпуск длится 30 дней."
        assert [entry.card.path for entry in shelf.engine.digest(first, {"хозяйство"}).entries] == [
            "хозяйство/парковка.md"
        ]
        assert shelf.engine.digest(digest.generation).stories == ()
        assert len(shelf.engine.digest(0).entries) == 2
        assert shelf.engine.digest(10**6).stories == ()
    finally:
        shelf.engine.close()
