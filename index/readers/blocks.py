"""What a reader makes of a file, before it becomes a Document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from index.types import SectionKind


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item of a list, or a whole table with one row a line."""

    text: str
    kind: SectionKind = SectionKind.TEXT
    level: int = 0
    """Of a heading, from 1; 0 for everything else."""
    page: int | None = None
    heading: str = ""
    """What a heading is called where that is not its text on one line."""
    gap: str | None = None
    """What parts it from the next block; None: an empty line, or a line break between items of a list."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file's blocks, read as they are asked for, and what its metadata say."""

    blocks: Iterable[Block]
    title: str = ""
    stated_date: date | None = None
    """What the format itself states, such as the date of a letter."""
    file_date: date | None = None
    """When the file was written, as its metadata tell; the text's own date is better."""
