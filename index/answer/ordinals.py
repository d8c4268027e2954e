"""Which of several things of one kind is meant: the VI forum, the second stage, «9-я школа»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.numbers import roman_number
from index.text import lemmas
from index.words import grammar

_WORD = re.compile(r"[IVXХІ]+\b|\d+-?(?:ый|ой|ий|ая|ое|ого|ому|ом|ую|ым|го|му|й|я|е|м)\b|[^\W_]+(?:-[^\W_]+)*")
_FEW = 3
"""Words after the number among which its noun is: «VI международный форум»."""
_SHORTEST_NOUN = 3
_OF_TIME = frozenset({"век", "столетие", "тысячелетие", "год", "месяц", "день", "число", "час", "раз", "очередь"})
"""A text may tell of the XIX century without a word of it."""


@dataclass(frozen=True, slots=True)
class Ordinal:
    number: str
    noun: str
    """Both as lemmas: "6" and "форум"."""
    text: str
    """As it was said: "VI форуме"."""


def ordinals(text: str) -> Iterator[Ordinal]:
    """Those that count a noun, by Roman numerals, «6-й» or words; not of time, nor «первый», often no number at all."""
    words = list(_WORD.finditer(text))
    for place, word in enumerate(words):
        number = _number(word[0])
        if number is None:
            continue
        noun = next((near for near in words[place + 1 : place + 1 + _FEW] if _is_noun(near[0])), None)
        lemma = lemmas(noun[0].lower())[:1] if noun else []
        if noun and lemma and lemma[0] not in _OF_TIME:
            yield Ordinal(number, lemma[0], text[word.start() : noun.end()])


def is_of_another(asked: Ordinal, text: str) -> bool:
    """Whether the text has that noun with other ordinals only, and that number nowhere."""
    return asked.number not in lemmas(text) and any(found.noun == asked.noun for found in ordinals(text))


def _number(word: str) -> str | None:
    if word[0].isdecimal():
        return re.sub(r"\D", "", word) if not word.isdecimal() else None
    if word.isupper() and (roman := roman_number(word)):
        return str(roman)
    if "ADJF" not in grammar(word).parts:
        return None
    found = lemmas(word.lower())
    return found[0] if len(found) == 1 and found[0].isdecimal() else None


def _is_noun(word: str) -> bool:
    return len(word) >= _SHORTEST_NOUN and "NOUN" in grammar(word).parts
