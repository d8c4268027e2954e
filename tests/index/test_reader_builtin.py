"""The packaged reader finds short answers in Russian and English, and knows when there is none."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.answer.reading import best_span
from index.errors import StoreError
from index.packaged.graph import embedding_graph, token_graph
from index.packaged.model import packaged_model, session
from index.reader.adapter import FILE, AdaptedWeights, factors, load_adapter
from index.reader.builtin import LONGEST_TEXT, BuiltinReader
from index.types import Reading, Span

LEAVE = "Ежегодный отпуск длится 28 календарных дней. Заявление подают Анне Петровой за две недели до начала."
CANTEEN = "Столовая находится на первом этаже и открыта с 11 до 15 часов."


@pytest.fixture(scope="module")
def reader() -> BuiltinReader:
    return BuiltinReader(2)


def _said(reading: Reading, text: str) -> str:
    found = best_span(reading, Span(0, len(text)))
    assert found is not None
    return text[found.span.start : found.span.end]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Сколько дней длится отпуск?", "28"),
        ("Кому подают заявление?", "Анне Петровой"),
        ("How many days is the annual leave?", "28"),
    ],
)
def test_the_span_answers(reader: BuiltinReader, question: str, answer: str) -> None:
    assert answer in _said(reader.read(question, [LEAVE])[0], LEAVE)


def test_a_text_that_answers_speaks_louder_than_one_that_does_not(reader: BuiltinReader) -> None:
    answering, silent = reader.read("Сколько дней длится отпуск?", [LEAVE, CANTEEN])
    scores = [best_span(each, Span(0, 200)) for each in (answering, silent)]
    assert scores[0] is not None
    assert scores[1] is not None
    assert scores[0].score > scores[1].score


def test_tokens_are_places_of_the_text_and_a_long_text_is_read_as_far_as_it_goes(reader: BuiltinReader) -> None:
    reading = reader.read("Что?", [LEAVE + " слово" * 400])[0]
    assert len(reading.tokens) == len(reading.start) == len(reading.end) == LONGEST_TEXT
    assert "".join(LEAVE[token.start : token.end] for token in reading.tokens[:3]).startswith("Ежегод")


@pytest.mark.parametrize("text", ["", " ", "\N{ZERO WIDTH SPACE}"])
def test_nothing_to_read(reader: BuiltinReader, text: str) -> None:
    assert best_span(reader.read("Что?", [text])[0], Span(0, len(text))) is None
    assert reader.read("Что?", []) == []


def test_threads_may_share_it(reader: BuiltinReader) -> None:
    alone = reader.read("Кому подают заявление?", [LEAVE, CANTEEN])
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: reader.read("Кому подают заявление?", [LEAVE, CANTEEN]), range(8)))
    for readings in together:
        for one, other in zip(readings, alone, strict=True):
            np.testing.assert_allclose(one.start, other.start, atol=1e-4)


def test_an_adapter_that_changes_nothing_leaves_the_model_as_it_was() -> None:
    packaged = packaged_model()
    plain = AdaptedWeights(packaged.weights, {})
    words = packaged.word_vectors(packaged.tokenizer.encode("query: отпуск").ids)
    as_it_was = session(embedding_graph(packaged.weights), 1).run(None, {"words": words})[0]
    assert np.array_equal(session(embedding_graph(plain), 1).run(None, {"words": words})[0], as_it_was)


def test_the_adapter_changes_every_state_it_names() -> None:
    packaged = packaged_model()
    adapted = load_adapter(packaged.weights)
    name, columns = "l11.q.w", packaged.weights.shape.hidden
    assert adapted.linear(name, columns).shape == packaged.weights.linear(name, columns).shape
    assert not np.array_equal(adapted.linear(name, columns), packaged.weights.linear(name, columns))
    words = packaged.word_vectors(packaged.tokenizer.encode("query: отпуск").ids)
    logits = session(token_graph(adapted, adapted.head), 1).run(None, {"words": words})[0]
    assert logits.shape == (1, words.shape[1], 2)


def test_a_difference_survives_its_8_bits() -> None:
    chance = np.random.default_rng(0)
    out = chance.normal(size=(1536, 24)).astype(np.float32)
    inner = (chance.normal(size=(24, 384)) * np.geomspace(1, 1e-3, 24)[:, None]).astype(np.float32)
    changes = {f"l4.fi.w.{part}": values for part, values in factors(out, inner).items()}
    weights = packaged_model().weights
    plain = weights.linear("l4.fi.w", weights.shape.hidden)
    added = AdaptedWeights(weights, changes).linear("l4.fi.w", weights.shape.hidden) - plain
    wanted = out @ inner
    assert changes["l4.fi.w.in"].dtype == np.int8
    assert np.linalg.norm(added - wanted) < 0.02 * np.linalg.norm(wanted)


@pytest.mark.parametrize("content", [None, b"", b"not an adapter"])
def test_an_adapter_that_cannot_be_read_is_said_to_be_so(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / FILE.name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StoreError, match="install the program again"):
        load_adapter(packaged_model().weights, file)
