"""A reindex over real files, the real readers, chunker and store, and an embedder whose relevance can be asserted."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import ReindexCancelledError, ReindexRunningError, SettingError
from index.readers import ReadLimits
from index.reindex import Reindexer, ReindexOptions
from index.store.local import LocalStore
from index.text import lemmas
from index.types import Candidate, ReindexReport, Skipped, SkipReason, Vectors
from tests.fakes import BagOfWordsEmbedder

TEXTS = {
    "кадры/отпуск.txt": "Ежегодный отпуск длится 28 дней. Заявление подают за две недели до начала.",
    "кадры/больничный.txt": "Больничный лист сдают в отдел кадров в день выхода на работу.",
    "хозяйство/парковка.md": "# Парковка\n\nПарковка во дворе открыта с семи утра до десяти вечера.",
}
LONG_AGO = 1_600_000_000


class Office:
    """A documents' folder, its data folder and the embedder between them."""

    def __init__(self, folder: Path) -> None:
        self.documents = folder / "documents"
        self.data = folder / "data"
        self.embedder = BagOfWordsEmbedder()
        self.store = LocalStore(self.data)
        for name, text in TEXTS.items():
            self.write(name, text)

    def write(self, name: str, text: str, mtime: float | None = LONG_AGO) -> Path:
        path = self.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if mtime is not None:
            os.utime(path, (mtime, mtime))
        return path

    def reindexer(self, max_bytes: int = 2**20) -> Reindexer:
        options = ReindexOptions(self.documents, self.data, ReadLimits(max_bytes=max_bytes))
        return Reindexer(self.store, self.embedder, options)

    def reindex(self, *, full: bool = False) -> ReindexReport:
        return self.reindexer().run(full=full)

    def best(self, question: str) -> Candidate:
        snapshot = self.store.snapshot()
        found = snapshot.search(self.embedder.query(question), lemmas(question), 3)
        snapshot.close()
        return max(found, key=lambda candidate: candidate.dense + candidate.lexical)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.store.close()


def test_the_first_reindex_takes_everything(office: Office) -> None:
    report = office.reindex()
    assert report.added == tuple(sorted(TEXTS))
    assert (report.changed, report.removed, report.skipped, report.unchanged) == ((), (), (), 0)
    assert (report.documents, report.generation, report.re_embedded) == (3, 1, False)
    assert report.embedded == report.passages >= 3
    assert report.seconds > 0
    found = office.best("Сколько дней длится отпуск?")
    assert found.card.path == "кадры/отпуск.txt"
    assert found.lexical > 0
    assert "отпуск" in found.sentence_lemmas[0]


def test_a_second_reindex_does_nothing(office: Office) -> None:
    office.reindex()
    embedded = office.embedder.embedded
    report = office.reindex()
    assert (report.generation, report.unchanged, report.embedded) == (1, 3, 0)
    assert report.added == report.changed == report.removed == ()
    assert office.embedder.embedded == embedded


def test_a_changed_file_costs_only_its_own_passages(office: Office) -> None:
    office.reindex()
    before = office.embedder.embedded
    office.write("кадры/отпуск.txt", "Ежегодный отпуск длится 31 день.", LONG_AGO + 1)
    report = office.reindex()
    assert (report.changed, report.embedded, report.unchanged, report.generation) == (("кадры/отпуск.txt",), 1, 2, 2)
    assert 1 <= office.embedder.embedded - before <= 2, "the passage and its one sentence at most"
    assert "31 день" in office.best("сколько длится отпуск").passage.text


def test_a_file_only_touched_is_not_read_again(office: Office) -> None:
    office.reindex()
    office.write("кадры/отпуск.txt", TEXTS["кадры/отпуск.txt"], LONG_AGO + 50)
    report = office.reindex()
    assert (report.changed, report.unchanged, report.embedded) == ((), 3, 0)
    assert office.store.stamps()["кадры/отпуск.txt"].mtime_ns == (LONG_AGO + 50) * 10**9
    assert office.reindex().generation == report.generation


