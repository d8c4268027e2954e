"""Answers, passages and refusals → Telegram HTML, each within one message.

The quoted sentences are verbatim but for characters that cannot be shown; what is cut says so by an ellipsis.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.buttons import Marks
from bot.markup import Html, bold, clean, cut, escape, expandable, joined, one_line, pieces, units
from bot.texts import Texts
from index.answer.phrases import whole_phrase
from index.types import Answer, Hit, Span

QUOTES_UNITS = 1500
PASSAGE_UNITS = 1800
PAGE_UNITS = 2800
"""With sources and words around them, and percent-encoded, these stay within 4096 units and 32,768 bytes."""
NEAREST = 3
NEAREST_UNITS = 700
TITLE_UNITS = 160
SOURCES = 3
LEAST_REST = 4
LEAST_LED = 90
"""Characters of an answer that has its short one before it."""
LONGEST_LEAD = 80


@dataclass(frozen=True, slots=True)
class Source:
    """Where a passage stands."""

    path: str
    title: str
    date: date | None
    page: int | None
    is_void: bool = False
    """No longer in force, as an admin confirmed."""

    @classmethod
    def of(cls, hit: Hit, page: int | None = None) -> Source:
        """`page`: where it is not the one that the passage begins on."""
        void = hit.card.void_by is not None
        return cls(hit.card.path, hit.card.title, hit.card.date, page or hit.passage.page, void)


@dataclass(frozen=True, slots=True)
class Extract:
    """A passage as it is shown, whole or in pieces."""

    source: Source
    heading: str
    text: str
    is_other: bool = False
    """True where the document has changed since the answer: it stands nearest to the question now."""

    @classmethod
    def of(cls, hit: Hit, page: int | None = None) -> Extract:
        """`page`: see `Source.of`."""
        return cls(Source.of(hit, page), hit.passage.heading, hit.passage.text)


@dataclass(frozen=True, slots=True)
class Searched:
    """What a question was looked for in."""

    documents: int
    collections: frozenset[str] | None
    """None: all."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as it is shown, now or again a day later."""

    text: str
    """The quoted sentences, gaps marked."""
    marks: Marks
    """In bold, the shortest span that answers."""
    extracts: tuple[Extract, ...]
    """The quoted passages, at least one; each document's first."""

    @classmethod
    def of(cls, answer: Answer) -> Shown:
        text = answer.text
        marks = Marks(short_span(text, answer.short_at), answer.differing)
        return cls(text, marks, tuple(Extract.of(quote.hit, quote.page) for quote in answer.firsts))


def short_span(text: str, short: Span | None) -> Span | None:
    """The short answer's place; None where it says as much as the text itself."""
    if short is None or len(text.strip()) - (short.end - short.start) < LEAST_REST:
        return None
    return short


def answer_html(texts: Texts, shown: Shown) -> Html:
    """The short answer, the sentences that say it with its span in bold, their sources, the passage of the first."""
    sources = [source_line(texts, extract.source) for extract in shown.extracts[:SOURCES]]
    first = shown.extracts[0]
    changed = texts("document-changed") if first.is_other else Html()
    passage = joined("\n", [changed, passage_html(first, PASSAGE_UNITS)])
    differ = texts("answers-differ") if shown.marks.differing else Html()
    said = emphasised(shown.text, shown.marks.bold)
    short = lead(shown)
    return joined("\n\n", [bold(escape(short)) if short else Html(), said, differ, joined("\n", sources), passage])


def lead(shown: Shown) -> str:
    """The short answer as it would be said; empty where the text is short enough to see it at once."""
    span = shown.marks.bold
    if span is None or shown.marks.differing or len(shown.text) < LEAST_LED:
        return ""
    whole = whole_phrase(shown.text, span)
    said = " ".join(shown.text[whole.start : whole.end].split())
    return said if len(said) <= LONGEST_LEAD else ""


def emphasised(text: str, bold_span: Span | None) -> Html:
    """Escaped and bounded, with the span in bold."""
    if bold_span is None or units(text[: bold_span.end]) > QUOTES_UNITS:
        return escape(cut(text.strip(), QUOTES_UNITS))
    before, rest = text[: bold_span.start], text[bold_span.end :]
    room = max(1, QUOTES_UNITS - units(text[: bold_span.end]))
    return Html(
        escape(before.lstrip()) + bold(escape(text[bold_span.start : bold_span.end])) + escape(cut(rest.rstrip(), room))
    )


def source_line(texts: Texts, source: Source) -> Html:
    """Title, date and page, as far as they are known."""
    title = bold(escape(one_line(source.title or source.path, TITLE_UNITS)))
    day = texts("place-date", date=source.date) if source.date else Html()
    page = texts("place-page", page=str(source.page)) if source.page else Html()
    void = texts("place-void") if source.is_void else Html()
    return Html("📄 " + joined(" · ", [title, day, page, void]))


def passage_html(extract: Extract, limit: int) -> Html:
    heading = bold(escape(one_line(extract.heading, TITLE_UNITS))) if extract.heading.strip() else Html()
    return expandable(joined("\n", [heading, escape(cut(clean(extract.text).strip(), limit))]))


def refusal_html(texts: Texts, answer: Answer, searched: Searched) -> Html:
    """What was searched, and the nearest passages there are."""
    if not searched.documents:
        return texts("refusal-empty")
    nearest = [Extract.of(hit) for hit in answer.hits[:NEAREST]]
    shown = [
        joined("\n", [source_line(texts, extract.source), passage_html(extract, NEAREST_UNITS)]) for extract in nearest
    ]
    similar = texts("refusal-similar", names=", ".join(answer.unmentioned)) if answer.unmentioned else Html()
    searched_in = joined("\n", [_searched(texts, searched), similar])
    return joined("\n\n", [searched_in, *([texts("refusal-nearest"), *shown] if shown else [])])


def _searched(texts: Texts, searched: Searched) -> Html:
    if searched.collections is None:
        return texts("refusal", n=searched.documents)
    return texts("refusal-collections", n=searched.documents, collections=collection_names(texts, searched.collections))


def collection_names(texts: Texts, collections: Iterable[str]) -> str:
    """Plain text, by name, bounded."""
    names = [one_line(name, 60) or texts.plain("collection-root") for name in sorted(collections)]
    return one_line(", ".join(names), 400)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the passages under an answer."""

    rank: int
    """Which passage, from 0, best first."""
    text: str
    extract: Extract


def passage_pages(extracts: Sequence[Extract]) -> list[Page]:
    """Every passage whole; one too long for a message takes several pages."""
    return [
        Page(rank, piece, extract)
        for rank, extract in enumerate(extracts)
        for piece in pieces(clean(extract.text), PAGE_UNITS)
    ]


def page_html(texts: Texts, page: Page, passages: int) -> Html:
    place = texts("passage-place", n=page.rank + 1, total=passages)
    heading = (
        Html(f"<i>{escape(one_line(page.extract.heading, TITLE_UNITS))}</i>")
        if page.extract.heading.strip()
        else Html()
    )
    body = Html(f"<blockquote>{escape(page.text)}</blockquote>")
    changed = texts("document-changed") if page.extract.is_other else Html()
    return joined("\n\n", [joined("\n", [place, source_line(texts, page.extract.source), heading]), changed, body])
