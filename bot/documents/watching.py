"""The documents' folder, watched: a burst of changes is one reindex, once every file of it has come to rest.

`watchfiles` asks the system to be told; where files lie on another machine the system is not told of what others
write there, so that such a folder is looked through again and again instead.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from watchfiles import Change, awatch

from bot.documents.librarian import Librarian
from bot.documents.reindexing import reindex_quietly
from index.errors import SettingError
from index.scan import scan_folder

log = logging.getLogger(__name__)

REST_S = 2.0
"""So long nothing may change in size or time before the files are taken as whole."""
MOST_UNREST_S = 900.0
"""A file that is written to without end keeps the others waiting no longer than this."""
BURST_MS = 500
LOOK_EVERY_MS = 10_000
"""Where one has to look for oneself."""
AGAIN_S = 30.0
MOUNTS = Path("/proc/self/mounts")
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "vboxsf", "virtiofs", "drvfs"}
)
_HALF = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".temp", ".swp", ".lock", "~")
_HIDDEN = (".", "~$")
"""Names under which programs keep what they have not finished."""


async def watch(librarian: Librarian, rest_s: float = REST_S) -> None:
    """Until the program ends."""
    closing = librarian.desk.closing
    while not closing.is_set():
        try:
            await _watch(librarian, rest_s)
        except OSError as error:
            log.warning("the folder cannot be watched: %s; again in %s s", error, AGAIN_S)
            await librarian.desk.closes_within(AGAIN_S)


async def _watch(librarian: Librarian, rest_s: float) -> None:
    folder = librarian.folder
    polling = is_remote(folder)
    log.info("watching the folder", extra={"polling": polling})
    changes = awatch(
        folder,
        watch_filter=lambda change, path: is_of_interest(change, folder, Path(path)),
        debounce=BURST_MS,
        stop_event=librarian.desk.closing,
        force_polling=polling,
        poll_delay_ms=LOOK_EVERY_MS,
        ignore_permission_denied=True,
    )
    async for _ in changes:
        if await at_rest(librarian, rest_s):
            await reindex_quietly(librarian)


async def at_rest(librarian: Librarian, rest_s: float) -> bool:
    """False when the program ends before nothing changes any more."""
    deadline = asyncio.get_running_loop().time() + MOST_UNREST_S
    before = await asyncio.to_thread(_look, librarian.folder)
    while not await librarian.desk.closes_within(rest_s):
        now = await asyncio.to_thread(_look, librarian.folder)
        if now == before or asyncio.get_running_loop().time() > deadline:
            return True
        before = now
    return False


def _look(folder: Path) -> dict[str, tuple[int, int]]:
    """Empty where the folder cannot be listed: the reindex says why."""
    try:
        return {found.name: (found.size, found.mtime_ns) for found in scan_folder(folder).files}
    except SettingError:
        return {}


def is_of_interest(change: Change, folder: Path, path: Path) -> bool:
    """False for what a reindex passes over, and for what programs have not finished."""
    del change
    parts = path.relative_to(folder).parts if path.is_relative_to(folder) else path.parts[-1:]
    return not any(part.startswith(_HIDDEN) for part in parts) and not path.name.lower().endswith(_HALF)


def is_remote(folder: Path, mounts: Path = MOUNTS) -> bool:
    """Whether the folder lies on another machine, by the table of what is mounted where."""
    real = folder.resolve()
    best, kind = Path(), ""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    for line in lines:
        _, point, found, *_ = line.split(" ")
        place = Path(point.encode().decode("unicode_escape").encode("latin-1", "replace").decode("utf-8", "replace"))
        if real.is_relative_to(place) and len(place.parts) >= len(best.parts):
            best, kind = place, found
    return kind in NETWORK or kind.startswith("fuse.")
