"""One mistyped word → the word that was meant, from the index's own words and the Russian dictionary."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from index.keyboard import Knows
from index.slips import ADJACENT, CONFUSED, MISSED, OTHER, SWAPPED, confused, one_edit, slip_cost
from index.words import is_english_function_word, is_known, is_proper_name, known_words, word_lemmas

Similar = Callable[[str], list[tuple[str, int]]]
"""The index's lemmas at a small edit distance, with their frequencies."""

SHORTEST = 4
"""Letters; shorter words are let be."""
LONG = 8
"""Letters from which on two slips are believed."""
IN_INDEX = 0.5
"""Taken off for words that the index has, and for words of grammar."""

OF_QUESTIONS = 1.2
"""Taken off for the words that questions are asked with."""
QUESTION_WORDS = frozenset(
    {"сколько", "когда", "какой", "каков", "который", "почему", "зачем", "откуда", "куда", "где"}
)

_RUSSIAN = re.compile(r"[а-яё]+", re.IGNORECASE)
_ENOUGH_RUSSIAN = re.compile(r"[а-яё]{5,}")
_ENGLISH = re.compile(r"[a-z]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    word: str
    """Small letters."""
    lemma: str
    cost: float
    """Of the slips that lead from it to what was typed."""
    score: float
    """The cost less what speaks for the word; lower is better."""
    in_index: bool
    """Or a word of grammar."""


def meant_word(word: str, knows: Knows, similar: Similar, *, opening: bool) -> str | None:
    """What was meant by a word that neither index nor dictionary has; None where that cannot be told.

    `opening`: whether the word opens the question, so that its capital letter makes no name of it.
    """
    typed = word.lower().replace("ё", "е")
    if len(typed) < SHORTEST or (word.isupper() and len(word) < LONG) or is_familiar(typed, knows):
        return None
    is_name = word[0].isupper() and not opening
    if _RUSSIAN.fullmatch(typed):
        candidates = list(_russian_candidates(typed, knows, similar))
    elif _ENGLISH.fullmatch(typed):
        candidates = [found for found in _index_candidates(typed, similar) if found.word[0] == typed[0]]
    else:
        return None
    best = _best(typed, candidates, is_name)
    return _in_case_of(word, best) if best else None


def is_familiar(word: str, knows: Knows) -> bool:
    """Whether index, dictionary or English grammar has the word, so that nothing is to be repaired."""
    if is_known(word) or is_english_function_word(word):
        return True
    return any(knows(lemma.text) for lemma in word_lemmas(word))


def _best(typed: str, candidates: list[Candidate], is_name: bool) -> str | None:
    """The likeliest one that may be believed; None also where another word is as likely."""
    believed = sorted((found for found in candidates if _may_be(typed, found, is_name)), key=_likeliness)
    if not believed:
        return None
    best = believed[0]
    rivals = (found for found in believed[1:] if found.lemma != best.lemma and not best.in_index)
    return None if any(rival.score - best.score < 0.1 for rival in rivals) else best.word


def _likeliness(candidate: Candidate) -> tuple[float, str]:
    return candidate.score, candidate.word


def _may_be(typed: str, found: Candidate, is_name: bool) -> bool:
    if found.lemma in QUESTION_WORDS:
        return found.cost <= MISSED
    if _is_another_ending(typed, found):
        return False
    if _ENGLISH.fullmatch(typed):
        return len(typed) > LONG - 2 and not is_name and found.cost <= SWAPPED
    if found.in_index:
        return found.cost <= _believed_in_index(typed, found, is_name)
    if is_name or not _ENOUGH_RUSSIAN.fullmatch(typed):
        return False
    if len(typed) >= LONG:
        return found.cost <= 2 * CONFUSED
    return found.cost <= (MISSED if len(typed) >= LONG - 2 else ADJACENT)


def _believed_in_index(typed: str, found: Candidate, is_name: bool) -> float:
    """The highest cost at which a word of the index is believed; strange names are often other people's."""
    if is_name:
        return MISSED if len(typed) >= LONG or is_proper_name(found.word) else ADJACENT
    if len(typed) == SHORTEST:
        return MISSED
    return 2 * MISSED if len(typed) >= LONG else OTHER


def _is_another_ending(typed: str, found: Candidate) -> bool:
    """Two slips at the very end: more likely a kindred word that nobody has listed."""
    return found.cost > MISSED and found.word[: len(typed) - 2] == typed[:-2]


def _russian_candidates(typed: str, knows: Knows, similar: Similar) -> Iterator[Candidate]:
    found_in_index = False
    for word in _dictionary_words(typed):
        lemma = word_lemmas(word)[0]
        frequency = knows(lemma.text)
        found_in_index = found_in_index or frequency > 0
        yield _candidate(typed, word, lemma.text, frequency, function=lemma.function)
    if not found_in_index:
        yield from _index_candidates(typed, similar)


@lru_cache(maxsize=10_000)
def _dictionary_words(typed: str) -> tuple[str, ...]:
    """Those one slip away; failing that, those two usual confusions away."""
    once = confused(typed)
    near = known_words(one_edit(typed) | once)
    return near or known_words({twice for word in once for twice in confused(word)})


def _index_candidates(typed: str, similar: Similar) -> Iterator[Candidate]:
    """Words of the index near the typed one's lemma, put into its form as far as that can be done."""
    guess = word_lemmas(typed)[0].text
    for base in dict.fromkeys((guess, typed)):
        for lemma, frequency in similar(base):
            if lemma.isalpha() and bool(_RUSSIAN.fullmatch(lemma)) == bool(_RUSSIAN.fullmatch(typed)):
                yield _candidate(typed, _with_ending(typed, base, lemma), lemma, frequency, function=False)


def _with_ending(typed: str, guess: str, lemma: str) -> str:
    """ "росатаме", "росатам", "росатом" → "росатоме"; the lemma itself where the endings do not allow it."""
    shared = 0
    while shared < min(len(typed), len(guess)) and typed[shared] == guess[shared]:
        shared += 1
    ending = guess[shared:]
    if not lemma.endswith(ending):
        return lemma
    word = lemma.removesuffix(ending) + typed[shared:]
    return word if word_lemmas(word)[0].text == lemma else lemma


def _candidate(typed: str, word: str, lemma: str, frequency: int, *, function: bool) -> Candidate:
    cost = slip_cost(typed, word)
    bonus = IN_INDEX + min(0.3, 0.04 * log2(1 + frequency)) if frequency or function else 0.0
    if lemma in QUESTION_WORDS:
        bonus = OF_QUESTIONS
    return Candidate(word, lemma, cost, cost - bonus, frequency > 0 or function)


def _in_case_of(word: str, found: str) -> str:
    if word.isupper():
        return found.upper()
    return found[0].upper() + found[1:] if word[0].isupper() else found
