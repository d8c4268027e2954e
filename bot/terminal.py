"""Values → the terminal: answers, progress, reports, tables. Answers go to stdout, all else to stderr."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot.backup.errors import BackupError, BackupLaterError
from bot.check import Finding
from bot.documents.placing import finish_publishing
from bot.documents.staging import Staging
from bot.render import Shown, lead
from bot.setting_errors import EnvFileError
from bot.settings import Settings, terminal_language
from bot.texts import Texts, problem_of, texts_in
from bot.wiring import make_engine
from index.courtesy import courtesy_in
from index.engine import Engine
from index.errors import (
    HistoryError,
    ReindexCancelledError,
    ReindexRunningError,
    SettingError,
    StoreError,
    UnknownSettingError,
    VestovoyError,
)
from index.evaluate import Figures, Outcome, QuestionsError, judged, reliability
from index.types import Answer, Hit, ReindexReport, Turn

T = TypeVar("T")
POLL_S = 0.1
PATIENCE_S = 1.0
"""What takes longer shows a bar."""

_out = Console(highlight=False, soft_wrap=True, emoji=False)
_err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """An engine that is closed again."""
    engine = make_engine(settings)
    try:
        yield engine
    finally:
        engine.close()


def index_if_empty(engine: Engine, settings: Settings) -> None:
    if engine.status().generation == 0:
        report(reindex(engine, settings), settings)


def reindex(engine: Engine, settings: Settings, *, full: bool = False) -> ReindexReport:
    """Reindexes with a progress bar. Ctrl-C cancels; the index stays as it was."""
    texts = texts_in(settings.language)
    if engine.needs_reembedding():
        _err.print(texts.plain("terminal-reembedding"))
    cancel = threading.Event()
    with ThreadPoolExecutor(1, "reindex") as pool:
        try:
            work = pool.submit(_reindex, engine, settings, full, cancel)
            _show_progress(engine, work, texts)
        except KeyboardInterrupt:
            cancel.set()
            _err.print(texts.plain("terminal-interrupted"))
            raise
        return work.result()


def _reindex(engine: Engine, settings: Settings, full: bool, cancel: threading.Event) -> ReindexReport:
    """After what a kill of the bot left half published."""
    with engine.exclusively():
        try:
            finish_publishing(engine.documents_folder, Staging.of(settings.data))
        except OSError as error:
            raise StoreError(f"an upload that was being published cannot be finished: {error}") from error
        return engine.reindex(full=full, cancel=cancel)


def _show_progress(engine: Engine, work: Future[ReindexReport], texts: Texts) -> None:
    wait([work], PATIENCE_S)
    if work.done() or not _err.is_terminal:
        wait([work])
        return
    with _bar() as bar:
        task = bar.add_task("", total=None)
        while not wait([work], POLL_S).done:
            now = engine.progress
            bar.update(task, description=texts.plain(f"stage-{now.stage}"), completed=now.done, total=now.total or None)


def track(items: Iterable[T], total: int) -> list[T]:
    """All items, with a progress bar while they come."""
    if not _err.is_terminal:
        return list(items)
    with _bar() as bar:
        return list(bar.track(items, total=total))


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=_err, transient=True)


def report(done: ReindexReport, settings: Settings) -> None:
    """What a reindex did, and what it left out and why."""
    texts = texts_in(settings.language)
    _err.print(
        texts.plain(
            "terminal-reindexed",
            documents=done.documents,
            passages=done.passages,
            added=len(done.added),
            changed=len(done.changed),
            removed=len(done.removed),
            unchanged=done.unchanged,
            seconds=f"{done.seconds:.1f}",
        ),
        markup=False,
    )
    for skipped in done.skipped:
        reason = texts.plain(f"skipped-{skipped.reason.replace('_', '-')}")
        _err.print(texts.plain("terminal-skipped", path=skipped.path, reason=reason), markup=False)


def chat(engine: Engine, settings: Settings) -> None:
    """Questions from stdin, line by line; with a prompt where a person types."""
    texts = texts_in(settings.language)
    interactive = sys.stdin.isatty()
    if interactive:
        _err.print(texts.plain("terminal-welcome", documents=engine.status().documents), markup=False)
    history: list[Turn] = []
    for line in _lines("› " if interactive else ""):
        match line.strip():
            case "":
                continue
            case "/exit" | "/quit":
                return
            case "/new":
                history.clear()
                _err.print(texts.plain("terminal-new"))
            case "/more":
                _show_more(history, texts)
            case command if command.startswith("/"):
                _err.print(texts.plain("terminal-commands"), markup=False)
            case said if courtesy := courtesy_in(said):
                _out.print(texts.plain(f"courtesy-{courtesy}"), markup=False)
            case question:
                answer = engine.ask(question, history=history)
                history.append(Turn(answer.question, answer))
                show(answer, settings)


def _lines(prompt: str) -> Iterator[str]:
    while True:
        try:
            yield input(prompt)
        except EOFError:
            return


def show(answer: Answer, settings: Settings, *, asked: str | None = None) -> None:
    """The short answer, the sentences that say it and where they stand; a refusal and what is nearest."""
    texts = texts_in(settings.language)
    if asked is not None:
        _out.print(f"› {asked}", markup=False, style="dim")
    if not answer.answered:
        _out.print(texts.plain("terminal-none"), markup=False)
        if answer.unmentioned:
            _out.print(texts.plain("refusal-similar", names=", ".join(answer.unmentioned)), markup=False)
        for hit in answer.hits[:1]:
            _out.print(texts.plain("terminal-nearest", source=source_line(hit, texts)), markup=False, style="dim")
        return
    shown = Shown.of(answer)
    if said := lead(shown):
        _out.print(said, markup=False, style="bold")
    _out.print(_emphasised(shown))
    if shown.marks.differing:
        _out.print(texts.plain("answers-differ"), markup=False)
    for quote in answer.firsts:
        _out.print(f"— {source_line(quote.hit, texts, quote.page)}", markup=False, style="dim")


def _emphasised(shown: Shown) -> Text:
    text, span = Text(shown.text), shown.marks.bold
    if span is not None:
        text.stylize("bold", span.start, span.end)
    return text


def source_line(hit: Hit, texts: Texts, page: int | None = None) -> str:
    """Title, date, page and file: «Приказ № 5», 12.03.2024, с. 3 (hr/order-5.pdf).

    `page`: where it is not the one that the passage begins on.
    """
    page = page or hit.passage.page
    parts = [texts.plain("source-title", title=hit.card.title)]
    if hit.card.date:
        parts.append(hit.card.date.strftime("%d.%m.%Y"))
    if page:
        parts.append(texts.plain("source-page", page=page))
    if hit.card.void_by is not None:
        parts.append(texts.plain("source-void"))
    return f"{', '.join(parts)} ({hit.card.path})"


def _show_more(history: Sequence[Turn], texts: Texts) -> None:
    if not history:
        _err.print(texts.plain("terminal-nothing-yet"))
        return
    for number, hit in enumerate(history[-1].answer.hits, start=1):
        _out.print(f"[bold]{number}.[/] {escape(source_line(hit, texts))}")
        _out.print(hit.passage.text, markup=False)


def show_figures(figures: Figures, settings: Settings) -> None:
    texts = texts_in(settings.language)
    table = Table(box=None, show_header=False)
    for figure in fields(figures):
        value = getattr(figures, figure.name)
        if value is not None:
            shown = str(value) if isinstance(value, int) else f"{value:.3f}"
            table.add_row(texts.plain(f"figure-{figure.name.replace('_', '-')}"), shown)
    _out.print(table)


def plot(outcomes: Sequence[Outcome], file: Path, settings: Settings) -> None:
    """Raises typer.BadParameter for a file that cannot be written."""
    # Importing a plotting library takes as long as an answer does, and no answer needs it.
    from bot.plots import save_reliability  # noqa: PLC0415

    texts = texts_in(settings.language)
    try:
        save_reliability(reliability(*judged(outcomes)), file, texts)
    except (OSError, ValueError) as error:
        raise typer.BadParameter(texts.plain("error-plot-file", file=str(file), problem=str(error))) from error


def show_findings(found: Iterable[Finding], settings: Settings) -> bool:
    """One line each, as they come; whether all is well."""
    good = True
    for finding in found:
        good = good and finding.good
        mark = "[green]✓[/]" if finding.good else "[red]✗[/]"
        _out.print(f"{mark} {escape(finding.subject)}: {escape(finding.says)}")
    _out.print(texts_in(settings.language).plain("check-ok" if good else "check-failed"), style="bold")
    return good


def complain(error: VestovoyError) -> None:
    """One sentence a person can act on."""
    texts = texts_in(terminal_language())
    _err.print(texts.plain("terminal-error", problem=explain(error, texts)), markup=False, style="red")


def explain(error: VestovoyError, texts: Texts) -> str:
    """The error in the user's language, without a full stop where more may follow."""
    match error:
        case UnknownSettingError():
            return texts.plain("error-no-such-setting", setting=error.setting, nearest=error.nearest)
        case EnvFileError():
            return texts.plain("error-env-file", file=error.setting, at=error.at)
        case SettingError():
            return texts.plain("error-setting", setting=error.setting, problem=problem_of(error, texts))
        case BackupError() | BackupLaterError():
            return texts.plain(f"error-backup-{error.kind}", **error.values)
        case HistoryError():
            return texts.plain(f"error-history-{error.problem}", n=error.generation, files=error.files)
        case ReindexRunningError():
            return texts.plain("error-reindex-running")
        case ReindexCancelledError():
            return texts.plain("error-reindex-cancelled")
        case QuestionsError():
            return texts.plain(
                f"error-questions-{error.problem}", file=error.file, line=error.line, reason=error.reason
            )
        case StoreError():
            return texts.plain("error-store", problem=str(error))
        case _:
            return str(error)
