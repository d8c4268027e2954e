"""What every part of the state is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.state.database import Database


@dataclass(frozen=True, slots=True)
class Repository:
    database: Database
    clock: Callable[[], datetime]
