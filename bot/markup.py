"""Plain text → Telegram HTML, safely: cleaned, escaped, measured, cut and parted.

Lengths are UTF-16 units, the stricter of the two ways in which Telegram's limits have been seen to be counted.
"""

from __future__ import annotations

import html
import re

MESSAGE_UNITS = 4096
"""The most that one message may hold, after entities are parsed."""

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # no meaning in a chat; Telegram refuses or drops them
    "\u202a-\u202e\u2066-\u2069"  # would turn what follows them around, past the end of what they came in
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_INVISIBLE = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff]"
)
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"\n\n|\n|(?<=[.!?…])\s|\s")


class Html(str):
    """Text that is Telegram HTML already."""

    __slots__ = ()


def clean(text: str) -> str:
    """Without characters that are refused, invisible by nature or turn text around; line ends as \\n."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_blank(text: str) -> bool:
    """True when nothing of it can be seen."""
    return not _INVISIBLE.sub("", clean(text))


def escape(text: str) -> Html:
    return Html(html.escape(clean(text), quote=True))


def bold(markup: Html) -> Html:
    return Html(f"<b>{markup}</b>")


def expandable(markup: Html) -> Html:
    return Html(f"<blockquote expandable>{markup}</blockquote>")


def joined(separator: str, parts: list[Html]) -> Html:
    """The parts that are not empty, with a plain separator between them."""
    return Html(separator.join(part for part in parts if part))


def visible(markup: str) -> str:
    """What a reader sees of Telegram HTML."""
    return html.unescape(_TAG.sub("", markup))


def units(text: str) -> int:
    """Length as the strictest of clients counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def one_line(text: str, limit: int) -> str:
    """On one line and at most `limit` units long; cut at a word, with an ellipsis."""
    return cut(" ".join(clean(text).split()), limit)


def cut(text: str, limit: int) -> str:
    """At most `limit` units; what is cut ends in an ellipsis."""
    if units(text) <= limit:
        return text
    return _head(text, limit - 1).rstrip() + "…"


def pieces(text: str, limit: int) -> list[str]:
    """The whole text in pieces of at most `limit` units, parted at paragraphs, sentences or words where it can be."""
    found: list[str] = []
    rest = text.strip()
    while units(rest) > limit:
        head = _head(rest, limit)
        found.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return [*found, rest] if rest or not found else found


def _head(text: str, limit: int) -> str:
    """The longest good beginning: up to the last break in its second half, or else a bare cut."""
    end = taken = 0
    for character in text:
        taken += 1 + (character > "\uffff")
        if taken > limit:
            break
        end += 1
    head = text[:end]
    for kind in ("\n\n", "\n", None):
        place = head.rfind(kind) if kind else _last_break(head)
        if place > end // 2:
            return head[:place]
    return _whole_cluster(text, end)


def _last_break(head: str) -> int:
    sentence = max((head.rfind(mark) + 1 for mark in (". ", "! ", "? ", "… ")), default=0)
    return sentence if sentence > len(head) // 2 else head.rfind(" ")


def _whole_cluster(text: str, end: int) -> str:
    """Not cut before a character that belongs to the one it follows: a mark, a joiner, a modifier of an emoji."""
    start = end
    while start > end - 16 and start > 0 and _joins(text, start):
        start -= 1
    return text[: start if start > 0 and not _joins(text, start) else end]


def _joins(text: str, place: int) -> bool:
    if place >= len(text):
        return False
    after = text[place]
    return (
        text[place - 1] == "\u200d"
        or after in "\u200d\u20e3\ufe0f"
        or "\u0300" <= after <= "\u036f"
        or ("\U0001f3fb" <= after <= "\U0001f3ff")
    )
