"""What every part of it works with, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.desk import Desk
from bot.documents.librarian import Librarian


@dataclass(slots=True)
class Clerk:
    librarian: Librarian
    publishing: set[str] = field(default_factory=set)
    """Resolutions whose notes this process is publishing."""

    @property
    def desk(self) -> Desk:
        return self.librarian.desk
