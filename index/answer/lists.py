"""A question that asks for several things, and the list in which they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ITEM = re.compile(r"(?:[-*•·▪◦‣–—]|\d{1,3}[.)]|[a-zа-я]\))\s+\S")
_SEVERAL = re.compile(
    r"\b(как(ие|их|им|ими)|котор(ые|ых)|перечисл\w+|список|перечень|что (нужно|надо|входит|взять|приложить|делать)|"
    r"which|what (are|documents|things)|list)\b"
)


def asks_for_several(question: str) -> bool:
    return _SEVERAL.search(question.lower()) is not None


def is_item(sentence: str) -> bool:
    """Whether it begins with a mark or a number, as the items of a list do."""
    return _ITEM.match(sentence.lstrip()) is not None


def list_around(sentences: Sequence[str], place: int) -> range | None:
    """Places of the list that the sentence announces or belongs to, what announces it included.

    None for a sentence that is in no list of two items at least.
    """
    first = place
    if not is_item(sentences[place]):
        if not sentences[place].rstrip().endswith(":"):
            return None
        first = place + 1
    while first > 0 and first <= place and is_item(sentences[first - 1]):
        first -= 1
    last = first
    while last < len(sentences) and is_item(sentences[last]):
        last += 1
    if last - first < 2:
        return None
    announced = first > 0 and sentences[first - 1].rstrip().endswith(":")
    return range(first - announced, last)
