"""One file a format; a table from suffix to reader. `DocumentReader` is all that others need."""

from __future__ import annotations

from index.readers.apart import DocumentReader
from index.readers.limits import ReadLimits
from index.readers.read import SUFFIXES, read_document

__all__ = ["SUFFIXES", "DocumentReader", "ReadLimits", "read_document"]
