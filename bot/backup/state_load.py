"""A backup's state made into a database beside the one there is, and the two exchanged.

Of SQLite that is another file; of PostgreSQL another schema of the same database.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import URL, Connection, Table, delete, func, insert, select, text
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from bot.backup.archive import Reader
from bot.backup.errors import BackupError, Refusal
from bot.backup.manifest import STATE, Member, StateFacts
from bot.backup.state_dump import BATCH, VERSION_TABLE, tables_in, value_of
from bot.state import StateUnavailableError
from bot.state.database import Database
from bot.state.models import Base
from bot.state.schema import ADVISORY_LOCK, alembic_config

NEW_SCHEMA = "vestovoy_restoring"
_MOST_LINE_BYTES = 64 * 2**20
_IN_SCHEMA = text("SELECT tablename FROM pg_tables WHERE schemaname = :schema")
_SEQUENCE = text("SELECT pg_get_serial_sequence(:name, :key)")
_NEXT = text("SELECT setval(:sequence, :next, false)")


def build_file(file: Path, reader: Reader, facts: StateFacts) -> None:
    """A new SQLite file, of this program's schema. Raises BackupError and StateUnavailableError."""
    file.unlink(missing_ok=True)
    database = Database.connect(URL.create("sqlite", database=str(file.absolute())).render_as_string())
    try:
        with _filling(reader), database.writing.begin() as connection:
            _fill(connection, reader, facts)
    finally:
        database.dispose()
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def build_schema(database: Database, reader: Reader, facts: StateFacts) -> None:
    """As `build_file`, in PostgreSQL."""
    with _filling(reader), database.engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {NEW_SCHEMA} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {NEW_SCHEMA}"))
        connection.execute(text(f"SET LOCAL search_path TO {NEW_SCHEMA}"))
        _fill(connection, reader, facts)


def exchange_schemas(database: Database, stamp: str) -> None:
    """The tables there are go into a schema of their own, the new ones take their place, in one transaction.

    Does nothing where that was done before.
    """
    former = former_schema(stamp)
    ours = {*Base.metadata.tables, VERSION_TABLE}
    try:
        with database.engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            new = _tables(connection, NEW_SCHEMA)
            if not new:
                return
            current = str(connection.execute(text("SELECT current_schema()")).scalar_one())
            old = _tables(connection, current) & (ours | new)
            if old:
                connection.execute(text(f"CREATE SCHEMA {former}"))
            for name in old:
                connection.execute(text(f'ALTER TABLE "{current}"."{name}" SET SCHEMA {former}'))
            for name in new:
                connection.execute(text(f'ALTER TABLE {NEW_SCHEMA}."{name}" SET SCHEMA "{current}"'))
            connection.execute(text(f"DROP SCHEMA {NEW_SCHEMA}"))
    except SQLAlchemyError as error:
        raise StateUnavailableError(str(error)) from error


def former_schema(stamp: str) -> str:
    """Where the tables that were there go."""
    return f"vestovoy_former_{stamp}"


def _tables(connection: Connection, schema: str) -> set[str]:
    return set(connection.execute(_IN_SCHEMA, {"schema": schema}).scalars())


@contextmanager
def _filling(reader: Reader) -> Iterator[None]:
    """Turns what the database says of the rows into a BackupError, and of itself into a StateUnavailableError."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise StateUnavailableError(str(error)) from error
    except (SQLAlchemyError, ValueError, TypeError, RecursionError) as error:
        raise BackupError(Refusal.HOSTILE, file=reader.file, part=STATE) from error


def _fill(connection: Connection, reader: Reader, facts: StateFacts) -> None:
    """At the schema that the backup was made of, then brought up to this program's."""
    config = alembic_config(connection)
    command.upgrade(config, facts.revision)
    members = {member.name: member for member in reader.manifest.members}
    tables = tables_in(connection)
    if facts.rows.keys() != {table.name for table in tables}:
        raise ValueError("other tables than its schema has")
    for table in tables:
        _fill_table(connection, table, reader, members[f"{STATE}{table.name}.jsonl"], facts.rows[table.name])
    command.upgrade(config, "head")


def _fill_table(connection: Connection, table: Table, reader: Reader, member: Member, rows: int) -> None:
    connection.execute(delete(table))  # what a migration put there is in the backup
    filled = 0
    for batch in _batches(_lines(reader, member)):
        connection.execute(insert(table), [_row(table, line) for line in batch])
        filled += len(batch)
    if filled != rows:
        raise BackupError(Refusal.DAMAGED, file=reader.file, part=member.name)
    if connection.dialect.name == "postgresql":
        _count_on(connection, table)


def _row(table: Table, line: bytes) -> dict[str, Any]:
    found = json.loads(line)
    if not isinstance(found, dict) or found.keys() != set(table.columns.keys()):
        raise ValueError(f"{table.name}: other columns than its schema has")
    return {column.name: value_of(column, found[column.name]) for column in table.columns}


def _count_on(connection: Connection, table: Table) -> None:
    """Numbers that the database gives go on after those that were put in."""
    keys = list(table.primary_key)
    if len(keys) != 1:
        return
    names = {"name": f'"{table.name}"', "key": keys[0].name}
    sequence = connection.execute(_SEQUENCE, names).scalar_one()
    if sequence is not None:
        newest = connection.execute(select(func.max(keys[0]))).scalar_one() or 0
        connection.execute(_NEXT, {"sequence": sequence, "next": newest + 1})


def _batches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for line in lines:
        batch.append(line)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _lines(reader: Reader, member: Member) -> Iterator[bytes]:
    rest = b""
    for chunk in reader.chunks(member):
        *lines, rest = (rest + chunk).split(b"\n")
        if len(rest) > _MOST_LINE_BYTES:
            raise ValueError("a line without an end")
        yield from lines
    if rest:
        raise ValueError("a last line without an end")
