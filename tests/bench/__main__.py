"""Every figure of speed and memory side by side, in one run on one machine.

    python -m tests.bench [PART …] [--passages 3000] [--keep DIR] [--large] [--load]

Figures are of the machine as it is: each stands beside the load average at the end of its measurement, and where two
things are compared they take turns. The library is made up, some hundred papers of an office, the same at each run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.wiring import NO_READER
from index.store.local import LocalStore
from index.types import Changes
from tests.bench.answering import ROOT, MadeLibrary, make_library, measure_answers, measure_memory, measure_start
from tests.bench.embedding import PASSAGE_TOKENS, measure_embedding
from tests.bench.store import IDENTITY, PASSAGES_A_COMMIT, K, Times, World

READING_GOAL_MS = 150
READER_GOAL_MB = 150
OVER_GOAL_MS = 25.0
START_GOAL_S = 5.0
MEMORY_GOAL_MB = 900.0
SEARCH_SIZE, LARGE_SIZE = 100_000, 1_000_000
PLAIN_WIDTH = 170


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; `beside` is what it is to be compared with."""

    what: str
    figure: str
    beside: str = ""
    goal: str = ""
    good: bool | None = None
    """Whether the goal is met; None where there is none."""


@dataclass(frozen=True, slots=True)
class Measured:
    row: Row
    load: float


def embedding_rows() -> Iterator[Row]:
    figures = measure_embedding()
    plain, own = 1e3 / figures.torch_queries_per_s, 1e3 / figures.queries_per_s
    yield Row(
        f"embedding, passages of {PASSAGE_TOKENS} tokens",
        f"{figures.passages_per_s:.1f}/s, {figures.passages_ratio:.2f} times as many",
        f"sentence-transformers fp32 {figures.torch_passages_per_s:.1f}/s",
    )
    yield Row(
        "embedding, one question",
        f"{own:.1f} ms, {figures.queries_ratio:.2f} times as fast",
        f"sentence-transformers fp32 {plain:.1f} ms",
    )
    yield Row("smallest cosine to fp32", f"{figures.smallest_cosine:.4f}")


def answer_rows(library: MadeLibrary) -> Iterator[Row]:
    times = measure_answers(library)
    series = (times.answer, times.embed, times.over, times.read, times.reading)
    answer, embed, over, read, reading = (_p50_p95(taken) for taken in series)
    size = f"{library.passages:,} passages"
    yield Row(f"question to answer, {size}", _both(read), f"without the reader {_both(answer)}")
    goal, good = f"≤ {READING_GOAL_MS:.0f} ms at the median", reading[0] <= READING_GOAL_MS
    yield Row("  the reader, question by question", _both(reading), "", goal, good)
    goal, good = f"≤ {OVER_GOAL_MS:.0f} ms at the median", over[0] <= OVER_GOAL_MS
    beside = f"embedding of the question {_both(embed)}"
    yield Row("  all else over the embedding, question by question", _both(over), beside, goal, good)


def start_rows(library: MadeLibrary) -> Iterator[Row]:
    seconds = measure_start(library)
    yield Row("start to first answer", f"{seconds:.1f} s", "", f"≤ {START_GOAL_S:.0f} s", seconds <= START_GOAL_S)


def memory_rows(library: MadeLibrary) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        peak = measure_memory(library, Path(folder))
        more = peak - measure_memory(library, Path(folder), NO_READER)
    what = f"peak memory, {len(library.questions)} answers"
    yield Row(what, f"{peak:.0f} MB", "", f"≤ {MEMORY_GOAL_MB:.0f} MB", peak <= MEMORY_GOAL_MB)
    goal, good = f"≤ {READER_GOAL_MB:.0f} MB", more <= READER_GOAL_MB
    yield Row("  of them for the reader", f"{more:.0f} MB", "", goal, good)


