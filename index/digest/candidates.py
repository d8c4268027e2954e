"""Document → the sentences that may stand for it: no headings, no table rows, no bylines and calls to subscribe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from index.chunk import HEADING_SEPARATOR
from index.sentences import split_sentences
from index.text import content_lemmas
from index.types import Document, SectionKind, Span

MOST_SENTENCES = 80
"""Read of one document: what carries a longer one is said in its beginning, and each costs an embedding."""
SHORTEST, LONGEST = 30, 420
"""Characters of a sentence that may be quoted."""
LEAST_WORDS = 4
"""Of content."""

_END = re.compile(r"[.!?…][\"»“”)\]]*$|[»”\"]$")
_LETTER = re.compile(r"[^\W\d_]")
_BOILERPLATE = re.compile(
    r"(?:об этом|как) (?:сообща\w+|рассказа\w+|говорится|пишет)[^.]*(?:пресс-служб|РИА|ТАСС|ИА\b|агентств|портал|сайт)"
    r"|со ссылкой на пресс-служб|^(?:фото|источник|автор|текст|контакт\w*|тел|факс|e-?mail|сайт)\s*[:.]"
    r"|подпис(?:ывайтесь|аться на)|читайте также|подробнее (?:на|по ссылке|в)|все права защищены|перепечатк"
    r"|©|https?://|\bwww\.|@\w+\.\w|^(?:утверждаю|согласовано|приложение)\b|^с уважением\b"
    r"|^(?:photo|source|author|contact|phone|fax|e-?mail)\s*:|subscribe|read (?:also|more)|all rights reserved"
    r"|reported by the press service",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted."""

    text: str
    """Verbatim but for line ends, which are spaces."""
    order: int
    """Among all sentences of its document, from 0."""
    lemmas: frozenset[str]
    """Of its content words."""


def candidates(document: Document) -> list[Candidate]:
    """In order. Empty for a document that is all tables, headings or fragments."""
    found: list[Candidate] = []
    for order, (text, heading) in enumerate(_sentences(document)):
        if order == MOST_SENTENCES:
            break
        if _may_be_quoted(text, heading, document.card.title):
            lemmas = frozenset(content_lemmas(text))
            if len(lemmas) >= LEAST_WORDS:
                found.append(Candidate(text, order, lemmas))
    return found


def sentence_lines(document: Document) -> list[str]:
    """Every sentence and table row, in order, on one line each: what two versions are compared by."""
    return [text for text, _ in _sentences(document, tables=True)]


def _sentences(document: Document, *, tables: bool = False) -> Iterator[tuple[str, str]]:
    """Each with its heading."""
    for (kind, heading), group in groupby(document.sections, key=lambda section: (section.kind, section.heading)):
        if kind is SectionKind.TABLE and not tables:
            continue
        sections = list(group)
        text = document.text[sections[0].start : sections[-1].end]
        spans = _rows(text) if kind is SectionKind.TABLE else split_sentences(text)
        for span in spans:
            yield " ".join(text[span.start : span.end].split()), heading


def _rows(text: str) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer(r"\S[^\n]*", text)]


def _may_be_quoted(text: str, heading: str, title: str) -> bool:
    if not SHORTEST <= len(text) <= LONGEST or not _END.search(text) or _BOILERPLATE.search(text):
        return False
    if 2 * sum(map(len, _LETTER.findall(text))) < len(text) or "\t" in text or " | " in text:
        return False
    return not _same(text, title) and not _same(text, heading.rpartition(HEADING_SEPARATOR)[2])


def _same(text: str, title: str) -> bool:
    """Whether a sentence only says what stands above it, also where a title is a sentence cut short."""
    plain = " ".join(title.split()).casefold()
    if plain.endswith("…"):
        return text.casefold().startswith(plain.rstrip(" …"))
    return bool(plain) and text.casefold().strip(" .#*") == plain.strip(" .#*")
