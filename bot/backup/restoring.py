"""A backup put in the place of what is there: looked through first, then made ready beside it, then exchanged."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from bot.backup import journal as journals
from bot.backup.archive import Reader
from bot.backup.errors import BackupError, BackupLaterError, Later, Refusal, written
from bot.backup.journal import Journal, Move, Restored
from bot.backup.manifest import DOCUMENTS, KEPT, LIBRARY, Manifest, Member
from bot.backup.place import OWNER_NAME, Place
from bot.backup.state_dump import dumping, known_revisions
from bot.backup.state_load import build_file, build_schema, exchange_schemas, former_schema
from bot.state import StateUnavailableError
from bot.state.database import Database
from bot.state.runs import is_any_alive
from bot.state.schema import alone
from index.errors import ReindexRunningError, StoreError
from index.kept_files import FOLDER_NAME
from index.library_files import FILE_NAME

STAGING = ".vestovoy-restoring"
FORMER = "former-"
"""Of folders the name after a point: hidden things are no documents where one folder lies within the other."""
LOCK_NAME = "restore.lock"


@dataclass(frozen=True, slots=True)
class Restorer:
    place: Place
    database: Database

    def check(self, reader: Reader, done: Callable[[Member], object]) -> None:
        """Raises BackupError for a backup that is of a newer program, damaged, or too large; nothing is changed."""
        manifest = reader.manifest
        newer_state = manifest.state is not None and manifest.state.revision not in known_revisions()
        newer_library = manifest.library is not None and manifest.library.schema > self.place.files.newest_schema
        if newer_state or newer_library:
            raise BackupError(Refusal.NEWER, file=reader.file, version=manifest.version)
        self._check_room(reader)
        reader.check(done)

    def _check_room(self, reader: Reader) -> None:
        """Raises BackupError; bounds what a hostile archive may unpack to."""
        wanted: dict[int, tuple[Path, int]] = {}
        for member in reader.manifest.members:
            folder = _existing(self.place.documents if member.name.startswith(DOCUMENTS) else self.place.data)
            disk = folder.stat().st_dev
            wanted[disk] = (folder, wanted.get(disk, (folder, 0))[1] + member.size)
        for folder, size in wanted.values():
            free = shutil.disk_usage(folder).free
            if size > free:
                values = {"wanted": -(-size // 2**20), "free": free // 2**20}
                raise BackupError(Refusal.NO_ROOM, folder=str(folder), **values)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Neither bot nor reindex nor another restore. Raises BackupLaterError and ReindexRunningError."""
        with written(self.place.data):
            self.place.data.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            self._take(stack, FileLock(self.place.data / LOCK_NAME), BackupLaterError(Later.RESTORING))
            stack.callback((self.place.data / LOCK_NAME).unlink, missing_ok=True)
            if self.place.library.is_dir():
                self._take(stack, self.place.lock, ReindexRunningError())
            self._hold_off_starts(stack)
            if is_any_alive(self.database):
                raise BackupLaterError(Later.BOT_RUNS)
            yield

    def _hold_off_starts(self, stack: ExitStack) -> None:
        try:
            stack.enter_context(alone(self.database))
        except (Timeout, OSError) as error:
            raise StateUnavailableError(str(error)) from error

    def _take(self, stack: ExitStack, lock: FileLock, refusal: Exception) -> None:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise refusal from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise BackupError(Refusal.NOT_WRITTEN, file=str(lock.lock_file), reason=reason) from error
        stack.callback(lock.release)

    def restore(self, reader: Reader) -> Journal:
        """Call it `alone`. After a kill, call `finish`."""
        self.database.engine.dispose()  # a file that is open must not be moved
        staged = _Staged(self.place, self.database, _stamp())
        try:
            with written(self.place.data):
                journal = staged.make(reader)
        except BaseException:
            staged.sweep()
            raise
        journals.save(self.place.data, journal)
        self.finish(journal)
        return journal

    def finish(self, journal: Journal) -> None:
        """Call it `alone`."""
        self.database.engine.dispose()
        journals.finish(self.place.data, journal, lambda: exchange_schemas(self.database, journal.stamp))


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%d_%H%M%S")


def _existing(folder: Path) -> Path:
    folder = folder.absolute()
    return next(one for one in (folder, *folder.parents) if one.is_dir())


