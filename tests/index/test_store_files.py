"""What happens to the local store when its files are damaged, old, foreign, or in two processes' hands."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import StoreError
from index.store.local import LocalStore
from index.types import Candidate, Changes
from tests.fakes import BagOfWordsEmbedder, indexed, words

EMBEDDER = BagOfWordsEmbedder()
QUESTIONS = ("кто выдаёт пропуск", "отпуск 28 дней", "документ номер 17")


def documents(count: int = 40, suffix: str = "") -> Changes:
    texts = ("Пропуск выдаёт охрана.", "Отпуск длится 28 дней.", "Парковка открыта.")
    return Changes(
        EMBEDDER.identity,
        tuple(indexed(EMBEDDER, f"{n}.txt", f"{texts[n % 3]} Это документ номер {n}.{suffix}") for n in range(count)),
    )


def answers(folder: Path) -> list[list[Candidate]]:
    store = LocalStore(folder)
    snapshot = store.snapshot()
    found = [
        sorted(snapshot.search(EMBEDDER.query(q), words(q), 5), key=lambda c: (-c.dense, c.passage.id))
        for q in QUESTIONS
    ]
    snapshot.close()
    store.close()
    return found


def index_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*vectors-*"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = LocalStore(tmp_path)
    store.apply(documents())
    store.close()
    return tmp_path


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garble(path: Path) -> None:
    path.write_bytes(b"[1, 2]\n" + os.urandom(1000))


@pytest.mark.parametrize("damage", [Path.unlink, cut, flip, empty, garble])
def test_a_missing_or_damaged_index_file_is_made_again(folder: Path, damage: Callable[[Path], None]) -> None:
    expected = answers(folder)
    damage(folder / "vectors-1.faiss")
    assert answers(folder) == expected
    assert index_files(folder) == ["vectors-1.faiss"]


def test_an_index_file_of_an_older_generation_is_made_up_for(folder: Path, tmp_path: Path) -> None:
    old = (folder / "vectors-1.faiss").read_bytes()
    store = LocalStore(folder)
    store.apply(documents(30, " Исправлено."))
    store.apply(Changes(EMBEDDER.identity, remove=("31.txt", "32.txt")))
    store.close()
    expected = answers(folder)
    for name in index_files(folder):
        (folder / name).unlink()
    (folder / "vectors-1.faiss").write_bytes(old)
    assert answers(folder) == expected
    assert index_files(folder) == ["vectors-3.faiss"]


def test_an_index_file_of_another_library_is_not_trusted(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    expected = answers(folder)
    other = tmp_path_factory.mktemp("other")
    store = LocalStore(other)
    store.apply(documents(40, " Совсем другое."))
    store.close()
    (folder / "vectors-1.faiss").write_bytes((other / "vectors-1.faiss").read_bytes())
    assert answers(folder) == expected


def test_a_small_change_does_not_write_the_index_file_anew(folder: Path) -> None:
    store = LocalStore(folder)
    store.apply(documents(200))
    assert index_files(folder) == ["vectors-2.faiss"]
    store.apply(Changes(EMBEDDER.identity, (indexed(EMBEDDER, "0.txt", "Одно слово."),)))
    assert index_files(folder) == ["vectors-2.faiss"]
    snapshot = store.snapshot()
    best = max(snapshot.search(EMBEDDER.query("одно слово"), [], 1), key=lambda c: c.dense)
    assert best.card.path == "0.txt"
    snapshot.close()
    store.close()


def test_leftovers_of_a_killed_save_are_taken_away(folder: Path) -> None:
    (folder / ".vectors-abandoned").write_bytes(b"torn")
    os.utime(folder / ".vectors-abandoned", (0, 0))
    store = LocalStore(folder)
    store.apply(documents(40, " Исправлено."))
    store.close()
    assert index_files(folder) == ["vectors-2.faiss"]


def test_a_folder_that_takes_no_index_file_still_answers(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    expected = answers(folder)
    (folder / "vectors-1.faiss").unlink()
    (folder / "vectors-1.faiss").mkdir()
    assert answers(folder) == expected
    assert "was not saved" in caplog.text


def test_a_newer_schema_is_refused(folder: Path) -> None:
    connection = sqlite3.connect(folder / "library.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match=r"newer version \(schema 99.*update the program"):
        LocalStore(folder)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "library.sqlite3")
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    before = (tmp_path / "library.sqlite3").read_bytes()
    with pytest.raises(StoreError, match="another program's database"):
        LocalStore(tmp_path)
    assert (tmp_path / "library.sqlite3").read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match=r"damaged.*move it.*reindex"):
        LocalStore(tmp_path)
    assert (tmp_path / "library.sqlite3").read_bytes() == b"no database at all" * 100


def test_a_database_damaged_inside_says_what_to_do(folder: Path) -> None:
    file = folder / "library.sqlite3"
    data = bytearray(file.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    file.write_bytes(data)
    with pytest.raises(StoreError, match=r"damaged.*move it.*reindex"):
        answers(folder)


def test_a_folder_that_cannot_be_made_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"):
        LocalStore(tmp_path / "file" / "data")


_WRITER = """
import sys
from pathlib import Path
from index.store.local import LocalStore
from index.types import Changes
from tests.fakes import BagOfWordsEmbedder, indexed
embedder = BagOfWordsEmbedder()
store = LocalStore(Path(sys.argv[1]))
for n in range(5):
    store.apply(Changes(embedder.identity, (indexed(embedder, f"{sys.argv[2]}-{n}.txt", f"Текст {n}."),)))
store.close()
"""


def test_two_processes_write_in_turns_while_a_third_reads(folder: Path) -> None:
    reader = LocalStore(folder)
    pinned = reader.snapshot()
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(folder), name], cwd=Path(__file__).parents[2])
        for name in ("a", "b")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert pinned.passage_count == 40
    assert reader.generation == 11
    latest = reader.snapshot()
    assert latest.passage_count == 50
    assert len(latest.search(EMBEDDER.query("Текст 3."), [], 60)) == 50
    for snapshot in (pinned, latest):
        snapshot.close()
    reader.close()


def test_the_log_of_the_database_does_not_grow_with_each_commit(folder: Path) -> None:
    store = LocalStore(folder)
    live = store.snapshot()
    sizes = []
    for n in range(12):
        store.apply(documents(40, f" Издание {n}."))
        latest = store.snapshot()
        live.close()
        live = latest
        sizes.append((folder / "library.sqlite3-wal").stat().st_size)
    assert sizes[-1] <= 2 * sizes[2]
    live.close()
    store.close()
