"""Two versions of a sentence → Telegram HTML with the words that differ marked, cut to what matters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from bot.markup import Html, escape, units

ROOM = 260
"""Units of one version."""
LEAD_WORDS = 8
"""Left before the first difference of a sentence that is cut."""

_TOKEN = re.compile(r"\S+")


def marked(before: str, after: str) -> tuple[Html, Html]:
    """Old and new, the words that differ struck out and in bold."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    gone = _places((start, end) for tag, start, end, _, _ in codes if tag != "equal")
    come = _places((start, end) for tag, _, _, start, end in codes if tag != "equal")
    return _shown(old, gone, "s"), _shown(new, come, "b")


def _places(ranges: Iterable[tuple[int, int]]) -> set[int]:
    return {place for start, end in ranges for place in range(start, end)}


def _shown(words: Sequence[str], different: set[int], tag: str) -> Html:
    start = max(0, min(different, default=0) - LEAD_WORDS) if units(" ".join(words)) > ROOM else 0
    parts: list[str] = ["…"] if start else []
    room = ROOM
    for place in range(start, len(words)):
        room -= units(words[place]) + 1
        if room < 0:
            parts.append("…")
            break
        word = escape(words[place])
        parts.append(f"<{tag}>{word}</{tag}>" if place in different else word)
    return Html(re.sub(rf"</{tag}> <{tag}>", " ", " ".join(parts)))
