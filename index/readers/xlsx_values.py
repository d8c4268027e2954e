"""A cell's value and number format → what the cell shows in a Russian Excel."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from math import isfinite

_LITERAL = re.compile(r"\[\$([^-\]]*)[^\]]*\]|\"([^\"]*)\"|\\(.)|([₽$€])")
_COLOUR = re.compile(r"\[(?!\$)[^\]]*\]|_.|\*.")


def shown(value: object, number_format: str) -> str:
    if isinstance(value, bool):
        return "ИСТИНА" if value else "ЛОЖЬ"
    if isinstance(value, (int, float)):
        return _number(value, number_format or "General")
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return f"{value:%d.%m.%Y}" if midnight else f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return _duration(value) if isinstance(value, timedelta) else str(value)


def _number(value: float, number_format: str) -> str:
    """With the decimals, thousands, percent and currency that the format asks for, and a decimal comma."""
    if not isfinite(value):
        return ""
    positive = _COLOUR.sub("", number_format.split(";")[0])
    literals = ["".join(match) for match in _LITERAL.findall(positive)]
    picture = _LITERAL.sub("", positive)
    if not re.search("[0#]", picture) or "E" in picture:
        return _general(value)
    percent = "%" in picture
    digits = re.search(r"\.([0#?]+)", picture)
    decimals = len(digits[1]) if digits else 0
    written = f"{value * 100 if percent else value:,.{decimals}f}"
    written = written.replace(",", " " if "," in picture else "").replace(".", ",")
    suffix = "".join(literals).strip()
    return written + "%" * percent + (f" {suffix}" if suffix else "")


def _general(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.11g}".replace(".", ",")


def _duration(value: timedelta) -> str:
    minutes = int(value.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"
