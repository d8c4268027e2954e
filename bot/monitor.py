"""/healthz and Prometheus /metrics, in a thread of their own so that a busy bot still answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
HEALTH_TIMEOUT_S = 5


@dataclass(frozen=True, slots=True)
class Metrics:
    """What is counted. Nothing here tells who asked or what."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    questions: Counter = field(init=False)
    engine_seconds: Histogram = field(init=False)
    answer_seconds: Histogram = field(init=False)
    updates: Counter = field(init=False)
    errors: Counter = field(init=False)
    ratings: Counter = field(init=False)

    def __post_init__(self) -> None:
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        made: dict[str, Any] = {
            "questions": Counter(
                "vestovoy_questions", "Questions by what came of them", ["outcome"], registry=self.registry
            ),
            "engine_seconds": self._histogram("vestovoy_engine_seconds", "Time the engine took for an answer"),
            "answer_seconds": self._histogram(
                "vestovoy_answer_seconds", "From a question's arrival to its answer in the chat"
            ),
            "updates": Counter("vestovoy_updates", "Updates taken from Telegram", registry=self.registry),
            "errors": Counter("vestovoy_errors", "Errors that no handler expected", registry=self.registry),
            "ratings": Counter("vestovoy_ratings", "Thumbs given", ["thumb"], registry=self.registry),
        }
        for name, metric in made.items():
            object.__setattr__(self, name, metric)

    def watch(self, name: str, what: str, value: Callable[[], float]) -> None:
        """A gauge that is read when it is asked for."""
        Gauge(name, what, registry=self.registry).set_function(value)

    def _histogram(self, name: str, what: str) -> Histogram:
        return Histogram(name, what, buckets=SECONDS, registry=self.registry)


class Monitor:
    """Serves until closed. Raises OSError where the port cannot be had."""

    def __init__(
        self, address: tuple[str, int], metrics: Metrics, healthy: Callable[[], Any], loop: asyncio.AbstractEventLoop
    ) -> None:
        def check() -> str:
            """An empty string when all is well: the event loop turns and the state answers."""
            try:
                return str(asyncio.run_coroutine_threadsafe(healthy(), loop).result(HEALTH_TIMEOUT_S))
            except TimeoutError:
                return "the event loop does not turn"

        self._server = _Server(address, metrics, check)
        self._thread = threading.Thread(target=self._server.serve_forever, name="monitor", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], metrics: Metrics, check: Callable[[], str]) -> None:
        super().__init__(address, _Handler)
        self.metrics = metrics
        self.check = check


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10

    def do_GET(self) -> None:
        if self.path == "/healthz":
            trouble = self.server.check()
            status = HTTPStatus.SERVICE_UNAVAILABLE if trouble else HTTPStatus.OK
            self._answer(status, (trouble or "ok").encode() + b"\n", "text/plain; charset=utf-8")
        elif self.path == "/metrics":
            self._answer(HTTPStatus.OK, generate_latest(self.server.metrics.registry), CONTENT_TYPE_LATEST)
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"/healthz or /metrics\n", "text/plain")

    def log_message(self, format: str, *args: Any) -> None:
        """A line for each scrape would drown the log."""

    def _answer(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
