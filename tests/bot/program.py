"""The bot as a process of its own, over the small library: `python -m tests.bot.program`."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from bot.ratelimit import Limits
from bot.run import run
from bot.settings import load_settings
from bot.state import State, default_url
from tests.bot.library import SmallLibrary
from tests.botapi import BotApi

ROOT = Path(__file__).parents[2]
STARTED = "vestovoy_bot"
PATIENCE_S = 60.0


@dataclass
class Program:
    """Started at once; `log` is what it has written so far."""

    api: BotApi
    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)
    command: tuple[str, ...] = ("-m", "tests.bot.program")

    def __post_init__(self) -> None:
        self.log = ""
        self.start()

    @property
    def documents(self) -> Path:
        return self.folder / "documents"

    def start(self, *, wait: bool = True) -> None:
        before = len(self.log)
        self._process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", *self.command],
            cwd=ROOT,
            env=self._environment(),
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._reader = Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()
        if wait:
            self._wait_started(before)

    def _wait_started(self, before: int) -> None:
        try:
            self.wait_log(STARTED, before)
        except BaseException:
            self.kill()
            raise

    def stop(self) -> int:
        """By SIGTERM, as an orchestrator does; the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        self._process.kill()
        self.wait()

    def wait(self) -> int:
        code = self._process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        return code

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def wait_log(self, text: str, after: int = 0) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while text not in self.log[after:]:
            assert time.monotonic() < deadline, f"no {text!r} in: {self.log}"
            if not self.running:
                self._reader.join(PATIENCE_S)
                assert text in self.log[after:], f"it ended: {self.log}"
            time.sleep(0.01)

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        with process.stderr as lines:
            for line in lines:
                self.log += line

    def _environment(self) -> dict[str, str]:
        given = {
            "telegram_token": self.api.token,
            "telegram_api_url": self.api.url,
            "documents": str(self.documents),
            "data": str(self.folder / "data"),
            **self.settings,
        }
        ours = {f"VESTOVOY_{name.upper()}": str(value) for name, value in given.items() if value is not None}
        return {**os.environ, **ours}


def main() -> int:
    settings = load_settings()
    settings.data.mkdir(parents=True, exist_ok=True)
    url = settings.database_url.get_secret_value() if settings.database_url else default_url(settings.data)
    state = State.open(url, conversation_minutes=settings.conversation_minutes)
    code = run(settings, SmallLibrary(settings.documents), state, Limits())
    asyncio.run(state.close())
    return code


if __name__ == "__main__":
    sys.exit(main())
