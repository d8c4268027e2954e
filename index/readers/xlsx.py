"""Workbooks: each sheet's tables, values as a person sees them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from index.readers.archive import open_archive
from index.readers.blocks import Block, Content
from index.readers.limits import ReadLimits
from index.readers.tables import row_blocks
from index.readers.xlsx_values import shown

_EMPTY_STEP = 1000


def read(data: bytes, limits: ReadLimits) -> Content:
    with open_archive(data, limits), warnings.catch_warnings():
        # The library warns of every extension it does not keep; nothing is written back.
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    about = book.properties
    written = about.modified or about.created
    sheets = [
        sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet) and sheet.sheet_state == "visible"
    ]
    return Content(_blocks(sheets), about.title or "", file_date=written.date() if written else None)


def _blocks(sheets: Sequence[ReadOnlyWorksheet]) -> Iterator[Block]:
    for sheet in sheets:
        # A stated size may be wrong, or a trap of a million empty columns.
        sheet.reset_dimensions()
        yield Block(sheet.title, level=1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield from row_blocks(_rows(sheet))


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[list[str]]:
    """Of a desert of empty rows, which may be a million long, one in a thousand."""
    empty = 0
    for row in sheet.rows:
        cells = [shown(cell.value, cell.number_format) if cell.value is not None else "" for cell in row]
        empty = 0 if any(cells) else empty + 1
        if empty % _EMPTY_STEP <= 1:
            yield cells
