"""Which files a reindex takes from the documents' folder."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from index.errors import SettingError
from index.scan import scan_folder
from index.types import SkipReason


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents = tmp_path / "documents"
    for name in ("b.txt", "кадры/приказ.md", "кадры/архив/старый.txt"):
        write(documents / name)
    return documents


def write(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("текст")
    return path


def names(folder: Path) -> list[str]:
    return [found.name for found in scan_folder(folder).files]


def skipped(folder: Path) -> dict[str, SkipReason]:
    return {skip.path: skip.reason for skip in scan_folder(folder).skipped}


def test_all_files_of_all_folders_are_found_by_name(folder: Path) -> None:
    assert names(folder) == ["b.txt", "кадры/архив/старый.txt", "кадры/приказ.md"]
    assert scan_folder(folder).skipped == ()
    assert scan_folder(folder).files[0].file.read_text() == "текст"
    assert scan_folder(folder).files[0].size == len("текст".encode())


@pytest.mark.parametrize(
    "name", [".hidden.txt", ".git/config.txt", "кадры/~$приказ.docx", "Thumbs.db", "x/desktop.ini"]
)
def test_hidden_and_lock_files_are_passed_over_in_silence(folder: Path, name: str) -> None:
    write(folder / name)
    assert len(names(folder)) == 3
    assert skipped(folder) == {}


def test_the_data_folder_within_the_documents_is_not_read(folder: Path) -> None:
    write(folder / "data" / "library.txt")
    assert len(scan_folder(folder, excluded=folder / "data").files) == 3


def test_a_link_that_leads_outside_is_skipped(folder: Path) -> None:
    outside = write(folder.parent / "secret.txt")
    (folder / "link.txt").symlink_to(outside)
    (folder / "up").symlink_to(folder.parent)
    (folder / "sly.txt").symlink_to(Path("кадры/../../secret.txt"))
    assert len(names(folder)) == 3
    assert skipped(folder) == dict.fromkeys(["link.txt", "up", "sly.txt"], SkipReason.OUTSIDE)


def test_a_link_to_what_is_in_the_folder_is_read_once(folder: Path) -> None:
    (folder / "a-link.txt").symlink_to(folder / "b.txt")
    (folder / "a-folder").symlink_to(folder / "кадры")
    (folder / "кадры" / "loop").symlink_to(folder)
    assert len(names(folder)) == 3
    assert skipped(folder) == {}


def test_a_link_to_a_hidden_file_gives_it_a_name(folder: Path) -> None:
    write(folder / ".store" / "v1.txt")
    (folder / "current.txt").symlink_to(".store/v1.txt")
    (folder / "all").symlink_to(".store")
    assert set(names(folder)) - {"b.txt", "кадры/архив/старый.txt", "кадры/приказ.md"} == {"all/v1.txt"}


def test_links_to_nothing_and_to_themselves_are_unreadable(folder: Path) -> None:
    (folder / "nothing.txt").symlink_to("absent.txt")
    (folder / "self.txt").symlink_to("self.txt")
    assert skipped(folder) == dict.fromkeys(["nothing.txt", "self.txt"], SkipReason.UNREADABLE)


def test_a_folder_that_is_itself_a_link_is_read(folder: Path) -> None:
    (folder.parent / "link").symlink_to(folder)
    assert names(folder.parent / "link") == names(folder)


def test_names_are_composed_however_the_disk_has_them(folder: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Положение о найме.txt")
    write(folder / decomposed)
    found = next(found for found in scan_folder(folder).files if found.name.startswith("Положение"))
    assert found.name == unicodedata.normalize("NFC", decomposed)
    assert found.file.read_text() == "текст"


def test_two_names_of_the_same_letters_do_not_hide_each_other(folder: Path) -> None:
    write(folder / unicodedata.normalize("NFC", "йод.txt"))
    write(folder / unicodedata.normalize("NFD", "йод.txt"))
    assert "йод.txt" in names(folder)
    assert list(skipped(folder).values()) in ([SkipReason.UNREADABLE], [])  # some disks take both for one name


@pytest.mark.skipif(os.name != "posix" or os.uname().sysname == "Darwin", reason="the disk takes no such name")
def test_a_name_that_is_not_utf8_is_unreadable(folder: Path) -> None:
    (Path(os.fsdecode(os.fsencode(folder) + b"/" + "приказ.txt".encode("cp1251")))).write_text("текст")
    assert len(names(folder)) == 3
    assert list(skipped(folder).values()) == [SkipReason.UNREADABLE]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_never_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert skipped(folder) == {"pipe.txt": SkipReason.UNREADABLE}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser reads everything")
def test_a_folder_that_cannot_be_listed_is_unreadable(folder: Path) -> None:
    (folder / "кадры").chmod(0)
    try:
        assert names(folder) == ["b.txt"]
        assert skipped(folder) == {"кадры": SkipReason.UNREADABLE}
    finally:
        (folder / "кадры").chmod(0o755)


def test_a_missing_folder_is_an_error_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="documents"):
        scan_folder(tmp_path / "absent")
