"""Pictures of figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from bot.texts import Texts
from index.evaluate import Bin


def save_reliability(bins: Sequence[Bin], file: Path, texts: Texts) -> None:
    """The share of right ones over the confidence, the number of questions under it; the format by the file's name.

    Raises OSError where the file cannot be written, ValueError for a format that is not known.
    """
    figure = Figure(figsize=(6, 6), layout="constrained")
    curve, counts = figure.subplots(2, sharex=True, height_ratios=(3, 1))
    confidences = [each.confidence for each in bins]
    curve.plot([0, 1], [0, 1], "--", color="grey", label=texts.plain("plot-ideal"))
    curve.plot(confidences, [each.right for each in bins], "o-")
    curve.set(title=texts.plain("plot-title"), ylabel=texts.plain("plot-right"), xlim=(0, 1), ylim=(0, 1))
    curve.legend()
    counts.bar(confidences, [each.outcomes for each in bins], width=0.06)
    counts.set(xlabel=texts.plain("plot-confidence"), ylabel=texts.plain("plot-questions"))
    figure.savefig(file, dpi=120)
