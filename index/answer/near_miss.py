"""A question about another town, person, year, ordinal or count than the documents tell of is declined.

A small model takes «В Северской ТОР 24 резидента» for an answer about Glazov's zone, too; a dictionary knows better.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain

from index.answer.counted import counts_another
from index.answer.ordinals import is_of_another, ordinals
from index.answer.phrases import whole_phrase
from index.types import Answer, Document, DocumentCard, Quote, Span, joined
from index.words import grammar, is_of_place, name_lemmas

DocumentOf = Callable[[str], Document | None]

CONFIDENCE = 0.3
"""The highest of an answer that is taken back here: of every ten such, some three were right after all."""
_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_ABBREVIATION = re.compile(r"[А-ЯЁ]{2,4}")
"""«ГДР» is a place to the dictionary, and spelt out in most documents."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?!-\w)")
"""Of a question: not «в 1980-х»."""
_ALSO = {"питер": "петербург"}
"""The nickname that people write more often than the name; no document does."""
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LONG = 6
"""Letters of a name from which on its last two are left out, else one: its cases and adjectives have others."""


def unless_missed(answer: Answer, asked: str, document_of: DocumentOf) -> Answer:
    """The answer, or a refusal that names what it does not speak of. `asked`: without the conversation's topic."""
    lead = answer.short_quote or next(iter(answer.quotes), None)
    missed = missed_by(answer.quotes, lead, asked, document_of, answer.short_at) if lead else ()
    if not missed:
        return answer
    confidence = min(answer.confidence, CONFIDENCE)
    return Answer(answer.question, False, confidence, (), None, answer.hits, unmentioned=missed)


def missed_by(
    quotes: Sequence[Quote], lead: Quote, asked: str, document_of: DocumentOf, short_at: Span | None
) -> tuple[str, ...]:
    """What a question names and the quotes are not about, as it names it.

    `lead`: the quote that gives the answer, `short_at`: where the short one stands in the text of all.
    """
    passages = [(quote.hit.card, f"{quote.hit.passage.heading}\n{quote.hit.passage.text}") for quote in quotes]
    above = f"{lead.hit.card.path}\n{lead.hit.card.title}\n{lead.hit.passage.heading}"
    return (
        unmentioned(asked, chain(passages, _documents(quotes, document_of)))
        or placed_elsewhere(asked, lead.text, above)
        or counted_otherwise(asked, "\n".join(f"{card.title}\n{text}" for card, text in passages))
        or counts_another(asked, _short(quotes, short_at), lead.text)
    )


def _short(quotes: Sequence[Quote], short_at: Span | None) -> str:
    """The short answer with the noun that it counts; empty where there is none."""
    if short_at is None:
        return ""
    text = joined(quotes)[0]
    whole = whole_phrase(text, short_at)
    return text[whole.start : whole.end]


def _documents(quotes: Sequence[Quote], document_of: DocumentOf) -> Iterator[tuple[DocumentCard, str]]:
    """Only read for what their quoted passages do not name."""
    for path in dict.fromkeys(quote.hit.passage.document for quote in quotes):
        if document := document_of(path):
            yield document.card, document.text


def unmentioned(
    question: str, texts: Iterable[tuple[DocumentCard, str]], this_year: int | None = None
) -> tuple[str, ...]:
    """The places, people and years that it names, as it does, and no text in any form; in their order.

    `texts`: whole documents or parts of them; no more are taken than it needs. Only words that can be nothing else are
    names, and they are not looked for in another language, which spells them otherwise. Years are looked for where the
    texts name others, and not from this one on: what is in force says nothing of them.
    """
    names = _named(question, this_year or date.today().year)
    if not names:
        return ()
    is_dated = False
    for card, text in texts:
        said, is_comparable = _plain(f"{card.path}\n{card.title}\n{card.date or ''}\n{text}"), card.language == "ru"
        names = {
            name: stems
            for name, stems in names.items()
            if (is_comparable or name.isdecimal()) and not _has(said, stems)
        }
        if not names:
            break
        is_dated = is_dated or bool(_ANY_YEAR.search(said))
    return tuple(name for name in names if is_dated or not name.isdecimal())


def placed_elsewhere(question: str, said: str, above: str) -> tuple[str, ...]:
    """The places that it names where `said` names none of them, but another one, and none stands `above` it."""
    places = {word: _stems(word) for word in _words(question) if _is_place(word)}
    if not places or any(_has(_plain(f"{above}\n{said}"), stems) for stems in places.values()):
        return ()
    others = any(_is_place(word) or (word[0].isupper() and is_of_place(word)) for word in _words(said))
    return tuple(places) if others else ()


def counted_otherwise(question: str, text: str) -> tuple[str, ...]:
    """«VI форуме» where the text tells of a VII forum and of no sixth anything."""
    return tuple(asked.text for asked in ordinals(question) if is_of_another(asked, text))


def _named(question: str, this_year: int) -> dict[str, Collection[str]]:
    """With the beginnings of their forms."""
    found: list[tuple[int, str, Collection[str]]] = [
        (match.start(), match[0], [match[0]]) for match in _YEAR.finditer(question) if int(match[0]) < this_year
    ]
    found += [(question.index(word), word, _stems(word)) for word in _words(question) if name_lemmas(word)]
    return {name: stems for _, name, stems in sorted(found, key=lambda each: each[0])}


def _words(text: str) -> list[str]:
    return [match[0] for match in _WORD.finditer(text) if not _ABBREVIATION.fullmatch(match[0])]


def _is_place(word: str) -> bool:
    return bool(name_lemmas(word)) and grammar(word).place


def _stems(name: str) -> set[str]:
    lemmas = {_plain(lemma) for lemma in name_lemmas(name)}
    lemmas |= {_ALSO[lemma] for lemma in lemmas if lemma in _ALSO}
    return {lemma[: -2 if len(lemma) >= _LONG else -1] for lemma in lemmas}


def _has(said: str, stems: Collection[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(stem)}", said) for stem in stems)


def _plain(text: str) -> str:
    return text.lower().replace("ё", "е")
