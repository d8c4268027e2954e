"""Running headers and footers: lines that most pages repeat at the same place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from index.readers.pdf_pages import LARGER, Line, PdfPage, Region, body_size

_MARGIN = 0.12
"""Share of the page's height, at its top and at its foot, where such lines are looked for."""
_SHARE = 0.4
"""Of the pages: left and right pages may have different ones, the first none."""
_PAGE_NUMBER = re.compile(r"\W*(?:стр(?:аница|\.)?|с\.|page|p\.)?\s*\d{1,4}(?:\s*(?:из|of|/)\s*\d{1,4})?\W*", re.I)

_Key = tuple[str, int]


def without_margins(pages: Sequence[PdfPage]) -> list[PdfPage]:
    if len(pages) < 2:
        return list(pages)
    body = body_size(line for page in pages for region in page.regions for line in region.lines)
    counts = Counter(key for page in pages for key in {_key(line, page) for line in _marginal(page, body)})
    least = 2 if len(pages) <= 3 else ceil(_SHARE * len(pages))
    repeated = {key for key, count in counts.items() if count >= least}
    return [_cleared(page, repeated, body) for page in pages]


def _cleared(page: PdfPage, repeated: set[_Key], body: float) -> PdfPage:
    dropped = {
        line
        for line in _marginal(page, body)
        if _key(line, page) in repeated or _PAGE_NUMBER.fullmatch(line.text) is not None
    }
    regions = (_without(region, dropped) for region in page.regions)
    return replace(page, regions=tuple(region for region in regions if region.lines or region.rows))


def _without(region: Region, dropped: set[Line]) -> Region:
    kept = tuple(line for line in region.lines if line not in dropped)
    if len(kept) == len(region.lines) or not kept:
        return replace(region, lines=kept)
    return replace(region, lines=kept, y0=min(line.y0 for line in kept), y1=max(line.y1 for line in kept))


def _marginal(page: PdfPage, body: float) -> list[Line]:
    """Larger type than the body's is a heading, which may well stand at the top of every page."""
    margin = _MARGIN * page.height
    lines = (line for region in page.regions for line in region.lines if line.size <= LARGER * body)
    return [line for line in lines if line.y0 > page.height - margin or line.y1 < margin]


def _key(line: Line, page: PdfPage) -> _Key:
    """The text without its numbers, and its height on the page to a hundredth."""
    return re.sub(r"\d+", "#", line.text), round(100 * line.y0 / page.height)
