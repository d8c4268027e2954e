"""How much the bot adds to the engine: many chats at once, one chat that floods, memory over many questions.

`python -m tests.bench.load [load] [memory] [--chats 200] [--questions 10000]`: the real bot against the Bot API fake,
each a process of its own, beside the engine alone and an echo bot on the same library, in one run. The engine is a
stand-in that computes for a set time without holding the interpreter, as the real one does in its models.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application, MessageHandler, filters

from bot.ratelimit import Limits
from bot.run import run
from bot.settings import load_settings
from bot.state import State, default_url
from tests.bench.town import PATIENCE_S, QUESTION, TownStandIn, hosted_town
from tests.bot.library import SmallLibrary

ROOT = Path(__file__).parents[2]
UNLIMITED = Limits(overall_per_s=0, chat_gap_s=0, group_per_minute=0)
DOCUMENT = (
    "Положение об отпусках\nЕжегодный отпуск составляет 28 календарных дней.\nГрафик утверждается до 15 декабря.\n"
)
MEMORY_ENGINE_MS = 1.0
CHATS_AT_ONCE = 20


class TimedLibrary(SmallLibrary):
    """Takes as long as a real engine."""

    def __init__(self, folder: Path, seconds: float) -> None:
        super().__init__(folder)
        self._seconds = seconds
        self._answer = super().ask(QUESTION)

    def ask(self, question: str, **_: Any) -> Any:
        time.sleep(self._seconds)
        return self._answer


def engine_alone(folder: Path, seconds: float, workers: int, questions: int) -> float:
    """Answers a second."""
    library = TimedLibrary(folder, seconds)
    started = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(library.ask, [QUESTION] * questions))
    return questions / (time.perf_counter() - started)


@contextmanager
def bot(town: TownStandIn, kind: str, folder: Path, options: argparse.Namespace) -> Iterator[subprocess.Popen[bytes]]:
    """`kind` is vestovoy or echo. It has answered once."""
    url, token = town.address()
    ours = {
        "TELEGRAM_TOKEN": token,
        "TELEGRAM_API_URL": url,
        "DOCUMENTS": str(folder / "documents"),
        "DATA": str(folder / f"data-{kind}-{time.monotonic_ns()}"),
        "ACCESS": "open",
        "QUESTIONS_PER_MINUTE": "600",
        "WORKERS": str(options.workers),
        "LOG_LEVEL": "WARNING",
    }
    environment = {**os.environ, **{f"VESTOVOY_{name}": value for name, value in ours.items()}}
    command = [sys.executable, "-m", "tests.bench.load", "--serve", kind, "--engine-ms", str(options.engine_ms)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        town.one()
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def measure_load(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Many chats at once, and an idle chat beside one that floods; beside the engine alone and an echo bot."""
    asked = options.chats * options.each
    found: dict[str, Any] = {"chats": options.chats, "questions_each": options.each, "engine_ms": options.engine_ms}
    found["engine_per_s"] = engine_alone(folder / "documents", options.engine_ms / 1000, options.workers, asked)
    with hosted_town() as town, bot(town, "vestovoy", folder, options) as process:
        before = cpu_s(process)
        found["bot_per_s"] = town.at_once(options.chats, options.each)
        found["bot_cpu_ms_a_question"] = (cpu_s(process) - before) * 1000 / asked
        idle = [town.one() for _ in range(options.idle)]
        town.flood(options.flood)
        busy = [town.one() for _ in range(options.idle)]
        found["idle_p95_s"], found["idle_p95_while_flooded_s"] = _p95(idle), _p95(busy)
        found["objections"] = town.objections()
    with hosted_town() as town, bot(town, "echo", folder, options):
        found["echo_per_s"] = town.at_once(options.chats, options.each)
    return found | {
        "of_engine": found["bot_per_s"] / found["engine_per_s"],
        "of_echo": found["bot_per_s"] / found["echo_per_s"],
    }


def measure_memory(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """MB in use after each tenth of many questions, of chats that come and go."""
    options = argparse.Namespace(**{**vars(options), "engine_ms": MEMORY_ENGINE_MS})
    found: list[float] = []
    with hosted_town() as town, bot(town, "vestovoy", folder, options) as process:
        for _ in range(10):
            for _ in range(max(1, options.questions // 10 // CHATS_AT_ONCE // 5)):
                town.at_once(CHATS_AT_ONCE, 5)
            found.append(memory_mb(process))
    return {"memory_questions": options.questions, "memory_mb": found}


def cpu_s(process: subprocess.Popen[bytes]) -> float:
    """Processor time it has taken so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(process: subprocess.Popen[bytes]) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


PARTS = {"load": measure_load, "memory": measure_memory}


def measure(options: argparse.Namespace) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp())
    (folder / "documents").mkdir()
    (folder / "documents" / "отпуск.txt").write_text(DOCUMENT, encoding="utf-8")
    found: dict[str, Any] = {}
    for part in options.parts or PARTS:
        found |= PARTS[part](folder, options)
    return found


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def serve_vestovoy(engine_ms: float) -> int:
    settings = load_settings()
    settings.data.mkdir(parents=True, exist_ok=True)
    state = State.open(default_url(settings.data))
    code = run(settings, TimedLibrary(settings.documents, engine_ms / 1000), state, UNLIMITED)
    asyncio.run(state.close())
    return code


def serve_echo() -> int:
    """The least a bot of this library can do."""

    async def echo(update: Update, _: object) -> None:
        if update.message is not None:
            await update.message.reply_text(update.message.text or "")

    settings = load_settings()
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    builder = Application.builder().token(token).base_url(f"{str(settings.telegram_api_url).rstrip('/')}/bot")
    app = builder.concurrent_updates(256).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.run_polling()
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all where none is named")
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--each", type=int, default=5, help="questions of each chat")
    parser.add_argument("--engine-ms", type=float, default=25.0, help="what one answer takes")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--idle", type=int, default=20, help="idle chats that ask for the first time")
    parser.add_argument("--flood", type=int, default=300, help="questions waiting in the chat that floods")
    parser.add_argument("--questions", type=int, default=10_000, help="questions over which memory is watched")
    parser.add_argument("--serve", choices=("vestovoy", "echo"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if options.serve:
        return serve_echo() if options.serve == "echo" else serve_vestovoy(options.engine_ms)
    sys.stdout.write(json.dumps(measure(options), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
