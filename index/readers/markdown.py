"""Markdown, read as the page it makes: what is quoted has no markup in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from index.readers.blocks import Block, Content
from index.readers.clean import normalise
from index.readers.dates import parse_date
from index.readers.decode import decode
from index.readers.html import parse
from index.readers.html_blocks import html_blocks
from index.readers.limits import ReadLimits

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_FIELD = re.compile(r"^(title|date)\s*:\s*[\"']?(.*?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)


def read(data: bytes, limits: ReadLimits) -> Content:
    text = normalise(decode(data))
    front = _FRONT_MATTER.match(text)
    fields = {name.lower(): value for name, value in _FIELD.findall(front[1])} if front else {}
    body = text[front.end() :] if front else text
    return Content(_blocks(body), fields.get("title", ""), parse_date(fields.get("date", "")))


def _blocks(body: str) -> Iterator[Block]:
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(body)
    if page.strip():
        yield from html_blocks(parse(f"<html><body>{page}</body></html>"))
