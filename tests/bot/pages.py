"""A web server on the loopback, as many as there are addresses there: pages, redirects, and answers without end."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class WebServer:
    """Answers by path; anything else is 404. `asked` is every path that was asked for, with the host that was named."""

    address: str = "127.0.0.1"
    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append((self.headers["Host"], self.path))
                with contextlib.suppress(OSError):  # whoever asked has heard enough
                    web.answers.get(self.path, missing)(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing to say."""

        self._server = ThreadingHTTPServer((self.address, self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str, host: str = "") -> str:
        return f"http://{host or self.address}:{self.port}{path}"

    def page(self, path: str, body: bytes | str, kind: str = "text/html; charset=utf-8") -> str:
        """Its address."""
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = answer(data, kind)
        return self.url(path)

    def redirect(self, path: str, target: str, status: int = 302) -> str:
        self.answers[path] = answer(b"", "text/html", status, {"Location": target})
        return self.url(path)


def answer(data: bytes, kind: str, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    def give(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)

    return give


missing = answer(b"", "text/html", 404)


def endless(piece: bytes, pause: Callable[[], object] = lambda: None, kind: str = "text/html") -> Answer:
    """Goes on until nobody listens any more."""

    def give(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.end_headers()
        while True:
            handler.wfile.write(piece)
            handler.wfile.flush()
            pause()

    return give
