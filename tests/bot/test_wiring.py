"""Settings become parts, folders stay apart, and what cannot be had is told by the setting's name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings, load_settings
from bot.wiring import make_embedder, make_engine
from index.errors import SettingError, StoreError


def settings_in(folder: Path, **given: Any) -> Settings:
    documents: Path = given.pop("documents", folder / "documents")
    documents.mkdir(exist_ok=True)
    return load_settings(documents=documents, data=folder / "data", **given)


def libraries(folder: Path) -> dict[str, str]:
    """By name of its folder, the documents that each was made of."""
    owners = (folder / "data").glob("*/documents.txt")
    return {owner.parent.name: Path(owner.read_text(encoding="utf-8")).name for owner in owners}


def test_an_engine_stands_without_the_model_being_read(tmp_path: Path) -> None:
    engine = make_engine(settings_in(tmp_path))
    assert engine.documents_folder == tmp_path / "documents"
    assert engine.status().generation == 0
    engine.close()


def test_the_packaged_model_is_the_default(tmp_path: Path) -> None:
    identity = make_embedder(settings_in(tmp_path)).identity
    assert (identity.model, identity.dimension) == ("multilingual-e5-small", 384)


def test_each_folder_of_documents_has_its_own_library(tmp_path: Path) -> None:
    for name in ("documents", "second", "documents", "second", "third"):
        make_engine(settings_in(tmp_path, documents=tmp_path / name)).close()
    owners = libraries(tmp_path)
    assert owners["library"] == "documents"
    assert sorted(owners.values()) == ["documents", "second", "third"]


def test_a_folder_that_was_moved_keeps_its_library(tmp_path: Path) -> None:
    make_engine(settings_in(tmp_path)).close()
    (tmp_path / "documents").rename(tmp_path / "moved")
    make_engine(settings_in(tmp_path, documents=tmp_path / "moved")).close()
    assert libraries(tmp_path) == {"library": "moved"}


def test_two_spellings_of_a_folder_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_engine(settings_in(tmp_path)).close()
    (tmp_path / "link").symlink_to(tmp_path / "documents")
    make_engine(settings_in(tmp_path, documents=tmp_path / "link")).close()
    monkeypatch.chdir(tmp_path)
    make_engine(settings_in(tmp_path, documents=Path("documents"))).close()
    assert libraries(tmp_path) == {"library": "documents"}


def test_a_missing_folder_of_documents_is_named_and_nothing_is_made(tmp_path: Path) -> None:
    settings = load_settings(documents=tmp_path / "gone", data=tmp_path / "data")
    with pytest.raises(SettingError, match=r"VESTOVOY_DOCUMENTS.*gone"):
        make_engine(settings)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["data", "data/library", "data/library/documents.txt/x"])
def test_a_data_folder_that_cannot_be_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).touch()
    with pytest.raises(SettingError, match="VESTOVOY_DATA"):
        make_engine(settings_in(tmp_path))


def test_a_library_that_is_none_is_not_overwritten(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    make_engine(settings).close()
    file = tmp_path / "data" / "library" / "library.sqlite3"
    file.write_bytes(b"something else" * 100)
    with pytest.raises(StoreError, match=r"library\.sqlite3"):
        make_engine(settings)
    assert file.read_bytes().startswith(b"something else")


@pytest.mark.parametrize("setting", ["embedding_model", "reranker_model"])
def test_a_model_that_is_not_there_is_named(setting: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=f"VESTOVOY_{setting.upper()}.*gone"):
        make_engine(settings_in(tmp_path, **{setting: "./gone"}))
