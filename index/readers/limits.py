"""How much one file may ask for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadLimits:
    max_bytes: int = 50 * 2**20
    """Of the file as it lies on the disk."""
    max_characters: int = 10_000_000
    """Of the text that comes out of it."""
    max_inflated_bytes: int = 500 * 2**20
    """Of all that an archive (docx, xlsx, pptx, odt) unpacks to."""
    max_seconds: float = 300.0
    """Of the processor's time, so that a busy machine refuses nothing. Looked at between paragraphs, pages and rows."""
    max_memory_bytes: int = 2 * 2**30
    """Of addresses, of the process that reads; what is in memory is a good part less."""
