"""What every part of the documents' intake works with, in one place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from telegram import User

from bot.desk import Desk
from bot.documents.batches import Batches
from bot.documents.fetch import Fetcher
from bot.documents.screen import Screen
from bot.documents.staging import Staging, Upload
from bot.documents.work import Job, Works
from bot.texts import Texts, texts_for
from index.readers import ReadLimits

MB = 2**20


@dataclass(slots=True)
class Librarian:
    desk: Desk
    spawn: Callable[[Coroutine[Any, Any, None]], object]
    """Begins something that goes on beside the handlers; its errors are reported, its end is waited for."""
    staging: Staging
    works: Works
    fetcher: Fetcher
    batches: Batches = field(default_factory=Batches)
    examining: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One upload is read at a time: a reader may take much memory."""
    reindexing: Job | None = None
    """From when it was asked for to its end."""
    deciding: set[str] = field(default_factory=set)
    """Uploads about which something is being done."""

    @classmethod
    def of(cls, desk: Desk, spawn: Callable[[Coroutine[Any, Any, None]], object]) -> Librarian:
        settings = desk.settings
        fetcher = Fetcher(settings.max_file_mb * MB, private_too=settings.add_private_addresses)
        return cls(desk, spawn, Staging.of(settings.data), Works(desk), fetcher)

    @property
    def folder(self) -> Path:
        return self.desk.library.documents_folder

    @property
    def limits(self) -> ReadLimits:
        return ReadLimits(max_bytes=self.desk.settings.max_file_mb * MB)

    def screen(self, user: User) -> Screen:
        """In the private chat of an admin."""
        return Screen(self.desk, user.id, self.desk.texts(user))

    def screen_of(self, upload: Upload) -> Screen:
        return Screen(self.desk, upload.chat_id, self.texts_of(upload), upload.message_id)

    def texts_of(self, upload: Upload) -> Texts:
        return texts_for(upload.language, self.desk.settings.language)

    async def record(self, by: int, action: str, subject: str, detail: str = "") -> None:
        """Into the audit."""
        await self.desk.patiently(lambda: self.desk.state.audit.record(by, action, subject, detail))
