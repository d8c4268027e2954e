"""The tables of the daily digests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.state.models import Base


class DigestPlanRow(Base):
    """What a chat wants; a person's private chat has the person's id."""

    __tablename__ = "digest_plans"
    __table_args__ = (Index("ix_digest_plans_next_at", "next_at"),)

    chat_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_on: Mapped[bool]
    is_away: Mapped[bool]
    minute: Mapped[int]
    zone: Mapped[str]
    weekdays_only: Mapped[bool]
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    collections: Mapped[list[str] | None]
    topic_id: Mapped[int]
    picture: Mapped[bool]
    questions: Mapped[bool]
    unanswered: Mapped[bool]
    language: Mapped[str]
    mark: Mapped[int]
    told_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    set_by: Mapped[int]


class DigestRow(Base):
    """One digest of one chat; the unique key is what keeps it from being sent twice."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("chat_id", "day"), Index("ix_digests_created_at", "created_at"))

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    chat_id: Mapped[int]
    day: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(16))
    lease_until: Mapped[datetime]
    until: Mapped[int | None]
    body: Mapped[str | None]
    message_id: Mapped[int | None]
    failure: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
