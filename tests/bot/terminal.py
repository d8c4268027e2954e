"""The command line called from a test, in this process or in one of its own."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.settings import PREFIX

ROOT = Path(__file__).parents[2]

OFFICE = {
    "кадры/отпуск.txt": "Положение об отпусках\n\nЕжегодный отпуск длится 28 дней. Заявление подают за две недели.\n",
    "парковка.txt": "Правила парковки\n\nПарковка во дворе открыта с семи утра до десяти вечера.\n",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command wrote and how it ended."""

    code: int | str | None
    out: str
    err: str


def write_office(folder: Path) -> Path:
    for name, text in OFFICE.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


class Terminal:
    """Runs commands in this process, in `folder`, with no settings but those given."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._patch, self._capture = patch, capture
        patch.chdir(folder)
        for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
            patch.delenv(name)

    def set(self, **settings: str | Path) -> None:
        for name, value in settings.items():
            self._patch.setenv(f"{PREFIX}{name.upper()}", str(value))

    def run(self, *arguments: str | Path, stdin: str = "") -> Ended:
        self._patch.setattr(sys, "argv", ["vestovoy", *map(str, arguments)])
        self._patch.setattr(sys, "stdin", io.StringIO(stdin))
        self._capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(ended.value.code or 0, *self._capture.readouterr())


def start(folder: Path, *arguments: str | Path | bytes, **settings: str) -> subprocess.Popen[bytes]:
    """The program in a process of its own, in `folder`, with a clean environment."""
    kept: Mapping[str, str] = {n: v for n, v in os.environ.items() if not n.upper().startswith(PREFIX)}
    given = {f"{PREFIX}{name.upper()}": value for name, value in settings.items()}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={**kept, **given, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8:strict"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_hear_interrupts,
    )


def _hear_interrupts() -> None:
    """A test run started in the background ignores SIGINT, and its children would inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def finish(process: subprocess.Popen[bytes], stdin: bytes = b"") -> Ended:
    out, err = process.communicate(stdin, timeout=120)
    return Ended(process.returncode, out.decode(), err.decode())
