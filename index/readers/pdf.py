"""PDF: paragraphs made whole again from lines, with their pages."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber import open as open_pdf
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from index.errors import DocumentError
from index.readers.blocks import Block, Content
from index.readers.clean import collapse, join_lines, one_line
from index.readers.columns import Names, column_names
from index.readers.headings import heading_level
from index.readers.limits import ReadLimits
from index.readers.pdf_margins import without_margins
from index.readers.pdf_order import reading_order
from index.readers.pdf_pages import LARGER, Line, PdfPage, Region, body_size, read_page
from index.readers.tables import continued_block, table_block
from index.types import SectionKind, SkipReason

_ITEM = re.compile(r"(?:[-•·▪◦‣–—]|\d{1,3}[.)]|[a-zа-я]\)|(?:\d{1,2}\.){2,}\d{0,2})\s")
_SENTENCE_END = (".", "!", "?", ":", ";", "…")
_BOLD_LEVEL = 6
_MAX_HEADING = 200
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


# It tells of each oddity of each file, which is of no use to who runs the bot.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    lines: tuple[Line, ...]
    page: int
    rows: tuple[tuple[str, ...], ...] = ()


def read(data: bytes, limits: ReadLimits) -> Content:
    try:
        # Without boxes_flow: its own ordering takes the square of the boxes, and `reading_order` does it.
        document = open_pdf(BytesIO(data), laparams={"boxes_flow": None, "all_texts": True})
    except PdfminerException as error:
        if any(isinstance(argument, PDFPasswordIncorrect) for argument in error.args):
            raise DocumentError(SkipReason.ENCRYPTED, "protected with a password") from error
        raise DocumentError(SkipReason.BROKEN, f"no PDF: {error!r}"[:300]) from error
    stated = document.metadata
    written = _date(stated.get("ModDate")) or _date(stated.get("CreationDate"))
    title = stated.get("Title")
    return Content(_blocks(document), title if isinstance(title, str) else "", file_date=written)


def _blocks(document: PDF) -> Iterator[Block]:
    pages: list[PdfPage] = []
    with document:
        for page in document.pages:
            pages.append(read_page(page))
            page.close()
            yield Block("")  # lets the limit of time be looked at after each page
    if not any(page.regions for page in pages):
        raise DocumentError(SkipReason.EMPTY, "no text layer")
    yield from _text_blocks(without_margins(pages))


def _text_blocks(pages: Sequence[PdfPage]) -> Iterator[Block]:
    paragraphs = _joined([part for page in pages for part in _paragraphs(page)])
    sizes = _Sizes(paragraphs)
    words = _words(paragraphs)
    names: Names = ()
    for paragraph in paragraphs:
        if paragraph.rows:
            blocks, names = _table(paragraph, names, words)
            yield from blocks
        else:
            yield _block(paragraph, sizes, words)
            names = ()


def _block(paragraph: _Paragraph, sizes: _Sizes, words: frozenset[str]) -> Block:
    text = collapse(join_lines([line.text for line in paragraph.lines], words))
    level = sizes.level(paragraph, text)
    kind = SectionKind.LIST if not level and _ITEM.match(text) else SectionKind.TEXT
    return Block(text, kind, level, paragraph.page)


def _paragraphs(page: PdfPage) -> Iterator[_Paragraph]:
    for region in reading_order(page.regions):
        if region.rows:
            yield _Paragraph((), page.number, region.rows)
        else:
            yield from (_Paragraph(tuple(lines), page.number) for lines in _split(region))


def _split(region: Region) -> Iterator[list[Line]]:
    lines = [region.lines[0]]
    for line in region.lines[1:]:
        if _parts(lines[-1], line, region):
            yield lines
            lines = []
        lines.append(line)
    yield lines


def _parts(before: Line, line: Line, region: Region) -> bool:
    """Whether a new paragraph begins with `line`: by type, by a marker, by an indent or by a line left short."""
    if abs(before.size - line.size) > 0.1 * before.size or before.bold != line.bold or _ITEM.match(line.text):
        return True
    if before.y0 - line.y1 > 0.8 * line.size:
        return True
    indented = line.x0 > region.x0 + 0.8 * line.size
    short = before.x1 < region.x1 - 0.15 * (region.x1 - region.x0)
    return (indented or short) and before.text.endswith(_SENTENCE_END)


def _joined(parts: list[_Paragraph]) -> list[_Paragraph]:
    """A sentence that goes on in the next column or on the next page is one paragraph."""
    joined: list[_Paragraph] = []
    for part in parts:
        if joined and _goes_on(joined[-1], part):
            joined[-1] = _Paragraph((*joined[-1].lines, *part.lines), joined[-1].page)
        else:
            joined.append(part)
    return joined


def _goes_on(before: _Paragraph, after: _Paragraph) -> bool:
    if before.rows or after.rows:
        return False
    last, first = before.lines[-1], after.lines[0]
    alike = abs(last.size - first.size) <= 0.1 * last.size and last.bold == first.bold
    return alike and first.text[:1].islower() and not last.text.endswith(_SENTENCE_END) and not _ITEM.match(first.text)


class _Sizes:
    """What sizes of type the document uses: most of it is body text, larger ones are headings."""

    def __init__(self, paragraphs: Sequence[_Paragraph]) -> None:
        lines = [line for paragraph in paragraphs for line in paragraph.lines]
        body = body_size(lines)
        self._bold = 2 * sum(len(line.text) for line in lines if line.bold) > sum(len(line.text) for line in lines)
        self._larger = sorted({line.size for line in lines if line.size > LARGER * body}, reverse=True)

    def level(self, paragraph: _Paragraph, text: str) -> int:
        first = paragraph.lines[0]
        if len(text) > _MAX_HEADING or not any(map(str.isalpha, text)):
            return 0
        if first.size in self._larger:
            return min(self._larger.index(first.size) + 1, _BOLD_LEVEL - 1)
        if text.endswith((*_SENTENCE_END, ",")):
            return 0
        if first.bold and not self._bold:
            return _BOLD_LEVEL
        return _BOLD_LEVEL + heading_level([text], 0) if heading_level([text], 0) else 0


def _table(paragraph: _Paragraph, names: Names, words: frozenset[str]) -> tuple[list[Block], Names]:
    """The blocks and the columns' names: a table that goes on over the page keeps those of its first part."""
    rows = [[one_line(join_lines(cell.split("\n"), words)) for cell in row] for row in paragraph.rows]
    if not names or len(rows[0]) != len(names):
        return list(table_block(rows, paragraph.page)), column_names(rows)
    repeated = tuple(rows[0]) == names
    return list(continued_block(rows[repeated:], names, paragraph.page)), names


def _words(paragraphs: Sequence[_Paragraph]) -> frozenset[str]:
    """In lower case, those not at the end of a line."""
    found: set[str] = set()
    for paragraph in paragraphs:
        for line in paragraph.lines:
            found.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?=\W)", line.text.lower()))
    return frozenset(found)


def _date(stated: object) -> date | None:
    match = _DATE.match(stated) if isinstance(stated, str) else None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
