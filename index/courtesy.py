"""What people say to be polite, before a question, after it or instead of one: «Добрый день», «спасибо», «ок»."""

from __future__ import annotations

import re
from enum import StrEnum

_GREETING = (
    r"(?:привет(?:ик|ствую)?|здравствуй(?:те)?|здрасьте|здрасте|салют|добр(?:ый|ого) (?:день|дня|вечер|вечера|утра)"
    r"|доброе утро|доброй ночи|(?:hi|hello|hey|good (?:morning|afternoon|evening|day))(?=\W|$))"
)
_THANKS = r"(?:спасибо|спасибки|пасиб[ао]?|спс|благодарю|благодарим|thanks|thank you|thx)"
_CONSENT = (
    r"(?:ок|окей|оки|ok|okay|ага|угу|понял[аи]?|понятно|ясно|принято|хорошо|ладно|отлично|супер|класс|круто|здорово"
    r"|got it|great|cool)"
)
_YES_NO = r"(?:да|нет|yes|no)"
_FAREWELL = r"(?:пока|до свидания|до встречи|всего доброго|good ?bye|bye)"
_ADDRESSED = r"(?:всем|бот|коллеги|уважаемые|друзья|everyone|all)"
_FILLING = (
    rf"(?:{_ADDRESSED}|вам|тебе|большое|огромное|очень|за|помощь|ответ|информацию|заранее|вс[её]"
    r"|very much|so much|a lot|for the (?:help|answer))"
)
_REQUEST = (
    r"(?:(?:не )?(?:подскаж|скаж|напомн)(?:и|ите|ете)(?: мне| нам)?|"
    r"(?:хочу|хотел[аи]?(?: бы)?) (?:узнать|спросить|уточнить)|можно (?:узнать|спросить|уточнить)(?=[,:])|"
    r"есть вопрос(?=[,:.!])|вопрос(?=:))(?:,? пожалуйста)?"
)
"""Not «можно узнать результаты по телефону», which asks whether one may."""
_ONLY = re.compile(
    rf"\W*(?:(?:(?P<greeting>{_GREETING})|(?P<closing>{_THANKS}|{_CONSENT}|{_YES_NO}|{_FAREWELL})|{_FILLING})(?:\W+|$))+",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"\W*(?:(?:{_GREETING}(?! (?:из|от)\b)(?:,? {_ADDRESSED})*"
    rf"|(?:{_THANKS}|{_CONSENT})(?: {_FILLING})*(?=\s*[,.!;\n])|{_REQUEST})(?:[^\w«\"(]+|$))+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?:(?<=[?.!,;\n])|(?=\s+заранее))\s*(?:заранее )?(?:большое |огромное )?{_THANKS}(?: {_FILLING})*\W*$",
    re.IGNORECASE,
)


class Courtesy(StrEnum):
    """A message that asks nothing."""

    GREETING = "greeting"
    CLOSING = "closing"
    """Thanks, yes or no, farewell."""


def courtesy_in(text: str) -> Courtesy | None:
    """What kind of politeness it is, if it is nothing else."""
    only = _ONLY.fullmatch(text)
    if only is None:
        return None
    if only["closing"]:
        return Courtesy.CLOSING
    return Courtesy.GREETING if only["greeting"] else None


def without_courtesies(question: str) -> str:
    """«Добрый день! Подскажите, пожалуйста, телефон библиотеки? Спасибо!» → «телефон библиотеки?».

    A question of nothing else stays as it is.
    """
    bare = _AFTER.sub("", question)
    before = _BEFORE.match(bare)
    bare = bare[before.end() :] if before else bare
    return bare.strip().rstrip(",;") if re.search(r"\w", bare) else question
