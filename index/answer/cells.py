"""A row of a table: the cell under the column that the question names.

A reader sees «Кострома, руб.: 1 900 | Галич, руб.: 1 650» and takes one of two numbers that look the same to it; a
question says which («в Галиче»), or means the year that runs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from index.answer.features import found_in
from index.text import content_lemmas
from index.types import Query, Span
from index.words import grammar

_CELL = re.compile(r"(?:(?P<name>[^|:]+): )?(?P<value>[^|]+?)(?= \| |\s*$)(?: \| )?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARS = re.compile(rf"(?P<first>{_YEAR.pattern})(?:[/–-](?P<last>(?:19|20)?\d\d)(?!\d))?")
"""«2026», «2025/26», «2025–2026»."""
_LAST_YEAR = re.compile(r"\bпрошл\w+ год|\blast year\b", re.IGNORECASE)
_BROUGHT = 0.5
"""What a place that the conversation brings counts against a word of the question's own."""


@dataclass(frozen=True, slots=True)
class Cell:
    name: str
    """Of its column, years left out."""
    year: int | None
    """That the column's name tells, the second of «2025/26»."""
    value: Span


def is_row(text: str) -> bool:
    """Whether it is of two cells at least."""
    return " | " in text


def cells(row: str) -> list[Cell]:
    """Of "Услуга: ЭКГ | Цена: 750"; none of a text that is no row."""
    if not is_row(row):
        return []
    return [_cell(match) for match in _CELL.finditer(row)]


def _cell(match: re.Match[str]) -> Cell:
    name = match["name"] or ""
    years = _YEARS.search(name)
    return Cell(_YEARS.sub(" ", name), _last_of(years) if years else None, Span(*match.span("value")))


def _last_of(years: re.Match[str]) -> int:
    last = years["last"] or ""
    return int(years["first"][: 4 - len(last)] + last)


def asked_cell(row: str, found: Span, query: Query, this_year: int | None = None) -> Span:
    """`found`, or the value of the column that the question names better than the one in which it lies.

    Of what the conversation brings to a question only places and years name a column. Of columns that differ by their
    years alone it is the one of the year that the question names, else of this year or the latest before it. Both
    spans are within `row`.
    """
    all_cells = cells(row)
    own = next((cell for cell in all_cells if cell.value.start <= found.start < cell.value.end), None)
    if own is None:
        return found
    named = [_named(cell, query) for cell in all_cells]
    best = [cell for cell, count in zip(all_cells, named, strict=True) if count == max(named)]
    chosen = own if own in best or any(cell.name != best[0].name for cell in best) else best[0]
    alike = [cell for cell in all_cells if cell.name == chosen.name]
    chosen = _of_year(alike, chosen, _years(query, this_year or date.today().year))
    return found if chosen is own else chosen.value


def _named(cell: Cell, query: Query) -> float:
    """How much of what is asked the column's name says."""
    return sum(_weight(lemma, query) * credit for lemma, credit in found_in(query, content_lemmas(cell.name)))


def _weight(lemma: str, query: Query) -> float:
    if lemma not in query.topic:
        return 1.0
    return _BROUGHT if grammar(lemma).place else 0.0


def _years(query: Query, now: int) -> Collection[int]:
    """Those that it names, else last year where it says so, else those of the conversation, else all up to now."""
    own = {int(lemma) for lemma in query.lemmas if _YEAR.fullmatch(lemma) and lemma not in query.topic}
    if own:
        return {_last_of(years) for years in _YEARS.finditer(query.text) if int(years["first"]) in own} or own
    if _LAST_YEAR.search(query.text):
        return {now - 1}
    return {int(lemma) for lemma in query.topic if _YEAR.fullmatch(lemma)} or range(now + 1)


def _of_year(alike: Sequence[Cell], chosen: Cell, years: Collection[int]) -> Cell:
    """The newest of these years; `chosen` where there is none, or the columns are not told apart by years."""
    by_year = {cell.year: cell for cell in alike if cell.year is not None}
    fitting = [year for year in by_year if year in years]
    return by_year[max(fitting)] if len(by_year) > 1 and fitting else chosen
