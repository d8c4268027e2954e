"""An HTML tree → blocks: headings, paragraphs, lists and tables in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from lxml.etree import _Element as Element

from index.readers.blocks import Block
from index.readers.clean import one_line
from index.readers.tables import table_block
from index.types import SectionKind

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer "
        "form header hgroup hr html li main nav ol p pre section summary table ul caption tbody thead tfoot tr td th",
    )
)
_SILENT = frozenset(
    re.findall(r"\w+", "script style noscript template head iframe object svg canvas button select option input map")
)
_BREAK = "\x00"
_MAX_SPAN = 100
_MAX_COLUMNS = 1000
"""Of a row, beyond which a cell spans only its own."""


def html_blocks(root: Element) -> Iterator[Block]:
    """Of everything within `root`."""
    yield from _walk(root)


def _walk(element: Element) -> Iterator[Block]:
    """The runs of inline text between the block elements become paragraphs."""
    inline: list[str] = [element.text or ""]
    for child in element:
        if _tag(child) in _BLOCKS or _tag(child) in _HEADINGS or _holds_blocks(child):
            yield from _paragraph(inline)
            inline = []
            yield from _block(child)
        else:
            inline.append(inline_text(child))
        inline.append(child.tail or "")
    yield from _paragraph(inline)


def _block(element: Element) -> Iterator[Block]:
    tag = _tag(element)
    if tag in _HEADINGS:
        yield Block(line_of(element), level=_HEADINGS[tag])
    elif tag in {"ul", "ol"}:
        yield from _items(element, depth=0)
    elif tag == "table" and _is_data_table(element):
        yield from _table(element)
    elif tag == "pre":
        yield Block("".join(map(str, element.itertext())).strip("\n"))
    else:
        yield from _walk(element)


def inline_text(element: Element) -> str:
    """The text within, with line breaks where the page has them."""
    tag = _tag(element)
    if tag == "br":
        return _BREAK
    if tag in _SILENT or not tag:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [inline_text(child), child.tail or ""]
    text = "".join(parts)
    return f" {text} " if tag in _BLOCKS else text


def _paragraph(inline: list[str]) -> Iterator[Block]:
    text = flow("".join(inline))
    if text:
        yield Block(text)


def flow(text: str) -> str:
    """White space as a browser shows it: only real breaks part lines."""
    lines = (one_line(line) for line in text.split(_BREAK))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def line_of(element: Element) -> str:
    """The text within, on one line."""
    return one_line(flow(inline_text(element)))


def _items(element: Element, depth: int) -> Iterator[Block]:
    number = _start(element)
    for child in element:
        if _tag(child) in {"ul", "ol"}:
            yield from _items(child, depth + 1)
        elif _tag(child):
            marker = f"{number}." if _tag(element) == "ol" else "•"
            yield from _item(child, marker, depth)
            number += 1


def _item(element: Element, marker: str, depth: int) -> Iterator[Block]:
    """One line for the item's own text, then what is nested in it."""
    own: list[str] = [element.text or ""]
    nested: list[Block] = []
    for child in element:
        if _tag(child) in {"ul", "ol"}:
            nested += _items(child, depth + 1)
        elif _tag(child) == "table":
            nested += _block(child)
        else:
            own.append(inline_text(child))
        own.append(child.tail or "")
    text = flow("".join(own)).replace("\n", " ")
    if text:
        yield Block("  " * depth + f"{marker} {text}", SectionKind.LIST)
    yield from nested


def _start(element: Element) -> int:
    start = element.get("start", "1")
    return int(start) if start.isascii() and start.isdecimal() and len(start) < 6 else 1


def _table(element: Element) -> Iterator[Block]:
    caption = element.find("caption")
    if caption is not None:
        yield from _paragraph([inline_text(caption)])
    groups = [[_cells(row) for row in rows] for _, rows in groupby(element.iter("tr"), key=_parent)]
    first = next((row for rows in groups for row in rows if row), [])
    texts = [row for rows in groups for row in _spread(rows)]
    yield from table_block(texts, headed=len(first) > 1 and all(_tag(cell) == "th" for cell in first))


def _spread(rows: Iterable[list[Element]]) -> Iterator[list[str]]:
    """The rows' texts, each in its column. A cell that spans rows is said again in each, as in a Word table."""
    above: list[tuple[str, int]] = []  # a cell's text, and over how many rows it reaches, its own among them
    for row in rows:
        line: list[tuple[str, int]] = []
        for cell in row:
            while len(line) < len(above) and above[len(line)][1] > 1:
                text, reach = above[len(line)]
                line.append((text, reach - 1))
            down = _span(cell, "rowspan")
            across = min(_span(cell, "colspan"), max(_MAX_COLUMNS - len(line), 1))
            line += [(flow(inline_text(cell)), down), *[("", down)] * (across - 1)]
        line += [(text, reach - 1) if reach > 1 else ("", 1) for text, reach in above[len(line) :]]
        if row:
            yield [text for text, _ in line]
        above = line


def _span(cell: Element, attribute: str) -> int:
    stated = cell.get(attribute, "1").strip()
    return min(max(int(stated), 1), _MAX_SPAN) if stated.isascii() and stated.isdecimal() and len(stated) < 10 else 1


def _parent(row: Element) -> Element | None:
    """Its part of the table, beyond whose end no cell reaches."""
    return row.getparent()


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row if _tag(cell) in {"td", "th"}]


def _is_data_table(element: Element) -> bool:
    """Tables that only lay the page out hold other tables, or long texts in a single column."""
    if next(element.iterdescendants("table"), None) is not None:
        return False
    widths = [len(_cells(row)) for row in element.iter("tr")]
    holds = any(_tag(inner) in _HEADINGS or _tag(inner) == "p" for cell in element.iter("td") for inner in cell)
    return max(widths, default=0) > 1 and not (holds and len(widths) < 2)


def _holds_blocks(element: Element) -> bool:
    """An inline element, such as a link, around whole paragraphs."""
    return any(_tag(inner) in _BLOCKS or _tag(inner) in _HEADINGS for inner in element.iterdescendants())


def _tag(element: Element) -> str:
    """Empty for comments and processing instructions."""
    return element.tag if isinstance(element.tag, str) else ""
