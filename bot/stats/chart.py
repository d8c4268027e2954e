"""Figures → a picture of four small charts: questions, the share answered, the time to answer, thumbs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from bot.stats.figures import Day, Figures
from bot.texts import Texts

SIZE, DPI = (10, 7), 110
BLUE, GREY, GREEN, RED, DARK = "#2f6fb0", "#b8c0c8", "#3d9a5b", "#c8503c", "#40474e"


def chart(texts: Texts, figures: Figures) -> bytes:
    """PNG. Draws without any state of the library's own, so that it may run in any thread."""
    figure = Figure(figsize=SIZE, dpi=DPI)
    figure.subplots_adjust(left=0.05, right=0.98, top=0.95, bottom=0.1, hspace=0.35, wspace=0.14)
    FigureCanvasAgg(figure)
    (top_left, top_right), (low_left, low_right) = figure.subplots(2, 2)
    _questions(top_left, texts, figures)
    _share(top_right, texts, figures)
    _time(low_left, texts, figures)
    _thumbs(low_right, texts, figures)
    first, last = figures.days[0].date, figures.days[-1].date
    for axes in (top_left, top_right, low_left, low_right):
        _tidy(axes)
        axes.set_xlim(first.toordinal() - 0.7, last.toordinal() + 0.7)
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _questions(axes: Axes, texts: Texts, figures: Figures) -> None:
    days = _dates(figures.days)
    answered = [day.answered for day in figures.days]
    rest = [day.asked - day.answered for day in figures.days]
    axes.bar(days, answered, color=BLUE, label=texts.plain("stats-answered"))
    axes.bar(days, rest, bottom=answered, color=GREY, label=texts.plain("stats-not-answered"))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_title(texts.plain("stats-chart-questions"))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=2, frameon=False)


def _share(axes: Axes, texts: Texts, figures: Figures) -> None:
    some = [day for day in figures.days if day.answered + day.declined]
    share = [day.answered / (day.answered + day.declined) for day in some]
    axes.plot(_dates(some), share, color=BLUE, marker="o", markersize=3)
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_title(texts.plain("stats-chart-share"))


def _time(axes: Axes, texts: Texts, figures: Figures) -> None:
    some = [day for day in figures.days if day.median_s is not None]
    usual, slow = [day.median_s or 0.0 for day in some], [day.slow_s or 0.0 for day in some]
    axes.plot(_dates(some), usual, color=BLUE, marker="o", markersize=3, label=texts.plain("stats-median"))
    axes.plot(_dates(some), slow, color=GREY, marker="o", markersize=3, label=texts.plain("stats-slow"))
    axes.set_ylim(bottom=0)
    axes.set_title(texts.plain("stats-chart-time"))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=2, frameon=False)


def _thumbs(axes: Axes, texts: Texts, figures: Figures) -> None:
    days = _dates(figures.days)
    axes.bar(days, [day.up for day in figures.days], color=GREEN, label=texts.plain("stats-up"))
    axes.bar(days, [-day.down for day in figures.days], color=RED, label=texts.plain("stats-down"))
    axes.axhline(0, color=DARK, linewidth=0.8)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    axes.set_title(texts.plain("stats-chart-thumbs"))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=2, frameon=False)


def _dates(days: Sequence[Day]) -> list[float]:
    return [float(day.date.toordinal()) for day in days]


def _tidy(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", alpha=0.3)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: f"{date.fromordinal(max(1, round(value))):%d.%m}")
