"""Letting in and granting, the same for people and groups: functions of one locked row."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from bot.state.models import Admissible
from bot.state.values import Admission

NOTIFY_AGAIN_AFTER = timedelta(days=1)


def ask(row: Admissible, now: datetime) -> bool:
    """Asks to be let in; whether the admins are to be told of it now."""
    if row.admission not in (Admission.UNKNOWN, Admission.ASKED):
        return False
    if row.admission is Admission.UNKNOWN:
        row.admission, row.asked_at = Admission.ASKED, now
    if row.notified_at is not None and now - row.notified_at < NOTIFY_AGAIN_AFTER:
        return False
    row.notified_at = now
    return True


def decide(row: Admissible, admission: Admission, by: int, now: datetime) -> bool:
    """Answers an open request; False, and nothing changes, when none is open."""
    if row.admission is not Admission.ASKED:
        return False
    set_admission(row, admission, by, now)
    return True


def set_admission(row: Admissible, admission: Admission, by: int, now: datetime) -> bool:
    """Whatever it was before; whether that was another."""
    changed = row.admission is not admission
    if changed:
        row.admission, row.decided_by, row.decided_at = admission, by, now
    return changed


def set_collections(row: Admissible, collections: Collection[str] | None) -> bool:
    before = row.collections
    row.collections = None if collections is None else sorted(set(collections))
    return row.collections != before


def toggled(row: Admissible, collection: str, known: Collection[str], give: bool | None) -> set[str] | None:
    """What is granted after one collection is given or taken, or with None the other way round.

    `known` are all there are, in place of "all".
    """
    if give and row.collections is None:
        return None
    granted = set(known if row.collections is None else row.collections)
    give = collection not in granted if give is None else give
    return granted | {collection} if give else granted - {collection}


def granted(row: Admissible | Row[Any]) -> frozenset[str] | None:
    return None if row.collections is None else frozenset(row.collections)
