"""Wall-clock times to moments, over clock changes, weekends and quiet hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.digests.schedule import Slot, Timing, is_quiet, latest_slot, next_slot, quiet_until, zone_of

NIGHT = (22 * 60, 8 * 60)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def days(timing: Timing, start: datetime, many: int) -> list[Slot]:
    slots: list[Slot] = []
    for _ in range(many):
        slots.append(next_slot(timing, slots[-1].at if slots else start))
    return slots


def test_the_hour_stays_where_clocks_change() -> None:
    slots = days(Timing(540, "Europe/Berlin"), utc(2025, 10, 25), 3)
    assert [slot.at.hour for slot in slots] == [7, 8, 8]
    assert [slot.day.day for slot in slots] == [25, 26, 27]


def test_a_time_leapt_over_comes_after_the_leap() -> None:
    slots = days(Timing(150, "Europe/Berlin"), utc(2026, 3, 28, 12), 2)
    assert [slot.at for slot in slots] == [utc(2026, 3, 29, 1, 30), utc(2026, 3, 30, 0, 30)]


def test_a_time_that_comes_twice_counts_once() -> None:
    slots = days(Timing(150, "Europe/Berlin"), utc(2025, 10, 25, 12), 2)
    assert [slot.at for slot in slots] == [utc(2025, 10, 26, 0, 30), utc(2025, 10, 27, 1, 30)]


def test_a_day_that_a_zone_left_out() -> None:
    """Samoa went from the 29th of December 2011 to the 31st."""
    slots = days(Timing(540, "Pacific/Apia"), utc(2011, 12, 28, 20), 3)
    assert slots[0].at < slots[1].at < slots[2].at
    assert (slots[2].at - slots[0].at) <= timedelta(days=2)


def test_on_weekdays_only() -> None:
    slots = days(Timing(540, "Europe/Moscow", weekdays_only=True), utc(2025, 10, 24, 12), 2)
    assert [slot.day for slot in slots] == [date(2025, 10, 27), date(2025, 10, 28)]
    assert latest_slot(Timing(540, "Europe/Moscow", weekdays_only=True), utc(2025, 10, 26)).day == date(2025, 10, 24)


@pytest.mark.parametrize(
    ("minute", "day", "hour"),
    [(7 * 60, 20, 5), (23 * 60, 19, 5), (9 * 60, 20, 6)],
)
def test_a_time_in_quiet_hours_moves_to_their_end(minute: int, day: int, hour: int) -> None:
    timing = Timing(minute, "Europe/Moscow", quiet=NIGHT)
    assert next_slot(timing, utc(2025, 10, 19, 21)) == Slot(date(2025, 10, day), utc(2025, 10, 20, hour))


def test_quiet_hours_under_way() -> None:
    timing = Timing(540, "Europe/Moscow", quiet=NIGHT)
    assert quiet_until(timing, utc(2025, 10, 20, 20)) == utc(2025, 10, 21, 5)
    assert quiet_until(timing, utc(2025, 10, 20, 4)) == utc(2025, 10, 20, 5)
    assert quiet_until(timing, utc(2025, 10, 20, 5)) is None
    assert not is_quiet((600, 600), 600)


def test_the_latest_and_the_next_slot_meet() -> None:
    timing = Timing(9 * 60 + 15, "Asia/Kolkata")
    for hours in range(0, 24 * 9, 5):
        now = utc(2025, 3, 1) + timedelta(hours=hours)
        latest, coming = latest_slot(timing, now), next_slot(timing, now)
        assert latest.at <= now < coming.at
        assert next_slot(timing, latest.at) == coming


def test_a_zone_that_is_gone_is_utc() -> None:
    assert zone_of("Mars/Olympus").key == zone_of("../etc/passwd").key == "UTC"
