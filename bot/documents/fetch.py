"""A web address → what stands there, without letting it lead anywhere else: into the own network, or on without end.

A host is looked up once for each request, every address it has is checked, and the connection goes to the address
that was checked, so that a name that changes its address between the two gains nothing. Redirects are followed by
hand, each checked as the first.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from urllib.parse import unquote

import certifi
import httpx

from index.readers import SUFFIXES

TOTAL_S = 60.0
STEP_S = 15.0
"""For a connection, or between two pieces of the answer."""
MOST_REDIRECTS = 5
MOST_PAGE_BYTES = 5 * 2**20
"""Of HTML: no page that people read is larger."""
LONGEST_ADDRESS = 2000

_HEADERS = {"User-Agent": "Vestovoy", "Accept": "text/html,application/pdf,*/*;q=0.5", "Accept-Encoding": "gzip"}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OFFICE = "application/vnd.openxmlformats-officedocument."
_KINDS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/vnd.oasis.opendocument.text": ".odt",
    f"{_OFFICE}wordprocessingml.document": ".docx",
    f"{_OFFICE}spreadsheetml.sheet": ".xlsx",
    f"{_OFFICE}presentationml.presentation": ".pptx",
}
_BY_NAME = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})
"""Types that tell less than the name at the address does."""
_IPV4_WITHIN = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]


class Refusal(StrEnum):
    ADDRESS = "address"
    """No http or https address, or one with a password in it."""
    PRIVATE = "private"
    UNREACHABLE = "unreachable"
    STATUS = "status"
    REDIRECTS = "redirects"
    KIND = "kind"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"


class FetchError(Exception):
    """An address that gives no document; `detail` is for a person, and may be empty."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(f"{refusal}: {detail}" if detail else str(refusal))
        self.refusal = refusal
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Fetched:
    address: str
    """As it was asked for, without what no server sees."""
    suffix: str
    charset: str
    """As the server says; empty where it does not."""
    data: bytes


async def look_up(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """Whether the whole internet can reach it, whatever it is wrapped in."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = _inner(found)
    if inner is not None:
        return is_public(str(inner))
    return found.is_global and not found.is_multicast


def _inner(address: Address) -> Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if any(address in network for network in _IPV4_WITHIN):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def parse_address(text: str) -> httpx.URL:
    """As a person writes it, perhaps without its scheme. Raises FetchError ADDRESS for what is none of the web."""
    try:
        return _checked(httpx.URL(text if "://" in text else f"https://{text}"))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(Refusal.ADDRESS, str(error)) from error


def _checked(url: httpx.URL) -> httpx.URL:
    plain = url.scheme in ("http", "https") and url.host and not url.userinfo
    if not plain or len(str(url)) > LONGEST_ADDRESS or (url.port or 1) not in range(1, 2**16):
        raise FetchError(Refusal.ADDRESS)
    return url.copy_with(fragment=None)


class Fetcher:
    def __init__(
        self,
        most_bytes: int,
        *,
        private_too: bool = False,
        resolve: Resolve = look_up,
        allowed: Callable[[str], bool] = is_public,
        total_s: float = TOTAL_S,
    ) -> None:
        """`private_too`: any address will do; `allowed` is not asked then."""
        self._most_bytes = most_bytes
        self._private_too = private_too
        self._resolve = resolve
        self._allowed = allowed
        self._total_s = total_s

    async def fetch(self, address: str) -> Fetched:
        """Raises FetchError, and nothing else."""
        try:
            async with asyncio.timeout(self._total_s), self._client() as client:
                return await self._followed(client, parse_address(address))
        except (TimeoutError, httpx.TimeoutException) as error:
            raise FetchError(Refusal.TOO_SLOW) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            raise FetchError(Refusal.UNREACHABLE, type(error).__name__) from error

    def _client(self) -> httpx.AsyncClient:
        context = ssl.create_default_context()  # the system's authorities, an organisation's own among them
        context.load_verify_locations(certifi.where())
        return httpx.AsyncClient(verify=context, trust_env=False, timeout=STEP_S, headers=_HEADERS)

    async def _followed(self, client: httpx.AsyncClient, asked: httpx.URL) -> Fetched:
        url = asked
        for _ in range(MOST_REDIRECTS + 1):
            async with self._request(client, url, await self._pinned(url)) as response:
                target = response.headers.get("location", "")
                if response.status_code not in _REDIRECTS or not target:
                    return await self._read(response, url, str(asked))
            url = _checked(url.join(target))
        raise FetchError(Refusal.REDIRECTS)

    def _request(
        self, client: httpx.AsyncClient, url: httpx.URL, pinned: httpx.URL
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """To the host's number, in such words that the server answers for its name and proves that it has it."""
        extensions = {"sni_hostname": url.raw_host.decode("ascii").strip("[]")}
        return client.stream("GET", pinned, headers={"Host": url.netloc.decode("ascii")}, extensions=extensions)

    async def _pinned(self, url: httpx.URL) -> httpx.URL:
        """The same with the host's address in place of its name. Raises FetchError PRIVATE and UNREACHABLE."""
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            found = await self._resolve(url.raw_host.decode("ascii").strip("[]"), port)
        except (OSError, UnicodeError) as error:
            raise FetchError(Refusal.UNREACHABLE, url.host) from error
        if not found:
            raise FetchError(Refusal.UNREACHABLE, url.host)
        if not self._private_too and not all(map(self._allowed, found)):
            raise FetchError(Refusal.PRIVATE, url.host)
        return url.copy_with(host=found[0].partition("%")[0])

    async def _read(self, response: httpx.Response, url: httpx.URL, asked: str) -> Fetched:
        if response.status_code != httpx.codes.OK:
            raise FetchError(Refusal.STATUS, str(response.status_code))
        kind, _, rest = response.headers.get("content-type", "").partition(";")
        suffix = _suffix(kind.strip().lower(), url)
        most = min(self._most_bytes, MOST_PAGE_BYTES) if suffix == ".html" else self._most_bytes
        announced = response.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > most:
            raise FetchError(Refusal.TOO_LARGE)
        data = bytearray()
        async for piece in response.aiter_bytes():
            data += piece
            if len(data) > most:
                raise FetchError(Refusal.TOO_LARGE)
        charset = re.search(r"charset\s*=\s*[\"']?([\w-]{3,20})", rest, re.IGNORECASE)
        return Fetched(asked, suffix, charset[1] if charset else "", bytes(data))


def _suffix(kind: str, url: httpx.URL) -> str:
    """Raises FetchError KIND for what no reader reads."""
    if kind in _KINDS:
        return _KINDS[kind]
    named = PurePosixPath(unquote(url.path)).suffix.lower()
    if kind in _BY_NAME and named in SUFFIXES:
        return named
    if kind == "text/plain":
        return ".txt"
    raise FetchError(Refusal.KIND, kind)
