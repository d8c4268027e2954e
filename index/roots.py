"""Words of one root: "возглавлять" and "глава", "поддержать" and "поддержка"."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_PREFIXES = (
    "пере", "без", "бес", "воз", "вос", "над", "низ", "обо", "пра", "пре", "пред", "при", "про", "раз", "рас",
    "вз", "во", "вы", "до", "за", "из", "ис", "на", "не", "об", "от", "по", "под", "со", "re", "un", "in",
    "в", "о", "с", "у",
)  # fmt: skip
_BEGINNING = 5
_ROOT = 4
_SHORTEST = 5
"""Letters of a word that is compared by more than itself."""


@lru_cache(maxsize=200_000)
def root_keys(lemma: str) -> frozenset[str]:
    """Two lemmas that share a key are likely of one root; a short word and a number have only themselves."""
    if len(lemma) < _SHORTEST or not lemma.isalpha():
        return frozenset({lemma})
    keys = {lemma, lemma[:_BEGINNING], f"-{lemma[:_ROOT]}"}
    for prefix in _PREFIXES:
        bare = lemma.removeprefix(prefix)
        if bare != lemma and len(bare) >= _ROOT:
            keys.add(f"-{bare[:_ROOT]}")
    return frozenset(keys)


def keys_of(lemmas: Iterable[str]) -> set[str]:
    return {key for lemma in set(lemmas) for key in root_keys(lemma)}
