"""What kind of thing a question asks for, and whether a stretch of text has one."""

from __future__ import annotations

import re
from enum import StrEnum

from index.words import is_person_name


class Kind(StrEnum):
    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    NAME = "name"
    """Of a place or an organisation: a word with a capital that does not begin the sentence."""
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
    (Kind.PERSON, re.compile(r"\b(кто|кого|кому|кем|чь\w+|who|whom|whose)\b")),
    (
        Kind.NAME,
        re.compile(
            r"\b(где|куда|откуда|where|"
            r"(в |на |из )?как\w+ (\w+ )?(город\w*|стран\w*|район\w*|регион\w*|област\w*|компани\w*|организаци\w*)|"
            r"(what|which) (\w+ )?(city|country|town|region|company|person))\b"
        ),
    ),
)
_NUMBER = re.compile(
    r"\d|\b(одна|одно|одного|одной|одному|одним|два|две|двух|двум|двумя|три|трех|трём|тремя|трёх|четыр[её]\w*|пять|пяти|пятью|"
    r"шесть|шести|шестью|семь|семи|семью|восемь|восьми|девять|девяти|десять|десяти|\w+надцат[ьи]\w*|двадцат\w+|тридцат\w+|"
    r"сорока?|\w+десят|сто|ста|двести|\w+сот|тысяч\w*|миллион\w*|миллиард\w*|половин\w+|треть\w?|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|million|billion|half)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b\d{4}\b|\b\d{1,2}[./]\d{1,2}\b|\b\d{1,2}:\d\d\b|\b(январ|феврал|март|апрел|ма[яйе]\b|июн|июл|август|сентябр|октябр|"
    r"ноябр|декабр|понедельник|вторник|сред[аеу]\b|четверг|пятниц|суббот|воскресен|век|год|лет\b|january|february|march|"
    r"april|june|july|august|september|october|november|december|century|monday|friday)",
    re.IGNORECASE,
)
_STEM = 5
"""Letters of a name that its cases share."""
_CAPITALISED = re.compile(r"\b[A-ZА-ЯЁ][\w-]+")
_FULL_NAME = re.compile(
    r"\b(?:[A-ZА-ЯЁ]\.\s?){1,2}[A-ZА-ЯЁ][\w-]+|\b[A-Z][a-z]+ (?:[A-Z]\.\s?)*[A-Z][a-z-]+"
    r"|(?<=[\w,;:–—»\"-] )[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё-]+"
)
"""Initials and a surname, or two words with capitals; two Russian ones not where a sentence may begin."""
_NAME = re.compile(r"(?<=[\w,;:–—-] )[«\"(]?[A-ZА-ЯЁ][\w-]+")
_QUESTION_WORD = re.compile(
    r"\b(кто|кого|кому|кем|ком|что|чего|чему|чем|чём|как\w*|где|куда|откуда|когда|почему|зачем|сколько|скольк\w+|чей|чь\w+|"
    r"насколько|отчего|who\w*|what|which|where|when|why|how)\b"
)
_YES_NO = re.compile(
    r"\b(ли|разве|неужели|можно|нужно|надо|обязательно|правда)\b|^(is|are|was|were|do|does|did|can|may|must|has|have)\b"
)
_WHETHER = re.compile(r"\bли\b")
_POLITE = re.compile(r"\b(знае\w+|скаж\w+|подскаж\w+|помн\w+|известно|понятно|ясно)\s*$")


def is_yes_no(question: str) -> bool:
    """Whether it asks for yes or no: a stretch of the text would be no answer to it."""
    lowered = question.lower().strip()
    asked = _WHETHER.search(lowered) or _YES_NO.search(lowered)
    return asked is not None and all(_only_ties(word, asked, lowered) for word in _QUESTION_WORD.finditer(lowered))


def _only_ties(word: re.Match[str], asked: re.Match[str], lowered: str) -> bool:
    """«Правда ли, что …», «Можно взять отпуск, когда …»; but «Когда можно ли …», «Знаете ли вы, когда …» ask when."""
    if word.start() < asked.start():
        return False
    if asked.re is _WHETHER:
        return _POLITE.search(lowered[: asked.start()]) is None
    return lowered[: word.start()].rstrip().endswith(",")


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
        case Kind.PERSON:
            people = [*_FULL_NAME.findall(text), *filter(is_person_name, _CAPITALISED.findall(text))]
            return any(_is_new(name, question) for name in people)
        case Kind.NAME:
            return any(_is_new(name, question) for name in _NAME.findall(text))


def _is_new(name: str, question: str) -> bool:
    return name.strip('«"(').lower()[:_STEM] not in question.lower()
