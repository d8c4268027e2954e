"""What is no backup, is damaged or hostile is refused before anything is touched."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import resource
import sqlite3
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bot.backup.archive import reading
from bot.backup.errors import BackupError
from bot.backup.manifest import DOCUMENTS, NAME, Manifest, Member
from bot.backup.writing import back_up
from tests.bot.backup.archives import rewrite
from tests.bot.backup.office import SECOND, Office
from tests.bot.terminal import ROOT

SUM = "0" * 64


@pytest.fixture
def other(tmp_path: Path) -> Office:
    other = Office(tmp_path / "other")
    other.write({"прежний.txt": "Прежний документ\n\nОн должен остаться.\n"})
    return other


def refused(other: Office, file: Path) -> str:
    """The kind of the refusal; all is as it was."""
    with pytest.raises(BackupError) as error:
        other.restore(file)
    assert list(other.found()) == ["прежний.txt"]
    left = {left.relative_to(other.data).as_posix() for left in other.data.rglob("*")}
    assert left <= {"state.db.lock"}
    assert not list(other.documents.glob(".*"))
    return str(error.value.kind)


def manifest_of(file: Path) -> Manifest:
    with reading(file) as reader:
        return reader.manifest


def with_member(manifest: Manifest, name: str, size: int = 0) -> Manifest:
    return dataclasses.replace(manifest, members=(*manifest.members, Member(name, size, SUM)))


@pytest.mark.parametrize(
    "name",
    [
        "documents/../../outside.txt",
        "documents//etc/passwd",
        "/etc/passwd",
        "documents/кадры/../../x",
        "documents/.vestovoy-restoring/x",
        "documents/a\\..\\b",
        "documents/a\x00b",
        "documents/line\nfeed",
        "documents/" + "x" * 300,
        "documents/",
        "library/documents.txt",
        "library/rollback.json",
        "library/kept/ab/../../../x",
        "state/people.jsonl/../../x",
        "state/../people.jsonl",
        "C:/windows/x",
    ],
)
def test_a_name_that_leads_elsewhere(name: str, backup: Path, other: Office, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.zip"
    rewrite(backup, hostile, with_member(manifest_of(backup), name))
    with zipfile.ZipFile(hostile, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"hostile")
    assert refused(other, hostile) == "hostile"


def test_a_part_that_is_not_listed(backup: Path, other: Office) -> None:
    with zipfile.ZipFile(backup, "a") as archive:
        archive.writestr("documents/../x", b"hostile")
    assert refused(other, backup) == "hostile"


def test_a_link(backup: Path, other: Office, tmp_path: Path) -> None:
    def link(info: zipfile.ZipInfo, data: bytes) -> tuple[zipfile.ZipInfo, bytes]:
        if info.filename.startswith(DOCUMENTS):
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
        return info, data

    hostile = tmp_path / "hostile.zip"
    rewrite(backup, hostile, change=link)
    assert refused(other, hostile) == "hostile"


def test_a_bomb_is_read_no_further_than_the_list_says(backup: Path, other: Office, tmp_path: Path) -> None:
    def swell(info: zipfile.ZipInfo, data: bytes) -> tuple[zipfile.ZipInfo, bytes]:
        return info, bytes(2**27) if info.filename.startswith(DOCUMENTS) else data

    hostile = tmp_path / "hostile.zip"
    rewrite(backup, hostile, change=swell)
    assert hostile.stat().st_size < 2**20
    assert refused(other, hostile) == "hostile"


def test_a_bomb_that_is_in_the_list_finds_no_room(backup: Path, other: Office, tmp_path: Path) -> None:
    manifest = manifest_of(backup)
    members = [
        dataclasses.replace(one, size=2**60) if one.name.startswith(DOCUMENTS) else one for one in manifest.members
    ]
    hostile = tmp_path / "hostile.zip"
    rewrite(backup, hostile, dataclasses.replace(manifest, members=tuple(members)))
    data = bytearray(hostile.read_bytes())
    assert data
    assert refused(other, hostile) in ("hostile", "no-room")


@pytest.mark.parametrize("change", [lambda data: data[:-1] + b"?", lambda data: data[:-1], lambda data: data + b"x"])
@pytest.mark.parametrize("part", ["documents/", "library/", "state/people"])
def test_a_part_that_was_changed(
    part: str, change: Callable[[bytes], bytes], backup: Path, other: Office, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.zip"
    rewrite(backup, damaged, change=lambda info, data: (info, change(data) if info.filename.startswith(part) else data))
    assert refused(other, damaged) in ("damaged", "hostile")


def test_a_part_that_is_missing(backup: Path, other: Office, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.zip"
    rewrite(backup, damaged, change=lambda info, data: None if info.filename.startswith("library") else (info, data))
    assert refused(other, damaged) == "damaged"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off(share: float, backup: Path, other: Office) -> None:
    os.truncate(backup, int(backup.stat().st_size * share))
    assert refused(other, backup) == "not-ours"


def test_flipped_bytes(backup: Path, other: Office, tmp_path: Path) -> None:
    """Wherever a byte is flipped: refused, or the archive's own slack where nothing is changed by it."""
    data, flipped = backup.read_bytes(), tmp_path / "flipped.zip"
    for place in range(0, len(data), len(data) // 60):
        flipped.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        with suppress(BackupError), reading(flipped) as reader:
            reader.check()
            assert reader.manifest == manifest_of(backup)


@pytest.mark.parametrize(
    "manifest",
    [b"", b"{}", b"[]", b"null", b"\xff", b'{"format": 1}', b"[" * 100_000, b'{"format": 1, "members": 7}'],
)
def test_a_list_that_is_none(manifest: bytes, backup: Path, other: Office, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.zip"
    rewrite(backup, wrong, manifest)
    assert refused(other, wrong) == "not-ours"


def test_a_newer_format(backup: Path, other: Office, tmp_path: Path) -> None:
    newer = tmp_path / "newer.zip"
    rewrite(backup, newer, json.dumps({"format": 2, "version": "7.0.0", "parts": []}).encode())
    assert refused(other, newer) == "newer"


def test_another_zip_and_no_zip(other: Office, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("photo.jpg", b"...")
    assert refused(other, tmp_path / "photos.zip") == "not-ours"
    (tmp_path / "text.zip").write_text("no archive", encoding="utf-8")
    assert refused(other, tmp_path / "text.zip") == "not-ours"
    assert refused(other, tmp_path / "nothing.zip") == "not-read"


@pytest.mark.parametrize(
    "row",
    [
        b'{"id": 1}\n',
        b"[]\n",
        b"not json\n",
        b'{"id": 1',
        b"",
    ],
)
def test_rows_that_the_schema_has_not(row: bytes, backup: Path, other: Office, tmp_path: Path) -> None:
    part = "state/people.jsonl"
    hostile, member = tmp_path / "hostile.zip", _member(part, row)
    manifest = manifest_of(backup)
    members = tuple(member if one.name == part else one for one in manifest.members)
    rewrite(
        backup,
        hostile,
        dataclasses.replace(manifest, members=members),
        lambda info, data: (info, row if info.filename == part else data),
    )
    assert refused(other, hostile) in ("hostile", "damaged")


def _member(name: str, data: bytes) -> Member:
    return Member(name, len(data), hashlib.sha256(data).hexdigest())


def test_a_library_with_a_trigger(backup: Path, other: Office, tmp_path: Path) -> None:
    part, library = "library/library.sqlite3", tmp_path / "library.sqlite3"
    with zipfile.ZipFile(backup) as archive:
        library.write_bytes(archive.read(part))
    with sqlite3.connect(library) as connection:
        connection.execute("CREATE TRIGGER t AFTER INSERT ON documents BEGIN DELETE FROM passages; END")
    connection.close()
    data = library.read_bytes()
    manifest = manifest_of(backup)
    members = tuple(_member(part, data) if one.name == part else one for one in manifest.members)
    hostile = tmp_path / "hostile.zip"
    changed = dataclasses.replace(manifest, members=members)
    rewrite(backup, hostile, changed, lambda info, old: (info, data if info.filename == part else old))
    assert refused(other, hostile) == "hostile"


def test_the_file_is_there_already(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "there.zip"
    file.write_text("of old", encoding="utf-8")
    with pytest.raises(BackupError) as error:
        back_up(office.place, file)
    assert (error.value.kind, file.read_text("utf-8")) == ("exists", "of old")
    back_up(office.place, file, force=True)
    with reading(file) as reader:
        reader.check()
        assert reader.manifest.documents == len(SECOND)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_place_among_the_documents(office: Office) -> None:
    with pytest.raises(BackupError) as error:
        back_up(office.place, office.documents / "кадры" / "backup.zip")
    assert error.value.kind == "inside"
    assert office.found() == SECOND


def test_a_missing_folder_and_one_that_may_not_be_written_to(office: Office, tmp_path: Path) -> None:
    with pytest.raises(BackupError) as error:
        back_up(office.place, tmp_path / "nowhere" / "backup.zip")
    assert error.value.kind == "no-folder"
    with pytest.raises(BackupError) as error:
        back_up(office.place, Path("/proc/backup.zip"))
    assert error.value.kind == "not-written"


_SMALL_DISK = """
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
from bot.backup.errors import BackupError
from bot.backup.writing import back_up
from index.errors import StoreError
from tests.bot.backup.office import Office
try:
    back_up(Office(Path(sys.argv[1])).place, Path(sys.argv[2]), force=True)
except (BackupError, StoreError) as error:
    print("told:", error)
"""


def test_a_full_disk_leaves_the_former_backup(office: Office, tmp_path: Path) -> None:
    assert hasattr(resource, "RLIMIT_FSIZE")
    (tmp_path / "backups").mkdir()
    file = tmp_path / "backups" / "backup.zip"
    file.write_text("of old", encoding="utf-8")
    office.write({"большой.pdf": "x" * 400_000})
    limited = [sys.executable, "-c", _SMALL_DISK, str(tmp_path / "office"), str(file), "300000"]
    done = subprocess.run(limited, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    assert "told:" in done.stdout
    assert file.read_text("utf-8") == "of old"
    assert [left.name for left in file.parent.iterdir()] == ["backup.zip"]


def test_what_is_in_it_and_what_is_not(office: Office, tmp_path: Path) -> None:
    (office.documents / ".env").write_text("VESTOVOY_TELEGRAM_TOKEN=1:secret", encoding="utf-8")
    (office.documents / "ссылка.txt").symlink_to("/etc/passwd")
    (office.documents / "папка").symlink_to(office.data)
    (office.documents / "bad\\name.txt").write_text("x", encoding="utf-8")
    manifest = back_up(office.place, tmp_path / "backup.zip")
    assert {(one.path, one.why) for one in manifest.left_out} == {
        ("ссылка.txt", "link"),
        ("папка", "link"),
        ("bad\\name.txt", "name"),
    }
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        names = set(archive.namelist())
        everything = b"".join(archive.read(name) for name in names)
    assert {name for name in names if name.startswith(DOCUMENTS)} == {DOCUMENTS + name for name in SECOND}
    assert NAME in names
    assert len([name for name in names if name.startswith("library/kept/")]) == 1, "of the version of before"
    assert b"1:secret" not in everything
    assert b"root:" not in everything
