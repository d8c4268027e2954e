"""The order in which a page is read: down each column, whatever was drawn first."""

from __future__ import annotations

from collections.abc import Sequence

from index.readers.pdf_pages import Region

_MAX_REGIONS = 400
_MIN_LINES = 3
_MIN_LETTERS = 12
"""In a line of a column of text; shorter ones are cells or labels, to be read across."""
_MAX_CROSSING = 0.6
_GUTTER = 3.0


def reading_order(regions: Sequence[Region]) -> list[Region]:
    """Regions that cross the gutter between two columns part the page into bands, read one after the other."""
    if len(regions) < 2 or len(regions) > _MAX_REGIONS:
        return _downwards(regions)
    gutter = _gutter(regions)
    if gutter is None:
        return _downwards(regions)
    ordered: list[Region] = []
    band: list[Region] = []
    for region in _downwards(regions):
        if _crosses(region, gutter):
            ordered += [*_columns(band, gutter), region]
            band = []
        else:
            band.append(region)
    return ordered + _columns(band, gutter)


def _columns(band: list[Region], gutter: float) -> list[Region]:
    left = [region for region in band if region.x1 <= gutter]
    right = [region for region in band if region.x1 > gutter]
    return reading_order(left) + reading_order(right)


def _gutter(regions: Sequence[Region]) -> float | None:
    """Where the least text crosses, of the places with text in columns on both sides."""
    whole = sum(map(_letters, regions))
    best, least = None, _MAX_CROSSING * whole
    for x in {region.x1 + _GUTTER / 2 for region in regions}:
        crossing = sum(_letters(region) for region in regions if _crosses(region, x))
        if crossing < least and _parts_columns(regions, x):
            best, least = x, crossing
    return best


def _parts_columns(regions: Sequence[Region], x: float) -> bool:
    left = [region for region in regions if region.x1 <= x]
    right = [region for region in regions if region.x0 >= x + _GUTTER / 2]
    if not (_is_text(left) and _is_text(right)):
        return False
    top, bottom = min(_top(left), _top(right)), max(_bottom(left), _bottom(right))
    lower = min(_top(left) - _bottom(left), _top(right) - _bottom(right))
    return top - bottom > lower / 2


def _is_text(regions: list[Region]) -> bool:
    lines = [line for region in regions for line in region.lines]
    return len(lines) >= _MIN_LINES and sum(len(line.text) for line in lines) >= _MIN_LETTERS * len(lines)


def _crosses(region: Region, x: float) -> bool:
    return region.x0 < x < region.x1


def _letters(region: Region) -> int:
    return sum(len(line.text) for line in region.lines) + sum(len(cell) for row in region.rows for cell in row)


def _top(regions: list[Region]) -> float:
    return max(region.y1 for region in regions)


def _bottom(regions: list[Region]) -> float:
    return min(region.y0 for region in regions)


def _downwards(regions: Sequence[Region]) -> list[Region]:
    return sorted(regions, key=lambda region: (-region.y1, region.x0))
