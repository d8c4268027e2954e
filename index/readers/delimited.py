"""CSV: a table, whatever parts its cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from index.readers.blocks import Block, Content
from index.readers.clean import normalise
from index.readers.decode import decode
from index.readers.limits import ReadLimits
from index.readers.tables import row_blocks

_DELIMITERS = ";,\t|"
_SAMPLE_LINES = 20


def read(data: bytes, limits: ReadLimits) -> Content:
    return Content(_blocks(normalise(decode(data))))


def _blocks(text: str) -> Iterator[Block]:
    lines = text.splitlines(keepends=True)
    # Excel's own first line, "sep=;".
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        delimiter = lines.pop(0).strip()[-1]
    else:
        delimiter = _delimiter(lines[:_SAMPLE_LINES])
    yield from row_blocks(csv.reader(lines, delimiter=delimiter))


def _delimiter(lines: list[str]) -> str:
    """That which cuts the lines into the most cells, the same number in each."""

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        common = max(set(widths), key=widths.count) if widths else 1
        return (widths.count(common), common) if common > 1 else (0, 0)

    return max(_DELIMITERS, key=evenness)
