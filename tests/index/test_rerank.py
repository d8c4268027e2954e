"""The optional cross-encoder."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import SettingError
from index.rerank import CrossEncoderReranker
from tests.tiny_model import save_reranker

PASSAGES = ["отпуск двадцать дней", "invoice", "обед в час"]


@pytest.fixture(scope="module")
def reranker(tmp_path_factory: pytest.TempPathFactory) -> CrossEncoderReranker:
    return CrossEncoderReranker(str(save_reranker(tmp_path_factory.mktemp("reranker"))))


def test_one_score_a_passage_in_their_order(reranker: CrossEncoderReranker) -> None:
    scores = reranker.scores("отпуск", PASSAGES)
    assert len(set(scores)) == 3
    assert reranker.scores("отпуск", PASSAGES[::-1]) == pytest.approx(scores[::-1], abs=1e-5)
    assert reranker.scores("обед", PASSAGES) != pytest.approx(scores, abs=1e-5)
    assert reranker.scores("отпуск", []) == []


def test_threads_may_share_it(reranker: CrossEncoderReranker) -> None:
    alone = reranker.scores("отпуск", PASSAGES)
    with ThreadPoolExecutor(4) as pool:
        for scores in pool.map(lambda _: reranker.scores("отпуск", PASSAGES), range(8)):
            assert scores == pytest.approx(alone, abs=1e-5)


def test_a_classifier_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"^VESTOVOY_RERANKER_MODEL: .* gives 3 scores a pair"):
        CrossEncoderReranker(str(save_reranker(tmp_path, labels=3)))


def test_a_model_that_cannot_be_had(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"^VESTOVOY_RERANKER_MODEL: there is no folder"):
        CrossEncoderReranker("./nowhere")
    with pytest.raises(SettingError, match=r"^VESTOVOY_RERANKER_MODEL: someone/unknown cannot be loaded"):
        CrossEncoderReranker("someone/unknown", cache=tmp_path, offline=True)
