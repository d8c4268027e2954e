"""The tables of asking that came after the first ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.state.models import Base


class UpdateRow(Base):
    """An update that is no question: kept whole until it was dealt with, then its id only."""

    __tablename__ = "updates"
    __table_args__ = (Index("ix_updates_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    run: Mapped[int | None]
    """Which run of the program deals with it."""
    attempts: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int | None]
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """As Telegram sent it; None once it was dealt with."""
