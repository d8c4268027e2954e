"""A question in another alphabet than the documents: its names and shared words are looked for in theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cyrtranslit

from index.words import word_lemmas

Knows = Callable[[str], int]
Similar = Callable[[str], list[tuple[str, int]]]

UNTRANSLATED = 0.3
"""Weight left to a word of another alphabet that the documents cannot be expected to hold."""
_SHORTEST = 3
_SHORTEST_INEXACT = 7
"""Letters; a shorter word must be found as it is."""


def respelled(lemma: str, knows: Knows, similar: Similar) -> str | None:
    """A lemma of the index that is `lemma` in the other alphabet, "korolkov" → "корольков"; None where none is."""
    other = cyrtranslit.to_cyrillic(lemma, "ru") if lemma.isascii() else cyrtranslit.to_latin(lemma, "ru")
    if other == lemma or not other.isalpha():
        return None
    exact = [found.text for found in word_lemmas(other) if len(found.text) >= _SHORTEST and knows(found.text)]
    if exact:
        return exact[0]
    near = similar(other) if len(other) >= _SHORTEST_INEXACT else []
    return near[0][0] if near else None


def is_foreign(lemmas: Sequence[str], knows: Knows) -> bool:
    """Whether the words of a question are of an alphabet that the documents hardly use."""
    words = [lemma for lemma in lemmas if lemma.isalpha()]
    return bool(words) and all(word.isascii() for word in words) and sum(map(bool, map(knows, words))) <= len(words) / 3
