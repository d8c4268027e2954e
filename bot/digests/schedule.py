"""When a digest is due: wall-clock times of a zone, right across clock changes. Pure functions of the time given.

A time that the clock leaps over is as much later as the leap is long; of one that comes twice, the first counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_MINUTES = 24 * 60
SATURDAY = 5
LOOK_DAYS = 10
"""No two slots are further apart."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Minutes are counted from midnight by the wall clock of the zone."""

    minute: int
    zone: str
    """IANA's name."""
    weekdays_only: bool = False
    quiet: tuple[int, int] | None = None
    """From when to when nothing is sent, over midnight where the first is the greater."""


@dataclass(frozen=True, slots=True)
class Slot:
    day: date
    """By the zone's calendar: the digest's name."""
    at: datetime
    """In UTC."""


def zone_of(name: str) -> ZoneInfo:
    """UTC for a zone that this version of the database no longer has."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def next_slot(timing: Timing, after: datetime) -> Slot:
    """The first that comes after that moment."""
    today = after.astimezone(zone_of(timing.zone)).date()
    for ahead in range(-1, LOOK_DAYS):
        slot = _slot(timing, today + timedelta(days=ahead))
        if slot is not None and slot.at > after:
            return slot
    raise AssertionError("a week has a weekday")


def latest_slot(timing: Timing, now: datetime) -> Slot:
    """The last that has come by that moment."""
    today = now.astimezone(zone_of(timing.zone)).date()
    for back in range(LOOK_DAYS):
        slot = _slot(timing, today - timedelta(days=back))
        if slot is not None and slot.at <= now:
            return slot
    raise AssertionError("a week has a weekday")


def quiet_until(timing: Timing, now: datetime) -> datetime | None:
    """When the quiet hours under way end; None where there are none now."""
    local = now.astimezone(zone_of(timing.zone))
    minute = local.hour * 60 + local.minute
    if timing.quiet is None or not is_quiet(timing.quiet, minute):
        return None
    return _quiet_end(timing, local.date(), minute, timing.quiet)


def is_quiet(quiet: tuple[int, int], minute: int) -> bool:
    begin, end = quiet
    return begin <= minute < end if begin <= end else minute >= begin or minute < end


def _slot(timing: Timing, day: date) -> Slot | None:
    """None on a day without one. A time within the quiet hours moves to their end."""
    if timing.weekdays_only and day.weekday() >= SATURDAY:
        return None
    if timing.quiet is not None and is_quiet(timing.quiet, timing.minute):
        return Slot(day, _quiet_end(timing, day, timing.minute, timing.quiet))
    return Slot(day, _moment(day, timing.minute, timing.zone))


def _quiet_end(timing: Timing, day: date, minute: int, quiet: tuple[int, int]) -> datetime:
    end = quiet[1]
    return _moment(day + timedelta(days=1) if minute >= end else day, end, timing.zone)


def _moment(day: date, minute: int, zone: str) -> datetime:
    wall = time(*divmod(minute % DAY_MINUTES, 60))
    return datetime.combine(day, wall, tzinfo=zone_of(zone)).astimezone(UTC)
