"""Rows of cells → the block of a table, a line a row, each cell under the name of its column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from index.readers.blocks import Block
from index.readers.clean import one_line
from index.readers.columns import Names, column_names, one_header
from index.types import SectionKind

_GLUE = " | "
_BATCH = 200


def table_block(rows: Sequence[Sequence[str]], page: int | None = None, *, headed: bool = False) -> Iterator[Block]:
    """One row a line, "Услуга: ЭКГ | Цена: 750", so that a row quoted alone can be understood.

    The names are the first row's cells, where it looks like a header or the file says that it is one (`headed`);
    without them a row is its cells. A table of one column is a paragraph a row.
    """
    cells = one_header(_without_empty([[one_line(cell) for cell in row] for row in rows]))
    names = column_names(cells, headed=headed)
    yield from _blocks(cells[1:] if names else cells, names, page)


def continued_block(rows: Sequence[Sequence[str]], names: Names, page: int | None = None) -> Iterator[Block]:
    """Of a table that goes on after a page's end, under the names of its first part."""
    yield from _blocks([[one_line(cell) for cell in row] for row in rows], names, page)


def _blocks(cells: Sequence[Sequence[str]], names: Names, page: int | None) -> Iterator[Block]:
    filled = [row for row in cells if any(row)]
    if max(map(len, filled), default=0) == 1:
        yield from (Block(row[0], page=page) for row in filled)
    elif filled:
        yield Block("\n".join(_line(row, names) for row in filled), SectionKind.TABLE, page=page)


def _line(row: Sequence[str], names: Names) -> str:
    if not names:
        return _GLUE.join(row)
    named = [(name, cell) for name, cell in zip_longest(names, row, fillvalue="") if cell]
    if len(named) == 1:  # a line across the table, which heads the rows below it
        return named[0][1]
    return _GLUE.join(f"{name}: {cell}" if name else cell for name, cell in named)


def _without_empty(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    kept = [column for column in range(width) if any(row[column] for row in padded)]
    return [[row[column] for column in kept] for row in padded]


def row_blocks(rows: Iterable[Sequence[str]]) -> Iterator[Block]:
    """Rows of a sheet: a lone cell above a table is a line of text, an empty row parts two tables.

    Long tables come in batches, so that limits are looked at as they are read.
    """
    table = _Sheet()
    for row in rows:
        filled = sum(bool(cell.strip()) for cell in row)
        if filled > 1 or (filled and table.rows):
            table.rows.append([one_line(cell) for cell in row])
        elif filled:
            yield Block(next(one_line(cell) for cell in row if cell.strip()))
        if len(table.rows) == _BATCH or not filled:
            yield from table.batch(last=not filled)
        if not filled:
            table = _Sheet()
            yield Block("")  # lets the limit of time be looked at within a desert of empty rows
    yield from table.batch(last=True)


class _Sheet:
    """The rows of one table not given out yet, and the names that its first batch gave."""

    def __init__(self) -> None:
        self.rows: list[Sequence[str]] = []
        self._names: Names = ()
        self._begun = False

    def batch(self, *, last: bool) -> Iterator[Block]:
        rows, self.rows = self.rows, []
        if rows and not self._begun:
            rows = one_header(rows)
            self._begun, self._names = True, column_names(rows)
            rows = rows[1:] if self._names else rows
        cells = rows if self._names else _without_empty(rows)
        for block in _blocks(cells, self._names, None):
            yield replace(block, gap=None if last else "\n") if block.kind is SectionKind.TABLE else block
