"""What a question names and the documents that answer it do not: then they may speak of something else.

The same question about another town, person or year than the documents tell of is the refusal that a small reader
misses most; to decline whatever is not named would decline who names what goes without saying. So it is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from index.types import DocumentCard
from index.words import name_lemmas

_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_ABBREVIATION = re.compile(r"[А-ЯЁ]{2,4}")
"""«ГДР» is a place to the dictionary, and spelt out in most documents."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?!-\w)")
_LONG = 6
"""Letters of a name from which on its last two are left out, else one: its cases and adjectives have others."""


def unmentioned(question: str, texts: Iterable[tuple[DocumentCard, str]]) -> tuple[str, ...]:
    """The places, people and years that it names, as it does, and no text in any form; in their order.

    `texts`: whole documents or parts of them; no more are taken than it needs. Only words that can be nothing else are
    names, and they are not looked for in another language, which spells them otherwise.
    """
    names = _named(question)
    if not names:
        return ()
    for card, text in texts:
        said, is_comparable = _said(card, text), card.language == "ru"
        names = {
            name: stems
            for name, stems in names.items()
            if (is_comparable or name.isdecimal()) and not _has(said, stems)
        }
        if not names:
            break
    return tuple(names)


def _named(question: str) -> dict[str, Collection[str]]:
    """With the beginnings of their forms."""
    found: list[tuple[int, str, Collection[str]]] = [
        (match.start(), match[0], [match[0]]) for match in _YEAR.finditer(question)
    ]
    for match in _WORD.finditer(question):
        lemmas = name_lemmas(match[0])
        if lemmas and not _ABBREVIATION.fullmatch(match[0]):
            found.append((match.start(), match[0], {_stem(lemma) for lemma in lemmas}))
    return {name: stems for _, name, stems in sorted(found, key=lambda each: each[0])}


def _said(card: DocumentCard, text: str) -> str:
    return _plain(f"{card.path}\n{card.title}\n{card.date or ''}\n{text}")


def _has(said: str, stems: Collection[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(stem)}", said) for stem in stems)


def _stem(lemma: str) -> str:
    return _plain(lemma)[: -2 if len(lemma) >= _LONG else -1]


def _plain(text: str) -> str:
    return text.lower().replace("ё", "е")
