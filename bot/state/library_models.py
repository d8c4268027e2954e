"""The tables of looking after the library."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.state.models import Base


class DeletionRow(Base):
    """A document taken out of the library whose file is not gone yet."""

    __tablename__ = "deletions"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    path: Mapped[str]
    hidden: Mapped[str]
    """Where the file lies meanwhile, relative to the documents' folder."""
    title: Mapped[str]
    by: Mapped[int]
    at: Mapped[datetime]
    chat_id: Mapped[int]
    message_id: Mapped[int]
    """Of the message with the button that brings it back."""
