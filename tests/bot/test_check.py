"""What `check` finds of the settings, the documents, the model, the index and the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.check import Finding, findings
from bot.settings import Language, load_settings
from bot.terminal import explain
from bot.texts import texts_in
from bot.wiring import make_engine
from tests.bot.terminal import OFFICE, write_office
from tests.word_model import save_word_model

TEXTS = texts_in(Language.EN)
SUBJECTS = ["check-settings", "check-documents", "check-model", "check-index", "check-disk", "check-versions"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_word_model(tmp_path_factory.mktemp("models") / "words", OFFICE.values())


@pytest.fixture
def given(tmp_path: Path, model: Path) -> dict[str, Any]:
    """Settings of an office that is not indexed yet."""
    documents = write_office(tmp_path / "documents")
    return {"documents": documents, "data": tmp_path / "data", "embedding_model": str(model)}


def check(given: dict[str, Any]) -> dict[str, Finding]:
    """By the key of the subject's text."""
    found = findings(load_settings(**given), TEXTS, lambda error: explain(error, TEXTS))
    return dict(zip(SUBJECTS, found, strict=True))


def bad(given: dict[str, Any]) -> set[str]:
    return {subject for subject, finding in check(given).items() if not finding.good}


def reindex(given: dict[str, Any]) -> None:
    engine = make_engine(load_settings(**given))
    engine.reindex()
    engine.close()


def test_all_is_well_once_the_documents_are_indexed(given: dict[str, Any]) -> None:
    assert bad(given) == {"check-index"}
    reindex(given)
    found = check(given)
    assert all(finding.good for finding in found.values())
    assert [finding.subject for finding in found.values()] == [TEXTS.plain(subject) for subject in SUBJECTS]
    assert found["check-documents"].says.startswith("2 files")
    assert found["check-index"].says == TEXTS.plain("check-index-stands", documents=2, generation=1)
    assert found["check-model"].says.startswith("words@")
    assert "Python 3" in found["check-versions"].says


def test_another_model_than_the_index_has(given: dict[str, Any], tmp_path: Path) -> None:
    reindex(given)
    other = {**given, "embedding_model": str(save_word_model(tmp_path / "other", ["совсем другие слова"]))}
    assert bad(other) == {"check-index"}
    assert check(other)["check-index"].says == TEXTS.plain("check-model-differs")


def test_a_folder_without_documents_or_none_at_all(given: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "check-documents" in bad({**given, "documents": tmp_path / "empty"})
    gone = {**given, "documents": tmp_path / "gone"}
    assert bad(gone) == {"check-documents", "check-index"}
    assert "VESTOVOY_DOCUMENTS" in check(gone)["check-index"].says
    assert str(tmp_path / "gone") in check(gone)["check-documents"].says


def test_a_model_that_cannot_be_had(given: dict[str, Any]) -> None:
    found = check({**given, "embedding_model": "./gone"})
    assert not found["check-model"].good
    assert "VESTOVOY_EMBEDDING_MODEL" in found["check-model"].says


def test_the_disk_is_asked_for_where_the_data_will_be(given: dict[str, Any], tmp_path: Path) -> None:
    found = check({**given, "documents": tmp_path / "gone", "data": tmp_path / "not" / "yet"})
    assert "MB" in found["check-disk"].says
    assert not (tmp_path / "not").exists()
