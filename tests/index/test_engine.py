"""The engine over real files, the real store and readers, and an embedder whose relevance can be asserted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import ReindexCancelledError, ReindexRunningError, StoreError
from index.types import Turn, Vector, Vectors
from tests.fakes import BagOfWordsEmbedder
from tests.index.samples import Run, pdf
from tests.index.shelf import OFFICE, Shelf

LEAVE = "Сколько дней длится ежегодный отпуск?"
PARKING = "Когда открыта парковка во дворе?"
PATIENCE_S = 30


class Gate:
    """Where one thread waits until another lets it go on."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()

    def pass_through(self) -> None:
        self.reached.set()
        assert self.open.wait(PATIENCE_S)


class GatedEmbedder(BagOfWordsEmbedder):
    """Waits at a gate before it embeds passages, or a question that is to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.reindexing: Gate | None = None
        self.asking: dict[str, Gate] = {}

    def passages(self, texts: Sequence[str]) -> Vectors:
        if self.reindexing:
            self.reindexing.pass_through()
        return super().passages(texts)

    def query(self, text: str) -> Vector:
        if gate := self.asking.get(text):
            gate.pass_through()
        return super().query(text)


@pytest.fixture
def embedder() -> GatedEmbedder:
    return GatedEmbedder()


@pytest.fixture
def shelf(tmp_path: Path, embedder: GatedEmbedder) -> Iterator[Shelf]:
    made = Shelf(tmp_path, embedder=embedder)
    yield made
    made.engine.close()


@pytest.fixture
def thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_before_any_reindex_everything_is_declined(shelf: Shelf) -> None:
    answer = shelf.engine.ask(LEAVE)
    assert (answer.answered, answer.hits, answer.quotes, answer.text) == (False, (), (), "")
    assert (shelf.engine.status().generation, shelf.engine.documents()) == (0, [])
    assert shelf.engine.document("кадры/отпуск.txt") is None
    assert not shelf.engine.needs_reembedding()


def test_what_was_indexed_is_found_and_quoted(shelf: Shelf) -> None:
    report = shelf.engine.reindex()
    assert report.added == tuple(sorted(OFFICE))
    answer = shelf.engine.ask(LEAVE)
    assert answer.answered
    assert answer.hits[0].card.path == "кадры/отпуск.txt"
    assert "28 дней" in answer.text
    assert answer.seconds > 0
    document = shelf.engine.document("кадры/отпуск.txt")
    assert document is not None
    assert all(document.text[quote.start : quote.end] == quote.text for quote in answer.quotes)


def test_a_quote_knows_the_page_that_it_begins_on(shelf: Shelf) -> None:
    pages = [[Run(50, 700, "Столовая занимает первый этаж.")], [Run(50, 700, "Обед отпускают с часа до двух.")]]
    (shelf.documents / "столовая.pdf").write_bytes(pdf(pages))
    shelf.engine.reindex()
    (quote, *_) = shelf.engine.ask("Когда отпускают обед?").quotes
    assert (quote.text, quote.hit.passage.page, quote.page) == ("Обед отпускают с часа до двух.", 1, 2)
    (elsewhere, *_) = shelf.engine.ask(LEAVE).quotes
    assert elsewhere.page is None


def test_the_status_tells_what_stands_in_the_index(shelf: Shelf) -> None:
    shelf.engine.reindex()
    status = shelf.engine.status()
    assert (status.generation, status.documents, status.progress.stage) == (1, 3, "idle")
    assert status.passages >= 3
    assert status.identity == shelf.embedder.identity
    assert shelf.engine.documents_folder == shelf.documents


def test_a_question_sees_only_its_collections(shelf: Shelf) -> None:
    shelf.engine.reindex()
    allowed = shelf.engine.ask(LEAVE, collections={"хозяйство"})
    assert {hit.card.collection for hit in allowed.hits} == {"хозяйство"}
    assert "28" not in allowed.text
    assert shelf.engine.ask(LEAVE, collections={"кадры", "хозяйство"}).hits[0].card.path == "кадры/отпуск.txt"
    for none in ((), {"чужая"}):
        assert shelf.engine.ask(LEAVE, collections=none).hits == ()
        assert shelf.engine.retrieve(LEAVE, collections=none).hits == ()
    assert [card.path for card in shelf.engine.documents(["хозяйство"])] == ["хозяйство/парковка.md"]
    assert shelf.engine.documents([]) == []


def test_a_follow_up_is_read_with_what_was_said_before(shelf: Shelf) -> None:
    shelf.engine.reindex()
    first = shelf.engine.ask(PARKING)
    second = shelf.engine.ask("А там до какого часа?", history=[Turn(first.question, first)])
    assert second.question.startswith("А там до какого часа? (")
    assert second.hits[0].card.path == "хозяйство/парковка.md"


def test_a_question_under_way_keeps_its_snapshot_while_another_takes_its_place(
    shelf: Shelf, embedder: GatedEmbedder, thread: ThreadPoolExecutor
) -> None:
    shelf.engine.reindex()
    gate = embedder.asking[LEAVE] = Gate()
    old = thread.submit(shelf.engine.ask, LEAVE)
    assert gate.reached.wait(PATIENCE_S)
    shelf.write("кадры/отпуск.txt", "Ежегодный отпуск длится 31 день.")
    assert shelf.engine.reindex().generation == 2
    del embedder.asking[LEAVE]
    assert "31 день" in shelf.engine.ask(LEAVE).text
    gate.open.set()
    assert "28 дней" in old.result(PATIENCE_S).text


def test_questions_are_answered_from_the_old_index_while_a_reindex_runs(
    shelf: Shelf, embedder: GatedEmbedder, thread: ThreadPoolExecutor
) -> None:
    shelf.engine.reindex()
    shelf.write("кадры/отпуск.txt", "Ежегодный отпуск длится 31 день.")
    gate = embedder.reindexing = Gate()
    running = thread.submit(shelf.engine.reindex)
    assert gate.reached.wait(PATIENCE_S)
    assert "28 дней" in shelf.engine.ask(LEAVE).text
    assert shelf.engine.progress.stage == "embed"
    with pytest.raises(ReindexRunningError):
        shelf.engine.reindex()
    gate.open.set()
    assert running.result(PATIENCE_S).changed == ("кадры/отпуск.txt",)
    assert "31 день" in shelf.engine.ask(LEAVE).text
    assert shelf.engine.progress.stage == "idle"


def test_a_commit_of_another_process_is_noticed(shelf: Shelf) -> None:
    shelf.engine.reindex()
    shelf.write("кадры/отпуск.txt", "Ежегодный отпуск длится 31 день.")
    other = shelf.another_engine()
    other.reindex()
    other.close()
    assert "31 день" in shelf.engine.ask(LEAVE).text
    assert shelf.engine.status().generation == 2


def test_a_cancelled_reindex_leaves_the_old_answers(
    shelf: Shelf, embedder: GatedEmbedder, thread: ThreadPoolExecutor
) -> None:
    shelf.engine.reindex()
    shelf.write("кадры/отпуск.txt", "Ежегодный отпуск длится 31 день.")
    gate, cancel = Gate(), threading.Event()
    embedder.reindexing = gate
    running = thread.submit(shelf.engine.reindex, cancel=cancel)
    assert gate.reached.wait(PATIENCE_S)
    cancel.set()
    gate.open.set()
    with pytest.raises(ReindexCancelledError):
        running.result(PATIENCE_S)
    assert "28 дней" in shelf.engine.ask(LEAVE).text
    assert shelf.engine.reindex().changed == ("кадры/отпуск.txt",)


def test_another_model_is_told_before_it_embeds_everything_anew(shelf: Shelf) -> None:
    shelf.engine.reindex()
    shelf.embedder = BagOfWordsEmbedder(dimension=256, revision="2")
    other = shelf.another_engine()
    assert other.needs_reembedding()
    assert other.reindex().re_embedded
    assert not other.needs_reembedding()
    other.close()


def test_a_reranker_has_the_last_word(tmp_path: Path) -> None:
    class Parking:
        def scores(self, question: str, passages: Sequence[str]) -> list[float]:
            del question
            return [float("Парковка" in passage) for passage in passages]

    shelf = Shelf(tmp_path, reranker=Parking())
    shelf.engine.reindex()
    assert shelf.engine.retrieve(LEAVE).hits[0].card.path == "хозяйство/парковка.md"
    shelf.engine.close()


@pytest.mark.parametrize(
    "question",
    ["", "   ", "?", "\x00", "отпуск\x00", "\ud83d отпуск", '"отпуск" OR (', "отпуск " * 600, "🙂", "'; DROP TABLE"],
    ids=["empty", "blank", "mark", "nul", "nul-after", "surrogate", "syntax", "long", "emoji", "sql"],
)
def test_no_question_breaks_anything(question: str, shelf: Shelf) -> None:
    shelf.engine.reindex()
    answer = shelf.engine.ask(question)
    assert len(answer.text) <= 300
    assert shelf.engine.ask(LEAVE).answered


@pytest.mark.parametrize(
    "use",
    [
        lambda shelf: shelf.engine.ask(LEAVE),
        lambda shelf: shelf.engine.status(),
        lambda shelf: shelf.engine.documents(),
        lambda shelf: shelf.engine.reindex(),
    ],
    ids=["ask", "status", "documents", "reindex"],
)
def test_a_closed_engine_says_so(use: Callable[[Shelf], object], tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.engine.reindex()
    shelf.engine.close()
    with pytest.raises(StoreError, match="closed"):
        use(shelf)
