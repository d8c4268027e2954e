"""What documents say of one another, and what an admin decided on it, in the library file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from index.store.write import Step, record
from index.types import Relation, RelationKind

_LIVE = "(SELECT path FROM documents WHERE live)"


def relations(connection: sqlite3.Connection) -> list[Relation]:
    """Between documents that there are, by path of the newer and the older one."""
    found = connection.execute(
        "SELECT newer, kind, quote, older, confirmed FROM relations"  # noqa: S608 - no outside text in it
        f" WHERE newer IN {_LIVE} AND older IN {_LIVE} ORDER BY newer, older"
    )
    return [
        Relation(newer, RelationKind(kind), quote, older, None if confirmed is None else bool(confirmed))
        for newer, kind, quote, older, confirmed in found
    ]


def note(connection: sqlite3.Connection, said: Iterable[str], found: Iterable[Relation]) -> None:
    """What documents say now, in place of what they said; what was decided on the same pair stays."""
    decided = connection.execute("SELECT newer, older FROM relations WHERE confirmed IS NOT NULL").fetchall()
    connection.executemany("DELETE FROM relations WHERE newer = ? AND confirmed IS NULL", [(newer,) for newer in said])
    rows = [(r.newer, r.kind, r.quote, r.older) for r in found if (r.newer, r.older) not in decided]
    connection.executemany("INSERT INTO relations VALUES (?, ?, ?, ?, NULL)", rows)


def decide(connection: sqlite3.Connection, relation: Relation, confirmed: bool, step: Step) -> bool:
    """False where it was decided, or is said no more; else a new generation, in which answers heed it."""
    decided = connection.execute(
        "UPDATE relations SET confirmed = ? WHERE newer = ? AND older = ? AND confirmed IS NULL",
        (confirmed, relation.newer, relation.older),
    )
    if decided.rowcount == 0:
        return False
    record(connection, step, added=0, changed=0, removed=0)
    return True
