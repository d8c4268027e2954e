"""What is counted: «сколько резидентов» asks for residents, «восьми ТОРам» counts zones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile

from index.numbers import SCALES
from index.roots import keys_of
from index.text import lemmas
from index.words import grammar, is_preposition

_WORD = re.compile(r"\d[\d.,]*(?: \d{3})*|[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_HOW_MANY = re.compile(r"(?<!во )(?<!\w)сколько (.+)", re.IGNORECASE | re.DOTALL)
_ADJECTIVES = frozenset({"ADJF", "PRTF"})
_SHORTEST = 3
"""Letters of a noun; units are written in fewer."""


def counts_another(question: str, short: str, said: str) -> tuple[str, ...]:
    """What «сколько …» asks for, as it says it, where the short answer counts another thing that it names.

    Nothing where the sentence of the answer, `said`, names what was asked for: it may count both.
    """
    how_many = _HOW_MANY.search(question)
    asked = _noun(_WORD.findall(how_many[1])) if how_many else None
    counted = _counted(_WORD.findall(short))
    if asked is None or counted is None or asked.lower() == "раз":
        return ()
    wanted, told = set(lemmas(asked)), set(lemmas(said))
    if wanted & told or keys_of(wanted) & keys_of(told) or not set(lemmas(counted)) & set(lemmas(question)):
        return ()
    return (asked,)


def _counted(words: Sequence[str]) -> str | None:
    """The noun after the first number."""
    from_number = list(dropwhile(lambda word: not _is_number(word), words))
    return _noun(list(dropwhile(lambda word: _is_number(word) or bool(SCALES.keys() & lemmas(word)), from_number)))


def _noun(words: Sequence[str]) -> str | None:
    """The first word that cannot be an adjective, where it is a noun and no unit's letter."""
    noun = next((word for word in words if len(word) < _SHORTEST or not grammar(word).parts & _ADJECTIVES), "")
    return noun if len(noun) >= _SHORTEST and "NOUN" in grammar(noun).parts and not is_preposition(noun) else None


def _is_number(word: str) -> bool:
    return word[0].isdecimal() or "NUMR" in grammar(word).parts
