"""Rows of cells → the block of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.readers.blocks import Block
from index.readers.clean import one_line
from index.types import SectionKind

_GLUE = " | "
_MAX_HEADER_CELL = 60
_BATCH = 200


def table_block(rows: Sequence[Sequence[str]], page: int | None = None, caption: str = "") -> Iterator[Block]:
    """One row a line, cells joined by " | ", empty rows and columns left out.

    The section's heading carries the cells of the first row, so that a row quoted alone can be understood.
    A table of one column is a paragraph a row.
    """
    cells = _without_empty([[one_line(cell) for cell in row] for row in rows])
    if not cells:
        return
    if max(map(len, cells)) == 1:
        yield from (Block(row[0], page=page, caption=caption) for row in cells)
        return
    lines = (_GLUE.join(row) for row in cells)
    heading = ": ".join(part for part in (caption, header_of(cells)) if part)
    yield Block("\n".join(lines), SectionKind.TABLE, page=page, caption=heading)


def header_of(rows: Sequence[Sequence[str]]) -> str:
    """The cells of the first row, if there are more rows and it holds words rather than values."""
    first = rows[0]
    wordy = all(any(map(str.isalpha, cell)) and len(cell) <= _MAX_HEADER_CELL for cell in first if cell)
    return _GLUE.join(cell for cell in first if cell) if len(rows) > 1 and wordy else ""


def _without_empty(rows: list[list[str]]) -> list[list[str]]:
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    padded = [row + [""] * (width - len(row)) for row in rows]
    kept = [column for column in range(width) if any(row[column] for row in padded)]
    return [[row[column] for column in kept] for row in padded]


def row_blocks(rows: Iterable[Sequence[str]]) -> Iterator[Block]:
    """Rows of a sheet: a lone cell above a table is a line of text, an empty row parts two tables.

    Long tables come in batches, so that limits are looked at as they are read.
    """
    table: list[Sequence[str]] = []
    header = ""
    for row in rows:
        filled = sum(bool(cell.strip()) for cell in row)
        if filled > 1 or (filled and table):
            table.append(row)
            header = header or header_of([*_without_empty([list(table[0])]), []])
        elif filled:
            yield Block(next(one_line(cell) for cell in row if cell.strip()))
        if len(table) == _BATCH or (table and not filled):
            yield from _batch(table, header, last=not filled)
            table = []
            header = header if filled else ""
        if not filled:
            yield Block("")  # lets the limit of time be looked at within a desert of empty rows
    yield from _batch(table, header, last=True)


def _batch(rows: list[Sequence[str]], header: str, *, last: bool) -> Iterator[Block]:
    for block in table_block(rows):
        yield replace(block, caption=header, gap=None if last else "\n") if block.kind is SectionKind.TABLE else block
