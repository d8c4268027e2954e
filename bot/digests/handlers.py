"""The commands, buttons and jobs of the digests, as the table of handlers takes them."""

from __future__ import annotations

from typing import Any

from telegram.ext import JobQueue, filters

from bot.desk import Desk
from bot.digests.cards import FILE, open_card, press_file
from bot.digests.choosing import press_setting, show_panel
from bot.digests.message import PAGE
from bot.digests.panel import SET
from bot.digests.preview import press_page
from bot.digests.sender import TICK, run_due

__all__ = ["LINK", "PRESSES", "add_digest_jobs", "open_card", "show_panel"]

PRESSES = {SET: press_setting, PAGE: press_page, FILE: press_file}
LINK = filters.Regex(r"^/start d_")


def add_digest_jobs(jobs: JobQueue[Any], desk: Desk) -> None:
    """One round at a time, however long it takes."""
    running: list[object] = []

    async def send_due_digests(_: object) -> None:
        if running:
            return
        running.append(True)
        try:
            await run_due(desk)
        finally:
            running.clear()

    jobs.run_repeating(send_due_digests, TICK, first=TICK, job_kwargs={"max_instances": 2})
