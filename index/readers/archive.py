"""Office files are ZIP archives: what they are is checked before any library opens them."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from index.errors import DocumentError
from index.readers.limits import ReadLimits
from index.types import SkipReason

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MAX_ENTRIES = 10_000
_MAX_RATIO = 200
_RATIO_MATTERS_FROM = 10 * 2**20
# A part that is parsed whole takes some twenty times its size in memory; sheets are read row by row.
_MAX_TREE = 100 * 2**20
_STREAMED = "xl/worksheets/"
_ENCRYPTED_FLAG = 0x1
_HEAD = 4096
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)


def open_archive(data: bytes, limits: ReadLimits) -> zipfile.ZipFile:
    """Raises DocumentError for what is broken, encrypted or a bomb.

    `zipfile` never inflates an entry beyond its declared size, so what is declared is what is to be feared.
    """
    _refuse_ole(data)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DocumentError(SkipReason.BROKEN, f"no ZIP archive: {error}") from error
    _refuse_bombs(archive.infolist(), len(data), limits)
    _refuse_entities(archive)
    return archive


def part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """An XML part of the archive, None where it has none of that name. Raises DocumentError BROKEN."""
    try:
        return etree.fromstring(archive.read(name), _parser())
    except KeyError:
        return None
    except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        raise DocumentError(SkipReason.BROKEN, f"{name}: {error}") from error


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _refuse_ole(data: bytes) -> None:
    if not data.startswith(_OLE):
        return
    if _ENCRYPTED_PACKAGE in data:
        raise DocumentError(SkipReason.ENCRYPTED, "protected with a password")
    raise DocumentError(SkipReason.BROKEN, "an old binary Office file under a new name")


def _refuse_bombs(entries: list[zipfile.ZipInfo], packed: int, limits: ReadLimits) -> None:
    if len(entries) > _MAX_ENTRIES:
        raise DocumentError(SkipReason.BOMB, f"{len(entries)} entries")
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise DocumentError(SkipReason.ENCRYPTED, "protected with a password")
    for entry in entries:
        if entry.file_size > _MAX_TREE and entry.filename.endswith(".xml") and not entry.filename.startswith(_STREAMED):
            raise DocumentError(SkipReason.BOMB, f"{entry.filename} unpacks to {entry.file_size} bytes")
    inflated = sum(entry.file_size for entry in entries)
    if inflated > limits.max_inflated_bytes:
        raise DocumentError(SkipReason.BOMB, f"unpacks to {inflated} bytes")
    if inflated > _RATIO_MATTERS_FROM and inflated > _MAX_RATIO * packed:
        raise DocumentError(SkipReason.BOMB, f"unpacks to {inflated // packed} times its size")


def _refuse_entities(archive: zipfile.ZipFile) -> None:
    """No office format declares a document type; entities that multiply do."""
    for entry in archive.infolist():
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        try:
            with archive.open(entry) as stream:
                head = stream.read(_HEAD).replace(b"\x00", b"")
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
            raise DocumentError(SkipReason.BROKEN, f"{entry.filename}: {error}") from error
        if _DECLARATION.search(head):
            raise DocumentError(SkipReason.BOMB, f"{entry.filename} declares entities")
