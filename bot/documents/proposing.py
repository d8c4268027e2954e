"""Where the files of an upload would go, and what would come of it there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.documents.comparing import Comparison, compare
from bot.documents.keys import Choice
from bot.documents.names import collections_in, existing_path, safe_name
from bot.documents.placing import digest_of
from bot.documents.staging import Item, Staging, Target, Upload
from index.readers import DocumentReader, ReadLimits
from index.types import Document, DocumentCard

MOST_DOCUMENTS = 5
"""Of documents with the name of a file that was sent, so many are offered to be replaced."""


@dataclass(frozen=True, slots=True)
class Version:
    """A known document and what the new file changes in it."""

    path: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Proposal:
    targets: tuple[Target, ...]
    versions: tuple[Version, ...]
    unchanged: tuple[str, ...]
    """Names of files that are there already and say the same: they are left out."""
    twins: tuple[tuple[str, str], ...]
    """Paths that are to be, and of documents elsewhere that say the same."""

    @property
    def needs_consent(self) -> bool:
        return bool(self.versions or self.twins)


def choices(folder: Path, cards: list[DocumentCard], upload: Upload) -> list[Choice]:
    """Documents of that name, then the folders at the top, then a new one of the caption's name."""
    found = [Choice("", path) for path in _namesakes(cards, upload)]
    names = collections_in(folder)
    found += [Choice(name) for name in ("", *names)]
    wanted = safe_name(upload.caption, "") if "\n" not in upload.caption.strip() else ""
    if wanted and len(wanted) <= 60 and existing_path(folder, wanted) not in names:
        found.append(Choice(wanted, is_new=True))
    return found


def captioned(folder: Path, upload: Upload) -> Choice | None:
    """The folder that the caption names."""
    wanted = safe_name(upload.caption, "")
    known = existing_path(folder, wanted) if wanted else ""
    return Choice(known) if known in collections_in(folder) else None


def _namesakes(cards: list[DocumentCard], upload: Upload) -> list[str]:
    """Only of a single file can it be said which document it is to be."""
    readable = [item for item in upload.items if item.is_readable]
    if len(readable) != 1 or upload.address:
        return []
    name = PurePosixPath(readable[0].name).name.casefold()
    return [card.path for card in cards if PurePosixPath(card.path).name.casefold() == name][:MOST_DOCUMENTS]


@dataclass(frozen=True, slots=True)
class Proposer:
    folder: Path
    staging: Staging
    limits: ReadLimits
    read: Callable[[str], Document | None]
    """A document as it was indexed."""

    def propose(self, upload: Upload, choice: Choice) -> Proposal:
        """Reads and writes nothing but the disk; blocks."""
        targets, versions, unchanged, twins = [], [], [], []
        with DocumentReader(self.limits) as reader:
            for number, item in _readable(upload):
                path = choice.path or self._path(upload, choice.folder, item)
                there = digest_of(self.folder / path)
                version = self._version(upload, item, path, reader) if there else None
                if item.sha256 == there or (version and not version.comparison.differences):
                    unchanged.append(path)
                    continue
                if not there and _collection(item.twin) == choice.folder and item.twin:
                    unchanged.append(item.twin)
                    continue
                if there:
                    versions.append(version or Version(path, Comparison(())))
                elif item.twin:
                    twins.append((path, item.twin))
                targets.append(Target(number, path, there))
        return Proposal(tuple(targets), tuple(versions), tuple(unchanged), tuple(twins))

    def _path(self, upload: Upload, folder: str, item: Item) -> str:
        wanted = existing_path(self.folder, f"{folder}/{item.name}" if folder else item.name)
        return self._free(wanted) if upload.address else wanted

    def _free(self, path: str) -> str:
        """Two pages of one title are two documents."""
        wanted, number = PurePosixPath(path), 1
        while (self.folder / path).exists():
            number += 1
            path = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}").as_posix()
        return path

    def _version(self, upload: Upload, item: Item, path: str, reader: DocumentReader) -> Version | None:
        """None where what stands there is no document."""
        before = self.read(path)
        if before is None:
            return None
        after = reader.read(self.staging.file(upload, item), path)
        return Version(path, compare(before.text, after.text))


def _readable(upload: Upload) -> Iterator[tuple[int, Item]]:
    return ((number, item) for number, item in enumerate(upload.items) if item.is_readable)


def _collection(path: str) -> str:
    return DocumentCard(path, "").collection
