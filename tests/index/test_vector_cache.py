"""A reindex that is ended midway keeps the vectors that it made."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.errors import ReindexCancelledError
from index.reindex import Reindexer, ReindexOptions
from index.store.local import LocalStore
from index.types import EmbedderIdentity, Vectors
from index.vector_cache import FILE_NAME, VectorCache, text_key
from tests.fakes import BagOfWordsEmbedder

IDENTITY = EmbedderIdentity("model", "1", 4)
VECTORS = np.eye(4, dtype=np.float16)
TEXTS = ("отпуск", "приказ", "смена", "")


class Cancelling(BagOfWordsEmbedder):
    """Tells the reindex to stop while it embeds the batch of that number."""

    def __init__(self, cancel: threading.Event, batch: int) -> None:
        super().__init__(64)
        self._cancel, self._left = cancel, batch

    def passages(self, texts: Sequence[str]) -> Vectors:
        self._left -= 1
        if self._left == 0:
            self._cancel.set()
        return super().passages(texts)


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    cache = VectorCache(tmp_path, IDENTITY)
    assert cache.open() == {}
    cache.add(TEXTS[:3], VECTORS[:3])
    return cache


def held(folder: Path, identity: EmbedderIdentity = IDENTITY) -> dict[str, list[float]]:
    found = VectorCache(folder, identity).open()
    return {text: found[text_key(text)].tolist() for text in TEXTS if text_key(text) in found}


def expected(count: int) -> dict[str, list[float]]:
    return {text: VECTORS[row].tolist() for row, text in enumerate(TEXTS[:count])}


def test_what_was_added_is_there_for_the_next(cache: VectorCache, tmp_path: Path) -> None:
    assert held(tmp_path) == expected(3)
    cache.add(TEXTS[3:], VECTORS[3:])
    assert held(tmp_path) == expected(4)
    cache.clear()
    assert held(tmp_path) == {}


@pytest.mark.parametrize("torn", [1, 4, 30, 43])
def test_a_torn_end_is_cut_off_and_can_be_gone_on_from(cache: VectorCache, tmp_path: Path, torn: int) -> None:
    file = tmp_path / FILE_NAME
    os.truncate(file, file.stat().st_size - torn)
    again = VectorCache(tmp_path, IDENTITY)
    assert len(again.open()) == 2
    again.add(TEXTS[2:], VECTORS[2:])
    assert held(tmp_path) == expected(4)


def test_damage_is_noticed(cache: VectorCache, tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    data = bytearray(file.read_bytes())
    data[32 + 44 + 10] ^= 1
    file.write_bytes(data)
    assert held(tmp_path) == expected(1)


def test_another_models_vectors_are_not_taken(cache: VectorCache, tmp_path: Path) -> None:
    assert held(tmp_path, EmbedderIdentity("model", "2", 4)) == {}


def test_a_file_that_cannot_be_written_is_no_harm(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / FILE_NAME).mkdir()
    cache = VectorCache(tmp_path, IDENTITY)
    with caplog.at_level(logging.WARNING):
        assert cache.open() == {}
        cache.add(TEXTS, VECTORS)
        cache.clear()
    assert "cannot be used" in caplog.text


def test_a_cancelled_reindex_loses_no_vector(tmp_path: Path) -> None:
    documents, data = tmp_path / "documents", tmp_path / "data"
    documents.mkdir()
    for n in range(40):
        (documents / f"{n}.txt").write_text(f"Приказ номер {n}.\n\nОтпуск начальника цеха {n}.", encoding="utf-8")
    options = ReindexOptions(documents, data)
    whole = BagOfWordsEmbedder(64)
    Reindexer(LocalStore(tmp_path / "other"), whole, ReindexOptions(documents, tmp_path / "other")).run()
    cancel = threading.Event()
    first, second = Cancelling(cancel, 2), BagOfWordsEmbedder(64)
    with pytest.raises(ReindexCancelledError):
        Reindexer(LocalStore(data), first, options).run(cancel=cancel)
    assert first.embedded == 64
    report = Reindexer(LocalStore(data), second, options).run()
    assert first.embedded + second.embedded == whole.embedded
    assert report.documents == 40
    assert not (data / FILE_NAME).exists()
    one, other = (LocalStore(folder).snapshot() for folder in (data, tmp_path / "other"))
    query = whole.query("отпуск начальника цеха 7")
    assert {c.passage.id: c.dense for c in one.search(query, [], 100)} == {
        c.passage.id: c.dense for c in other.search(query, [], 100)
    }
