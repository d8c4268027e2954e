"""Daily digests: what each chat wants, and what it was sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _create_plans()
    _create_digests()


def _create_plans() -> None:
    op.create_table(
        "digest_plans",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("is_on", "is_away", "weekdays_only")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("minute", "topic_id", "mark", "set_by")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("zone", "language")),
        *(sa.Column(name, sa.BigInteger) for name in ("quiet_from", "quiet_to")),
        sa.Column("collections", sa.JSON),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("picture", "questions", "unanswered")),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_digest_plans_next_at", "digest_plans", ["next_at"])


def _create_digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        *(sa.Column(name, sa.String(16), nullable=False) for name in ("state", "owner")),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.BigInteger) for name in ("until", "message_id")),
        *(sa.Column(name, sa.Text) for name in ("body", "failure")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("chat_id", "day", name="uq_digests_chat_id_day"),
    )
    op.create_index("ix_digests_created_at", "digests", ["created_at"])
