"""Two versions of a document → the places that read otherwise, old and new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from rapidfuzz.fuzz import ratio

from index.digest.candidates import sentence_lines
from index.digest.values import Edit
from index.types import Document

SAME_PLACE = 50.0
"""Likeness in per cent from which a new sentence is the old one rewritten."""
MOST_COMPARED = 60
"""Sentences of one rewritten stretch that are paired each with each; of longer ones, in order."""

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")


def edits(before: Document, after: Document) -> list[Edit]:
    """The weightiest first: other numbers, then other words, then what came, then what went.

    What only moved, or differs in spaces and signs alone, is no edit.
    """
    found = [*_titles(before, after), *_lines(sentence_lines(before), sentence_lines(after))]
    return sorted(found, key=_weight)


def _titles(before: Document, after: Document) -> Iterator[Edit]:
    old, new = before.card.title, after.card.title
    cut = old.endswith("…") or new.endswith("…")  # a title cut from the first sentence changes with it
    if not cut and _key(old) != _key(new):
        yield Edit(old, new)


def _lines(old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    gone, come = _only_in(old, new), _only_in(new, old)
    matcher = SequenceMatcher(None, [_key(line) for line in old], [_key(line) for line in new], autojunk=False)
    found: list[Edit] = []
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            left = [line for line in old[old_start:old_end] if _key(line) in gone]
            right = [line for line in new[new_start:new_end] if _key(line) in come]
            found.extend(_paired(left, right))
    return found


def _paired(old: list[str], new: list[str]) -> Iterator[Edit]:
    """Each old sentence with the new one most like it; the rest went or came."""
    compared = len(old) <= MOST_COMPARED and len(new) <= MOST_COMPARED
    pairs = (
        [(ratio(left, right), i, j) for i, left in enumerate(old) for j, right in enumerate(new)] if compared else []
    )
    partners: dict[int, int] = {} if compared else dict(zip(range(len(old)), range(len(new)), strict=False))
    for likeness, left, right in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if likeness >= SAME_PLACE and left not in partners and right not in partners.values():
            partners[left] = right
    for place, line in enumerate(old):
        yield Edit(line, new[partners[place]] if place in partners else "")
    yield from (Edit("", line) for place, line in enumerate(new) if place not in partners.values())


def _only_in(lines: Sequence[str], others: Sequence[str]) -> set[str]:
    """What stands in `lines` more often than in `others`: what merely moved stands in both."""
    more = Counter(map(_key, lines)) - Counter(map(_key, others))
    return {key for key in more if key}


def _key(line: str) -> str:
    return " ".join(_WORD.findall(line.casefold()))


def _weight(edit: Edit) -> int:
    if edit.before and edit.after:
        return 0 if _NUMBER.findall(edit.before) != _NUMBER.findall(edit.after) else 1
    return 2 if edit.after else 3
