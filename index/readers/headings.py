"""Lines of plain text that are headings, where that is safe to say."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MAX_LENGTH = 150
_MAX_NAMED_LENGTH = 300
_MAX_CAPITALS = 80
_NAMED = (
    (
        1,
        re.compile(
            r"(?:раздел|часть|приложение|section|part|appendix|annex)\s+(?:№\s*)?(?:\d+|[IVXLC]+|[А-ЯA-Z]|перв|втор|трет)",
            re.I,
        ),
    ),
    (2, re.compile(r"(?:глава|chapter)\s+(?:\d+|[IVXLC]+)", re.I)),
    (3, re.compile(r"(?:статья|параграф|article|§)\s*\d", re.I)),
)
_NUMBERED = re.compile(r"(?P<number>(?:\d{1,2}\.)+(?:\d{1,2})?|[IVX]{1,5}\.)\s+(?P<title>[A-ZА-ЯЁ«\"].*)")
_CAPITALS_LEVEL, _NUMBERED_LEVEL = 2, 4


def heading_level(lines: Sequence[str], index: int) -> int:
    """Of the line at `index` among stripped lines, empty ones included; 0 where it is no heading."""
    line = lines[index]
    if not line or len(line) > _MAX_NAMED_LENGTH or line.endswith((";", ",", ":")):
        return 0
    named = _named_level(line)
    if len(line) > _MAX_LENGTH:
        return named if not line.endswith(".") else 0
    if named:
        return named
    if _is_numbered_heading(lines, index):
        return _NUMBERED_LEVEL + _depth(line)
    return _CAPITALS_LEVEL if _is_capitals_heading(lines, index) else 0


def _named_level(line: str) -> int:
    """ "Статья 381. Понятие", but no sentence that merely begins so: "Статья 381 гласит, что"."""
    for level, pattern in _NAMED:
        match = pattern.match(line)
        if match:
            rest = line[match.end() :].lstrip("0123456789.-–—)IVXLCая ")
            return level if not rest or rest[0].isupper() or rest[0] in '(«"' else 0
    return 0


def _is_numbered_heading(lines: Sequence[str], index: int) -> bool:
    """A short title with a number, no sentence, and no item of a list: its neighbours bear no number of its depth."""
    line = lines[index]
    match = _NUMBERED.fullmatch(line)
    if match is None or line.endswith((".", "!", "?")) or len(match["title"].split()) > 12:
        return False
    neighbours = (lines[index - 1] if index else "", _next_text(lines, index))
    return all(_depth(near) != _depth(line) for near in neighbours) and bool(neighbours[1])


def _depth(line: str) -> int:
    """Of "3.1. Порядок" 2, of a line without a number 0."""
    match = re.match(r"((?:\d{1,2}\.)+(?:\d{1,2})?|[IVX]{1,5}\.)\s", line)
    return len(match[1].strip(".").split(".")) if match else 0


def _is_capitals_heading(lines: Sequence[str], index: int) -> bool:
    line = lines[index]
    letters = [character for character in line if character.isalpha()]
    alone = not (index and lines[index - 1]) and not (index + 1 < len(lines) and lines[index + 1])
    return alone and len(line) <= _MAX_CAPITALS and len(letters) >= 5 and line.upper() == line and "|" not in line


def _next_text(lines: Sequence[str], index: int) -> str:
    return next((line for line in lines[index + 1 : index + 4] if line), "")
