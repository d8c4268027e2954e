"""Links from a digest to documents: t.me/BOT?start=d_CHAT_DOCUMENT opens the document's card in private.

What a link names is looked up when it is followed: whoever follows it must be in that chat now, or be granted the
document themselves, and the chat must still be granted it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from index.types import DocumentCard

START = "/start "
_PAYLOAD = re.compile(r"d_(-?\d{1,19})_([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class Linked:
    chat_id: int
    document: str
    """`short_name` of its path."""

    @classmethod
    def parse(cls, text: str) -> Linked | None:
        """From the message that a followed link makes its follower send."""
        match = _PAYLOAD.fullmatch(text.removeprefix(START).strip())
        return cls(int(match[1]), match[2]) if match else None


def link_maker(username: str, chat_id: int) -> Callable[[DocumentCard], str]:
    return lambda card: f"https://t.me/{username}?start=d_{chat_id}_{short_name(card.path)}"


def short_name(path: str) -> str:
    """A path is too long for a link and for a button; this is as good as unique."""
    return hashlib.blake2b(path.encode(), digest_size=8).hexdigest()
