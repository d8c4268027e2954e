"""Plain text: its characters stay as they are; headings, lists and tables are only marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.readers.blocks import Block, Content
from index.readers.clean import normalise, one_line
from index.readers.decode import decode
from index.readers.headings import heading_level
from index.readers.limits import ReadLimits
from index.types import SectionKind

_ITEM = re.compile(r"(?:[-*•·▪◦‣–—]|\d{1,3}[.)]|[a-zа-я]\))\s+\S")
_DASH = re.compile(r"[–—]\s")
_LONG_ITEM = 200


def read(data: bytes, limits: ReadLimits) -> Content:
    return Content(blocks_of(normalise(decode(data))))


def blocks_of(text: str) -> Iterator[Block]:
    """Blocks that, with their gaps, are the whole text again, but for blank lines at its ends."""
    text = text.strip("\n") if text.strip() else ""
    lines = text.splitlines(keepends=True)
    stripped = [line.strip() for line in lines]
    index = 0
    while index < len(lines):
        end, block = _block_at(stripped, index)
        end = _past_blank_lines(stripped, end)
        raw = "".join(lines[index:end])
        body = raw.rstrip()
        yield Block(body, block.kind, block.level, heading=block.heading, gap=raw[len(body) :])
        index = end


def _block_at(lines: list[str], index: int) -> tuple[int, Block]:
    """Where the block that begins at `index` ends, and what it is (its text is left out)."""
    level = heading_level(lines, index)
    if level:
        end = _heading_end(lines, index)
        return end, Block("", level=level, heading=one_line(" ".join(lines[index:end])))
    for kind, find_end in ((SectionKind.TABLE, _table_end), (SectionKind.LIST, _list_end)):
        end = find_end(lines, index)
        if end > index:
            return end, Block("", kind)
    return _paragraph_end(lines, index), Block("")


def _heading_end(lines: list[str], index: int) -> int:
    """A heading that was wrapped goes on in small letters."""
    end = index + 1
    while end < len(lines) and end - index < 4 and lines[end][:1].islower() and not _ITEM.match(lines[end]):
        end += 1
    return end


def _paragraph_end(lines: list[str], index: int) -> int:
    end = index + 1
    while end < len(lines) and lines[end - 1] and not _begins_something(lines, end):
        end += 1
    return end


def _begins_something(lines: list[str], index: int) -> bool:
    if not lines[index]:
        return True
    return heading_level(lines, index) > 0 or _table_end(lines, index) > index or _list_end(lines, index) > index


def _table_end(lines: list[str], index: int) -> int:
    """Past two or more lines with the same number of tabs or bars."""
    columns = _columns(lines[index])
    end = index
    while columns and end < len(lines) and _columns(lines[end]) == columns:
        end += 1
    return end if end - index > 1 else index


def _columns(line: str) -> int:
    return line.count("\t") or line.count(" | ")


def _list_end(lines: list[str], index: int) -> int:
    """Past two or more short items; a dash opens speech as well, so a list of dashes needs a colon or a semicolon."""
    end = index
    while end < len(lines) and len(lines[end]) <= _LONG_ITEM and _ITEM.match(lines[end]) and not _speech(lines, end):
        end += 1
    return end if end - index > 1 else index


def _speech(lines: list[str], index: int) -> bool:
    if not _DASH.match(lines[index]):
        return False
    before = lines[index - 1] if index else ""
    return not (before.endswith((":", ";")) or lines[index].endswith(";"))


def _past_blank_lines(lines: list[str], end: int) -> int:
    while end < len(lines) and not lines[end]:
        end += 1
    return end
