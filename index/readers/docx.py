"""Word documents: headings, numbered lists, tables and text boxes in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from index.readers.archive import open_archive
from index.readers.blocks import Block, Content
from index.readers.clean import collapse, one_line
from index.readers.docx_styles import Numbering, Styles
from index.readers.headings import heading_level
from index.readers.limits import ReadLimits
from index.readers.tables import table_block
from index.types import SectionKind

_BODY = qn("w:body")
_P, _TBL, _TR, _TC, _T = (qn(f"w:{tag}") for tag in ("p", "tbl", "tr", "tc", "t"))
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}
# Deleted text, text boxes (read by themselves) and second versions of the same drawing.
_SKIPPED = frozenset(
    {
        qn("w:del"),
        qn("w:moveFrom"),
        qn("w:txbxContent"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
_FAINT_LEVEL = 9
_MAX_HEADING = 120


def read(data: bytes, limits: ReadLimits) -> Content:
    with open_archive(data, limits):
        document = docx.Document(BytesIO(data))
    about = document.core_properties
    written = about.modified or about.created
    return Content(_Walk(document).blocks(), about.title or "", file_date=written.date() if written else None)


class _Walk:
    """Goes through the body once, counting the lists."""

    def __init__(self, document: WordDocument) -> None:
        self._body = document.element.body
        self._styles = Styles(document)
        self._numbering = Numbering(document)

    def blocks(self) -> Iterator[Block]:
        yield from self._within(self._body)

    def _within(self, element: Element) -> Iterator[Block]:
        """Content controls, tracked insertions and the like are looked through."""
        for child in element:
            if child.tag == _P:
                yield from self._paragraph(child)
            elif child.tag == _TBL:
                yield from table_block(_rows(child), headed=_is_headed(child))
            elif child.tag not in _SKIPPED:
                yield from self._within(child)

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        text = collapse(paragraph_text(paragraph))
        label, depth = self._numbering.label(paragraph, self._styles) if text else ("", 0)
        level = self._level(paragraph, text)
        if level:
            yield Block(one_line(f"{label} {text}" if label != "•" else text), level=level)
        elif label:
            yield Block("  " * depth + f"{label} {text}", SectionKind.LIST)
        elif text:
            yield Block(text)
        for box in paragraph.iter(qn("w:txbxContent")):
            if not any(parent.tag in _SKIPPED for parent in box.iterancestors()):
                yield from self._within(box)

    def _level(self, paragraph: Element, text: str) -> int:
        """By its style; else by its wording; else a short line all in bold type."""
        if not text or len(text) > 2 * _MAX_HEADING:
            return 0
        stated = self._styles.outline_level(paragraph)
        if stated:
            return stated
        if "\n" in text or len(text) > _MAX_HEADING or text.endswith((".", ",", ";", ":")):
            return 0
        return heading_level([text], 0) or (_FAINT_LEVEL if _all_bold(paragraph) else 0)


def paragraph_text(paragraph: Element) -> str:
    return "".join(_pieces(paragraph))


def _pieces(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag == _T:
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _SKIPPED:
            yield from _pieces(child)


def _all_bold(paragraph: Element) -> bool:
    runs = [run for run in paragraph.iter(qn("w:r")) if "".join(_pieces(run)).strip()]
    return bool(runs) and all(_is_bold(run) for run in runs)


def _is_bold(run: Element) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return mark is not None and mark.get(qn("w:val"), "1") not in {"0", "false", "off"}


def _rows(table: Element) -> list[list[str]]:
    """A cell that spans rows is said again in each: a row must be understood by itself."""
    rows: list[list[str]] = []
    for row in _own(table, _TR):
        cells: list[str] = []
        for cell in _own(row, _TC):
            text = _cell_text(cell)
            if not text and rows and _continues(cell) and len(cells) < len(rows[-1]):
                text = rows[-1][len(cells)]
            cells += [text] + [""] * (_span(cell) - 1)
        rows.append(cells)
    return rows


def _is_headed(table: Element) -> bool:
    """Whether the first row is marked as one to repeat on each page."""
    first = next(_own(table, _TR), None)
    mark = None if first is None else first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}")
    return mark is not None and mark.get(qn("w:val"), "true") not in {"0", "false", "off"}


def _own(element: Element, tag: str) -> Iterator[Element]:
    """Those within, looking through content controls but not into nested tables."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in {_TBL, _TC, *_SKIPPED}:
            yield from _own(child, tag)


def _cell_text(cell: Element) -> str:
    return " ".join(filter(None, (one_line(paragraph_text(paragraph)) for paragraph in cell.iter(_P))))


def _continues(cell: Element) -> bool:
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _span(cell: Element) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    value = span.get(qn("w:val"), "1") if span is not None else "1"
    return min(int(value), 100) if value.isascii() and value.isdecimal() else 1
