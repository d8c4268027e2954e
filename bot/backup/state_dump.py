"""The state's tables as lines of JSON, the same from SQLite and PostgreSQL, all as of one moment."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Column, Connection, DateTime, LargeBinary, MetaData, Table, func, select
from sqlalchemy.exc import DBAPIError

from bot.backup.manifest import StateFacts
from bot.state import StateUnavailableError
from bot.state.database import Database
from bot.state.models import Base
from bot.state.schema import MIGRATIONS

VERSION_TABLE = "alembic_version"
BATCH = 1000


@dataclass(slots=True)
class Dump:
    """Holds its transaction: what it gives is of the moment of the first statement."""

    connection: Connection
    revision: str
    tables: tuple[Table, ...]
    """In an order in which each can be filled."""
    rows: dict[str, int] = field(default_factory=dict)
    """Of the tables that were read."""

    def lines(self, table: Table) -> Iterator[bytes]:
        """Each a row, in the order of the primary key; in batches."""
        self.rows[table.name] = 0
        query = select(table).order_by(*table.primary_key)
        result = self.connection.execution_options(yield_per=BATCH).execute(query)
        for rows in result.mappings().partitions(BATCH):
            self.rows[table.name] += len(rows)
            yield "".join(_line(table, row) for row in rows).encode()

    def facts(self) -> StateFacts:
        """Counts the tables that were not read."""
        for table in self.tables:
            if table.name not in self.rows:
                self.rows[table.name] = self.connection.execute(select(func.count()).select_from(table)).scalar_one()
        return StateFacts(self.revision, self.rows, self._newest_question())

    def _newest_question(self) -> datetime | None:
        questions = next((table for table in self.tables if table.name == "questions"), None)
        if questions is None:
            return None
        newest: datetime | None = self.connection.execute(select(func.max(questions.c.created_at))).scalar_one()
        return newest and _aware(newest)


@contextmanager
def dumping(database: Database) -> Iterator[Dump | None]:
    """None where there is no state yet. Nothing that writes waits for it. Raises StateUnavailableError."""
    if database.file is not None and not (database.file.is_file() and database.file.stat().st_size):
        yield None
        return
    try:
        with _one_moment(database) as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
            ours = None if database.file else Base.metadata.tables.keys()
            yield None if revision is None else Dump(connection, revision, tables_in(connection, ours))
    except DBAPIError as error:
        raise StateUnavailableError(str(error)) from error


@contextmanager
def _one_moment(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection:
        if database.file is None:
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            connection = connection.execution_options(**options)
        with connection.begin():
            yield connection


def tables_in(connection: Connection, names: Collection[str] | None = None) -> tuple[Table, ...]:
    """As the database has them, whichever version made them; `names` are ours among those of other programs."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name in names if names else name != VERSION_TABLE)
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type.none_as_null = True
    return tuple(metadata.sorted_tables)


def _line(table: Table, row: Mapping[Any, Any]) -> str:
    values = {column.name: _plain(row[column]) for column in table.columns}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return _aware(value).isoformat() if isinstance(value, datetime) else value


def _aware(value: datetime) -> datetime:
    """SQLite knows no time zones: what it has is UTC."""
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def value_of(column: Column[Any], value: object) -> object:
    """What a line says, for the database. Raises ValueError and TypeError for what no such column holds."""
    if value is None or not isinstance(column.type, DateTime | LargeBinary):
        return value
    if not isinstance(value, str):
        raise TypeError(f"{column}: {type(value).__name__}")
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value, validate=True)
    return datetime.fromisoformat(value).astimezone(UTC)


def known_revisions() -> frozenset[str]:
    """Of the state's schemas, those that this program can bring up to its own."""
    return frozenset(script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions())
