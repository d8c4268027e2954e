"""People, groups, questions, conversations, the audit."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_people()
    _create_chats()
    _create_questions()
    _create_answers()
    _create_turns()
    _create_audit()
    op.create_table("once", sa.Column("key", sa.String(128), primary_key=True), _time("at"))
    op.create_index("ix_once_at", "once", ["at"])


def _create_people() -> None:
    op.create_table(
        "people",
        *_admissible(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("username", sa.Text),
        sa.Column("language", sa.Text),
    )


def _create_chats() -> None:
    op.create_table(
        "chats",
        *_admissible(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("is_forum", sa.Boolean, nullable=False),
        _number("asked_by", nullable=True),
        _time("introduced_at", nullable=True),
        _number("migrated_to", nullable=True),
    )


def _create_questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.String(16), primary_key=True),
        *(_number(name) for name in ("chat_id", "topic_id", "person_id", "message_id", "edited_at")),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        _number("attempts"),
        sa.Column("reply_ids", sa.JSON, nullable=False),
        _time("created_at"),
        _time("moved_at"),
        sa.Column("understood", sa.Text),
        sa.Column("answer", sa.Text),
        sa.Column("answered", sa.Boolean),
        sa.Column("confidence", sa.Double),
        sa.Column("seconds", sa.Double),
        _time("sent_at", nullable=True),
        sa.Column("failure", sa.Text),
        sa.UniqueConstraint("chat_id", "message_id", "edited_at", name="uq_questions_chat_id_message_id_edited_at"),
    )
    for column in ("created_at", "person_id", "state"):
        op.create_index(f"ix_questions_{column}", "questions", [column])


def _create_answers() -> None:
    op.create_table(
        "shown_passages",
        _question(),
        _number("rank", primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text, nullable=False),
        _number("start"),
        _number("end"),
        sa.Column("passage_id", sa.Text, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("quoted", sa.Boolean, nullable=False),
    )
    op.create_index("ix_shown_passages_document", "shown_passages", ["document"])
    op.create_table(
        "ratings",
        _question(),
        _number("person_id", primary_key=True, autoincrement=False),
        _number("thumb"),
        _time("at"),
    )
    op.create_index("ix_ratings_person_id", "ratings", ["person_id"])


def _create_turns() -> None:
    key = ("chat_id", "topic_id", "person_id", "message_id")
    op.create_table(
        "turns",
        *(_number(name, primary_key=True, autoincrement=False) for name in key),
        sa.Column("question_id", sa.String(16), nullable=False),
        _time("at"),
        sa.Column("turn", sa.Text, nullable=False),
    )
    for column in ("at", "person_id"):
        op.create_index(f"ix_turns_{column}", "turns", [column])


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        _time("at"),
        _number("by"),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("action", "subject", "detail")),
    )
    for column in ("at", "subject"):
        op.create_index(f"ix_audit_{column}", "audit", [column])


def _admissible() -> list[sa.Column[Any]]:
    return [
        _number("id", primary_key=True, autoincrement=False),
        sa.Column("admission", sa.String(16), nullable=False),
        sa.Column("collections", sa.JSON),
        sa.Column("is_active", sa.Boolean, nullable=False),
        _time("asked_at", nullable=True),
        _time("notified_at", nullable=True),
        _number("decided_by", nullable=True),
        _time("decided_at", nullable=True),
        _time("created_at"),
        _time("seen_at"),
    ]


def _question() -> sa.Column[Any]:
    return sa.Column("question_id", sa.String(16), sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)


def _number(name: str, *, nullable: bool = False, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, nullable=nullable, **options)


def _time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
