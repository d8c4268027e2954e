"""Text → raw tokens: words, numbers, dates and times, before any of them is normalised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_RU_MONTH = "|".join(f"{month[:-1]}[ья]" for month in MONTHS if month not in {"март", "август"}) + "|марта|августа"
_EN_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in ENGLISH_MONTHS)
_ENDING = "ого|его|ому|ему|ыми|ими|ый|ий|ой|ая|ья|ое|ье|ые|ьи|ых|их|ым|им|ом|ем|ую|ью|го|му|ми|ти|й|я|е|м|х|ю|и"


class Kind(StrEnum):
    """The names of the groups of `_TOKEN`, and what each token then is."""

    ISO_DATE = "iso_date"
    DATE = "date"
    RUSSIAN_DATE = "russian_date"
    ENGLISH_DATE = "english_date"
    TIME = "time"
    NUMBER = "number"
    SIGN = "sign"
    WORD = "word"


_TOKEN = re.compile(
    rf"""
    (?P<iso_date>(?<![\w.-])\d{{4}}-\d\d-\d\d(?![\w-]))
    |(?P<date>(?<![\w.])(?:\d{{1,2}}\.\d{{1,2}}\.(?:19|20)\d\d|\d\d\.\d\d\.\d\d|\d{{1,2}}/\d{{1,2}}/(?:19|20)\d\d)(?!\w|\.\d))
    |(?P<russian_date>\b\d{{1,2}}(?:-?го)?\s(?:{_RU_MONTH})(?:,?\s(?:19|20)\d\d)?\b)
    |(?P<english_date>\b(?:{_EN_MONTH})\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d\b)
    |(?P<time>\b(?:[01]?\d|2[0-3]):[0-5]\d\b)
    |(?P<number>
        (?:\d{{1,3}}(?:[ ]\d{{3}})+(?:,\d+)?
          |\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?
          |\d+(?:[.,]\d+)*
        )(?:[¼½¾])?(?:-(?:{_ENDING})|й|я|х|го|st|nd|rd|th)?(?![\w]|-[^\W\d_])
    )
    |(?P<sign>[%‰₽$€£])
    |(?P<word>[^\W_]+(?:[-'][^\W_]+){{0,5}}(?:\+\+|\#)?)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENGLISH_NUMBER = re.compile(r"[a-z]+ty-(?:one|two|three|four|five|six|seven|eight|nine|[a-z]+th|first)", re.IGNORECASE)
_CLEANED = str.maketrans(
    {
        "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None,
        "\u0301": None, "\u0300": None,
        "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ",
        "\u2010": "-", "\u2011": "-", "\u2019": "'", "\u02bc": "'", "`": "'",
        "ё": "е", "Ё": "Е",
        "²": "2", "³": "3", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str


def tokens(text: str) -> Iterator[Token]:
    """In order, letter case kept; what is none of the kinds is dropped."""
    cleaned = unicodedata.normalize("NFC", text).translate(_CLEANED)
    for match in _TOKEN.finditer(cleaned):
        kind = Kind(match.lastgroup or "")
        if kind is Kind.WORD and _ENGLISH_NUMBER.fullmatch(match.group()):
            yield from (Token(kind, part) for part in match.group().split("-"))
        else:
            yield Token(kind, match.group())
