"""Rows of the journal → figures: by day, by question, by who asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median, quantiles

from bot.state.statistics import AskedRow

TOP = 10


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    asked: int
    answered: int
    declined: int
    median_s: float | None
    """Until the answer stood in the chat; None where none did."""
    slow_s: float | None
    """Of a hundred answers ninety-five were faster."""
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Figures:
    days: tuple[Day, ...]
    """Each of the days asked for, those without a question too."""
    most_asked: tuple[tuple[str, int], ...]
    worst_rated: tuple[tuple[str, int, int], ...]
    """The question, thumbs down, thumbs up."""
    most_cited: tuple[tuple[str, int], ...]
    people: tuple[tuple[int, int], ...]
    """Ids and how many questions each asked, most first."""
    groups: tuple[tuple[int, int], ...]

    @property
    def asked(self) -> int:
        return sum(day.asked for day in self.days)

    @property
    def answered(self) -> int:
        return sum(day.answered for day in self.days)

    @property
    def declined(self) -> int:
        return sum(day.declined for day in self.days)

    @property
    def up(self) -> int:
        return sum(day.up for day in self.days)

    @property
    def down(self) -> int:
        return sum(day.down for day in self.days)


def figures_of(rows: Sequence[AskedRow], cited: Sequence[tuple[str, int]], now: datetime, days: int) -> Figures:
    """Days are those of UTC."""
    by_day: defaultdict[date, list[AskedRow]] = defaultdict(list)
    for row in rows:
        by_day[row.at.date()].append(row)
    first = now.date() - timedelta(days=days - 1)
    return Figures(
        days=tuple(_day(first + timedelta(days=n), by_day[first + timedelta(days=n)]) for n in range(days)),
        most_asked=_most_asked(rows),
        worst_rated=_worst_rated(rows),
        most_cited=tuple(cited[:TOP]),
        people=_most(row.person_id for row in rows),
        groups=_most(row.chat_id for row in rows if row.chat_id < 0),
    )


def _day(at: date, rows: Sequence[AskedRow]) -> Day:
    took = [row.seconds for row in rows if row.seconds is not None]
    return Day(
        date=at,
        asked=len(rows),
        answered=sum(row.answered is True for row in rows),
        declined=sum(row.answered is False for row in rows),
        median_s=median(took) if took else None,
        slow_s=quantiles(took, n=20, method="inclusive")[-1] if len(took) > 1 else (took[0] if took else None),
        up=sum(row.up for row in rows),
        down=sum(row.down for row in rows),
    )


def _most_asked(rows: Sequence[AskedRow]) -> tuple[tuple[str, int], ...]:
    """Questions that differ in case, spaces and the mark at their end are one; it is shown as it was last asked."""
    shown: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for row in rows:
        key = _key(row.text)
        shown.setdefault(key, row.text)
        counts[key] += 1
    return tuple((shown[key], count) for key, count in counts.most_common(TOP))


def _worst_rated(rows: Sequence[AskedRow]) -> tuple[tuple[str, int, int], ...]:
    shown: dict[str, str] = {}
    downs: Counter[str] = Counter()
    ups: Counter[str] = Counter()
    for row in rows:
        key = _key(row.text)
        shown.setdefault(key, row.text)
        downs[key] += row.down
        ups[key] += row.up
    worst = [key for key, _ in downs.most_common(TOP) if downs[key]]
    return tuple((shown[key], downs[key], ups[key]) for key in worst)


def _key(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip("?!. ")


def _most(ids: Iterable[int]) -> tuple[tuple[int, int], ...]:
    return tuple(Counter(ids).most_common(TOP))
