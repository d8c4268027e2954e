"""Which run works on a question, what a shown passage said, updates that are no questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("questions", sa.Column("run", sa.BigInteger))
    op.add_column("shown_passages", sa.Column("text_hash", sa.String(32)))
    op.create_table(
        "updates",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run", sa.BigInteger),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.BigInteger),
        sa.Column("body", sa.JSON),
    )
    op.create_index("ix_updates_at", "updates", ["at"])
