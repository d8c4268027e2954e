"""The HTTP side: a loop in a thread of its own, on a free port of the loopback."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from typing import Any
from urllib.parse import unquote

from aiogram import methods as m
from aiohttp import web

from .dispatch import checked, close_request, find_fault, open_request, perform
from .errors import ApiError, not_found, unauthorized
from .faults import Break, Fault
from .polling import Outlet
from .schema import Body, Model, Upload
from .world import Request, World

MAX_BODY = 60_000_000
SHUTDOWN_S = 0.5
_API_PATH = re.compile(r"/bot([^/]+)/([^/?]*)")
_FILE_PATH = re.compile(r"/file/bot([^/]+)/([^?]+)")


class Server:
    """Starts when made; `close` ends the thread and every connection."""

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token
        self._ready = threading.Event()
        self.port = 0
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="botapi", daemon=True)
        self._thread.start()
        self._ready.wait()
        assert self.port, "the server did not start"

    def close(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._outlet = Outlet(self._world)
        application = web.Application(client_max_size=MAX_BODY)
        application.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(
            application, access_log=None, handler_cancellation=True, shutdown_timeout=SHUTDOWN_S, keepalive_timeout=75
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.port = runner.addresses[0][1]
            self._ready.set()
            await self._stop.wait()
        finally:
            self._ready.set()
            await self._outlet.close()
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.rel_url.raw_path
        try:
            if found := _FILE_PATH.fullmatch(path):
                return self._download(unquote(found[1]), unquote(found[2]))
            if found := _API_PATH.fullmatch(path):
                self._check_token(unquote(found[1]))
                return await self._call(request, found[2])
            raise not_found()
        except ApiError as error:
            return _respond(error)

    def _check_token(self, token: str) -> None:
        """A token that only looks like one is unauthorized, anything else not found."""
        if token != self._token:
            raise unauthorized() if re.fullmatch(r"\d+:[\w-]+", token) else not_found()

    def _download(self, token: str, path: str) -> web.Response:
        self._check_token(token)
        with self._world.lock:
            stored = next((stored for stored in self._world.files.values() if stored.path == path), None)
        if stored is None or self._world.files_dir is not None:
            raise not_found("Not Found: file not found")
        return web.Response(body=stored.data, content_type="application/octet-stream")

    async def _call(self, http: web.Request, name: str) -> web.Response:
        try:
            body = await _read_body(http)
        except ValueError as error:
            raise ApiError(400, "Bad Request: can't parse the request body", kind="shape") from error
        request, model = open_request(self._world, name, body)
        fault = find_fault(self._world, request)
        if fault is not None and (broken := await self._break_before(http, request, fault)):
            return broken
        response = await self._perform(request, model, body)
        if fault is not None and fault.broken is not None:
            return await self._cut(http, fault)
        return response

    async def _break_before(self, http: web.Request, request: Request, fault: Fault) -> web.Response | None:
        """The fault's answer when the request shall not be processed."""
        if fault.error is not None:
            await asyncio.sleep(fault.delay)
            close_request(self._world, request, fault.error, injected=True)
            return _respond(fault.error)
        if fault.broken in (Break.DROP_BEFORE, Break.HANG_BEFORE):
            return await self._cut(http, fault)
        if fault.broken is None:
            await asyncio.sleep(fault.delay)
        return None

    async def _cut(self, http: web.Request, fault: Fault) -> web.Response:
        """Closes the connection without an answer, after the fault's delay."""
        await asyncio.sleep(fault.delay)
        if http.transport is not None:
            http.transport.abort()
        return web.Response(status=500)

    async def _perform(self, request: Request, model: type[Model] | None, body: Body) -> web.Response:
        try:
            typed = checked(self._world, request, model)
            result = await self._result(request, typed, body)
        except ApiError as error:
            close_request(self._world, request, error)
            return _respond(error)
        close_request(self._world, request, None)
        return _json({"ok": True, "result": result}, 200)

    async def _result(self, request: Request, typed: Model, body: Body) -> object:
        match typed:
            case m.GetUpdates():
                return await self._outlet.get_updates(typed)
            case m.SetWebhook():
                return await self._outlet.set_webhook(typed)
            case m.DeleteWebhook():
                return await self._outlet.delete_webhook(typed)
            case m.GetWebhookInfo():
                return self._outlet.webhook_info()
            case _:
                return perform(self._world, request, typed, body)


def _respond(error: ApiError) -> web.Response:
    return _json(error.body, error.status)


def _json(body: dict[str, Any], status: int) -> web.Response:
    return web.Response(text=json.dumps(body), status=status, content_type="application/json")


async def _read_body(http: web.Request) -> Body:
    """Parameters of the query string and of a form, a multipart or a JSON body. Raises ValueError on a torn one."""
    values: dict[str, Any] = dict(http.query)
    kind = http.content_type
    if kind == "application/json":
        sent = json.loads(await http.text() or "{}")
        if not isinstance(sent, dict):
            raise ValueError("a JSON body must be an object")
        return Body(values | sent)
    files: dict[str, Upload] = {}
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        for name, value in (await http.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.file.read(), value.content_type)
                value.file.close()
            else:
                values[name] = value if isinstance(value, str) else bytes(value).decode()
    return Body(values, files)