def search_rows(size: int) -> Iterator[Row]:
    world = World(size)
    with tempfile.TemporaryDirectory() as folder, closing(LocalStore(Path(folder))) as store:
        for start in range(0, size, PASSAGES_A_COMMIT):
            rows = range(start, min(size, start + PASSAGES_A_COMMIT))
            store.apply(Changes(IDENTITY, tuple(world.documents(rows))))
        with closing(store.snapshot()) as snapshot:
            queries = world.queries()
            snapshot.search(*queries[0], K)
            times = Times.of([partial(snapshot.search, *query, K) for query in queries])
    yield Row(f"search alone, {size:,} random passages", _both(_p50_p95(times.milliseconds)))


def load_rows() -> Iterator[Row]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    for name, figure in json.loads(done.stdout).items():
        yield Row(f"bot under load: {name}", _plain(figure))


def _plain(figure: object) -> str:
    if isinstance(figure, list):
        return ", ".join(map(_plain, figure))
    return f"{figure:.3g}" if isinstance(figure, float) else str(figure)


def _p50_p95(milliseconds: Sequence[float]) -> tuple[float, float]:
    p50, p95 = np.percentile(milliseconds, (50, 95)).tolist()
    return p50, p95


def _both(percentiles: tuple[float, float]) -> str:
    return f"p50 {percentiles[0]:.1f} ms, p95 {percentiles[1]:.1f} ms"


@contextmanager
def _folder(options: argparse.Namespace) -> Iterator[Path]:
    """Of the made-up library: one that is kept, or one for the time of the run."""
    if options.keep:
        yield options.keep / f"passages-{options.passages}"
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


PARTS = ("embedding", "answering", "start", "memory", "search")
OF_LIBRARY: dict[str, Callable[[MadeLibrary], Iterator[Row]]] = {
    "answering": answer_rows,
    "start": start_rows,
    "memory": memory_rows,
}


def rows(options: argparse.Namespace) -> Iterator[Row]:
    parts = options.parts or PARTS
    if "embedding" in parts:
        yield from embedding_rows()
    if OF_LIBRARY.keys() & set(parts):
        with _folder(options) as folder:
            library = make_library(folder, options.passages, options.questions)
            if library.indexed_s:
                yield Row(f"indexing, {library.passages:,} passages", f"{library.indexed_s:.0f} s")
            for part in (part for part in OF_LIBRARY if part in parts):
                yield from OF_LIBRARY[part](library)
    if "search" in parts:
        for size in (SEARCH_SIZE, *((LARGE_SIZE,) if options.large else ())):
            yield from search_rows(size)
    if options.load:
        yield from load_rows()


def measure(options: argparse.Namespace) -> Iterator[Measured]:
    """Each figure on stderr as it comes."""
    for row in rows(options):
        print(f"{row.what.strip()}: {row.figure}", file=sys.stderr, flush=True)
        yield Measured(row, os.getloadavg()[0])


def show(measured: Sequence[Measured]) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=PLAIN_WIDTH)
    table = Table(box=None, title=f"Vestovoy on {os.cpu_count()} processors", title_justify="left")
    for name in ("what", "Vestovoy", "beside it", "goal", ""):
        table.add_column(name)
    table.add_column("load", justify="right")
    for found in measured:
        row = found.row
        mark = {None: "", True: "met", False: "missed"}[row.good]
        table.add_row(row.what, row.figure, row.beside, row.goal, mark, f"{found.load:.1f}")
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all where none is named")
    parser.add_argument("--passages", type=int, default=1000, help="of the made-up library (default 1000, 2 minutes)")
    parser.add_argument("--questions", type=int, default=200, help="asked of it (default 200)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the made-up library here, and use it again")
    parser.add_argument("--large", action="store_true", help=f"search {LARGE_SIZE:,} passages too: 4 GB, half an hour")
    parser.add_argument("--load", action="store_true", help="the bot itself with many chats at once too")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    show(list(measure(options)))


if __name__ == "__main__":
    main()
