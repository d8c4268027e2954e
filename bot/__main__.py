"""The command line: run · chat · ask · reindex · history · rollback · digest · backup · restore · evaluate · check."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot import terminal, wiring
from bot.check import findings
from bot.library.command_line import show_history
from bot.settings import load_settings, terminal_language
from bot.texts import texts_in
from bot.wiring import serve
from index.errors import ReindexRunningError, SettingError, VestovoyError
from index.evaluate import Question, as_json, ask_all, figures_as_json, load_questions, measure

SAY = texts_in(terminal_language()).plain
USAGE, FAILURE, INTERRUPTED = 2, 1, 130

app = typer.Typer(
    name="vestovoy", help=SAY("help-program"), no_args_is_help=True, add_completion=False, rich_markup_mode=None
)

Documents = Annotated[Path | None, typer.Option(help=SAY("help-documents"), metavar="DIR")]
Data = Annotated[Path | None, typer.Option(help=SAY("help-data"), metavar="DIR")]
Json = Annotated[bool, typer.Option("--json", help=SAY("help-json"))]


@app.command(help=SAY("help-run"))
def run(documents: Documents = None, data: Data = None) -> None:
    settings = load_settings(documents=documents, data=data)
    with terminal.opened(settings) as engine:
        try:
            terminal.reindex(engine, settings)
        except ReindexRunningError as error:  # the other process commits; until then the old index answers
            terminal.complain(error)
        if settings.telegram_token is None:
            terminal.chat(engine, settings)
        else:
            raise typer.Exit(serve(settings, engine))


@app.command(help=SAY("help-chat"))
def chat(documents: Documents = None, data: Data = None) -> None:
    settings = load_settings(documents=documents, data=data)
    with terminal.opened(settings) as engine:
        terminal.index_if_empty(engine, settings)
        terminal.chat(engine, settings)


@app.command(help=SAY("help-ask"))
def ask(
    question: Annotated[str | None, typer.Argument(help=SAY("help-question"), show_default=False)] = None,
    batch: Annotated[Path | None, typer.Option(help=SAY("help-batch"), metavar="FILE")] = None,
    as_lines: Json = False,
    documents: Documents = None,
    data: Data = None,
) -> None:
    if (question is None) == (batch is None):
        raise typer.BadParameter(SAY("error-question-or-batch"))
    settings = load_settings(documents=documents, data=data)
    asked = load_questions(batch) if batch else [Question("1", question or "")]
    with terminal.opened(settings) as engine:
        terminal.index_if_empty(engine, settings)
        for outcome in ask_all(asked, lambda text, history: engine.ask(text, history=history)):
            if as_lines:
                typer.echo(json.dumps(as_json(outcome), ensure_ascii=False))
            else:
                terminal.show(outcome.answer, settings, asked=outcome.question.question if batch else None)


@app.command(help=SAY("help-reindex"))
def reindex(
    full: Annotated[bool, typer.Option("--full", help=SAY("help-full"))] = False,
    documents: Documents = None,
    data: Data = None,
) -> None:
    settings = load_settings(documents=documents, data=data)
    with terminal.opened(settings) as engine:
        terminal.report(terminal.reindex(engine, settings, full=full), settings)


@app.command(help=SAY("help-history"))
def history(documents: Documents = None, data: Data = None) -> None:
    settings = load_settings(documents=documents, data=data)
    with terminal.opened(settings) as engine:
        show_history(engine.generations(), settings)


@app.command(help=SAY("help-rollback"))
def rollback(
    generation: Annotated[int, typer.Argument(help=SAY("help-generation"), metavar="N")],
    documents: Documents = None,
    data: Data = None,
) -> None:
    settings = load_settings(documents=documents, data=data)
    with terminal.opened(settings) as engine:
        terminal.report(engine.rollback(generation), settings)


@app.command(help=SAY("help-digest"))
def digest(
    chat: Annotated[int, typer.Option(help=SAY("help-digest-chat"), metavar="ID")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=SAY("help-digest-dry-run"))] = False,
    picture: Annotated[Path | None, typer.Option(help=SAY("help-digest-picture"), metavar="FILE")] = None,
    documents: Documents = None,
    data: Data = None,
) -> None:
    settings = load_settings(documents=documents, data=data)
    if not dry_run and settings.telegram_token is None:
        raise typer.BadParameter(SAY("digest-needs-token"))
    with terminal.opened(settings) as engine:
        terminal.index_if_empty(engine, settings)
        if not wiring.digest(settings, engine, chat, dry_run=dry_run, picture=picture) and not dry_run:
            raise typer.Exit(FAILURE)


@app.command(help=SAY("help-backup"))
def backup(
    file: Annotated[Path, typer.Argument(help=SAY("help-backup-file"), metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help=SAY("help-force"))] = False,
    documents: Documents = None,
    data: Data = None,
) -> None:
    wiring.backup(load_settings(documents=documents, data=data), file, force=force)


@app.command(help=SAY("help-restore"))
def restore(
    file: Annotated[Path | None, typer.Argument(help=SAY("help-restore-file"), metavar="FILE")] = None,
    yes: Annotated[bool, typer.Option("--yes", help=SAY("help-yes"))] = False,
    documents: Documents = None,
    data: Data = None,
) -> None:
    if not wiring.restore(load_settings(documents=documents, data=data), file, yes=yes):
        raise typer.Exit(FAILURE)


@app.command(help=SAY("help-evaluate"))
def evaluate(
    questions: Annotated[Path, typer.Argument(help=SAY("help-questions"), metavar="FILE")],
    as_object: Json = False,
    plot: Annotated[Path | None, typer.Option(help=SAY("help-plot"), metavar="FILE")] = None,
    documents: Documents = None,
    data: Data = None,
) -> None:
    settings = load_settings(documents=documents, data=data)
    asked = load_questions(questions)
    if not asked:
        raise typer.BadParameter(SAY("error-no-questions", file=str(questions)))
    with terminal.opened(settings) as engine:
        terminal.index_if_empty(engine, settings)
        outcomes = terminal.track(ask_all(asked, lambda text, history: engine.ask(text, history=history)), len(asked))
    figures = measure(outcomes)
    if plot is not None:
        terminal.plot(outcomes, plot, settings)
    if as_object:
        typer.echo(json.dumps(figures_as_json(figures)))
    else:
        terminal.show_figures(figures, settings)


@app.command(help=SAY("help-check"))
def check(documents: Documents = None, data: Data = None) -> None:
    settings = load_settings(documents=documents, data=data)
    texts = texts_in(settings.language)
    found = findings(settings, texts, lambda error: terminal.explain(error, texts))
    if not terminal.show_findings(found, settings):
        raise typer.Exit(FAILURE)


def main() -> None:
    """What the command `vestovoy` calls."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # what comes in another encoding must not end the program
    try:
        app()
    except VestovoyError as error:
        terminal.complain(error)
        sys.exit(USAGE if isinstance(error, SettingError) else FAILURE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
