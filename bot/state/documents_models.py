"""The tables of how documents came in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.state.models import Base


class PageRow(Base):
    """A document that was fetched from the web."""

    __tablename__ = "pages"
    __table_args__ = (Index("ix_pages_address", "address"),)

    path: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]
    fetched_at: Mapped[datetime]
    by: Mapped[int]
