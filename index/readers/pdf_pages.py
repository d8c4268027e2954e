"""PDF pages → lines of text with their places, and ruled tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pdfminer.layout import LTChar, LTComponent, LTContainer, LTCurve, LTFigure, LTTextBox, LTTextLine
from pdfplumber.page import Page

_CID = re.compile(r"\(cid:\d+\)")
_BOLD = re.compile(r"bold|black|heavy|semibold|,b\b|-b\b", re.I)
# Looking for a table takes as long as reading the page, and minutes among the thousands of strokes of a drawing.
_MIN_STROKES, _MAX_STROKES = 4, 2000
_ASKEW = 0.1
"""Slope of a line of type beyond which it is a watermark."""
LARGER = 1.15
"""Times the size of the body's type: beyond it a line is a heading."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, in points from the page's lower left corner."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that stand together, or a table."""

    lines: tuple[Line, ...]
    x0: float
    y0: float
    x1: float
    y1: float
    rows: tuple[tuple[str, ...], ...] = ()
    """Cells of a table, which has no lines."""


@dataclass(frozen=True, slots=True)
class PdfPage:
    number: int
    height: float
    regions: tuple[Region, ...]


def read_page(page: Page) -> PdfPage:
    """Its regions in no order. What lies in a table is not among the lines."""
    height = float(page.height)
    tables = list(_tables(page, height))
    regions = [region for box in _boxes(page.layout) if (region := _region(box, tables)) is not None]
    return PdfPage(page.page_number, height, (*regions, *tables))


def _boxes(item: LTContainer[LTComponent]) -> Iterator[LTTextBox]:
    """Those within figures too, as which pages imported from other files stand; what is stamped askew is left out."""
    for inner in item:
        if isinstance(inner, LTTextBox):
            yield inner
        elif isinstance(inner, LTFigure):
            yield from (box for box in _boxes(inner) if not _is_askew(box))


def _is_askew(box: LTTextBox) -> bool:
    letters = [letter for line in box for letter in line if isinstance(letter, LTChar)]
    return 2 * sum(abs(letter.matrix[1]) > _ASKEW * abs(letter.matrix[0]) for letter in letters) > len(letters)


def body_size(lines: Iterable[Line]) -> float:
    """The size of type that most letters have; 0 without lines."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _tables(page: Page, height: float) -> Iterator[Region]:
    if not _MIN_STROKES <= _strokes(page.layout) <= _MAX_STROKES:
        return
    for table in page.find_tables():
        rows = tuple(tuple(_CID.sub("", cell or "") for cell in row) for row in table.extract())
        # A frame around a paragraph is no table.
        if len(rows) > 1 and max(sum(bool(cell.strip()) for cell in row) for row in rows) > 1:
            x0, top, x1, bottom = table.bbox
            yield Region((), x0, height - bottom, x1, height - top, rows)


def _strokes(item: LTContainer[LTComponent]) -> int:
    """Lines, rectangles and curves, also those within figures; counting ends where it is enough."""
    count = 0
    for inner in item:
        if isinstance(inner, LTCurve):
            count += 1
        elif isinstance(inner, LTFigure):
            count += _strokes(inner)
        if count > _MAX_STROKES:
            break
    return count


def _region(box: LTTextBox, tables: list[Region]) -> Region | None:
    found = (_line(item) for item in box if isinstance(item, LTTextLine))
    lines = [line for line in found if line.text and not any(_within(line, table) for table in tables)]
    if not lines:
        return None
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    return Region(tuple(lines), left, min(line.y0 for line in lines), right, max(line.y1 for line in lines))


def _line(item: LTTextLine) -> Line:
    letters = [character for character in item if isinstance(character, LTChar) and not character.get_text().isspace()]
    size = sum(letter.size for letter in letters) / len(letters) if letters else 0.0
    bold = 2 * sum(bool(_BOLD.search(letter.fontname)) for letter in letters) > len(letters)
    text = _CID.sub("", item.get_text()).strip()
    return Line(text, item.x0, item.y0, item.x1, item.y1, round(size, 1), bold)


def _within(line: Line, table: Region) -> bool:
    x, y = (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2
    return table.x0 <= x <= table.x1 and table.y0 <= y <= table.y1
