"""Rich Text Format: the text that striprtf gives, and the information group."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from striprtf import striprtf

from index.errors import DocumentError
from index.readers.blocks import Content
from index.readers.clean import collapse, one_line
from index.readers.limits import ReadLimits
from index.readers.plain import blocks_of
from index.types import SkipReason

_to_text: Callable[..., str] = striprtf.rtf_to_text
_MAGIC = b"{\\rtf"
_TITLE = re.compile(r"\{\\title\s((?:[^{}]|\\[{}]){1,2000})\}")
_TIME = r"\{\\%s\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})"
_ROW_END = re.compile(r"\|\s*$", re.MULTILINE)
_CODE_PAGE = re.compile(r"\\ansicpg(\d+)")


def read(data: bytes, limits: ReadLimits) -> Content:
    if not data.lstrip(b"\xef\xbb\xbf \r\n").startswith(_MAGIC):
        raise DocumentError(SkipReason.BROKEN, "no RTF")
    source = _escaped(data)
    text = collapse(_to_text(source, encoding="cp1251", errors="replace"))
    rows = _ROW_END.sub("", text).replace("|", " | ") if "\\trowd" in source else text
    return Content(blocks_of(_paragraphs(rows)), _title(source), file_date=_date(source))


def _escaped(data: bytes) -> str:
    """Raw bytes beyond ASCII, which some programs write, as the escapes they should have been."""
    return re.sub("[\x80-\xff]", lambda match: f"\\'{ord(match[0]):02x}", data.decode("latin-1"))


def _paragraphs(text: str) -> str:
    """In RTF each line is a paragraph; those of a table stay together."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]*\|[ \t]*", " | ", text))


def _title(source: str) -> str:
    match = _TITLE.search(source[:20_000])
    if match is None:
        return ""
    page = _CODE_PAGE.search(source[:2000])
    header = f"\\ansicpg{page[1]}" if page else ""
    return one_line(_to_text(f"{{\\rtf1{header} {match[1]}}}", encoding="cp1251", errors="replace"))


def _date(source: str) -> date | None:
    for field in ("revtim", "creatim"):
        match = re.search(_TIME % field, source[:20_000])
        if match is None:
            continue
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            continue
    return None
