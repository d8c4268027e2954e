"""Question-answering models of the user's choice: what they read, and what is said when one cannot be had."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import SettingError
from index.reader.hub import LONGEST, HubReader
from tests.tiny_model import save_reader

TEXT = "отпуск длится 28 дней"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> HubReader:
    return HubReader(str(save_reader(tmp_path_factory.mktemp("reader"))))


def test_each_text_is_read_with_a_pair_of_logits_a_token(reader: HubReader) -> None:
    readings = reader.read("Сколько?", [TEXT, "чай"])
    assert [len(reading.tokens) for reading in readings] == [len(TEXT.replace(" ", "")), 3]
    for reading in readings:
        assert len(reading.tokens) == len(reading.start) == len(reading.end)
        assert np.isfinite(reading.none)
    first = readings[0].tokens[0]
    assert TEXT[first.start : first.end] == "о"
    assert [TEXT[token.start : token.end] for token in readings[0].tokens[-4:]] == list("дней")


def test_the_question_counts(reader: HubReader) -> None:
    one, other = (reader.read(question, [TEXT])[0] for question in ("Сколько?", "Кто?"))
    assert not np.allclose(one.start, other.start)


def test_a_long_text_is_cut(reader: HubReader) -> None:
    assert len(reader.read("Кто?", ["а " * 2 * LONGEST])[0].tokens) < LONGEST


def test_of_a_long_question_the_end_is_asked(reader: HubReader) -> None:
    long = reader.read("а " * 2 * LONGEST + "Сколько?", [TEXT])[0]
    assert len(long.tokens) == len(TEXT.replace(" ", ""))
    assert not np.allclose(long.start, reader.read("а " * 2 * LONGEST + "Кто?", [TEXT])[0].start)


def test_a_model_that_cannot_be_had_is_named_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="VESTOVOY_READER_MODEL"):
        HubReader(str(tmp_path / "none"))
