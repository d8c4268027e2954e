"""A question in another alphabet than the documents: its words are put into theirs.

A multilingual embedder gives a word and its translation vectors near each other, names too: "director" and
"директор" .95, "Korolkov" and "корольков" .95, while unlike words stay below .89.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

from index.ports import Embedder
from index.text import lemmas
from index.types import Candidate, Vector
from index.words import is_english_function_word, is_function_word

LIKENESS = 0.89
"""Least cosine of a word and its translation, by the built-in model."""
MEANINGS = 2
SYNONYMS = 0.02
"""How much less near than the first a second meaning may be."""
_NEAREST = 5
"""Passages that tell the documents' alphabet, and in whose words translations are looked for."""
_REMEMBERED_WORDS = 20_000
_WORD = re.compile(r"[^\W\d_]{2,}")
_LATIN, _CYRILLIC = re.compile(r"[a-z]", re.IGNORECASE), re.compile(r"[а-яё]", re.IGNORECASE)


class Translator:
    """Single words by the embedder's vectors of them, which it remembers. Safe to call from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._vector = lru_cache(_REMEMBERED_WORDS)(embedder.query)

    def translate(self, question: str, candidates: Sequence[Candidate]) -> dict[str, list[str]]:
        """Each content word of `question` → at most MEANINGS lemmas of the nearest candidates, likeliest first."""
        known = sorted({word for candidate in nearest(candidates) for word in _words_of(candidate)})
        vectors = np.stack([self._vector(word) for word in known]) if known else np.zeros((0, 1), np.float32)
        return {word: self._likest(word, known, vectors) for word in content_words(question)}

    def _likest(self, word: str, known: Sequence[str], vectors: Vector) -> list[str]:
        if not known:
            return []
        likeness = vectors @ self._vector(word.lower())
        order = np.argsort(-likeness)[:MEANINGS].tolist()
        least = max(LIKENESS, float(likeness[order[0]]) - SYNONYMS)
        return [known[place] for place in order if likeness[place] >= least]


def is_foreign(question: str, candidates: Sequence[Candidate]) -> bool:
    """Whether the question is mostly Latin and the passages nearest to it mostly Cyrillic, or the other way round."""
    asked, found = _latin_share([question]), _latin_share(candidate.passage.text for candidate in nearest(candidates))
    return asked is not None and found is not None and (asked > 0.5) != (found > 0.5)


def nearest(candidates: Sequence[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda candidate: -candidate.dense)[:_NEAREST]


def content_words(question: str) -> list[str]:
    words = dict.fromkeys(_WORD.findall(question))
    return [word for word in words if not (is_function_word(word.lower()) or is_english_function_word(word.lower()))]


def _words_of(candidate: Candidate) -> Iterable[str]:
    words = (word for sentence in candidate.sentence_lemmas for word in sentence)
    return (word for word in words if _WORD.fullmatch(word))


def _latin_share(texts: Iterable[str]) -> float | None:
    """Of the Latin and Cyrillic letters; None where there is neither."""
    whole = "".join(texts)
    latin, cyrillic = len(_LATIN.findall(whole)), len(_CYRILLIC.findall(whole))
    return latin / (latin + cyrillic) if latin + cyrillic else None


def question_numbers(question: str) -> list[str]:
    """Its lemmas that need no translation."""
    return [lemma for lemma in lemmas(question) if lemma[:1].isdigit()]
