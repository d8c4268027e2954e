"""How much the bot adds to the engine: many chats at once, one chat that floods, memory over many questions.

`python -m tests.bench.load [--chats 200] [--questions 2000]`: the real bot as a process of its own against the Bot API
fake, beside the engine alone and an echo bot on the same library, in one run. The engine is a stand-in that computes
for a set time without holding the interpreter, as the real one does in its models.
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
from itertools import count
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application, MessageHandler, filters

from bot.ratelimit import Limits
from bot.run import run
from bot.settings import load_settings
from bot.state import State, default_url
from tests.bot.library import SmallLibrary
from tests.botapi import BotApi, PrivateChat

ROOT = Path(__file__).parents[2]
UNLIMITED = Limits(overall_per_s=0, chat_gap_s=0, group_per_minute=0)
QUESTION = "Сколько календарных дней составляет ежегодный отпуск?"
DOCUMENT = (
    "Положение об отпусках\nЕжегодный отпуск составляет 28 календарных дней.\nГрафик утверждается до 15 декабря.\n"
)
PATIENCE_S = 600.0
IDS = count(1000)
"""A chat that comes again would number its messages anew, and its questions would pass for known ones."""


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
def bot(api: BotApi, kind: str, folder: Path, options: argparse.Namespace) -> Iterator[subprocess.Popen[bytes]]:
    """`kind` is vestovoy or echo."""
    ours = {
        "TELEGRAM_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
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
        first = new_chat(api)
        first.say(QUESTION)
        first.wait_message(timeout=PATIENCE_S)
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def new_chat(api: BotApi) -> PrivateChat:
    return api.private(api.user(next(IDS)))


def at_once(api: BotApi, chats: int, each: int) -> float:
    """Answers a second when so many chats ask so many questions each, all at once."""
    private = [new_chat(api) for _ in range(chats)]
    started = time.perf_counter()
    for _ in range(each):
        for chat in private:
            chat.say(QUESTION)
    for chat in private:
        chat.wait(lambda chat=chat: len(chat.sent) >= each, PATIENCE_S, "all answers")  # type: ignore[misc]
    return chats * each / (time.perf_counter() - started)


def first_of_idle_chats(api: BotApi, chats: int, flooding: int) -> list[float]:
    """Seconds to the answer of chats that ask for the first time, while one chat has so many questions waiting."""
    flood = new_chat(api)
    for _ in range(flooding):
        flood.say(QUESTION)
    return [_time_one(new_chat(api)) for _ in range(chats)]


def _time_one(chat: PrivateChat) -> float:
    started = time.perf_counter()
    chat.say(QUESTION)
    chat.wait_message(timeout=PATIENCE_S)
    return time.perf_counter() - started


def memory_mb(process: subprocess.Popen[bytes]) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def memory_over(api: BotApi, process: subprocess.Popen[bytes], questions: int, steps: int = 5) -> list[float]:
    """MB after each step."""
    found: list[float] = []
    for _ in range(steps):
        chats = [new_chat(api) for _ in range(20)]
        for _ in range(questions // steps // len(chats)):
            for chat in chats:
                chat.say(QUESTION)
            for chat in chats:
                chat.wait_message(timeout=PATIENCE_S)
        found.append(memory_mb(process))
    return found


def measure(options: argparse.Namespace) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp())
    (folder / "documents").mkdir()
    (folder / "documents" / "отпуск.txt").write_text(DOCUMENT, encoding="utf-8")
    asked = options.chats * options.each
    found: dict[str, Any] = {"chats": options.chats, "questions_each": options.each, "engine_ms": options.engine_ms}
    seconds = options.engine_ms / 1000
    found["engine_per_s"] = engine_alone(folder / "documents", seconds, options.workers, asked)
    with BotApi() as api, bot(api, "vestovoy", folder, options) as process:
        found["bot_per_s"] = at_once(api, options.chats, options.each)
        idle = sorted(first_of_idle_chats(api, options.idle, flooding=0))
        busy = sorted(first_of_idle_chats(api, options.idle, flooding=options.flood))
        found["idle_p95_s"], found["idle_p95_while_flooded_s"] = (_p95(idle), _p95(busy))
        found["objections"] = len(api.objections)
    with BotApi() as api, bot(api, "vestovoy", folder, options) as process:
        found["memory_mb"] = memory_over(api, process, options.questions)
    with BotApi() as api, bot(api, "echo", folder, options):
        found["echo_per_s"] = at_once(api, options.chats, options.each)
    found["of_engine"] = found["bot_per_s"] / found["engine_per_s"]
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
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--each", type=int, default=5, help="questions of each chat")
    parser.add_argument("--engine-ms", type=float, default=25.0, help="what one answer takes")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--idle", type=int, default=20, help="idle chats that ask for the first time")
    parser.add_argument("--flood", type=int, default=300, help="questions waiting in the chat that floods")
    parser.add_argument("--questions", type=int, default=2000, help="questions over which memory is watched")
    parser.add_argument("--serve", choices=("vestovoy", "echo"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve_echo() if options.serve == "echo" else serve_vestovoy(options.engine_ms)
    sys.stdout.write(json.dumps(measure(options), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
