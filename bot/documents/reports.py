"""Progress, reports and errors of a reindex → what an admin reads."""

from __future__ import annotations

from collections.abc import Iterator

from bot.markup import Html, escape, joined, one_line
from bot.texts import Texts, problem_of
from index.errors import (
    ReindexCancelledError,
    ReindexRunningError,
    SettingError,
    StoreError,
    VestovoyError,
)
from index.types import Progress, ReindexReport, Skipped, SkipReason

BAR = 12
LINES = 12
"""A longer list goes into a file."""
LINE_UNITS = 240


def progress_html(texts: Texts, title: str, progress: Progress, files: Progress) -> Html:
    """`files` is the newest that was told of reading: what follows it counts sentences, which tell a person little."""
    lines = [texts(title), texts("docs-stage", stage=texts.plain(f"stage-{progress.stage}"))]
    share = _share(progress)
    if share is not None:
        full = round(BAR * share)
        lines.append(texts("docs-bar", bar="▓" * full + "░" * (BAR - full), percent=round(100 * share)))
    if files.total:
        done = files.total if progress.stage in ("embed", "commit") else files.done
        lines.append(texts("docs-files", done=done, total=files.total))
    if progress.seconds_left is not None:
        lines.append(texts("docs-left", time=_duration(texts, progress.seconds_left)))
    return joined("\n", lines)


def _share(progress: Progress) -> float | None:
    if progress.stage == "commit":
        return 1.0
    return min(1.0, progress.done / progress.total) if progress.total else None


def _duration(texts: Texts, seconds: float) -> str:
    if seconds < 90:
        return texts.plain("docs-seconds", n=max(1, round(seconds)))
    return texts.plain("docs-minutes", n=round(seconds / 60))


def report_html(texts: Texts, report: ReindexReport) -> Html:
    """With every path where these are few."""
    counts = [
        texts("docs-added", n=len(report.added)),
        texts("docs-changed", n=len(report.changed)),
        texts("docs-removed", n=len(report.removed)),
        texts("docs-unchanged", n=report.unchanged),
    ]
    head = [
        texts("docs-done", seconds=f"{report.seconds:.1f}"),
        Html(joined(", ", counts) + "."),
        texts("docs-totals", documents=report.documents, passages=report.passages),
    ]
    if report.re_embedded:
        head.append(texts("docs-re-embedded"))
    if report.skipped:
        head.append(texts("docs-skipped", n=len(report.skipped)))
    lines = list(_lines(texts, report))
    shown = lines if len(lines) <= LINES else lines[:0]
    more = [] if shown or not lines else [texts("docs-in-file")]
    return joined("\n", [*head, *(escape(one_line(line, LINE_UNITS)) for line in shown), *more])


def report_file(texts: Texts, report: ReindexReport) -> bytes | None:
    """All of it as a text; None where the message says it all."""
    lines = list(_lines(texts, report))
    return "\r\n".join(lines).encode("utf-8-sig") if len(lines) > LINES else None


def _lines(texts: Texts, report: ReindexReport) -> Iterator[str]:
    yield from (skipped_line(texts, skipped) for skipped in report.skipped)
    yield from (f"+ {path}" for path in report.added)
    yield from (f"≠ {path}" for path in report.changed)
    yield from (f"− {path}" for path in report.removed)


def skipped_line(texts: Texts, skipped: Skipped) -> str:
    return f"! {skipped.path}: {reason_text(texts, skipped.reason)}"


def reason_text(texts: Texts, reason: SkipReason) -> str:
    return texts.plain(f"skipped-{reason.replace('_', '-')}")


def error_html(texts: Texts, error: VestovoyError) -> Html:
    match error:
        case ReindexRunningError():
            return texts("docs-running-elsewhere")
        case ReindexCancelledError():
            return texts("docs-cancelled")
        case SettingError():
            problem = texts.plain("error-setting", setting=error.setting, problem=problem_of(error, texts))
        case StoreError():
            problem = texts.plain("error-store", problem=str(error))
        case _:
            problem = str(error)
    return texts("docs-failed", problem=problem)
