"""Blocks → the text of a Document and its sections."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from index.errors import DocumentError
from index.readers.blocks import Block
from index.readers.limits import ReadLimits
from index.types import Section, SectionKind, SkipReason

_PATH_GLUE = " › "
_MAX_HEADING = 300
_MAX_LEAD = 300


def gather(blocks: Iterable[Block], limits: ReadLimits) -> list[Block]:
    """All blocks that have text. Raises DocumentError TOO_LARGE for too many characters or too much time."""
    until = time.thread_time() + limits.max_seconds
    gathered, characters = [], 0
    for block in blocks:
        characters += len(block.text)
        if characters > limits.max_characters:
            raise DocumentError(SkipReason.TOO_LARGE, f"more than {limits.max_characters} characters of text")
        if time.thread_time() > until:
            raise DocumentError(SkipReason.TOO_LARGE, f"not read within {limits.max_seconds:g} s")
        if block.text.strip():
            gathered.append(block)
    return gathered


def assemble(blocks: list[Block], title: str) -> tuple[str, tuple[Section, ...]]:
    """The text, and sections that cover it without a gap; their headings leave out the document's own title."""
    blocks = list(_lists_with_their_leads(blocks))
    parts: list[str] = []
    places: list[_Place] = []
    path = _HeadingPath(title)
    start = 0
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        piece = block.text + _gap(block, after)
        places.append(_Place(start, start + len(piece), block, path.heading_of(block)))
        parts.append(piece)
        start += len(piece)
    return "".join(parts), tuple(_sections(places, title))


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    block: Block
    heading: str


class _HeadingPath:
    """The headings a block stands under, outermost first."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._path: list[tuple[int, str]] = []

    def heading_of(self, block: Block) -> str:
        if block.level:
            kept = [entry for entry in self._path if entry[0] < block.level]
            self._path = [*kept, (block.level, block.heading or " ".join(block.text.split()))]
        parts = [heading for _, heading in self._path if heading != self._title]
        return _PATH_GLUE.join(parts)[:_MAX_HEADING]


def _lists_with_their_leads(blocks: list[Block]) -> Iterator[Block]:
    """A list keeps the sentence that announces it."""
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        leads = after is not None and after.kind is SectionKind.LIST and block.kind is SectionKind.TEXT
        if leads and not block.level and len(block.text) <= _MAX_LEAD and block.text.rstrip().endswith(":"):
            yield replace(block, kind=SectionKind.LIST)
        else:
            yield block


def _gap(block: Block, after: Block | None) -> str:
    if block.gap is not None:
        return block.gap
    if after is None:
        return ""
    return "\n" if block.kind is after.kind is SectionKind.LIST else "\n\n"


def _sections(places: list[_Place], title: str) -> Iterator[Section]:
    """One for each run of blocks of the same kind, page and heading; a lone heading or title joins what follows it."""
    start, lone = 0, True
    for index, place in enumerate(places):
        lone = lone and (place.block.level > 0 or _is_title(place, title))
        after = places[index + 1] if index + 1 < len(places) else None
        if after is not None and _together(place, after, lone=lone):
            continue
        block = place.block
        yield Section(start, place.end, block.kind, place.heading, block.page)
        start, lone = place.end, True


def _is_title(place: _Place, title: str) -> bool:
    return place.start == 0 and title.startswith(" ".join(place.block.text.split()))


def _together(place: _Place, after: _Place, *, lone: bool) -> bool:
    if place.block.page != after.block.page:
        return False
    if lone:
        return place.start == 0 or not after.block.level or after.block.level > place.block.level
    if after.block.level or SectionKind.TABLE in (place.block.kind, after.block.kind):
        return False
    return place.block.kind is after.block.kind and place.heading == after.heading
