from __future__ import annotations

from asyncio import run

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.state import SchemaTooNewError, State
from bot.state.database import Database
from bot.state.models import Base
from bot.state.schema import MIGRATIONS, alembic_config, migrate
from tests.bot.state.sample import ask

REVISIONS = [script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions()]


@pytest.mark.parametrize("revision", REVISIONS)
def test_up_from_each_revision(url: str, revision: str) -> None:
    database = Database.connect(url)
    with database.writing.begin() as connection:
        command.upgrade(alembic_config(connection), revision)
    migrate(database)
    database.dispose()
    state = State.open(url)
    assert len(run(ask(state))) == 11
    run(state.close())


def test_the_migrations_make_what_the_models_say(url: str, state: State) -> None:
    with state.database.engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_there_is_one_newest_revision() -> None:
    assert len(ScriptDirectory(MIGRATIONS).get_heads()) == 1


def test_opening_again_changes_nothing(url: str, state: State) -> None:
    run(ask(state))
    again = State.open(url)
    assert run(again.retention.purge(0)).questions == 0
    run(again.close())


def test_a_newer_schema_is_refused_and_left_alone(url: str, state: State) -> None:
    with state.database.writing.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNewError, match="9999"):
        State.open(url)
    with state.database.engine.begin() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["9999"]
