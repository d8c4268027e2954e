"""What a web address may lead to: nothing but itself, in bounded time and size."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.documents.fetch import Fetched, Fetcher, FetchError, Refusal, is_public, parse_address
from tests.bot.pages import WebServer, answer, endless

PUBLIC, SECRET = "127.0.0.1", "127.0.0.2"


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer(PUBLIC) as server:
        yield server


@pytest.fixture
def secret(web: WebServer) -> Iterator[WebServer]:
    """On the same port of an address that must not be reached."""
    with WebServer(SECRET, web.port) as server:
        server.page("/", "secret")
        yield server


class Names:
    """Names and the addresses that they have, one after another."""

    def __init__(self, **names: list[list[str]]) -> None:
        self.left = names
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if host not in self.left:
            return [host]
        return self.left[host].pop(0) if len(self.left[host]) > 1 else self.left[host][0]


def fetch(address: str, **given: Any) -> Fetched:
    """With the loopback's first address as the only public one."""
    fetcher = Fetcher(given.pop("most_bytes", 10**6), **{"resolve": Names(), "allowed": PUBLIC.__eq__, **given})
    return asyncio.run(fetcher.fetch(address))


def refusal(address: str, **given: Any) -> Refusal:
    with pytest.raises(FetchError) as error:
        fetch(address, **given)
    return error.value.refusal


def test_a_page(web: WebServer) -> None:
    fetched = fetch(
        web.page("/приказ".encode().hex(), "нет") and web.page("/a?b=c", "<p>да", "text/html; charset=KOI8-R")
    )
    assert fetched == Fetched(web.url("/a?b=c"), ".html", "KOI8-R", "<p>да".encode())


@pytest.mark.parametrize(
    ("path", "kind", "suffix"),
    [
        ("/a", "application/pdf", ".pdf"),
        ("/a", "text/plain", ".txt"),
        ("/a.md", "text/plain; charset=utf-8", ".md"),
        ("/a.docx", "application/octet-stream", ".docx"),
        ("/a.xhtml", "application/xhtml+xml", ".html"),
    ],
)
def test_other_kinds(web: WebServer, path: str, kind: str, suffix: str) -> None:
    assert fetch(web.page(path, b"data", kind)).suffix == suffix


@pytest.mark.parametrize(
    ("path", "kind"), [("/a.png", "image/png"), ("/a", "application/octet-stream"), ("/a.exe", ""), ("/a", "video/mp4")]
)
def test_kinds_that_are_no_documents(web: WebServer, path: str, kind: str) -> None:
    assert refusal(web.page(path, b"data", kind)) is Refusal.KIND


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://example.org/a.txt",
        "javascript:alert(1)",
        "gopher://127.0.0.1:25/",
        "http://user:word@example.org/",
        "http://",
        "http:///a",
        "https://example.org:99999999/",
        "http://a\nb/",
        "https://example.org/" + "a" * 3000,
        "два слова",
    ],
)
def test_what_is_no_address(address: str) -> None:
    assert refusal(address) in (Refusal.ADDRESS, Refusal.UNREACHABLE)


def test_an_address_without_a_scheme_and_with_a_fragment() -> None:
    assert str(parse_address("example.org/a#b")) == "https://example.org/a"
    assert parse_address("http://пример.рф/").raw_host == b"xn--e1afmkfd.xn--p1ai"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1%eth0",
        "fc00::1",
    ],
)
def test_addresses_that_are_not_everybodys(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_that_are_everybodys(address: str) -> None:
    assert is_public(address)


def test_the_loopback_is_refused_unless_a_setting_allows_it(web: WebServer) -> None:
    address = web.page("/a", "data")
    with pytest.raises(FetchError) as error:
        asyncio.run(Fetcher(10**6).fetch(address))
    assert (error.value.refusal, web.asked) == (Refusal.PRIVATE, [])
    assert asyncio.run(Fetcher(10**6, private_too=True).fetch(address)).data == b"data"


@pytest.mark.parametrize("host", ["2130706434", "0x7f000002", "127.2", "localhost"])
def test_other_spellings_of_an_address_are_looked_through(host: str) -> None:
    with pytest.raises(FetchError) as error:
        asyncio.run(Fetcher(10**6).fetch(f"http://{host}/"))
    assert error.value.refusal in (Refusal.PRIVATE, Refusal.UNREACHABLE)


def test_a_redirect_into_the_own_network(web: WebServer, secret: WebServer) -> None:
    web.redirect("/a", secret.url("/"))
    web.redirect("/b", web.url("/a"), 308)
    assert refusal(web.url("/b")) is Refusal.PRIVATE
    web.redirect("/c", "file:///etc/passwd")
    assert refusal(web.url("/c")) is Refusal.ADDRESS
    assert secret.asked == []


def test_redirects_are_followed_and_counted(web: WebServer) -> None:
    web.page("/end", "end")
    web.redirect("/1", "/2", 301)
    web.redirect("/2", web.url("/end"), 307)
    assert fetch(web.url("/1")) == Fetched(web.url("/1"), ".html", "utf-8", b"end")
    web.redirect("/circle", "/circle")
    assert refusal(web.url("/circle")) is Refusal.REDIRECTS
    assert refusal(web.url("/nothing")) is Refusal.STATUS


def test_a_name_that_changes_its_address_between_check_and_fetch(web: WebServer, secret: WebServer) -> None:
    """It is asked for its address once for each request, and what was checked is what is connected to."""
    web.page("/", "public")
    names = Names(rebinding=[[PUBLIC], [SECRET]])
    address = web.url("/", "rebinding")
    assert fetch(address, resolve=names).data == b"public"
    assert names.asked == ["rebinding"]
    assert web.asked == [(f"rebinding:{web.port}", "/")]
    assert refusal(address, resolve=names) is Refusal.PRIVATE
    assert secret.asked == []


def test_a_name_with_one_good_address_and_one_bad(web: WebServer, secret: WebServer) -> None:
    names = Names(both=[[PUBLIC, SECRET]])
    assert refusal(web.url("/", "both"), resolve=names) is Refusal.PRIVATE
    assert refusal(web.url("/", "none"), resolve=Names(none=[[]])) is Refusal.UNREACHABLE
    assert (web.asked, secret.asked) == ([], [])


def test_a_body_without_end(web: WebServer) -> None:
    web.answers["/a"] = endless(b"x" * 65536, kind="text/plain")
    assert refusal(web.url("/a")) is Refusal.TOO_LARGE


def test_a_page_of_ten_megabytes(web: WebServer) -> None:
    address = web.page("/a", b"<p>" + b"text " * 2 * 2**20)
    assert refusal(address, most_bytes=50 * 2**20) is Refusal.TOO_LARGE
    web.answers["/b"] = answer(gzip.compress(bytes(10 * 2**20)), "text/html", headers={"Content-Encoding": "gzip"})
    assert refusal(web.url("/b"), most_bytes=50 * 2**20) is Refusal.TOO_LARGE


def test_a_slow_drip(web: WebServer) -> None:
    """Each piece comes in time, the whole never does."""
    web.answers["/a"] = endless(b"x", lambda: time.sleep(0.05))
    assert refusal(web.url("/a"), total_s=0.5) is Refusal.TOO_SLOW


def test_a_server_that_is_not_there(web: WebServer) -> None:
    with WebServer() as gone:
        address = gone.url("/")
    assert refusal(address) is Refusal.UNREACHABLE
