"""Questions that admins answer, the notes that come of it, and messages that are sent once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _create_resolutions()
    _create_notes()
    _create_outbox()
    _create_changes()


def _create_resolutions() -> None:
    op.create_table(
        "resolutions",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("lead_id", sa.String(16), nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("by", "chat_id", "prompt_id", "card_id")),
        sa.Column("language", sa.Text),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("question", "answer", "path")),
        sa.Column("answer_id", sa.BigInteger, nullable=False),
        sa.Column("upload_id", sa.String(16), nullable=False),
        *(_moment(name, nullable=False) for name in ("created_at", "moved_at")),
    )
    op.create_index("ix_resolutions_prompt", "resolutions", ["chat_id", "prompt_id"])
    _create_indexes("resolutions", "state", "created_at")
    op.create_table(
        "resolved_questions",
        sa.Column("question_id", sa.String(16), _question(), primary_key=True),
        sa.Column("resolution_id", sa.String(16), sa.ForeignKey("resolutions.id", ondelete="CASCADE"), nullable=False),
    )
    _create_indexes("resolved_questions", "resolution_id")


def _create_notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.String(16), primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("path", "title")),
        sa.Column("by", sa.BigInteger, nullable=False),
        *(_moment(name, nullable=False) for name in ("signed_at", "review_at")),
        _moment("told_at"),
        sa.UniqueConstraint("path", name="uq_notes_path"),
    )
    _create_indexes("notes", "review_at")


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("person_id", "chat_id", "topic_id")),
        sa.Column("reply_to", sa.BigInteger),
        sa.Column("question_id", sa.String(16), _question()),
        sa.Column("subject", sa.String(32), nullable=False),
        *(sa.Column(name, sa.String(16), nullable=False) for name in ("state", "owner")),
        *(_moment(name, nullable=False) for name in ("lease_until", "created_at")),
        _moment("sent_at"),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("failure", sa.Text),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    _create_indexes("outbox", "state", "person_id", "created_at")


def _create_changes() -> None:
    op.create_table(
        "rewordings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("question_id", sa.String(16), _question(), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("path", "title", "before", "after")),
        sa.Column("gone", sa.Boolean, nullable=False),
        _moment("at", nullable=False),
        sa.Column("outbox_id", sa.String(16), sa.ForeignKey("outbox.id", ondelete="CASCADE")),
    )
    _create_indexes("rewordings", "question_id", "outbox_id")
    op.create_table(
        "change_marks",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("generation", sa.BigInteger, nullable=False),
        _moment("at", nullable=False),
    )


def _question() -> sa.ForeignKey:
    return sa.ForeignKey("questions.id", ondelete="CASCADE")


def _moment(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _create_indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])
