"""Figures → the text under the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.markup import MESSAGE_UNITS, Html, joined, one_line, units, visible
from bot.stats.figures import Figures
from bot.texts import Texts

LINE_UNITS = 90
SHOWN = 5
"""Of each table; the workbook has more."""


def tables_html(texts: Texts, figures: Figures, names: Mapping[int, str], days: int) -> Html:
    parts = [
        _summary(texts, figures, days),
        _table(texts, "stats-most-asked", [(text, count) for text, count in figures.most_asked]),
        _table(texts, "stats-worst-rated", [(text, down) for text, down, _ in figures.worst_rated]),
        _table(texts, "stats-most-cited", figures.most_cited),
        _table(texts, "stats-people", [(_named(names, id_), count) for id_, count in figures.people]),
        _table(texts, "stats-groups", [(_named(names, id_), count) for id_, count in figures.groups]),
        texts("stats-more"),
    ]
    whole = joined("\n\n", parts)
    return whole if units(visible(whole)) <= MESSAGE_UNITS else joined("\n\n", parts[:4])


def _summary(texts: Texts, figures: Figures, days: int) -> Html:
    decided = figures.answered + figures.declined
    share = round(100 * figures.answered / decided) if decided else 0
    return texts(
        "stats-summary",
        days=days,
        asked=figures.asked,
        answered=figures.answered,
        share=share,
        up=figures.up,
        down=figures.down,
    )


def _table(texts: Texts, title: str, rows: Sequence[tuple[str, int]]) -> Html:
    """Empty where there is nothing to tell."""
    if not rows:
        return Html()
    lines = [texts("stats-line", n=count, what=one_line(what, LINE_UNITS)) for what, count in rows[:SHOWN]]
    return joined("\n", [texts(title), *lines])


def _named(names: Mapping[int, str], id_: int) -> str:
    return names.get(id_) or str(id_)
