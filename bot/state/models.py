"""The tables. A change here needs a migration; a test compares the two."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from bot.state.values import Admission, ChatKind, QuestionState

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with what no database takes (NUL, lone surrogates) replaced, of the same length."""
    return _UNSTORABLE.sub("\ufffd", text)


class SafeText(TypeDecorator[str]):
    """Text that may come from anywhere."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class UtcTime(TypeDecorator[datetime]):
    """Aware times in UTC, on SQLite too, which knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return None if value is None else value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


def _values(kind: Any) -> list[str]:
    return [member.value for member in kind]


class Base(DeclarativeBase):
    # Named constraints can be altered later, on SQLite too.
    metadata = MetaData(naming_convention={"uq": "uq_%(table_name)s_%(column_0_N_name)s"})
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it from the class
        str: SafeText(),
        datetime: UtcTime(),
        int: BigInteger(),
        Admission: Enum(Admission, native_enum=False, length=16, values_callable=_values),
        ChatKind: Enum(ChatKind, native_enum=False, length=16, values_callable=_values),
        QuestionState: Enum(QuestionState, native_enum=False, length=16, values_callable=_values),
        list[str]: JSON(none_as_null=True),
        list[int]: JSON(),
    }


def table_of(model: type[Base]) -> Table:
    """For statements of tables rather than of objects, which take a third of the time."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


class Admissible:
    """What people and groups have in common: being let in, and what they are granted."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    admission: Mapped[Admission] = mapped_column(default=Admission.UNKNOWN)
    collections: Mapped[list[str] | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    asked_at: Mapped[datetime | None]
    notified_at: Mapped[datetime | None]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class PersonRow(Admissible, Base):
    __tablename__ = "people"

    name: Mapped[str] = mapped_column(default="")
    username: Mapped[str | None]
    language: Mapped[str | None]


class ChatRow(Admissible, Base):
    __tablename__ = "chats"

    title: Mapped[str] = mapped_column(default="")
    kind: Mapped[ChatKind]
    is_forum: Mapped[bool] = mapped_column(default=False)
    asked_by: Mapped[int | None]
    introduced_at: Mapped[datetime | None]
    migrated_to: Mapped[int | None]


class QuestionRow(Base):
    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("chat_id", "message_id", "edited_at"),
        Index("ix_questions_state", "state"),
        Index("ix_questions_created_at", "created_at"),
        Index("ix_questions_person_id", "person_id"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    chat_id: Mapped[int]
    topic_id: Mapped[int]
    person_id: Mapped[int]
    message_id: Mapped[int]
    edited_at: Mapped[int]
    text: Mapped[str]
    state: Mapped[QuestionState]
    attempts: Mapped[int] = mapped_column(default=0)
    reply_ids: Mapped[list[int]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    understood: Mapped[str | None]
    answer: Mapped[str | None]
    answered: Mapped[bool | None]
    confidence: Mapped[float | None]
    seconds: Mapped[float | None]
    sent_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    run: Mapped[int | None]
    """Which run of the program received it or took it over."""


class ShownRow(Base):
    __tablename__ = "shown_passages"
    __table_args__ = (Index("ix_shown_passages_document", "document"),)

    question_id: Mapped[str] = mapped_column(
        String(16), ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    passage_id: Mapped[str]
    score: Mapped[float]
    quoted: Mapped[bool]
    text_hash: Mapped[str | None] = mapped_column(String(32))
    """Of the passage's text then; None in rows of old."""


class RatingRow(Base):
    __tablename__ = "ratings"
    __table_args__ = (Index("ix_ratings_person_id", "person_id"),)

    question_id: Mapped[str] = mapped_column(
        String(16), ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    thumb: Mapped[int]
    at: Mapped[datetime]


class TurnRow(Base):
    """One message of a conversation: an edited question replaces its turn."""

    __tablename__ = "turns"
    __table_args__ = (Index("ix_turns_person_id", "person_id"), Index("ix_turns_at", "at"))

    chat_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    topic_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question_id: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    turn: Mapped[str]


class ActRow(Base):
    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_at", "at"), Index("ix_audit_subject", "subject"))

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime]
    by: Mapped[int]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[str]


class OnceRow(Base):
    __tablename__ = "once"
    __table_args__ = (Index("ix_once_at", "at"),)

    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    at: Mapped[datetime]
