"""The tables of what admins do about unanswered questions, and of who is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.state.models import Base


class ResolutionRow(Base):
    __tablename__ = "resolutions"
    __table_args__ = (
        Index("ix_resolutions_prompt", "chat_id", "prompt_id"),
        Index("ix_resolutions_state", "state"),
        Index("ix_resolutions_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    lead_id: Mapped[str] = mapped_column(String(16))
    by: Mapped[int]
    chat_id: Mapped[int]
    prompt_id: Mapped[int]
    card_id: Mapped[int]
    language: Mapped[str | None]
    question: Mapped[str]
    answer: Mapped[str]
    answer_id: Mapped[int]
    path: Mapped[str]
    upload_id: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime]


class ResolvedQuestionRow(Base):
    """The primary key keeps a question from being answered by two at once."""

    __tablename__ = "resolved_questions"
    __table_args__ = (Index("ix_resolved_questions_resolution_id", "resolution_id"),)

    question_id: Mapped[str] = mapped_column(
        String(16), ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    resolution_id: Mapped[str] = mapped_column(String(16), ForeignKey("resolutions.id", ondelete="CASCADE"))


class NoteRow(Base):
    __tablename__ = "notes"
    __table_args__ = (UniqueConstraint("path"), Index("ix_notes_review_at", "review_at"))

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    path: Mapped[str]
    title: Mapped[str]
    by: Mapped[int]
    signed_at: Mapped[datetime]
    review_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class OutboxRow(Base):
    """A message to one person; the unique key is what keeps it from being sent twice."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_outbox_state", "state"),
        Index("ix_outbox_person_id", "person_id"),
        Index("ix_outbox_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int]
    chat_id: Mapped[int]
    topic_id: Mapped[int]
    reply_to: Mapped[int | None]
    question_id: Mapped[str | None] = mapped_column(String(16), ForeignKey("questions.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(16))
    lease_until: Mapped[datetime]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None]
    failure: Mapped[str | None]


class RewordingRow(Base):
    """A sentence quoted to somebody that its document does not say any more."""

    __tablename__ = "rewordings"
    __table_args__ = (Index("ix_rewordings_question_id", "question_id"), Index("ix_rewordings_outbox_id", "outbox_id"))

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    question_id: Mapped[str] = mapped_column(String(16), ForeignKey("questions.id", ondelete="CASCADE"))
    path: Mapped[str]
    title: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    gone: Mapped[bool]
    at: Mapped[datetime]
    outbox_id: Mapped[str | None] = mapped_column(String(16), ForeignKey("outbox.id", ondelete="CASCADE"))
    """The message that tells of it; None before there is one."""


class MarkRow(Base):
    """How far the library's generations were looked at for changes of what was quoted."""

    __tablename__ = "change_marks"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    generation: Mapped[int]
    at: Mapped[datetime]
