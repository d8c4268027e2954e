"""One file a format; a table from suffix to reader. `read_document` is all that others need."""

from __future__ import annotations

from index.readers.limits import ReadLimits
from index.readers.read import SUFFIXES, read_document

__all__ = ["SUFFIXES", "ReadLimits", "read_document"]
