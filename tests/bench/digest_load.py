"""A thousand chats whose digests are due at the same minute, and questions meanwhile.

`python -m tests.bench.digest_load [--chats 1000]`: the real bot as a process of its own against the Bot API fake with
Telegram's rates enforced. Questions are timed before and while the digests go out, in one run.
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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.digests.schedule import Timing
from bot.run import run
from bot.settings import load_settings
from bot.state import State, default_url
from bot.state.digest_values import DigestPlan
from tests.bot.digests.office import LEAVE, PARKING, DiaryLibrary
from tests.botapi import BotApi, Group, PrivateChat

ROOT = Path(__file__).parents[2]
QUESTION = "Сколько календарных дней длится ежегодный отпуск?"
PATIENCE_S = 900.0
LEAD, A_CHAT = timedelta(seconds=90), timedelta(seconds=0.08)
"""To subscribe them and to time idle questions before the digests are due."""
WARMING_UP = 5
IDS = count(10_000)


def subscribe(folder: Path, groups: Sequence[Group], due: datetime) -> None:
    """Everything is new to each of them, and due at that minute."""

    async def subscribe_all(state: State) -> None:
        for group in groups:
            plan = DigestPlan(group.id, Timing(due.hour * 60 + due.minute, "UTC"))
            await state.digests.change(plan, lambda known: replace(known, is_on=True), 1, 0)
        await state.close()

    asyncio.run(subscribe_all(State.open(default_url(folder / "data"))))


@contextmanager
def bot(api: BotApi, folder: Path) -> Iterator[None]:
    ours = {
        "TELEGRAM_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
        "DOCUMENTS": str(folder / "documents"),
        "DATA": str(folder / "data"),
        "ACCESS": "open",
        "QUESTIONS_PER_MINUTE": "600",
        "LOG_LEVEL": "WARNING",
    }
    environment = {**os.environ, **{f"VESTOVOY_{name}": value for name, value in ours.items()}}
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.digest_load", "--serve"], cwd=ROOT, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def time_questions(api: BotApi, go_on: Callable[[int], bool]) -> list[float]:
    """Seconds of one question after another, each in a chat of its own, while `go_on` says so of their number."""
    taken: list[float] = []
    while go_on(len(taken)):
        chat: PrivateChat = api.private(api.user(next(IDS)))
        started = time.perf_counter()
        chat.say(QUESTION)
        chat.wait_message(timeout=PATIENCE_S)
        taken.append(time.perf_counter() - started)
        time.sleep(0.2)
    return taken


def measure(chats: int) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp())
    DiaryLibrary(folder / "documents").put(отпуск=LEAVE, парковка=PARKING)
    (folder / "data").mkdir()
    with BotApi(limits=True) as api:
        boris = api.user(11, "Борис")
        groups = [api.group(f"Отдел {number}", [boris]) for number in range(chats)]
        with bot(api, folder):
            time_questions(api, lambda asked: asked < WARMING_UP)
            due = (datetime.now(UTC) + LEAD + chats * A_CHAT).replace(second=0, microsecond=0)
            subscribe(folder, groups, due)
            idle = time_questions(api, lambda asked: asked < WARMING_UP or datetime.now(UTC) < due)
            started = time.perf_counter()

            def unfinished(asked: int) -> bool:
                return any(not group.sent for group in groups) and time.perf_counter() - started < PATIENCE_S

            busy = time_questions(api, unfinished)
            seconds = time.perf_counter() - started
        return {
            "chats": chats,
            "sent_once": sum(len(group.sent) == 1 for group in groups),
            "seconds_to_all": round(seconds, 1),
            "refused_for_rate": len(api.rate_objections),
            "questions_idle": len(idle),
            "questions_meanwhile": len(busy),
            "p95_idle_s": round(_p95(idle), 3),
            "p95_meanwhile_s": round(_p95(busy), 3),
            "ratio": round(_p95(busy) / _p95(idle), 2),
            "load": os.getloadavg()[0],
        }


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else sum(values)


def serve() -> int:
    settings = load_settings()
    state = State.open(default_url(settings.data))
    code = run(settings, DiaryLibrary(settings.documents), state)
    asyncio.run(state.close())
    return code


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--chats", type=int, default=1000)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve()
    sys.stdout.write(json.dumps(measure(options.chats), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
