"""A question to its answer in one process, a fresh process to its first answer, and what memory that takes.

    python -m tests.bench.answering DOCUMENTS DATA QUESTIONS

answers a file of questions, a line each, and prints the peak of its own memory in MB: a process that has done nothing
else is the only one whose peak says anything.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bot.settings import Settings, env_name, load_settings
from bot.wiring import BUILTIN, NO_READER, make_embedder, make_engine
from tests.bench.office import make_questions, write_papers

ROOT = Path(__file__).parents[2]
STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class MadeLibrary:
    """An indexed library in a folder of its own."""

    settings: Settings
    passages: int
    questions: tuple[str, ...]
    indexed_s: float
    """0 where it stood already."""


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """Milliseconds, one for each question, in order."""

    embed: Sequence[float]
    """The embedder's own time for the question as it was understood."""
    answer: Sequence[float]
    """The whole way without a reader."""
    read: Sequence[float]
    """The whole way with it."""

    @property
    def reading(self) -> list[float]:
        """What each answer took longer for being read."""
        return [read - answer for read, answer in zip(self.read, self.answer, strict=True)]

    @property
    def over(self) -> list[float]:
        """What each answer took beyond the embedding of its question."""
        return [answer - embed for answer, embed in zip(self.answer, self.embed, strict=True)]


def make_library(folder: Path, passages: int, questions: int) -> MadeLibrary:
    """About so many passages, indexed by the program itself; what stands in the folder already is used."""
    settings = load_settings(documents=folder / "documents", data=folder / "data")
    write_papers(settings.documents, passages)
    with closing(make_engine(settings)) as engine:
        report = engine.reindex()
    seconds = report.seconds if report.embedded else 0.0
    return MadeLibrary(settings, report.passages, tuple(make_questions(questions, passages)), seconds)


def measure_answers(library: MadeLibrary) -> AnswerTimes:
    """The embedder alone, the way without a reader and the way with it by turns, so that a busy moment hits all."""
    embedder = make_embedder(library.settings)
    times: dict[str, list[float]] = {"embed": [], "answer": [], "read": []}
    plain = library.settings.model_copy(update={"reader_model": NO_READER})
    with closing(make_engine(plain)) as without, closing(make_engine(library.settings)) as engine:
        understood = engine.ask(library.questions[-1]).question
        ways: dict[str, Callable[[str], object]] = {"embed": embedder.query, "answer": without.ask, "read": engine.ask}
        for way in ways.values():
            way(understood)
        for question in library.questions:
            for name, way in ways.items():
                started = perf_counter()
                way(question)
                times[name].append((perf_counter() - started) * 1e3)
    return AnswerTimes(times["embed"], times["answer"], times["read"])


def measure_start(library: MadeLibrary, rounds: int = 3) -> float:
    """Seconds from the start of a process to its first answer, the median of `rounds`; the disk is warm."""
    folders = ("--documents", str(library.settings.documents), "--data", str(library.settings.data))
    command = [sys.executable, "-m", "bot", "ask", library.questions[0], *folders]
    seconds = []
    for _ in range(rounds + 1):
        started = perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        seconds.append(perf_counter() - started)
    return statistics.median(seconds[1:])


def measure_memory(library: MadeLibrary, folder: Path, reader: str = BUILTIN) -> float:
    """MB at the most in a process that answers all of the library's questions."""
    file = folder / "questions.txt"
    file.write_text("\n".join(library.questions), encoding="utf-8")
    folders = (str(library.settings.documents), str(library.settings.data))
    command = [sys.executable, "-m", "tests.bench.answering", *folders, str(file)]
    environment = os.environ | {env_name("reader_model"): reader}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return float(done.stdout)


def peak_mb() -> float:
    """Of this program. Linux counts what ran in the process before it into `ru_maxrss`, but not into VmHWM."""
    if STATUS.is_file():
        line = next(line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    documents, data, questions = map(Path, sys.argv[1:])
    with closing(make_engine(load_settings(documents=documents, data=data))) as engine:
        for question in questions.read_text(encoding="utf-8").splitlines():
            engine.ask(question)
    print(peak_mb())


if __name__ == "__main__":
    main()
