"""The passages that went with an answer, as they stand now: a document may have changed since."""

from __future__ import annotations

import re

from bot.access import may_see
from bot.desk import Library
from bot.render import Extract, Source
from bot.state import Question
from bot.state import Shown as ShownPassage
from bot.state.values import text_hash
from index.types import GAP, Document, Hit, Section

Extracts = list[tuple[ShownPassage, Extract]]


def extracts_of(library: Library, question: Question, collections: frozenset[str] | None) -> Extracts:
    """Those that may still be seen. Of a document that has changed since, what is nearest to the question in it now.

    Crosses into the library: call it in the pool.
    """
    found: Extracts = []
    nearest: dict[str, Hit] | None = None
    for shown in question.shown:
        document = library.document(shown.document) if may_see(collections, shown.document) else None
        if document is None:
            continue
        extract = _as_it_was(document, shown, question.answer if shown.quoted else None)
        if extract is None:
            nearest = _nearest(library, question, collections) if nearest is None else nearest
            extract = _as_it_is(nearest.get(shown.document))
        if extract is not None and all(extract != other for _, other in found):
            found.append((shown, extract))
    return found


def _as_it_was(document: Document, shown: ShownPassage, answer: str | None) -> Extract | None:
    """Under the page that `answer` quotes; None when another text stands there now."""
    text, start, end = document.text, shown.start, shown.end
    if not 0 <= start < end <= len(text) or not _is_same(text[start:end], document, shown):
        return None
    section, card = _section_at(document, start), document.card
    quoted = _section_at(document, start + _quoted_at(text[start:end], answer)) if answer else section
    source = Source(card.path, card.title, card.date, quoted.page if quoted else None, card.void_by is not None)
    return Extract(source, section.heading if section else "", text[start:end])


def _section_at(document: Document, place: int) -> Section | None:
    return next((section for section in reversed(document.sections) if section.start <= place), None)


def _quoted_at(passage: str, answer: str) -> int:
    """Where the first sentence begins that an answer quotes of it; 0 where none is found."""
    pieces = (r"\s+".join(map(re.escape, piece.split())) for piece in answer.split(GAP))
    found = (re.search(piece, passage) for piece in pieces)
    return min((match.start() for match in found if match), default=0)


def _is_same(passage: str, document: Document, shown: ShownPassage) -> bool:
    """Of answers of old no hash is kept: then the place must at least begin and end where words do."""
    if shown.text_hash is not None:
        return text_hash(passage) == shown.text_hash
    text, start, end = document.text, shown.start, shown.end
    torn_before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    torn_after = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not torn_before and not torn_after


def _nearest(library: Library, question: Question, collections: frozenset[str] | None) -> dict[str, Hit]:
    """By document, the best passage for the question now."""
    hits = library.ask(question.understood or question.text, collections=collections).hits
    return {hit.passage.document: hit for hit in reversed(hits)}


def _as_it_is(hit: Hit | None) -> Extract | None:
    if hit is None:
        return None
    return Extract(Source.of(hit), hit.passage.heading, hit.passage.text, is_other=True)
