"""Copies of the documents' files, by the hash of their bytes: what a rollback puts back into the folder."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.types import FileStamp

_log = logging.getLogger(__name__)

FOLDER_NAME = "kept"
KEEP_BYTES = 2_000 * 2**20
_CHUNK = 2**20
_TEMPORARY = ".part"


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """A copy is made while the file is as it was indexed, since nobody asks before they overwrite one.

    Used by the one process that holds the reindex lock.
    """

    folder: Path
    max_bytes: int = KEEP_BYTES
    """Of all copies together; 0 keeps none."""

    def has(self, stamp: FileStamp) -> bool:
        """Whether there is a copy, whole and unspoilt."""
        file = self._file(stamp.sha256)
        try:
            if file.stat().st_size != stamp.size:
                return False
            with file.open("rb") as opened:
                return hashlib.file_digest(opened, "sha256").hexdigest() == stamp.sha256
        except OSError:
            return False

    def restore(self, sha256: str, target: Path) -> None:
        """Writes a copy's bytes to a new file at `target`, in place of what is there. Raises OSError."""
        _copy(self._file(sha256), target)

    def bring_up_to(self, live: Mapping[str, tuple[FileStamp, Path]], retired: Mapping[str, int]) -> None:
        """Keeps the files that are live and, as far as there is room, those that were, the latest first.

        `live` is by path, where each file lies; `retired` gives by hash the generation in which a version went.
        A file that cannot be copied is one that a rollback will not put back: told in the log, no error.
        """
        sizes = dict(self._sizes())
        chosen = self._chosen(live, retired, sizes)
        for sha256 in sizes.keys() - chosen.keys():
            self._file(sha256).unlink(missing_ok=True)
        for sha256, (stamp, source) in chosen.items():
            if source is not None and sizes.get(sha256) != stamp.size:
                self._keep(sha256, source)

    def _chosen(
        self, live: Mapping[str, tuple[FileStamp, Path]], retired: Mapping[str, int], sizes: Mapping[str, int]
    ) -> dict[str, tuple[FileStamp, Path | None]]:
        """The copies that are to be, by hash, with the file to take each from."""
        wanted: dict[str, tuple[FileStamp, Path | None]] = {stamp.sha256: (stamp, at) for stamp, at in live.values()}
        for sha256 in sorted(sizes.keys() & retired.keys() - wanted.keys(), key=lambda sha256: -retired[sha256]):
            wanted[sha256] = (FileStamp(sizes[sha256], 0, sha256), None)
        room = self.max_bytes
        chosen = {}
        for sha256, found in wanted.items():
            room -= found[0].size
            if room < 0:
                break
            chosen[sha256] = found
        return chosen

    def _keep(self, sha256: str, source: Path) -> None:
        file = self._file(sha256)
        partial = file.with_suffix(_TEMPORARY)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            if _copy(source, partial) == sha256:  # else it was changed since, and the next reindex will see it
                partial.replace(file)
            else:
                partial.unlink()
        except OSError as error:
            _log.warning("%s is not kept for a rollback: %s", source, error)
            partial.unlink(missing_ok=True)

    def _sizes(self) -> Iterator[tuple[str, int]]:
        """Of the copies there are, by hash. Takes away what a killed process left half-written."""
        for entry in self.folder.glob("??/*"):
            if entry.suffix == _TEMPORARY:
                entry.unlink(missing_ok=True)
            else:
                yield entry.name, entry.stat().st_size

    def _file(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


def _copy(source: Path, target: Path) -> str:
    """The hash of what was written."""
    digest = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb") as writing:
        while chunk := reading.read(_CHUNK):
            digest.update(chunk)
            writing.write(chunk)
    return digest.hexdigest()