def test_a_change_within_the_same_tick_of_the_clock_is_seen(office: Office) -> None:
    now = time.time()
    office.write("новое.txt", "Пропуск стоит 100 рублей.", now)
    office.reindex()
    office.write("новое.txt", "Пропуск стоит 200 рублей.", now)
    assert office.reindex().changed == ("новое.txt",)
    assert "200" in office.best("сколько стоит пропуск").passage.text


def test_a_fresh_file_that_stays_as_it_is_changes_nothing(office: Office) -> None:
    office.write("новое.txt", "Пропуск стоит 100 рублей.", time.time() + 60)
    first = office.reindex()
    assert office.reindex().generation == first.generation


def test_a_removed_file_is_gone_from_the_answers(office: Office) -> None:
    office.reindex()
    (office.documents / "кадры/отпуск.txt").unlink()
    report = office.reindex()
    assert (report.removed, report.documents, report.unchanged) == (("кадры/отпуск.txt",), 2, 2)
    assert office.best("ежегодный отпуск").card.path != "кадры/отпуск.txt"


def test_a_renamed_file_is_not_embedded_again(office: Office) -> None:
    office.reindex()
    (office.documents / "кадры/больничный.txt").rename(office.documents / "хозяйство/больничный.txt")
    report = office.reindex()
    assert (report.added, report.removed) == (("хозяйство/больничный.txt",), ("кадры/больничный.txt",))
    assert report.embedded == 0
    assert office.best("больничный лист").card.collection == "хозяйство"


def test_equal_texts_are_embedded_once(office: Office) -> None:
    office.reindex()
    before = office.embedder.embedded
    for name in ("a.txt", "b.txt", "c.txt"):
        office.write(name, "Один и тот же приказ.")
    assert office.reindex().embedded == 3
    assert 1 <= office.embedder.embedded - before <= 2


def test_files_that_cannot_be_read_are_reported_and_stop_nothing(office: Office) -> None:
    office.write("пусто.txt", "   ")
    office.write("программа.exe", "MZ")
    office.write("том.txt", "слово " * 200_000)
    reindexer = office.reindexer()
    report = reindexer.run()
    reasons = {skipped.path: skipped.reason for skipped in report.skipped}
    assert reasons == {
        "пусто.txt": SkipReason.EMPTY,
        "программа.exe": SkipReason.UNKNOWN_KIND,
        "том.txt": SkipReason.TOO_LARGE,
    }
    assert (report.documents, len(report.added)) == (3, 3)
    again = reindexer.run()
    assert (again.skipped, again.generation, again.unchanged) == (report.skipped, 1, 3)


def test_a_raised_limit_lets_a_large_file_in(office: Office) -> None:
    office.write("том.txt", "Устав завода. " * 100)
    assert [skip.path for skip in office.reindexer(max_bytes=1000).run().skipped] == ["том.txt"]
    report = office.reindexer(max_bytes=10_000).run()
    assert (report.added, report.skipped) == (("том.txt",), ())


def test_a_document_that_breaks_is_gone_and_comes_back_when_mended(office: Office) -> None:
    office.reindex()
    office.write("кадры/отпуск.txt", " ", LONG_AGO + 1)
    report = office.reindex()
    assert (report.removed, report.documents) == (("кадры/отпуск.txt",), 2)
    assert report.skipped[0].reason is SkipReason.EMPTY
    office.write("кадры/отпуск.txt", TEXTS["кадры/отпуск.txt"], LONG_AGO + 2)
    mended = office.reindex()
    assert (mended.added, mended.skipped, mended.documents) == (("кадры/отпуск.txt",), (), 3)


def test_a_skipped_file_that_was_removed_is_forgotten(office: Office) -> None:
    office.write("пусто.txt", "")
    office.reindex()
    (office.documents / "пусто.txt").unlink()
    report = office.reindex()
    assert (report.skipped, report.removed) == ((), ())


