"""The date a text gives itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_MONTHS = {
    stem: number
    for number, stems in enumerate(
        (
            ("янв", "jan"),
            ("фев", "feb"),
            ("мар", "mar"),
            ("апр", "apr"),
            ("мая", "май", "may"),
            ("июн", "jun"),
            ("июл", "jul"),
            ("авг", "aug"),
            ("сен", "sep"),
            ("окт", "oct"),
            ("ноя", "nov"),
            ("дек", "dec"),
        ),
        start=1,
    )
    for stem in stems
}
_MONTH = (
    "(?P<month>янв(?:аря|\\.)?|фев(?:раля|р?\\.)?|мар(?:та|\\.)?|апр(?:еля|\\.)?|мая|июня?|июля?|авг(?:уста|\\.)?"
    "|сен(?:тября|т?\\.)?|окт(?:ября|\\.)?|ноя(?:бря|б?\\.)?|дек(?:абря|\\.)?"
    "|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?<![\d.])[«\"“]?(?P<day>\d{1,2})[»\"”]?"
_TAIL = r"(?:\s*(?:г\.|года|г\b))?"
_FORMS = tuple(
    re.compile(form + _TAIL, re.IGNORECASE)
    for form in (
        rf"{_DAY}\s+{_MONTH},?\s+{_YEAR}",
        rf"\b{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"{_DAY}[./](?P<month>\d\d)[./]{_YEAR}",
        rf"(?<![\d-]){_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
    )
)
_KINDS = (
    "приказ|распоряжени|постановлени|положени|протокол|договор|инструкци|регламент|письмо|решени|закон|указ|"
    "утвержд|утв\\b|служебн|справк|акт|отч[её]т|порядок|правил|соглашени|дата|опубликован|date|published|updated|"
    "обновлен|создан|order|memo|report"
)
_ANNOUNCED = re.compile(rf"^\W*(?:{_KINDS})", re.IGNORECASE)
_AMENDED = re.compile(r"\bред(?:\.|акци)|утратил|изменени|действу|вступ", re.IGNORECASE)
_LINES, _LINE_LENGTH = 15, 120


def find_date(text: str) -> date | None:
    """The date in one of the first lines that is nothing but a date, or that says whose date it is.

    A date told within a sentence is none of the document's, nor is that of an amendment.
    """
    lines = [line.strip() for line in text[:5000].split("\n") if line.strip()]
    for line in lines[:_LINES]:
        if len(line) > _LINE_LENGTH or _AMENDED.search(line):
            continue
        found = list(_dates(line))
        if len(found) == 1 and (_ANNOUNCED.search(line) or _stands_alone(line, found[0][1])):
            return found[0][0]
    return None


def parse_date(text: str) -> date | None:
    """The first date written in a metadata field."""
    return next((found for found, _ in _dates(text)), None)


def _stands_alone(line: str, written: str) -> bool:
    rest = line.replace(written, " ")
    if re.match(r"^\W*(?:от\b)?", rest) and re.search(r"№|\bот\b|\bг\.\s?[А-ЯЁ]", rest):
        return len(re.findall(r"[^\W\d_]{3,}", rest)) <= 2
    return len(re.findall(r"[^\W\d_]{3,}", rest)) == 0


def _dates(line: str) -> Iterator[tuple[date, str]]:
    for form in _FORMS:
        for match in form.finditer(line):
            written = match["month"].lower()
            month = int(written) if written.isdecimal() else _MONTHS[written[:3]]
            try:
                yield date(int(match["year"]), month, int(match["day"])), match.group()
            except ValueError:
                continue
