"""Names, archives, comparisons, the staging and the placing: each by itself."""

from __future__ import annotations

import dataclasses
import os
import stat
import struct
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from watchfiles import Change

from bot.documents.comparing import Difference, compare, marked
from bot.documents.names import MOST_BYTES, existing_path, safe_name, safe_path, without_repeats
from bot.documents.placing import (
    ChangedMeanwhileError,
    OutsideError,
    digest_of,
    finish_publishing,
    publish_files,
    sweep_copies,
)
from bot.documents.reports import progress_html
from bot.documents.staging import Item, Stage, Staging, Target, Upload
from bot.documents.unpack import unpack
from bot.documents.watching import is_of_interest, is_remote
from bot.settings import Language
from bot.texts import texts_in
from index.errors import DocumentError
from index.types import Progress, SkipReason


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("Приказ № 5.docx", "Приказ № 5.docx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\Документы\\отпуск.txt", "отпуск.txt"),
        ("a\x00b\x1f\u202etxt.exe", "a b txt.exe"),
        ("что?<это>|.pdf", "что это.pdf"),
        ("CON.txt", "_CON.txt"),
        ("com1", "_com1"),
        ("..", "document"),
        ("", "document"),
        (".txt", "document.txt"),
        ("~$отчёт.docx", "отчёт.docx"),
        (".скрытый.md", "скрытый.md"),
        ("конец. . ", "конец"),
        ("й.txt", "й.txt"),
        ("плохо\ud800.txt", "плохо.txt"),
    ],
)
def test_safe_names(raw: str, safe: str) -> None:
    assert safe_name(raw) == safe


@pytest.mark.parametrize("raw", ["щ" * 300 + ".pdf", "x" * 300 + ".docx", "👍" * 300, "." * 300 + "a.txt"])
def test_long_names_are_shortened_and_keep_their_suffix(raw: str, tmp_path: Path) -> None:
    name = safe_name(raw)
    assert len(name.encode()) <= MOST_BYTES
    assert Path(name).suffix == Path(raw).suffix
    (tmp_path / name).write_bytes(b"fits")


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("кадры/2024/отпуск.txt", "кадры/2024/отпуск.txt"),
        ("кадры\\отпуск.txt", "кадры/отпуск.txt"),
        ("./a/./b.txt", "a/b.txt"),
        ("a/../b.txt", None),
        ("../b.txt", None),
        ("/etc/passwd", None),
        ("C:/b.txt", None),
        ("1/2/3/4/5/6/b.txt", "3/4/5/6/b.txt"),
    ],
)
def test_safe_paths(raw: str, safe: str | None) -> None:
    assert safe_path(raw) == safe


def test_no_two_names_are_the_same() -> None:
    assert without_repeats(["a.txt", "A.txt", "б/a.txt", "a.txt"]) == ["a.txt", "A (2).txt", "б/a.txt", "a (3).txt"]


def test_a_path_is_found_in_other_letters(tmp_path: Path) -> None:
    (tmp_path / "Кадры").mkdir()
    (tmp_path / "Кадры" / "Отпуск.txt").touch()
    assert existing_path(tmp_path, "кадры/отпуск.TXT") == "Кадры/Отпуск.txt"
    assert existing_path(tmp_path, "кадры/новое.txt") == "Кадры/новое.txt"


