"""Characters and line ends put in order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

# Soft hyphens, zero-width and direction marks, byte-order marks, and control characters other than tab and line feed.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD_CUT = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
_HYPHEN_END = re.compile(r"\w[-\u2010]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_PARTICLES = frozenset({"то", "либо", "нибудь", "таки", "ка", "де", "с", "за", "под"})
_PREFIXES = frozenset({"по", "кое", "кой", "во", "в", "из"})


def normalise(text: str) -> str:
    """NFC, line feeds only, nothing that cannot be seen; every other character stays as it is."""
    text = _SURROGATE.sub("\ufffd", _LINE_END.sub("\n", text))
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def collapse(text: str) -> str:
    """Normalised, blanks of any kind become one space, none stands at the ends of a line."""
    lines = (_BLANKS.sub(" ", line).strip() for line in normalise(text).split("\n"))
    return "\n".join(lines).strip("\n")


def one_line(text: str) -> str:
    return " ".join(normalise(text).split())


def join_lines(lines: Sequence[str], words: frozenset[str] = frozenset()) -> str:
    """Lines of one paragraph as one, words cut at line ends whole again.

    `words` are the document's own in lower case: they tell a hyphen that belongs to a word from one that cuts it.
    """
    stripped = [line.strip() for line in lines]
    ends = (_end_before(line, after, words) for line, after in pairwise(stripped))
    return "".join([*ends, *stripped[-1:]])


def _end_before(line: str, after: str, words: frozenset[str]) -> str:
    """The line with what parts it from the next one, or without the hyphen that cuts a word."""
    cut = _WORD_CUT.search(line)
    if cut is None or not after[:1].islower():
        return line if _HYPHEN_END.search(line) and after[:1].isalnum() else f"{line} "
    tail = _FIRST_WORD.match(after)
    keep = tail is not None and _keeps_hyphen(cut[1].lower(), tail.group().lower(), words)
    return line if keep and not line.endswith("\u00ad") else line[:-1]


def _keeps_hyphen(head: str, tail: str, words: frozenset[str]) -> bool:
    if head + tail in words:
        return False
    return f"{head}-{tail}" in words or tail in _PARTICLES or head in _PREFIXES
