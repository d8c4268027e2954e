"""A short answer → as it would be said: a number with its noun, a date with its year, a cell with its column."""

from __future__ import annotations

import re

from index.types import Span
from index.words import grammar

_NUMBER = re.compile(r"(?:\d[\d ]*(?:[.,]\d+)?|\w+)")
_MONTH = re.compile(
    r"(?:январ|феврал|апрел|июн|июл|сентябр|октябр|ноябр|декабр)(?:ь|я|е|ю|ем)|(?:март|август)(?:а|е|у|ом)?|ма(?:й|я|е|ю|ем)"
)
_WORD = re.compile(r"[ \u00a0]([^\W\d_]+)")
_YEAR = re.compile(r"[ \u00a0](?:19|20)\d\d(?:[ \u00a0](?:г\.|год[ау]?\b))?|(?<=\d{4})[ \u00a0](?:г\.|год[ау]?\b)")
_SIGN = re.compile(r"[ \u00a0]?[%‰₽°]|[ \u00a0](?:тыс|млн|млрд|руб)\.?(?!\w)")
_DAY = re.compile(r"(?<!\d)\d{1,2}[ \u00a0]$")
_IN = r"(?:в|во|на)\s+"
_PREPOSITION = re.compile(rf"(?<!\w){_IN}$", re.IGNORECASE)
_COLUMN = re.compile(r"(?:^|\| |\n)([^|\n:]{1,60}: )$")
PLACING = re.compile(
    rf"{_IN}(?!(?:течени|случа|связи|цел[ия]|виде|размере|основани|соответстви|порядке|рамках|ходе|результате"
    r"|зависимости|отношении|качестве|пользу|среднем|том\b|тот\b|честь|числе|сумме|объ[её]ме|количестве|срок))(?=\S)",
    re.IGNORECASE,
)
"""A preposition before a place or a time, no part of what is asked for; not where it makes one with its noun."""
LONGEST_NOUN_PHRASE = 3
"""Words: adjectives and the noun they stand by."""


def whole_phrase(text: str, span: Span) -> Span:
    """The span, wider by what it cannot be understood without; verbatim in the text as it was."""
    start, end = span.start, span.end
    counts = _is_number(text[start:end])
    if _is_month(text[start:end].partition(" ")[0]) and (day := _DAY.search(text[:start])):
        start = day.start()
    if (_is_month(text[start:end].rpartition(" ")[2]) or text[start:end][-4:].isdecimal()) and (
        year := _YEAR.match(text, end)
    ):
        end, counts = year.end(), False
    elif counts:
        end = _past_noun(text, end)
    if not counts and (preposition := _PREPOSITION.search(text[:start])):
        start = preposition.start()
    column = _COLUMN.search(text[:start])
    if column and (end == len(text) or text[end] in "|\n" or text.startswith(" |", end)):
        start = column.start(1)
    return Span(start, end)


def _is_month(word: str) -> bool:
    return _MONTH.fullmatch(word.lower()) is not None


def _is_number(text: str) -> bool:
    if not _NUMBER.fullmatch(text):
        return False
    return text[0].isdecimal() or "NUMR" in grammar(text).parts


def _past_noun(text: str, end: int) -> int:
    """The end of the noun that is counted; `end` where none follows."""
    while sign := _SIGN.match(text, end):
        end = sign.end()
    noun, at = end, end
    for _ in range(LONGEST_NOUN_PHRASE):
        word = _WORD.match(text, at)
        kinds = grammar(word[1]).parts if word else frozenset()
        if word is None or not kinds & {"NOUN", "ADJF", "PRTF"}:
            break
        at = word.end()
        if "NOUN" in kinds:
            noun = at
        if not kinds & {"ADJF", "PRTF"}:  # «рабочих» may be either
            break
    return noun
