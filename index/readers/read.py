"""A file → a Document, or the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from index.errors import DocumentError
from index.readers.assemble import assemble, gather
from index.readers.blocks import Block, Content
from index.readers.dates import find_date
from index.readers.languages import detect_language
from index.readers.limits import ReadLimits
from index.readers.titles import choose_title
from index.types import Document, DocumentCard, SkipReason

Reader = Callable[[bytes, ReadLimits], Content]

# By module name: a reader's library (up to 0.3 s each to import) is loaded when the first file of its format comes.
_READERS = MappingProxyType(
    {
        ".txt": "plain",
        ".md": "markdown",
        ".markdown": "markdown",
        ".html": "html",
        ".htm": "html",
        ".pdf": "pdf",
        ".docx": "docx",
        ".xlsx": "xlsx",
        ".pptx": "pptx",
        ".odt": "odt",
        ".rtf": "rtf",
        ".csv": "delimited",
        ".eml": "eml",
    }
)
SUFFIXES = frozenset(_READERS)
"""In lower case, with the dot."""


def read_document(file: Path, name: str, limits: ReadLimits) -> Document:
    """`name` becomes the card's path. Raises DocumentError, and nothing else, for a file it cannot read."""
    reader = _reader_for(file)
    data = _load(file, limits)
    try:
        content = reader(data, limits)
        blocks = gather(content.blocks, limits)
    except DocumentError:
        raise
    except MemoryError as error:
        raise DocumentError(SkipReason.TOO_LARGE, "out of memory") from error
    except Exception as error:  # parsers raise whatever a damaged file makes them trip over
        raise DocumentError(SkipReason.BROKEN, f"{type(error).__name__}: {error}"[:300]) from error
    if not blocks:
        raise DocumentError(SkipReason.EMPTY, "no text")
    return _document(content, blocks, name)


def _reader_for(file: Path) -> Reader:
    suffix = file.suffix.lower()
    if suffix not in _READERS:
        raise DocumentError(SkipReason.UNKNOWN_KIND, suffix or "no suffix")
    reader: Reader = import_module(f"index.readers.{_READERS[suffix]}").read
    return reader


def _load(file: Path, limits: ReadLimits) -> bytes:
    """Never more than the limit, even of a file that grows or is endless."""
    try:
        if not file.is_file():
            raise DocumentError(SkipReason.UNREADABLE, "not a regular file")
        with file.open("rb") as stream:
            data = stream.read(limits.max_bytes + 1)
    except OSError as error:
        raise DocumentError(SkipReason.UNREADABLE, error.strerror or str(error)) from error
    if len(data) > limits.max_bytes:
        raise DocumentError(SkipReason.TOO_LARGE, f"more than {limits.max_bytes} bytes")
    if not data.strip():
        raise DocumentError(SkipReason.EMPTY, "no bytes")
    return data


def _document(content: Content, blocks: list[Block], name: str) -> Document:
    title = choose_title(content.title, blocks, PurePosixPath(name).name)
    text, sections = assemble(blocks, title)
    found = content.stated_date or find_date(text) or content.file_date
    return Document(DocumentCard(name, title, found, detect_language(text)), text, sections)
