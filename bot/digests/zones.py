"""Time zones to choose from: Russia's first, then the world's by region."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

from bot.digests.schedule import zone_of
from bot.settings import Language

RUSSIAN = {
    "Europe/Kaliningrad": "Калининград",
    "Europe/Moscow": "Москва",
    "Europe/Samara": "Самара",
    "Asia/Yekaterinburg": "Екатеринбург",
    "Asia/Omsk": "Омск",
    "Asia/Krasnoyarsk": "Красноярск",
    "Asia/Irkutsk": "Иркутск",
    "Asia/Yakutsk": "Якутск",
    "Asia/Vladivostok": "Владивосток",
    "Asia/Magadan": "Магадан",
    "Asia/Kamchatka": "Камчатка",
}
REGIONS = ("Europe", "Asia", "Africa", "America", "Atlantic", "Australia", "Indian", "Pacific", "Antarctica")


def zone_label(name: str, language: Language, now: datetime) -> str:
    """The city and how far its clock is from UTC now: "Москва, UTC+3"."""
    city = name.rpartition("/")[2].replace("_", " ")
    return f"{RUSSIAN.get(name, city) if language is Language.RU else city}, {offset(name, now)}"


def offset(name: str, now: datetime) -> str:
    minutes = round((now.astimezone(zone_of(name)).utcoffset() or timedelta()) / timedelta(minutes=1))
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


@cache
def zones_in(region: str) -> tuple[str, ...]:
    """By name; Russia's, which have a place of their own, among them."""
    return tuple(sorted(name for name in available_timezones() if name.startswith(f"{region}/")))


def is_zone(name: str) -> bool:
    return name in available_timezones()
