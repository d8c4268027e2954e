"""Whether a table's first row names its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

Names = tuple[str, ...]
"""One a column, empty for a column without one; () where the table has no header."""

_LONGEST_NAME = 60
_MOSTLY = 0.6
_YEAR = re.compile(r"(?:19|20)\d\d(?: ?г\.?| год)?")
_NUMBERED = re.compile(r"№(?: ?п/п)?|#")
_WORD = re.compile(r"[^\W\d_]+")
_COMMON = re.compile(
    r"адрес|артикул|вид|вопрос|время|всего|где|год|город|дат|день|дни|доз|должност|документ|единиц|ед|имя|исполнител|"
    r"итого|кабинет|категори|когда|код|кол|количеств|контакт|кто|куда|марк|мест|месяц|модел|наименован|названи|норм|"
    r"описани|ответ|отдел|ответственн|оклад|параметр|период|подразделени|показател|пункт|почта|примечани|процент|"
    r"размер|район|расход|режим|рублей|руб|сотрудник|состав|ставк|стоимост|стаж|сумм|срок|тариф|телефон|тип|товар|"
    r"услуг|фамилия|фио|филиал|формат|цел|цен|час|что|чел|человек|этаж|"
    r"address|amount|city|code|contact|cost|date|day|department|description|email|floor|hours|item|limit|month|name|"
    r"notes?|number|office|owner|period|person|phone|position|price|quantity|rate|role|room|salary|service|size|"
    r"status|time|title|total|type|unit|value|what|when|where|who|year"
)
"""Beginnings of the words that columns are commonly named by."""


def one_header(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The rows, a header of two tiers made one: "Цена" over "будни" and "выходные" is "Цена будни", "Цена выходные".

    The upper tier has an empty cell beside one that reaches over several columns; below, each such column has a name
    of its own, and values stand under some of them.
    """
    if len(rows) < 3 or not _has_tiers(rows):
        return list(rows)
    upper, lower = rows[0], rows[1]
    names, over = list[str](), ""
    for top, low in zip(upper, lower, strict=True):
        over = top or over
        names.append(" ".join(dict.fromkeys(part for part in (over, low) if part)))
    return [names, *rows[2:]]


def _has_tiers(rows: Sequence[Sequence[str]]) -> bool:
    upper, lower = rows[0], rows[1]
    if len(upper) != len(lower) or not upper[0] or not all(_may_name(cell) for cell in upper if cell):
        return False
    spread = [column for column in range(1, len(upper)) if not upper[column] and lower[column]]
    single = [column for column in range(len(upper)) if column not in spread and column + 1 not in spread]
    return (
        any(_mostly_numbers(rows[1:], column) for column in spread)
        and all(lower[column] in ("", upper[column]) for column in single)
        and all(_may_name(cell) and not _has_digits(cell) for cell in lower if cell)
    )


def column_names(rows: Sequence[Sequence[str]], *, headed: bool = False) -> Names:
    """The first row's cells if it is a header: the file says so, or it looks like one.

    It looks like one if its cells are short, distinct, wordy and not of the kind that stands below them, and either
    numbers stand below words or columns are commonly named so. Of two columns the second must be: many tables of
    two have their names at the side.
    """
    if len(rows) < 2:
        return ()
    names = tuple(rows[0])
    given = [name for name in names if name]
    if len(given) < 2 or len(set(given)) < len(given) or any(len(name) > _LONGEST_NAME for name in given):
        return ()
    if headed:
        return names
    if not all(map(_may_name, given)) or any(_of_a_kind(rows, column) for column in range(len(names))):
        return ()
    if len(names) == 2:
        return names if _is_common(names[1]) else ()
    named = any(map(_is_common, given)) or any(_heads_numbers(rows, column) for column in range(len(names)))
    return names if named else ()


def _may_name(cell: str) -> bool:
    return bool(_WORD.search(cell) or _YEAR.fullmatch(cell) or _NUMBERED.fullmatch(cell))


def _of_a_kind(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether the first cell has a number in it as most of those below have."""
    first = rows[0][column]
    return _has_digits(first) and not _YEAR.search(first) and _mostly_numbers(rows, column)


def _heads_numbers(rows: Sequence[Sequence[str]], column: int) -> bool:
    return bool(rows[0][column]) and _mostly_numbers(rows, column)


def _mostly_numbers(rows: Sequence[Sequence[str]], column: int) -> bool:
    below = [row[column] for row in rows[1:] if column < len(row) and row[column]]
    return bool(below) and sum(map(_has_digits, below)) >= _MOSTLY * len(below)


def _has_digits(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _is_common(cell: str) -> bool:
    return any(_COMMON.match(word.lower()) for word in _WORD.findall(cell))