def test_a_link_outside_is_reported(office: Office, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Секрет завода.")
    (office.documents / "link.txt").symlink_to(tmp_path / "secret.txt")
    report = office.reindex()
    assert [(skip.path, skip.reason) for skip in report.skipped] == [("link.txt", SkipReason.OUTSIDE)]
    assert office.reindex().generation == 1


def test_a_missing_folder_leaves_the_index_as_it_was(office: Office) -> None:
    office.reindex()
    office.documents.rename(office.documents.with_name("elsewhere"))
    with pytest.raises(SettingError):
        office.reindex()
    assert office.best("ежегодный отпуск").card.path == "кадры/отпуск.txt"


def test_another_model_embeds_everything_anew_and_says_so_first(office: Office) -> None:
    office.write("пусто.txt", "")
    office.reindex()
    assert not office.reindexer().needs_reembedding()
    office.embedder = BagOfWordsEmbedder(dimension=128, revision="2")
    assert office.reindexer().needs_reembedding()
    report = office.reindex()
    assert report.re_embedded
    assert report.embedded == report.passages
    assert (report.added, report.changed, report.removed, report.unchanged) == ((), (), (), 3)
    assert office.store.identity() == office.embedder.identity
    assert office.best("ежегодный отпуск").card.path == "кадры/отпуск.txt"
    assert not office.reindexer().needs_reembedding()


def test_a_full_reindex_reads_and_embeds_all_again(office: Office) -> None:
    office.reindex()
    before = office.embedder.embedded
    report = office.reindex(full=True)
    assert (report.unchanged, report.embedded, report.re_embedded) == (3, report.passages, False)
    assert office.embedder.embedded == 2 * before


def test_step_by_step_or_at_once_gives_the_same_index(office: Office, tmp_path: Path) -> None:
    office.reindex()
    office.write("кадры/отпуск.txt", "Отпуск длится 31 день.", LONG_AGO + 1)
    office.write("новое.txt", "Собрание в пятницу.")
    (office.documents / "хозяйство/парковка.md").unlink()
    office.reindex()
    clean = LocalStore(tmp_path / "clean")
    Reindexer(clean, office.embedder, ReindexOptions(office.documents, tmp_path / "clean")).run()
    snapshots = office.store.snapshot(), clean.snapshot()
    for question in ("отпуск", "собрание в пятницу", "в"):
        one, other = (
            sorted(s.search(office.embedder.query(question), lemmas(question), 5), key=lambda c: c.passage.id)
            for s in snapshots
        )
        assert one == other
    assert clean.stamps() == office.store.stamps()
    for snapshot in snapshots:
        snapshot.close()
    clean.close()


class Waiting(BagOfWordsEmbedder):
    """Stops in the middle of embedding until it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.go_on = threading.Event(), threading.Event()

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.reached.set()
        assert self.go_on.wait(30)
        return super().passages(texts)


def test_a_second_reindex_at_the_same_time_says_so_and_progress_is_told(office: Office) -> None:
    office.embedder = waiting = Waiting()
    running = office.reindexer()
    assert running.progress.stage == "idle"
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(running.run)
        assert waiting.reached.wait(30)
        with pytest.raises(ReindexRunningError):
            office.reindexer().run()
        assert (running.progress.stage, running.progress.done) == ("embed", 0)
        assert running.progress.total > 0
        waiting.go_on.set()
        assert work.result().documents == 3
    assert running.progress.stage == "idle"


def test_a_cancelled_reindex_leaves_the_index_and_lets_go_of_the_lock(office: Office) -> None:
    office.reindex()
    office.write("новое.txt", "Собрание в пятницу.")
    office.embedder = waiting = Waiting()
    cancel = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(office.reindexer().run, cancel=cancel)
        assert waiting.reached.wait(30)
        cancel.set()
        waiting.go_on.set()
        with pytest.raises(ReindexCancelledError):
            work.result()
    assert office.store.generation == 1
    assert office.reindex().added == ("новое.txt",)


def test_skipped_files_carry_what_the_reader_said(office: Office) -> None:
    office.write("x.exe", "MZ")
    assert office.reindex().skipped == (Skipped("x.exe", SkipReason.UNKNOWN_KIND, ".exe"),)
