"""Run by Alembic: the migrations on the connection, and in the transaction, that `bot.state.schema` opened."""

from __future__ import annotations

from alembic import context

from bot.state.models import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
