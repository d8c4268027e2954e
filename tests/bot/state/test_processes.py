from __future__ import annotations

import subprocess
import sys
from asyncio import run
from collections.abc import Callable
from pathlib import Path

from bot.state import State

ROOT = Path(__file__).parents[3]


def start(url: str, task: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-m", "tests.bot.state.worker", url, task]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> str:
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return output


def test_two_start_at_once_on_an_empty_database_and_receive_the_same_questions(url: str) -> None:
    processes = [start(url, "receive_many") for _ in range(2)]
    assert sum(int(finish(process)) for process in processes) == 20


def test_after_kill_9_each_is_answered_by_one(url: str, open_state: Callable[[], State]) -> None:
    killed = start(url, "hang")
    assert killed.stdout is not None
    ids = killed.stdout.readline().split()
    killed.kill()
    killed.communicate(timeout=60)
    assert len(ids) == 4

    recovery = run(open_state().journal.recover())

    assert [question.id for question in recovery.to_answer] == ids[:2]
    assert [question.id for question in recovery.perhaps_sent] == [ids[2]]
