"""Models of the user's choice: prompts, vectors, identity, and what is said when one cannot be had."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.embed.hub import HubEmbedder
from index.errors import SettingError
from tests.tiny_model import HIDDEN, MAX_TOKENS, save_embedder

PROMPTS = {"query": "q: ", "document": "d: "}
TEXTS = ["отпуск", "an invoice", "отпуск на работе"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_embedder(tmp_path_factory.mktemp("embedder"), PROMPTS)


@pytest.fixture(scope="module")
def embedder(folder: Path) -> HubEmbedder:
    return HubEmbedder(str(folder))


def test_vectors_are_the_models_own_with_its_prompts(embedder: HubEmbedder) -> None:
    passages, query = embedder.passages(TEXTS), embedder.query("отпуск")
    raw = embedder.model.encode(["d: отпуск", "q: отпуск"], prompt="")
    expected = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    assert passages.shape == (3, HIDDEN)
    assert passages.dtype == query.dtype == np.float32
    np.testing.assert_allclose(np.stack([passages[0], query]), expected, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)


def test_nothing_to_embed(embedder: HubEmbedder) -> None:
    assert embedder.passages([]).shape == (0, HIDDEN)
    assert embedder.count_tokens([]) == []


def test_tokens_are_counted_without_prompt_and_past_the_limit(embedder: HubEmbedder) -> None:
    assert embedder.max_tokens == MAX_TOKENS
    assert embedder.count_tokens(["", "дом", "а" * 90]) == [0, 3, 90]
    assert embedder.passages(["а" * 90]).shape == (1, HIDDEN)


def test_threads_may_share_it(embedder: HubEmbedder) -> None:
    alone = [embedder.query(text) for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(embedder.query, TEXTS * 8))
    for i, vector in enumerate(together):
        np.testing.assert_allclose(vector, alone[i % len(TEXTS)], atol=1e-5)


def test_identity_follows_content_and_not_place(folder: Path, embedder: HubEmbedder, tmp_path: Path) -> None:
    moved = shutil.copytree(folder, tmp_path / folder.name)
    assert HubEmbedder(str(moved)).identity == embedder.identity
    (moved / "config_sentence_transformers.json").write_text('{"prompts": {"query": "other: "}}')
    assert HubEmbedder(str(moved)).identity.revision != embedder.identity.revision


@pytest.mark.parametrize(
    ("name", "saved", "query", "passage"),
    [
        ("multilingual-e5-tiny", None, "query: ", "passage: "),
        ("e5-instruct-tiny", None, "", ""),
        ("code5-tiny", None, "", ""),
        ("e5-tiny", {"query": "find: "}, "find: ", ""),
        ("other", {"passage": "text: "}, "", "text: "),
    ],
)
def test_prompts_are_the_configured_ones_or_e5s(
    tmp_path: Path, name: str, saved: dict[str, str] | None, query: str, passage: str
) -> None:
    folder = save_embedder(tmp_path, saved).rename(tmp_path / name)
    embedder = HubEmbedder(str(folder))
    assert (embedder.query_prompt, embedder.passage_prompt) == (query, passage)


def test_a_model_in_the_hubs_cache_needs_no_connection(folder: Path, tmp_path: Path) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    repository = tmp_path / "models--someone--tiny"
    shutil.copytree(folder, repository / "snapshots" / commit)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(commit)
    identity = HubEmbedder("someone/tiny", cache=tmp_path, offline=True).identity
    assert (identity.model, identity.revision, identity.dimension) == ("someone/tiny", commit, HIDDEN)


@pytest.mark.parametrize("model", ["./nowhere", "/no/such/folder", "a/b/c", "имя модели"])
def test_a_wrong_name_is_told_with_the_setting(model: str) -> None:
    with pytest.raises(SettingError, match=r"^VESTOVOY_EMBEDDING_MODEL: there is no folder") as raised:
        HubEmbedder(model)
    assert model in raised.value.problem


def test_a_model_that_is_not_at_hand_offline(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"VESTOVOY_EMBEDDING_MODEL: someone/unknown cannot be loaded"):
        HubEmbedder("someone/unknown", cache=tmp_path, offline=True)


def test_a_file_or_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="cannot be loaded"):
        HubEmbedder(str(tmp_path))
    (tmp_path / "weights.bin").write_bytes(b"x")
    with pytest.raises(SettingError, match="is a file"):
        HubEmbedder(str(tmp_path / "weights.bin"))


def test_damaged_weights(folder: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(folder, tmp_path / "broken")
    (broken / "model.safetensors").write_bytes(b"torn")
    with pytest.raises(SettingError, match="VESTOVOY_EMBEDDING_MODEL"):
        HubEmbedder(str(broken))
