"""What was sent, looked at before anybody is asked about it: can it be read, and is it known already?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.documents.names import without_repeats
from bot.documents.placing import digest_of
from bot.documents.staging import Item, Staging, Upload
from bot.documents.unpack import unpack
from index.errors import DocumentError
from index.readers import DocumentReader, ReadLimits
from index.types import Document, DocumentCard, SkipReason

ARCHIVE = ".zip"
ARCHIVE_FILES = 4
"""An archive may unpack to so many times the largest document."""


MOST_ALIKE = 100
"""Of documents of one title, so many are compared by their text."""


@dataclass(frozen=True, slots=True)
class Received:
    """One file as it came, under a safe name."""

    name: str
    file: Path | None
    """None for one that could not be taken."""
    refusal: SkipReason | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The documents there are, to compare with."""

    by_size: Mapping[int, Sequence[Path]]
    by_title: Mapping[str, Sequence[str]]
    folder: Path
    read: Callable[[str], Document | None]
    """A document as it was indexed."""

    @classmethod
    def of(cls, folder: Path, cards: Iterable[DocumentCard], read: Callable[[str], Document | None]) -> Known:
        by_size, by_title = defaultdict(list), defaultdict(list)
        for card in cards:
            file = folder / card.path
            if file.is_file():
                by_size[file.stat().st_size].append(file)
                by_title[card.title].append(card.path)
        return cls(by_size, by_title, folder, read)

    def twin_of(self, file: Path, digest: str, document: Document) -> str:
        """The path of a document that is the same file, or that says the same under the same title; else empty."""
        same_size = self.by_size.get(file.stat().st_size, ())
        same = next((other for other in same_size if digest_of(other) == digest), None)
        if same is not None:
            return same.relative_to(self.folder).as_posix()
        alike = (self.read(path) for path in self.by_title.get(document.card.title, ())[:MOST_ALIKE])
        return next((other.card.path for other in alike if other and other.text == document.text), "")


def examine(staging: Staging, upload: Upload, received: Iterable[Received], known: Known, limits: ReadLimits) -> Upload:
    """The upload with an item for each file, those within archives too."""
    place = staging.place(upload)
    taken = [inner for one in received for inner in _opened(place, one, limits)]
    names = without_repeats(one.name for one in taken)
    with DocumentReader(limits) as reader:
        items = [_item(replace(one, name=name), known, reader) for one, name in zip(taken, names, strict=True)]
    return replace(upload, items=tuple(_without_twins(items)))


def _opened(place: Path, received: Received, limits: ReadLimits) -> Iterator[Received]:
    if received.file is None or received.file.suffix.lower() != ARCHIVE:
        yield received
        return
    folder = place / f"{received.file.stem}-unpacked"
    folder.mkdir()
    try:
        for packed in unpack(received.file, folder, ARCHIVE_FILES * limits.max_bytes):
            file = packed.file
            if file is not None:
                file = file.rename(file.with_suffix(Path(packed.name).suffix.lower()))
            yield Received(packed.name, file, packed.refusal)
    except DocumentError as error:
        yield Received(received.name, None, error.reason)
    finally:
        received.file.unlink()


def _item(received: Received, known: Known, reader: DocumentReader) -> Item:
    file = received.file
    if file is None:
        return Item("", received.name, 0, "", refusal=received.refusal or SkipReason.UNREADABLE)
    size, digest = file.stat().st_size, digest_of(file)
    inside = f"{file.parent.name}/{file.name}" if file.parent.name.endswith("-unpacked") else file.name
    item = Item(inside, received.name, size, digest)
    try:
        document = reader.read(file, received.name)
    except DocumentError as error:
        return replace(item, refusal=error.reason)
    card = document.card
    twin = known.twin_of(file, digest, document)
    return replace(item, title=card.title, dated=card.date, characters=len(document.text), twin=twin)


def _without_twins(items: list[Item]) -> Iterator[Item]:
    """Of files of one upload that are the same the first stays."""
    seen: set[str] = set()
    for item in items:
        if item.sha256 not in seen or not item.sha256:
            yield item
        seen.add(item.sha256)
