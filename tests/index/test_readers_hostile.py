"""Files that are broken, empty, locked, too large, bombs, or of no known kind: each says so, none does harm."""

from __future__ import annotations

import random
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.readers import SUFFIXES, ReadLimits, read_document
from index.types import SkipReason
from tests.index import samples

SAMPLES: dict[str, Callable[[], bytes]] = {
    ".txt": lambda: f"Правила\n\n1. Общие положения\n1.1. {samples.LEAVE}\n".encode("cp1251"),
    ".md": samples.MARKDOWN.encode,
    ".html": samples.page,
    ".pdf": lambda: samples.pdf(
        [[samples.Run(50, 700, samples.PAY)], [samples.Run(50, 600, "Конец.")]], title="Оплата"
    ),
    ".docx": samples.word,
    ".xlsx": samples.workbook,
    ".pptx": samples.slides,
    ".odt": samples.open_document,
    ".rtf": samples.rich_text,
    ".csv": samples.TABLE.encode,
    ".eml": samples.letter,
}
OFFICE = (".docx", ".xlsx", ".pptx", ".odt")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(data: bytes, name: str, folder: Path, limits: ReadLimits | None = None) -> DocumentError:
    file = folder / name
    file.write_bytes(data)
    with pytest.raises(DocumentError) as error:
        read_document(file, name, limits or ReadLimits())
    return error.value


def test_every_format_has_a_sample() -> None:
    assert set(SAMPLES) | {".htm", ".markdown"} == SUFFIXES


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_empty_files(suffix: str, tmp_path: Path) -> None:
    assert refusal(b"", f"пусто{suffix}", tmp_path).reason is SkipReason.EMPTY
    assert refusal(b" \r\n\n", f"пробелы{suffix}", tmp_path).reason is SkipReason.EMPTY


@pytest.mark.parametrize("name", ["программа.exe", "без суффикса", ".txt", "архив.zip", "старый.doc"])
def test_unknown_kinds(name: str, tmp_path: Path) -> None:
    assert refusal(b"text", name, tmp_path).reason is SkipReason.UNKNOWN_KIND


@pytest.mark.parametrize("suffix", sorted(SAMPLES))
def test_too_large_files_and_texts(suffix: str, tmp_path: Path) -> None:
    data = SAMPLES[suffix]()
    small = ReadLimits(max_bytes=len(data) - 1)
    assert refusal(data, f"большой{suffix}", tmp_path, small).reason is SkipReason.TOO_LARGE
    terse = ReadLimits(max_characters=10)
    assert refusal(data, f"длинный{suffix}", tmp_path, terse).reason is SkipReason.TOO_LARGE


def test_what_takes_too_long_is_given_up(tmp_path: Path) -> None:
    hurried = ReadLimits(max_seconds=-1)
    assert refusal(SAMPLES[".pdf"](), "долго.pdf", tmp_path, hurried).reason is SkipReason.TOO_LARGE


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "папка.txt").mkdir()
    for name in ("папка.txt", "нет такого.txt"):
        with pytest.raises(DocumentError) as error:
            read_document(tmp_path / name, name, ReadLimits())
        assert error.value.reason is SkipReason.UNREADABLE


@pytest.mark.parametrize("suffix", [*OFFICE, ".pdf", ".rtf", ".eml", ".txt", ".csv"])
def test_a_picture_under_another_name(suffix: str, tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000)
    assert refusal(picture, f"картинка{suffix}", tmp_path).reason is SkipReason.BROKEN


@pytest.mark.parametrize("suffix", OFFICE)
def test_password_protected_office_files(suffix: str, tmp_path: Path) -> None:
    protected = OLE + "EncryptedPackage".encode("utf-16-le")
    assert refusal(protected, f"секрет{suffix}", tmp_path).reason is SkipReason.ENCRYPTED
    assert refusal(OLE, f"старый{suffix}", tmp_path).reason is SkipReason.BROKEN


def test_password_protected_open_document(tmp_path: Path) -> None:
    data = samples.open_document(manifest="<manifest:encryption-data/>")
    assert refusal(data, "секрет.odt", tmp_path).reason is SkipReason.ENCRYPTED


def test_password_protected_archive(tmp_path: Path) -> None:
    data = bytearray(samples.open_document())
    flags = data.find(b"PK\x01\x02") + 8
    data[flags : flags + 2] = struct.pack("<H", 1)
    assert refusal(bytes(data), "секрет.odt", tmp_path).reason is SkipReason.ENCRYPTED


@pytest.mark.parametrize("suffix", OFFICE)
def test_archives_that_unpack_to_far_too_much(suffix: str, tmp_path: Path) -> None:
    bomb = samples.zipped({"word/document.xml": bytes(30 * 2**20)})
    error = refusal(bomb, f"бомба{suffix}", tmp_path)
    assert error.reason is SkipReason.BOMB
    assert "times its size" in error.detail
    heavy = samples.zipped({"word/document.xml": random.Random(1).randbytes(5000)})
    assert refusal(heavy, f"бомба{suffix}", tmp_path, ReadLimits(max_inflated_bytes=4999)).reason is SkipReason.BOMB


