"""OpenDocument texts: headings, lists, tables, notes out."""

from __future__ import annotations

from collections.abc import Iterator
from zipfile import ZipFile

from lxml.etree import _Element as Element

from index.errors import DocumentError
from index.readers.archive import open_archive, part
from index.readers.blocks import Block, Content
from index.readers.clean import collapse, one_line
from index.readers.dates import parse_date
from index.readers.limits import ReadLimits
from index.readers.tables import table_block
from index.types import SectionKind, SkipReason

_NAMES = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}


def _q(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMES[prefix]}}}{local}"


_H, _P, _LIST, _TABLE, _ROW = (_q(name) for name in ("text:h", "text:p", "text:list", "table:table", "table:table-row"))
_CELLS = frozenset({_q("table:table-cell"), _q("table:covered-table-cell")})
_ITEMS = frozenset({_q("text:list-item"), _q("text:list-header")})
_SKIPPED = frozenset(
    _q(name)
    for name in ("text:tracked-changes", "text:note", "office:annotation", "text:table-of-content", "office:forms")
)
_MAX_REPEAT = 100


def read(data: bytes, limits: ReadLimits) -> Content:
    with open_archive(data, limits) as archive:
        _refuse_encrypted(archive)
        content, meta = part(archive, "content.xml"), part(archive, "meta.xml")
    body = content.find(f"{_q('office:body')}/{_q('office:text')}") if content is not None else None
    if content is None or body is None:
        raise DocumentError(SkipReason.BROKEN, "no OpenDocument text")
    title, written = _said_of_itself(meta)
    return Content(_within(body, _numbered_lists(content)), title, file_date=parse_date(written))


def _refuse_encrypted(archive: ZipFile) -> None:
    manifest = part(archive, "META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter(_q("manifest:encryption-data")), None) is not None:
        raise DocumentError(SkipReason.ENCRYPTED, "protected with a password")


def _said_of_itself(meta: Element | None) -> tuple[str, str]:
    """Title and date of the last change, else of creation."""
    if meta is None:
        return "", ""
    found = {element.tag: element.text or "" for element in meta.iter() if isinstance(element.tag, str)}
    return found.get(_q("dc:title"), ""), found.get(_q("dc:date")) or found.get(_q("meta:creation-date"), "")


def _numbered_lists(content: Element) -> frozenset[str]:
    """Names of the list styles whose first level counts."""
    styles = content.iter(_q("text:list-style"))
    return frozenset(
        style.get(_q("style:name"), "")
        for style in styles
        if style.find(_q("text:list-level-style-number")) is not None
    )


def _within(element: Element, numbered: frozenset[str]) -> Iterator[Block]:
    for child in element:
        if child.tag == _H:
            level = child.get(_q("text:outline-level"), "1")
            yield Block(one_line(_text(child)), level=max(1, int(level)) if level.isdecimal() else 1)
        elif child.tag == _P:
            yield Block(collapse(_text(child)))
        elif child.tag == _LIST:
            yield from _items(child, numbered, "", child.get(_q("text:style-name"), "") in numbered)
        elif child.tag == _TABLE:
            yield from table_block(_rows(child))
        elif child.tag not in _SKIPPED:
            yield from _within(child, numbered)


def _items(element: Element, numbered: frozenset[str], outer: str, counts: bool) -> Iterator[Block]:
    """Numbers of nested lists go on from the outer ones: "2.1."."""
    number = 0
    for item in element:
        if item.tag not in _ITEMS:
            continue
        number += 1
        marker = f"{outer}{number}." if counts else "•"
        for child in item:
            if child.tag == _LIST:
                yield from _items(child, numbered, marker if counts else "", counts)
            elif child.tag == _H:
                yield from _within(item, numbered)
                break
            elif child.tag == _P and (text := one_line(_text(child))):
                yield Block(f"{marker} {text}", SectionKind.LIST)


def _rows(table: Element) -> list[list[str]]:
    """Repeated cells and rows are written once with a count, which may be a trap."""
    rows: list[list[str]] = []
    for row in table.iter(_ROW):
        cells: list[str] = []
        for cell in row:
            if cell.tag in _CELLS:
                text = " ".join(one_line(_text(paragraph)) for paragraph in cell.iter(_P))
                cells += [text] * _repeats(cell, "table:number-columns-repeated")
        rows += [cells] * (_repeats(row, "table:number-rows-repeated") if any(cells) else 1)
    return rows


def _repeats(element: Element, attribute: str) -> int:
    value = element.get(_q(attribute), "1")
    return min(int(value), _MAX_REPEAT) if value.isdecimal() and len(value) < 10 else 1


def _text(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == _q("text:line-break"):
            parts.append("\n")
        elif child.tag in {_q("text:s"), _q("text:tab")}:
            parts.append(" ")
        elif child.tag not in _SKIPPED:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