@dataclass(frozen=True, slots=True)
class _Staged:
    """Everything new, beside what is there: on the same disk, so that moving it is renaming it."""

    place: Place
    database: Database
    stamp: str

    @property
    def documents(self) -> Path:
        return self.place.documents / STAGING

    @property
    def library(self) -> Path:
        return self.place.data / STAGING

    @property
    def state(self) -> Path | None:
        file = self.database.file
        return None if file is None else file.absolute().with_name(f"{file.name}{STAGING}")

    def sweep(self) -> None:
        """Takes away what this or a killed restore made ready."""
        for folder in (self.documents, self.library):
            shutil.rmtree(folder, ignore_errors=True)
        if self.state is not None:
            for ending in ("", "-journal", "-wal", "-shm"):
                Path(f"{self.state}{ending}").unlink(missing_ok=True)

    def make(self, reader: Reader) -> Journal:
        """Nothing that was there is touched."""
        self.sweep()
        manifest = reader.manifest
        self.documents.mkdir(parents=True)
        self.library.mkdir(parents=True)
        for member in manifest.members:
            target = self._target(member)
            if target is not None:
                _extract(reader, member, target)
        self._make_library(manifest, reader.file)
        if manifest.state is not None:
            if self.state is None:
                build_schema(self.database, reader, manifest.state)
            else:
                build_file(self.state, reader, manifest.state)
        os.sync()
        return self._journal(manifest, reader.file)

    def _target(self, member: Member) -> Path | None:
        """Where a part is unpacked to; None for the state's."""
        if member.name.startswith(DOCUMENTS):
            return self.documents / member.name.removeprefix(DOCUMENTS)
        if member.name == LIBRARY:
            return self.library / FILE_NAME
        if member.name.startswith(KEPT):
            return self.library / FOLDER_NAME / member.name.removeprefix(KEPT)
        return None

    def _make_library(self, manifest: Manifest, file: str) -> None:
        """Raises BackupError for what is no library, whatever the list says."""
        if manifest.library is None:
            return
        try:
            facts = self.place.files.facts(self.library / FILE_NAME)
        except StoreError as error:
            raise BackupError(Refusal.HOSTILE, file=file, part=LIBRARY) from error
        if facts.schema > self.place.files.newest_schema:
            raise BackupError(Refusal.NEWER, file=file, version=manifest.version)
        (self.library / OWNER_NAME).write_text(str(self.place.documents.resolve()), encoding="utf-8")

    def _journal(self, manifest: Manifest, file: str) -> Journal:
        aside, into = self._documents_moves()
        if manifest.library is not None:
            former = self.place.data / f".{FORMER}{self.stamp}" / self.place.library.name
            aside += _moves([self.place.library], [former])
            into += [Move(str(self.library), str(self.place.library))]
        database = self.database.file
        if manifest.state is not None and database is not None:
            database = database.absolute()
            there = [Path(f"{database}{ending}") for ending in ("", "-wal", "-shm")]
            former = database.with_name(f"{database.name}.{FORMER}{self.stamp}")
            aside += _moves(there, [Path(f"{former}{ending}") for ending in ("", "-wal", "-shm")])
            into += [Move(str(self.state), str(database))]
        schemas = manifest.state is not None and database is None
        staging = (str(self.documents), str(self.library))
        former_tables = former_schema(self.stamp) if schemas and self._has_tables() else ""
        return Journal(
            self.stamp, tuple(aside), tuple(into), staging, schemas, former_tables, _restored(manifest, file)
        )

    def _has_tables(self) -> bool:
        with dumping(self.database) as dump:
            return dump is not None

    def _documents_moves(self) -> tuple[list[Move], list[Move]]:
        """Entry by entry, for the folder itself may be a mounted disk, or one whose parent may not be written to."""
        root = self.place.documents
        ours = [self.place.data.resolve(), (self.database.file or self.place.data).resolve()]
        there = [entry for entry in sorted(root.iterdir()) if not entry.name.startswith(".")]
        going = [entry for entry in there if not any(one.is_relative_to(entry.resolve()) for one in ours)]
        new = sorted(self.documents.iterdir())
        for entry in new:
            if root / entry.name in {*there} - {*going}:
                raise BackupError(Refusal.IN_THE_WAY, place=str(root / entry.name))
        former = root / f".{FORMER}{self.stamp}"
        aside = _moves(going, [former / entry.name for entry in going])
        return aside, [Move(str(entry), str(root / entry.name)) for entry in new]


def _moves(sources: list[Path], targets: list[Path]) -> list[Move]:
    pairs = zip(sources, targets, strict=True)
    return [Move(str(source), str(target)) for source, target in pairs if os.path.lexists(source)]


def _restored(manifest: Manifest, file: str) -> Restored:
    rows = manifest.state.rows if manifest.state else {}
    generation = manifest.library.generation if manifest.library else None
    return Restored(
        file, manifest.created_at, manifest.documents, generation, rows.get("people"), rows.get("questions")
    )


def _extract(reader: Reader, member: Member, target: Path) -> None:
    """A file of its own, no matter what lies there. Raises OSError and BackupError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as opened:
        reader.extract(member, opened.write)
    if member.mtime_ns:
        os.utime(target, ns=(member.mtime_ns, member.mtime_ns))