def archive(files: dict[str, bytes], *, flags: int = 0, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return out.getvalue()


def unpacked(tmp_path: Path, data: bytes, most: int = 10**9) -> dict[str, bytes | SkipReason | None]:
    file, folder = tmp_path / "архив.zip", tmp_path / "out"
    file.write_bytes(data)
    folder.mkdir()
    found = list(unpack(file, folder, most))
    return {one.name: one.file.read_bytes() if one.file else one.refusal for one in found}


def refused(tmp_path: Path, data: bytes, most: int = 10**9) -> SkipReason:
    with pytest.raises(DocumentError) as error:
        unpacked(tmp_path, data, most)
    assert not any((tmp_path / "out").iterdir())
    return error.value.reason


def test_names_as_a_russian_windows_packs_them(tmp_path: Path) -> None:
    """Bytes of code page 866 without any mark, as the Explorer writes them; and UTF-8 without a mark, as a Mac does."""
    data = archive({"XXXXXX/YYYYYY.txt": b"1", "ZZZZZZZZZZZZ.txt": b"2"})
    data = data.replace(b"XXXXXX", "Приказ".encode("cp866")).replace(b"YYYYYY", "отпуск".encode("cp866"))
    data = data.replace(b"ZZZZZZZZZZZZ", "оклады".encode())
    assert unpacked(tmp_path, data) == {"Приказ/отпуск.txt": b"1", "оклады.txt": b"2"}


def test_what_leads_out_is_left_in(tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("../../x.txt", b"out")
        opened.writestr("/etc/y.txt", b"out")
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        opened.writestr(link, b"/etc/passwd")
        opened.writestr("good.txt", b"good")
        opened.writestr("__MACOSX/._good.txt", b"hidden")
        opened.writestr(".DS_Store", b"hidden")
    assert unpacked(tmp_path, out.getvalue()) == {
        "x.txt": SkipReason.OUTSIDE,
        "y.txt": SkipReason.OUTSIDE,
        "link.txt": SkipReason.OUTSIDE,
        "good.txt": b"good",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "архив.zip"]


def test_archives_that_are_refused_whole(tmp_path: Path) -> None:
    cases = {
        "bomb": (archive({"a.txt": bytes(30 * 2**20)}), SkipReason.BOMB),
        "many": (archive({f"{n}.txt": b"" for n in range(10_000)}), SkipReason.BOMB),
        "several": (archive({f"{n}.txt": b"" for n in range(501)}), SkipReason.BOMB),
        "empty": (archive({}), SkipReason.EMPTY),
        "no archive": (b"not a zip at all", SkipReason.BROKEN),
        "cut off": (archive({"a.txt": b"text" * 100})[:60], SkipReason.BROKEN),
    }
    for name, (data, reason) in cases.items():
        (tmp_path / name).mkdir()
        assert refused(tmp_path / name, data) is reason, name
    (tmp_path / "large").mkdir()
    assert refused(tmp_path / "large", archive({"a.txt": os.urandom(1000)}), most=999) is SkipReason.BOMB


def test_a_locked_archive(tmp_path: Path) -> None:
    data = bytearray(archive({"a.txt": b"text"}))
    place = data.find(b"PK\x01\x02") + 8
    data[place : place + 2] = struct.pack("<H", 1)
    assert refused(tmp_path, bytes(data)) is SkipReason.ENCRYPTED


def test_a_size_that_is_understated_is_not_believed(tmp_path: Path) -> None:
    data = bytearray(archive({"a.txt": b"b" * 10**6, "good.txt": b"good"}))
    place = data.find(b"PK\x01\x02") + 24
    data[place : place + 4] = struct.pack("<I", 10)
    assert unpacked(tmp_path, bytes(data)) == {"a.txt": SkipReason.BROKEN, "good.txt": b"good"}
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["1"]


OLD = "Положение\nОтпуск составляет 28 дней.\nЗаявление подают за две недели.\nУстаревшее правило.\n"
NEW = "Положение\n\nОтпуск составляет 30 календарных дней.\nПро командировки.\nЗаявление подают за две  недели.\n"


def test_what_a_version_changes() -> None:
    comparison = compare(OLD, NEW)
    assert comparison.differences == (
        Difference("Отпуск составляет 28 дней.", "Отпуск составляет 30 календарных дней."),
        Difference("", "Про командировки."),
        Difference("Устаревшее правило.", ""),
    )
    assert (comparison.added, comparison.changed, comparison.removed) == (1, 1, 1)
    assert compare(OLD, OLD.replace("\n", "\r\n")).differences == ()


def test_words_that_differ_are_marked() -> None:
    stretches = marked("Отпуск составляет 30 календарных дней.", "Отпуск составляет 28 дней.")
    assert [stretch.text for stretch in stretches if stretch.differs] == ["30 календарных"]
    assert "".join(stretch.text for stretch in stretches) == "Отпуск составляет 30 календарных дней."


def test_a_comparison_of_texts_without_end_is_bounded() -> None:
    old, new = "\n".join(map(str, range(20_000))), "\n".join(map(str, range(20_000, 0, -1)))
    assert len(compare(old, new).differences) == 2


def staged(folder: Path, texts: dict[str, str]) -> tuple[Staging, Upload]:
    staging = Staging(folder / "staging")
    upload = staging.open(1, 1)
    items = []
    for number, (name, text) in enumerate(texts.items()):
        file = staging.place(upload) / f"{number}.txt"
        file.write_text(text, encoding="utf-8")
        items.append(Item(file.name, name, file.stat().st_size, digest_of(file)))
    targets = tuple(Target(n, item.name, digest_of(folder / "docs" / item.name)) for n, item in enumerate(items))
    upload = dataclasses.replace(upload, stage=Stage.ASKED, items=tuple(items), targets=targets)
    return staging, staging.save(upload)


def contents(folder: Path) -> dict[str, str]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files}


def test_files_take_their_places_together(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text("old", encoding="utf-8")
    staging, upload = staged(tmp_path, {"a.txt": "new a", "папка/b.txt": "new b"})
    published = publish_files(docs, staging, upload)
    assert contents(docs) == {"a.txt": "new a", "папка/b.txt": "new b"}
    assert [one.stage for one in staging.all()] == [Stage.PUBLISHING]
    staging.remove(published)
    assert list(staging.all()) == []
    assert list(staging.folder.iterdir()) == []


def test_what_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "b.txt").write_text("old", encoding="utf-8")
    staging, upload = staged(tmp_path, {"a/a.txt": "new a", "b.txt": "new b"})
    (docs / "b.txt").write_text("another's", encoding="utf-8")
    with pytest.raises(ChangedMeanwhileError, match=r"b\.txt"):
        publish_files(docs, staging, upload)
    assert contents(docs) == {"b.txt": "another's"}
    assert not (docs / "a").exists()


def test_a_link_does_not_lead_out(tmp_path: Path) -> None:
    docs, outside = tmp_path / "docs", tmp_path / "outside"
    docs.mkdir()
    outside.mkdir()
    (docs / "link").symlink_to(outside)
    staging, upload = staged(tmp_path, {"link/a.txt": "new a"})
    with pytest.raises(OutsideError):
        publish_files(docs, staging, upload)
    assert contents(outside) == {}


def test_what_a_kill_left_half_done_is_done(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text("new a", encoding="utf-8")
    (docs / "b.txt").write_text("old b", encoding="utf-8")
    staging, upload = staged(tmp_path, {"a.txt": "new a", "b.txt": "new b"})
    staging.save(dataclasses.replace(upload, stage=Stage.PUBLISHING))
    (docs / f".vestovoy-{upload.id}-1.part").write_text("new", encoding="utf-8")
    assert [one.id for one in finish_publishing(docs, staging)] == [upload.id]
    assert contents(docs) == {"a.txt": "new a", "b.txt": "new b"}
    (docs / "b.txt").write_text("changed since", encoding="utf-8")
    assert finish_publishing(docs, staging) == []
    assert contents(docs)["b.txt"] == "changed since"


def test_copies_without_an_upload_are_swept_away(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "a.txt").touch()
    for folder in ("new", "kept"):
        (tmp_path / folder / ".vestovoy-0123456789ab-0.part").touch()
    sweep_copies(tmp_path)
    assert contents(tmp_path) == {"kept/a.txt": ""}
    assert not (tmp_path / "new").exists()


def test_uploads_that_were_never_whole_are_swept_away(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    receiving, asked = staging.open(1, 1), staging.open(2, 2)
    staging.save(dataclasses.replace(asked, stage=Stage.ASKED))
    (tmp_path / "0123456789ab").mkdir()
    assert [upload.id for upload in staging.sweep_at_start(staging.leftovers())] == [receiving.id]
    assert [folder.name for folder in tmp_path.iterdir()] == [asked.id]
    assert staging.sweep() == []
    staging.save(dataclasses.replace(asked, stage=Stage.ASKED, created_at=datetime.now(UTC) - timedelta(days=2)))
    assert [upload.id for upload in staging.sweep()] == [asked.id]
    assert list(tmp_path.iterdir()) == []


def test_what_comes_in_while_the_program_starts_is_not_swept_away(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    lost = staging.open(1, 1)
    left = staging.leftovers()
    received = staging.open(2, 2)
    (tmp_path / "0123456789ab").mkdir()  # its list is not written yet
    assert [upload.id for upload in staging.sweep_at_start(left)] == [lost.id]
    assert {folder.name for folder in tmp_path.iterdir()} == {received.id, "0123456789ab"}


@pytest.mark.parametrize("upload_id", ["", "..", "../../etc", "0123456789ab", "ABCDEF012345"])
def test_ids_that_are_none(tmp_path: Path, upload_id: str) -> None:
    assert Staging(tmp_path).get(upload_id) is None


def test_which_changes_are_looked_at(tmp_path: Path) -> None:
    def wanted(name: str) -> bool:
        return is_of_interest(Change.added, tmp_path, tmp_path / name)

    assert wanted("кадры/отпуск.txt")
    for name in (".vestovoy-1-0.part", "~$a.docx", "a.pdf.part", "b.crdownload", ".git/a.txt", "c.txt~", "x.TMP"):
        assert not wanted(name)


def test_folders_on_other_machines(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    share = tmp_path / "общая папка"
    share.mkdir()
    escaped = str(share).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/docs {escaped} nfs4 rw 0 0\n", encoding="utf-8")
    assert is_remote(share / "кадры", mounts)
    assert not is_remote(tmp_path, mounts)
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nme@host: {escaped} fuse.sshfs rw 0 0\n", encoding="utf-8")
    assert is_remote(share, mounts)
    assert not is_remote(share, tmp_path / "none")


def test_progress_in_words() -> None:
    texts, nothing = texts_in(Language.RU), Progress("read")
    reading = Progress("read", 30, 120)
    assert progress_html(texts, "docs-reindexing", reading, reading).splitlines() == [
        "<b>Обновляю документы</b>",
        "Чтение…",
        "▓▓▓░░░░░░░░░ 25 %",
        "Файлов прочитано: 30 из 120",
    ]
    computing = Progress("embed", 10, 100, 5.0, 300.0)
    assert progress_html(texts, "docs-reindexing", computing, reading).splitlines()[-2:] == [
        "Файлов прочитано: 120 из 120",
        "Осталось примерно 5 мин",
    ]
    assert "30 с" in progress_html(texts, "docs-reindexing", Progress("embed", 1, 2, 1.0, 30.0), nothing)
