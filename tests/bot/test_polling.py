"""Fetching updates: what a proxy on the way may say is waited out, what nobody expects ends the program and is told."""

from __future__ import annotations

import sqlite3
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.bot.inprocess import Serving
from tests.bot.program import PATIENCE_S, Program
from tests.botapi import ApiError, BotApi

LEAVE = "Сколько календарных дней составляет ежегодный отпуск?"
PAGE = b"<html>Authorization required</html>"


@contextmanager
def gateway(api: BotApi, method: str) -> Iterator[str]:
    """The address of a proxy that lets everything pass but answers the first call of the method with a page."""
    left = [PAGE]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            if self.path.endswith(f"/{method}") and left:
                self.answer(200, left.pop())
                return
            headers = {"Content-Type": self.headers["Content-Type"]} if body else {}
            try:
                request = urllib.request.Request(f"{api.url}{self.path}", body, headers)
                with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
                    self.answer(response.status, response.read())
            except urllib.error.HTTPError as error:
                self.answer(error.code, error.read())

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def expect_answer(api: BotApi) -> None:
    chat = api.private(api.user(5, "Анна"))
    chat.say(LEAVE)
    chat.wait_message("28", timeout=PATIENCE_S)


@pytest.mark.parametrize("method", ["getUpdates", "getMe", "deleteWebhook"])
def test_a_refusal_of_a_proxy_is_waited_out(api: BotApi, serve: Callable[..., Serving], method: str) -> None:
    fault = api.fail(method, ApiError(403, "Forbidden: by the proxy"))
    serve()
    expect_answer(api)
    assert fault.hits == 1


@pytest.mark.parametrize("method", ["getUpdates", "getMe"])
def test_a_page_instead_of_updates_is_waited_out(api: BotApi, serve: Callable[..., Serving], method: str) -> None:
    with gateway(api, method) as address:
        serving = serve(telegram_api_url=address)
        expect_answer(api)
        serving.stop()


def test_what_nobody_expects_ends_it_and_is_told(api: BotApi, start: Callable[..., Program]) -> None:
    program = start()
    with sqlite3.connect(program.folder / "data" / "state.db") as database:
        database.execute("CREATE TRIGGER full BEFORE INSERT ON questions BEGIN SELECT RAISE(ABORT, 'no'); END")
    api.private(api.user(5, "Анна")).say(LEAVE)
    assert program.wait() == 1
    assert "Принять обновления не удалось" in program.log
    assert "IntegrityError" in program.log
    assert LEAVE not in program.log
