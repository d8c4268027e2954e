"""An upload's way into the documents' folder: each file whole or not at all, and all of them however often killed.

The files are first copied beside where they go, under hidden names; then the upload is marked as being published;
then the copies take their places. A kill before the mark leaves everything as it was, but for copies that the next
start sweeps away; one after it is made good by doing it again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path

from bot.documents.staging import Item, Stage, Staging, Target, Upload

_START, _END = ".vestovoy-", ".part"


class ChangedMeanwhileError(Exception):
    """What stands where an item goes is not what the admin was shown."""


class OutsideError(Exception):
    """The place leads out of the documents' folder."""


def publish_files(folder: Path, staging: Staging, upload: Upload) -> Upload:
    """Moves every target into its place; the upload as it is kept from now on.

    Raises ChangedMeanwhileError and OutsideError, and OSError where something cannot be written: nothing is moved then.
    """
    copies = []
    try:
        for target in upload.targets:
            _check(folder, target)
            copies.append(_copy(folder, staging, upload, target))
        marked = staging.save(replace(upload, stage=Stage.PUBLISHING))
    except BaseException:
        for copy in copies:
            _discard(folder, copy)
        raise
    for copy, target in zip(copies, upload.targets, strict=True):
        _take_place(copy, folder / target.path)
    return marked


def finish_publishing(folder: Path, staging: Staging) -> list[Upload]:
    """Does what a kill left half done: the uploads that were being published, now all in their places.

    Call it while no other reindex runs, before one. They are marked, so that no later change of the files is undone.
    """
    sweep_copies(folder)
    unfinished = [upload for upload in staging.all() if upload.stage is Stage.PUBLISHING]
    for upload in unfinished:
        for target in upload.targets:
            item = upload.items[target.item]
            if digest_of(folder / target.path) != item.sha256:
                _take_place(_copy(folder, staging, upload, target), folder / target.path)
        staging.save(replace(upload, stage=Stage.PLACED))
    return unfinished


def sweep_copies(folder: Path) -> None:
    """Takes away copies that never took their places, and folders made for them alone."""
    for copy in list(folder.rglob(f"{_START}*{_END}")):
        _discard(folder, copy)


def digest_of(file: Path) -> str:
    """Empty where there is no such file."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _check(folder: Path, target: Target) -> None:
    if digest_of(folder / target.path) != target.replaces:
        raise ChangedMeanwhileError(target.path)


def _copy(folder: Path, staging: Staging, upload: Upload, target: Target) -> Path:
    place = (folder / target.path).parent
    if not place.resolve().is_relative_to(folder.resolve()):
        raise OutsideError(target.path)
    place.mkdir(parents=True, exist_ok=True)
    copy = place / f"{_START}{upload.id}-{target.item}{_END}"
    item: Item = upload.items[target.item]
    try:
        with staging.file(upload, item).open("rb") as source, copy.open("wb") as written:
            shutil.copyfileobj(source, written)
            written.flush()
            os.fsync(written.fileno())
    except BaseException:
        _discard(folder, copy)
        raise
    return copy


def _take_place(copy: Path, place: Path) -> None:
    copy.replace(place)
    handle = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _discard(folder: Path, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    for parent in copy.parents:
        if parent == folder:
            return
        with contextlib.suppress(OSError):  # it is not empty
            parent.rmdir()
