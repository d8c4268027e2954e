"""`vestovoy backup` and `vestovoy restore`: what they say and what they ask."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.backup import journal as journals
from bot.backup.archive import Reader, reading
from bot.backup.errors import BackupError, Refusal
from bot.backup.folder import Found, walk
from bot.backup.journal import Journal
from bot.backup.manifest import LeftOut, Manifest, StateFacts
from bot.backup.place import Place
from bot.backup.restoring import Restorer
from bot.backup.state_dump import dumping
from bot.backup.writing import back_up
from bot.state import StateUnavailableError
from bot.state.database import Database
from bot.texts import Texts
from index.errors import StoreError
from index.library_files import LibraryFacts

MB = 2**20
MOST_LINES = 20
YES = frozenset({"y", "yes", "д", "да"})
_out = Console(highlight=False, soft_wrap=True)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


def run_backup(place: Place, texts: Texts, file: Path, *, force: bool) -> None:
    """Raises as `back_up` does."""
    with _working("") as show:
        manifest = back_up(place, file, lambda key: show(texts.plain(key)), force=force)
    size = -(-file.stat().st_size // MB)
    _say(texts.plain("backup-done", file=str(file), size=size, **_counts(manifest)))
    _show_left_out(texts, manifest.left_out)
    _say(texts.plain("backup-no-secrets"))


@contextmanager
def _working(text: str) -> Iterator[Callable[[str], object]]:
    """Shows on a terminal that something is being done; what it gives says what."""
    if not _err.is_terminal:
        yield lambda text: None
        return
    with _err.status(text) as status:
        yield status.update


def _say(text: str) -> None:
    _out.print(text, markup=False)


def _counts(manifest: Manifest) -> dict[str, int]:
    rows = manifest.state.rows if manifest.state else {}
    generation = manifest.library.generation if manifest.library else 0
    return {
        "documents": manifest.documents,
        "generation": generation,
        "people": rows.get("people", 0),
        "questions": rows.get("questions", 0),
    }


def _show_left_out(texts: Texts, left_out: Sequence[LeftOut]) -> None:
    for one in left_out[:MOST_LINES]:
        _err.print(texts.plain("backup-left-out", path=one.path, why=texts.plain(f"backup-{one.why}")), markup=False)
    if len(left_out) > MOST_LINES:
        _err.print(texts.plain("backup-left-out-more", n=len(left_out) - MOST_LINES), markup=False)


def run_restore(place: Place, texts: Texts, file: Path | None, *, yes: bool) -> bool:
    """False where the answer was no. Raises BackupError and whatever else keeps it from being restored."""
    database = Database.connect(place.database_url)
    try:
        restorer = Restorer(place, database)
        if (interrupted := journals.load(place.data)) is not None:
            with restorer.alone():
                restorer.finish(interrupted)
            _say(texts.plain("restore-finished"))
            _show_restored(texts, interrupted)
            return True
        if file is None:
            raise BackupError(Refusal.NOTHING)
        with reading(file) as reader:
            return _restore(restorer, reader, texts, yes=yes)
    finally:
        database.dispose()


def _restore(restorer: Restorer, reader: Reader, texts: Texts, *, yes: bool) -> bool:
    with restorer.alone():
        with Progress(console=_err, transient=True, disable=not _err.is_terminal) as bar:
            task = bar.add_task(texts.plain("restore-checking"), total=reader.manifest.bytes)
            restorer.check(reader, lambda member: bar.advance(task, member.size))
        _show_both(restorer, reader.manifest, texts)
        if not yes and not _agreed(texts):
            _say(texts.plain("restore-declined"))
            return False
        with _working(texts.plain("restore-working")):
            journal = restorer.restore(reader)
    _show_restored(texts, journal)
    return True


def _agreed(texts: Texts) -> bool:
    """Raises BackupError where nobody is there to be asked."""
    if not sys.stdin.isatty():
        raise BackupError(Refusal.ASK)
    typer.echo(texts.plain("restore-ask") + " [y/N] ", nl=False)
    return sys.stdin.readline().strip().lower() in YES


def _show_both(restorer: Restorer, manifest: Manifest, texts: Texts) -> None:
    """What is there now, and what would take its place."""
    table = Table("", texts.plain("restore-now"), texts.plain("restore-then"), box=None, pad_edge=False)
    now = (_documents_now(restorer.place), _library_now(restorer.place), _state_now(restorer.database))
    for row in zip(*(_rows(texts, *facts) for facts in (now, _facts(manifest))), strict=True):
        (name, ours), (_, theirs) = row
        table.add_row(name, ours, theirs)
    table.add_row(texts.plain("restore-row-made"), "", _moment(manifest.created_at))
    _out.print(table)
    if manifest.state is None:
        _say(texts.plain("restore-no-state"))
    if manifest.library is None:
        _say(texts.plain("restore-no-library"))


def _facts(manifest: Manifest) -> tuple[int, LibraryFacts | None, StateFacts | None]:
    return manifest.documents, manifest.library, manifest.state


def _rows(
    texts: Texts, documents: int | None, library: LibraryFacts | None, state: StateFacts | None
) -> list[tuple[str, str]]:
    rows = state.rows if state else {}
    values = {
        "documents": documents,
        "generation": library.generation if library else None,
        "library-at": _moment(library.at if library else None),
        "people": rows.get("people"),
        "questions": rows.get("questions"),
        "newest": _moment(state.newest_question if state else None),
    }
    return [(texts.plain(f"restore-row-{key}"), "—" if value is None else str(value)) for key, value in values.items()]


def _moment(at: datetime | None) -> str:
    return "—" if at is None else f"{at.astimezone():%d.%m.%Y %H:%M}"


def _documents_now(place: Place) -> int | None:
    try:
        return sum(isinstance(one, Found) for one in walk(place.documents, place.data))
    except OSError:
        return None


def _library_now(place: Place) -> LibraryFacts | None:
    """None also for one that is broken: it is to be replaced."""
    try:
        return place.files.facts(place.library_file)
    except StoreError:
        return None


def _state_now(database: Database) -> StateFacts | None:
    """None also for an SQLite file that is broken. Raises StateUnavailableError for a server out of reach."""
    try:
        with dumping(database) as dump:
            return None if dump is None else dump.facts()
    except StateUnavailableError:
        if database.file is None:
            raise
        return None


def _show_restored(texts: Texts, journal: Journal) -> None:
    restored = journal.restored
    counts = {
        "documents": restored.documents,
        "generation": restored.generation or 0,
        "people": restored.people or 0,
        "questions": restored.questions or 0,
    }
    _say(texts.plain("restore-done", file=restored.file, at=_moment(restored.created_at), **counts))
    if journal.former:
        _say(texts.plain("restore-former"))
    for folder in journal.former:
        _say(f"  {folder}")
    _say(texts.plain("restore-next"))