def test_archives_of_too_many_entries(tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(10_001):
            archive.writestr(str(number), b"")
    assert refusal(out.getvalue(), "бомба.docx", tmp_path).reason is SkipReason.BOMB


@pytest.mark.parametrize("suffix", OFFICE)
def test_a_size_that_is_understated_is_not_believed(suffix: str, tmp_path: Path) -> None:
    """The archive says 10 bytes and holds a million: no more than 10 are unpacked, and their checksum is wrong."""
    data = bytearray(samples.zipped({"content.xml": b"<a>" + b"b" * 10**6, "word/document.xml": b"<a/>"}))
    place = data.find(b"PK\x01\x02") + 24
    data[place : place + 4] = struct.pack("<I", 10)
    assert refusal(bytes(data), f"обман{suffix}", tmp_path).reason is SkipReason.BROKEN


@pytest.mark.parametrize("suffix", OFFICE)
def test_entities_that_multiply(suffix: str, tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ха">{laughs}]><a>&l9;</a>'
    names = ("content.xml", "word/document.xml", "xl/workbook.xml", "[Content_Types].xml")
    error = refusal(samples.zipped(dict.fromkeys(names, xml)), f"бомба{suffix}", tmp_path)
    assert error.reason is SkipReason.BOMB


def test_deep_nesting(tmp_path: Path) -> None:
    deep = "<text:section>" * 5000 + "<text:p>дно</text:p>" + "</text:section>" * 5000
    assert refusal(samples.open_document(deep), "глубина.odt", tmp_path).reason is SkipReason.BROKEN
    (tmp_path / "глубина.html").write_text("<div>" * 20_000 + "дно", encoding="utf-8")
    (tmp_path / "глубина.md").write_text("> " * 5000 + "дно\n\n" + "- " * 2000 + "дно", encoding="utf-8")
    (tmp_path / "глубина.rtf").write_text("{\\rtf1 " + "{" * 100_000 + "bottom", encoding="utf-8")
    for name in ("глубина.html", "глубина.md", "глубина.rtf"):
        survives(tmp_path / name)


def test_a_letter_within_letters(tmp_path: Path) -> None:
    nested = b"Content-Type: message/rfc822\r\n\r\n" * 2000 + b"Subject: x\r\n\r\ntext"
    (tmp_path / "матрёшка.eml").write_bytes(b"From: a@b.c\r\n" + nested)
    survives(tmp_path / "матрёшка.eml")


def test_pdf_pages_in_a_circle(tmp_path: Path) -> None:
    circle = SAMPLES[".pdf"]().replace(b"/Kids [11 0 R 13 0 R]", b"/Kids [11 0 R  2 0 R]")
    assert b"  2 0 R]" in circle
    (tmp_path / "круг.pdf").write_bytes(circle)
    survives(tmp_path / "круг.pdf")


def test_a_sheet_with_one_cell_at_its_far_corner(tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(samples.workbook())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData></worksheet>'
    )
    parts["xl/worksheets/sheet1.xml"] = sheet
    (tmp_path / "угол.xlsx").write_bytes(samples.zipped(parts))
    assert "7" in read_document(tmp_path / "угол.xlsx", "угол.xlsx", ReadLimits()).text


def survives(file: Path) -> None:
    """Is read, or refused with a reason; any other exception fails the test."""
    try:
        document = read_document(file, file.name, ReadLimits(max_seconds=5))
    except DocumentError:
        return
    assert document.text.strip()
    assert document.sections[-1].end == len(document.text)


@pytest.mark.parametrize("suffix", sorted(SAMPLES))
def test_cut_flipped_and_mixed_up_files(suffix: str, tmp_path: Path) -> None:
    chance = random.Random(suffix)
    data = SAMPLES[suffix]()
    file = tmp_path / f"порча{suffix}"
    for spoil in (_cut, _flip, _shuffle) * 12:
        file.write_bytes(spoil(data, chance))
        survives(file)


@pytest.mark.parametrize("suffix", OFFICE)
def test_spoilt_parts_within_a_sound_archive(suffix: str, tmp_path: Path) -> None:
    chance = random.Random(suffix)
    with zipfile.ZipFile(BytesIO(SAMPLES[suffix]())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    file = tmp_path / f"порча{suffix}"
    for spoil in (_cut, _flip, _shuffle, _retag) * 6:
        name = chance.choice([name for name in parts if name.endswith((".xml", ".rels")) and len(parts[name]) > 10])
        file.write_bytes(samples.zipped({**parts, name: spoil(parts[name], chance)}))
        survives(file)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def _flip(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 10, 100))):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _shuffle(data: bytes, chance: random.Random) -> bytes:
    size = max(1, len(data) // chance.randrange(2, 20))
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    chance.shuffle(pieces)
    return b"".join(pieces)


def _retag(data: bytes, chance: random.Random) -> bytes:
    """Well-formed still, but numbers and values are others."""
    old, new = chance.choice(((b'"1"', b'"-1"'), (b'"0"', b'"99999999999"'), (b'val="', b'val="x'), (b"r:id", b"r:ie")))
    return data.replace(old, new)
