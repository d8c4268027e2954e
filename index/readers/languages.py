"""The language a document is written in."""

from __future__ import annotations

import re

import py3langid

_SAMPLE = 3000
_DEFAULT, _DEFAULT_LATIN = "ru", "en"
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")

_ONLY_RUSSIAN = re.compile("[ыэ]", re.IGNORECASE)
_SURE_FROM = 200
"""Letters: a text this long without ы and э is not Russian."""
_NOT_RUSSIAN = re.compile("[ґєіїўјљњћђџѓќѕәғқңөұүһ]", re.IGNORECASE)
_NOT_RUSSIAN_SHARE = 0.005

_ENGLISH = frozenset({"the", "of", "and", "to", "is", "in", "for", "that", "are", "be", "with", "or"})
_ENGLISH_SHARE, _ENGLISH_WORDS = 0.15, 20


def detect_language(text: str) -> str:
    """ISO 639-1; Russian for a text without letters, and for a few Cyrillic words that may be Russian."""
    sample = text[:_SAMPLE]
    letters, cyrillic = len(_LETTER.findall(sample)), len(_CYRILLIC.findall(sample))
    mostly_cyrillic = 2 * cyrillic >= letters
    # What is plainly Russian or English does not wait for the model, whose first use takes most of a second.
    if mostly_cyrillic and _looks_russian(sample, letters):
        return _DEFAULT
    if not cyrillic and _looks_english(sample):
        return _DEFAULT_LATIN
    found = str(py3langid.classify(sample)[0])
    if len(found) == 2:
        return found
    return _DEFAULT if mostly_cyrillic else _DEFAULT_LATIN


def _looks_russian(sample: str, letters: int) -> bool:
    if len(_NOT_RUSSIAN.findall(sample)) > _NOT_RUSSIAN_SHARE * letters:
        return False
    return letters < _SURE_FROM or _ONLY_RUSSIAN.search(sample) is not None


def _looks_english(sample: str) -> bool:
    words = _WORD.findall(sample.lower())
    return len(words) >= _ENGLISH_WORDS and sum(word in _ENGLISH for word in words) > _ENGLISH_SHARE * len(words)
