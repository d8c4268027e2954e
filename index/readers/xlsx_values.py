"""A cell's value and number format → what the cell shows in a Russian Excel."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from math import isfinite

_LITERAL = re.compile(r"\[\$([^-\]]*)[^\]]*\]|\"([^\"]*)\"|\\(.)|([₽$€])")
_FRACTION = re.compile(r"[0#?] ?/ ?[\d#?]")
_GROUPED = re.compile(r"[0#?],+[0#?]")
_THOUSANDS = re.compile(r"[0#?](,+)(?![0#?,])")
"""Commas after the last digit: each divides by a thousand."""
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
    """With the digits, thousands, percent and currency that the format asks for, and a decimal comma."""
    if not isfinite(value):
        return ""
    positive = _COLOUR.sub("", number_format.split(";")[0])
    literals = ["".join(match) for match in _LITERAL.findall(positive)]
    picture = _LITERAL.sub("", positive)
    if not re.search("[0#]", picture) or "E" in picture or _FRACTION.search(picture):
        return _general(value)
    written = _rounded(value, picture).replace(",", " ").replace(".", ",")
    suffix = "".join(literals).strip()
    return written + "%" * ("%" in picture) + (f" {suffix}" if suffix else "")


def _rounded(value: float, picture: str) -> str:
    """As Excel does: of the 15 digits that it shows of any number, halves away from zero."""
    thousands = _THOUSANDS.search(picture)
    shift = 2 * ("%" in picture) - 3 * (len(thousands[1]) if thousands else 0)
    digits = re.search(r"\.([0#?]+)", picture)
    decimals = len(digits[1]) if digits else 0
    zeros = picture.split(".")[0].count("0")
    comma = "," if _GROUPED.search(picture) else ""
    whole = zeros + bool(comma) * ((zeros - 1) // 3) + (value < 0)
    width = max(whole + (decimals and decimals + 1), 1)
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    with localcontext(rounding=ROUND_HALF_UP):
        return f"{exact.scaleb(shift):0{width}{comma}.{decimals}f}"


def _general(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.11g}".replace(".", ",")


def _duration(value: timedelta) -> str:
    minutes = int(value.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"
