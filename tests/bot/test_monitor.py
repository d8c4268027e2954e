"""/healthz, /metrics and the logs."""

from __future__ import annotations

import asyncio
import json
import logging
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.logs import set_up_logs
from bot.monitor import Metrics, Monitor
from tests.bot.inprocess import settings_for

TOKEN = "987654321:a-secret-that-nobody-may-read"


async def _get(url: str) -> tuple[int, str]:
    return await asyncio.to_thread(_read, url)


def _read(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_health_and_metrics() -> None:
    async def watch() -> None:
        trouble, metrics = [""], Metrics()

        async def healthy() -> str:
            return trouble[0]

        metrics.questions.labels("answered").inc()
        metrics.watch("vestovoy_waiting", "Waiting", lambda: 7.0)
        monitor = Monitor(("127.0.0.1", 0), metrics, healthy, asyncio.get_running_loop())
        base = f"http://127.0.0.1:{monitor.port}"
        assert await _get(f"{base}/healthz") == (200, "ok\n")
        trouble[0] = "the database is gone"
        assert await _get(f"{base}/healthz") == (503, "the database is gone\n")
        status, text = await _get(f"{base}/metrics")
        assert status == 200
        assert 'vestovoy_questions_total{outcome="answered"} 1.0' in text
        assert "vestovoy_waiting 7.0" in text
        assert "process_resident_memory_bytes" in text
        assert (await _get(f"{base}/secrets"))[0] == 404
        await asyncio.to_thread(monitor.close)

    asyncio.run(watch())


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield root
    root.handlers[:] = handlers
    root.setLevel(level)


def logged(tmp_path: Path, capsys: pytest.CaptureFixture[str], **settings: Any) -> str:
    set_up_logs(settings_for("http://127.0.0.1", tmp_path, telegram_token=SecretStr(TOKEN), **settings))
    log = logging.getLogger("bot.test")
    log.info("question", extra={"question": "abc", "ms": 12, "text": 'с "кавычками"'})
    log.warning("see http://127.0.0.1/bot%s/getMe", TOKEN)
    try:
        int(TOKEN)
    except ValueError:
        log.exception("broken")
    logging.getLogger("httpx").info("GET /bot%s", TOKEN)
    logging.getLogger("telegram.ext.Application").debug("Processing update with a question in it")
    return capsys.readouterr().err


@pytest.mark.usefixtures("root")
def test_a_line_has_the_event_and_its_fields_and_never_the_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = logged(tmp_path, capsys, log_level="DEBUG")
    assert 'INFO bot.test: question question=abc ms=12 text="с \\"кавычками\\""' in text
    assert "/bot***/getMe" in text
    assert "base 10: '***'" in text
    assert TOKEN not in text
    assert "GET" not in text
    assert "Processing update" not in text


@pytest.mark.usefixtures("root")
def test_json_is_one_object_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = logged(tmp_path, capsys, log_json=True).splitlines()
    first, *_, last = [json.loads(line) for line in lines]
    assert (first["event"], first["question"], first["ms"], first["level"]) == ("question", "abc", 12, "INFO")
    assert last["exception"].endswith("base 10: '***'")
