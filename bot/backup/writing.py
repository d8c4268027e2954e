"""Everything into one file, while the bot runs: the state first, then the library, then the documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bot.backup.archive import TEMPORARY, Writer, writing
from bot.backup.errors import BackupError, BackupLaterError, Later, Refusal
from bot.backup.folder import ChangingError, Found, read_whole, walk
from bot.backup.manifest import DOCUMENTS, KEPT, LIBRARY, STATE, LeftOut, Manifest, StateFacts
from bot.backup.place import PATIENCE_S, Place, Tell, is_changing, quiet
from bot.backup.state_dump import dumping
from bot.state.database import Database
from index.library_files import LibraryFacts

TRIES = 3


def back_up(
    place: Place, file: Path, tell: Tell = lambda key: None, *, force: bool = False, patience_s: float = PATIENCE_S
) -> Manifest:
    """What is in it. The file is whole and read back, or what was there before.

    Raises BackupError, BackupLaterError, StoreError and StateUnavailableError.
    """
    _refuse_inside(place, file)
    for left in reversed(range(TRIES)):
        try:
            return _attempt(place, file, tell, force=force, patience_s=patience_s)
        except BackupLaterError as error:
            if error.kind is not Later.CHANGED or not left:
                raise
    raise AssertionError("the last attempt returns or raises")


def _refuse_inside(place: Place, file: Path) -> None:
    """Raises BackupError for a file that the next backup would take for a document."""
    folder, documents, data = file.resolve().parent, place.documents.resolve(), place.data.resolve()
    passed_over = data.is_relative_to(documents) and folder.is_relative_to(data)
    if folder.is_relative_to(documents) and not passed_over:
        raise BackupError(Refusal.INSIDE, file=str(file))


def _attempt(place: Place, file: Path, tell: Tell, *, force: bool, patience_s: float) -> Manifest:
    with writing(file, force=force) as writer:
        copier = _Copier(place, writer, file.parent)
        tell("backup-state")
        state = copier.state()
        with quiet(place, tell, patience_s) as held:
            tell("backup-library")
            library = copier.library(file.with_name(f"{file.name}{TEMPORARY}-library"))
            tell("backup-documents")
            left_out = tuple(copier.documents())
            copier.kept()
            if not held:
                _check_unmoved(place, library)
        tell("backup-reading-back")
        members = tuple(writer.members)
        manifest = Manifest(version("vestovoy"), datetime.now(UTC), library, state, members, left_out)
        writer.finish(manifest)
    return manifest


def _check_unmoved(place: Place, library: LibraryFacts | None) -> None:
    """Raises BackupLaterError where something was committed while the documents were copied, or is about to be."""
    now = place.files.facts(place.library_file).generation if place.library_file.exists() else 0
    if is_changing(place) or now != (library.generation if library else 0):
        raise BackupLaterError(Later.CHANGED)


@dataclass(frozen=True, slots=True)
class _Copier:
    place: Place
    writer: Writer
    spool: Path
    """Where what is large lies meanwhile: there must be room for the backup there anyway."""

    def state(self) -> StateFacts | None:
        database = Database.connect(self.place.database_url)
        try:
            with dumping(database) as dump:
                if dump is None:
                    return None
                for table in dump.tables:
                    self.writer.add_chunks(f"{STATE}{table.name}.jsonl", dump.lines(table))
                return dump.facts()
        finally:
            database.dispose()

    def library(self, temporary: Path) -> LibraryFacts | None:
        if not self.place.library_file.exists():
            return None
        try:
            facts = self.place.files.copy(self.place.library_file, temporary)
            with temporary.open("rb") as copy:
                self.writer.add(LIBRARY, copy)
        finally:
            temporary.unlink(missing_ok=True)
        return facts

    def documents(self) -> Iterator[LeftOut]:
        """Copies all but those that it gives back."""
        with _read_from(self.place.documents):
            found = list(walk(self.place.documents, self.place.data))
        for one in found:
            left_out = one if isinstance(one, LeftOut) else self._document(one)
            if left_out is not None:
                yield left_out

    def _document(self, found: Found) -> LeftOut | None:
        try:
            with read_whole(found.file, self.spool) as whole:
                self.writer.add(DOCUMENTS + found.path, whole.content, whole.mtime_ns)
        except FileNotFoundError:
            return None  # it went meanwhile
        except PermissionError:
            return LeftOut(found.path, "unreadable")
        except ChangingError:
            return LeftOut(found.path, "changing")
        return None

    def kept(self) -> None:
        """Files of earlier versions; those that are documents now are kept anew by the next reindex."""
        there = {member.sha256 for member in self.writer.members}
        with _read_from(self.place.kept):
            for file in sorted(self.place.kept.glob("??/*")):
                if file.name not in there and not file.suffix:
                    self._kept(file)

    def _kept(self, file: Path) -> None:
        with suppress(FileNotFoundError, ChangingError), read_whole(file, self.spool) as whole:
            if whole.sha256 == file.name:
                self.writer.add(f"{KEPT}{file.parent.name}/{file.name}", whole.content, whole.mtime_ns)


@contextmanager
def _read_from(folder: Path) -> Iterator[None]:
    try:
        yield
    except (PermissionError, NotADirectoryError) as error:
        raise BackupError(Refusal.NOT_READ, file=str(folder), reason=error.strerror or str(error)) from error
    except FileNotFoundError as error:
        raise BackupError(Refusal.NO_FOLDER, folder=str(error.filename or folder)) from error
