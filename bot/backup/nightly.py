"""A backup each night where a folder for them is set: made by a process of its own, so that the bot answers as ever."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from telegram.ext import JobQueue

from bot.delivery import Outgoing, Spot
from bot.desk import Desk
from bot.digests.schedule import zone_of
from bot.replies import tell

log = logging.getLogger(__name__)

AT_HOUR = 3
"""By the clock of `VESTOVOY_DIGEST_ZONE`; a night that was missed is made up for."""
LOOK_EVERY = timedelta(minutes=10)
ACT = "backup"
PROGRAM = 0
"""Whose act it is, in the audit."""
_NAME = re.compile(r"vestovoy-\d{4}-\d\d-\d\d\.zip")
_UNFINISHED = "vestovoy-*.zip.tmp*"
_MOST_TOLD = 500


def add_backup_job(jobs: JobQueue[Any], desk: Desk) -> None:
    async def look(_: object) -> None:
        folder = desk.settings.backup_dir
        if folder is not None and (day := await due(desk, folder)) is not None:
            await back_up_now(desk, folder, day)

    if desk.settings.backup_dir is not None:
        jobs.run_repeating(look, LOOK_EVERY, first=timedelta(seconds=30))


async def due(desk: Desk, folder: Path) -> date | None:
    """The day whose backup is to be made, and by this process alone."""
    now = desk.state.once.clock().astimezone(zone_of(desk.settings.digest_zone))
    if now.hour < AT_HOUR or file_of(folder, now.date()).exists():
        return None
    is_first = await desk.patiently(lambda: desk.state.once.first(f"backup:{now.date()}"))
    return now.date() if is_first else None


def file_of(folder: Path, day: date) -> Path:
    return folder / f"vestovoy-{day}.zip"


async def back_up_now(desk: Desk, folder: Path, day: date) -> bool:
    """Whether it was made; the admins are told where it was not."""
    for left in await asyncio.to_thread(lambda: list(folder.glob(_UNFINISHED))):
        left.unlink(missing_ok=True)
    file = file_of(folder, day)
    code, said = await _run(desk, file)
    if code == 0:
        await asyncio.to_thread(keep_newest, folder, desk.settings.backup_keep)
        await desk.patiently(lambda: desk.state.audit.record(PROGRAM, ACT, f"file:{file.name}"))
        log.info("backed up", extra={"file": str(file)})
        return True
    log.error("no backup: %s", said)
    await _tell_admins(desk, said)
    return False


async def _run(desk: Desk, file: Path) -> tuple[int | None, str]:
    """The exit code, and what it said last."""
    settings = desk.settings
    folders = ("--documents", str(settings.documents), "--data", str(settings.data))
    command = (sys.executable, "-m", "bot", "backup", str(file), "--force", *folders)
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    try:
        _, errors = await process.communicate()
    finally:
        if process.returncode is None:  # the bot ends
            process.kill()
            await process.wait()
    return process.returncode, errors.decode(errors="replace").strip()[-_MOST_TOLD:]


def keep_newest(folder: Path, keep: int) -> None:
    """Of the nightly ones; others in the folder are nobody's business."""
    ours = sorted(file for file in folder.iterdir() if _NAME.fullmatch(file.name))
    for old in ours[:-keep]:
        old.unlink(missing_ok=True)


async def _tell_admins(desk: Desk, reason: str) -> None:
    for admin_id in sorted(desk.policy.admin_ids):
        admin = await desk.patiently(partial(desk.state.people.get, admin_id))
        if admin is not None and admin.is_active:
            await tell(desk, Spot(admin.id), Outgoing(desk.texts_of(admin)("backup-failed", reason=reason)))
