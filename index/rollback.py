"""Back to an earlier generation, the folder's files too: written down first, so that a kill leaves the old or the new.

    check that each file can be put back, and where → journal → files → commit → no journal

Whoever next holds the reindex lock carries an interrupted one to its end.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from index.changed import DOUBTFUL_MTIME
from index.errors import HistoryError, StoreError
from index.kept_files import KeptFiles
from index.ports import Store
from index.types import FileStamp, HistoryProblem

_log = logging.getLogger(__name__)

JOURNAL_NAME = "rollback.json"
_TEMPORARY = ".vestovoy-"
"""A hidden name: no reindex takes it for a document."""


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One file of the folder before and after; None: there is none."""

    file: str
    """Where it lies, links followed."""
    before: str | None
    after: str | None
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Rollback:
    """Used by the one process that holds the reindex lock."""

    store: Store
    kept: KeptFiles
    documents: Path
    data: Path

    def run(self, generation: int, files: Mapping[str, Path]) -> None:
        """`files` is where each file of the folder lies, by document path; they are as they were indexed.

        Raises HistoryError, and nothing has changed, where the generation or the bytes of a file are not kept;
        StoreError, and nothing has changed, where a folder may not be written to; StoreError also where a file cannot
        be written all the same: the rollback is then carried on by the next reindex.
        """
        now, then = self.store.stamps(), self.store.stamps_at(generation)
        skipped = {skipped.path for skipped in self.store.skipped()}
        changed = {
            path
            for path in now.keys() | then.keys()
            if (path in then and then[path].sha256 != (path in now and now[path].sha256))
            or (path not in then and path not in skipped)
        }
        self._check([then[path] for path in changed if path in then], generation)
        places = {path: files.get(path, self.documents / path) for path in changed}
        _check_folders(place.parent for place in places.values())
        exchanges = [self._exchange(place, then.get(path)) for path, place in places.items()]
        try:
            self._write_journal(generation, sorted(exchanges, key=lambda x: (x.after is not None, x.file)))
        except OSError as error:
            raise StoreError(f"{self.data} cannot be written to: {error}; check its disk and permissions") from error
        self.finish()

    def finish(self) -> None:
        """Carries on what an earlier process began, if any. Raises StoreError where it cannot."""
        self._partial_journal.unlink(missing_ok=True)
        try:
            journal = json.loads((self.data / JOURNAL_NAME).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        try:
            for exchange in journal["files"]:
                self._carry_out(_Exchange(**exchange))
            os.sync()
        except OSError as error:
            raise StoreError(
                f"the rollback to generation {journal['generation']} cannot go on: {error}; see to it and reindex"
            ) from error
        if self.store.generation == journal["from"]:
            self.store.roll_back(journal["generation"])
        (self.data / JOURNAL_NAME).unlink()

    def _exchange(self, file: Path, then: FileStamp | None) -> _Exchange:
        if then is None:
            return _Exchange(str(file), _hash_of(file), None, DOUBTFUL_MTIME)
        return _Exchange(str(file), _hash_of(file), then.sha256, then.mtime_ns)

    def _check(self, stamps: Sequence[FileStamp], generation: int) -> None:
        missing = sum(not self.kept.has(stamp) for stamp in stamps)
        if missing:
            raise HistoryError(generation, HistoryProblem.FILES, missing)

    def _write_journal(self, generation: int, exchanges: list[_Exchange]) -> None:
        journal = {"generation": generation, "from": self.store.generation, "files": [asdict(x) for x in exchanges]}
        with self._partial_journal.open("w", encoding="utf-8") as file:
            json.dump(journal, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        self._partial_journal.replace(self.data / JOURNAL_NAME)

    @property
    def _partial_journal(self) -> Path:
        return self.data / f"{JOURNAL_NAME}.part"

    def _carry_out(self, exchange: _Exchange) -> None:
        file = Path(exchange.file)
        partial = file.parent / (_TEMPORARY + hashlib.sha256(file.name.encode()).hexdigest()[:16])
        partial.unlink(missing_ok=True)
        there = _hash_of(file)
        if there not in (exchange.before, exchange.after):
            _log.warning("%s was changed during a rollback and is left as it is", file)
        elif exchange.after is None:
            file.unlink(missing_ok=True)
            self._remove_empty(file.parent)
        elif there != exchange.after:
            file.parent.mkdir(parents=True, exist_ok=True)
            self.kept.restore(exchange.after, partial)
            if exchange.mtime_ns != DOUBTFUL_MTIME:
                os.utime(partial, ns=(exchange.mtime_ns, exchange.mtime_ns))
            partial.replace(file)

    def _remove_empty(self, folder: Path) -> None:
        root = Path(os.path.realpath(self.documents))
        with suppress(PermissionError):  # an empty folder does no harm
            while folder != root and folder.is_relative_to(root) and folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
                folder = folder.parent


def _check_folders(folders: Iterable[Path]) -> None:
    """Raises StoreError for one that may not be written to; of one that is not there, for that which it is made in."""
    for folder in sorted(set(folders)):
        nearest = next(above for above in (folder, *folder.parents) if os.path.lexists(above))
        if nearest.is_dir() and not os.access(nearest, os.W_OK | os.X_OK):
            raise StoreError(f"{nearest} cannot be written to, and nothing was rolled back; check its permissions")


def _hash_of(file: Path) -> str | None:
    """None where there is no such file."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
