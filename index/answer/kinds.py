"""What kind of thing a question asks for, and whether a stretch of text has one."""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    """Somebody's or some place's: a word with a capital that does not begin the sentence."""
    OTHER = "other"


_ASKED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.DATE,
        re.compile(
            r"\b(когда|с какого (числа|времени|года)|(до|с|в|к|от|после) как\w+ (\w+ )?(год\w*|числ\w*|дат\w*|дн\w+|"
            r"день|месяц\w*|век\w*|врем\w+)|как\w+ дата|when|(what|which) (\w+ )?(year|date|day|month|century))\b"
        ),
    ),
    (
        Kind.NUMBER,
        re.compile(
            r"\b(сколько|скольк\w+|насколько|как\w+ (\w+ )?(сумм\w*|числ\w*|количеств\w*|дол\w+|процент\w*|цен\w+|"
            r"стоимост\w+|размер\w*|численност\w+|площад\w+|высот\w+|длин\w+|температур\w+|населени\w+|срок\w*)|"
            r"how (many|much|long|old|far|tall|high|often|large|big)|what (percentage|number|amount|price|sum))\b"
        ),
    ),
    (
        Kind.NAME,
        re.compile(
            r"\b(кто|кого|кому|кем|чь\w+|где|куда|откуда|who|whom|whose|where|"
            r"(в |на |из )?как\w+ (\w+ )?(город\w*|стран\w*|район\w*|регион\w*|област\w*|компани\w*|организаци\w*)|"
            r"(what|which) (\w+ )?(city|country|town|region|company|person))\b"
        ),
    ),
)
_NUMBER = re.compile(
    r"\d|\b(один|одн\w+|дв[ае]|двух|двум\w*|три|тр[её]х|тр[её]м\w*|четыр\w+|пят[ьи]\w*|шест[ьи]\w*|сем[ьи]\w*|восем\w*|"
    r"девят\w+|десят\w+|сорок\w*|сто|сот\w+|тысяч\w*|миллион\w*|миллиард\w*|половин\w+|треть\w*|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|million|billion|half)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b\d{4}\b|\b\d{1,2}[./]\d{1,2}\b|\b\d{1,2}:\d\d\b|\b(январ|феврал|март|апрел|ма[яйе]\b|июн|июл|август|сентябр|октябр|"
    r"ноябр|декабр|понедельник|вторник|сред[аеу]\b|четверг|пятниц|суббот|воскресен|век|год|лет\b|january|february|march|"
    r"april|june|july|august|september|october|november|december|century|monday|friday)",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\w,;:–—-] )[«\"(]?[A-ZА-ЯЁ][\w-]+")


def asked_kind(question: str) -> Kind:
    lowered = question.lower().replace("ё", "е")
    return next((kind for kind, pattern in _ASKED if pattern.search(lowered)), Kind.OTHER)


def has_kind(kind: Kind, text: str, question: str) -> bool:
    """Whether `text` holds something of the kind that the question does not itself say; true for OTHER."""
    match kind:
        case Kind.OTHER:
            return True
        case Kind.DATE:
            return any(found.group() not in question for found in _DATE.finditer(text))
        case Kind.NUMBER:
            return any(found.group() not in question for found in _NUMBER.finditer(text))
        case Kind.NAME:
            asked = question.lower()
            return any(found.group().lower()[:5].strip('«"(') not in asked for found in _NAME.finditer(text))
