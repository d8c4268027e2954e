"""Sentences that were quoted from a document, and what stands in their place now."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from index.digest.candidates import sentence_lines
from index.digest.edits import SAME_PLACE, edits
from index.digest.values import Edit
from index.types import GAP, ChangeKind, Document, DocumentChange

LEAST = 8
"""Characters by which a sentence is told from another that only contains it by chance."""


def lost(changes: Iterable[DocumentChange]) -> dict[str, DocumentChange]:
    """Those in which something may have been lost, by path: not those of a document that only has another path now."""
    known = list(changes)
    come = {one.after.text for one in known if one.kind is ChangeKind.ADDED and one.after is not None}
    return {one.path: one for one in known if one.before and not (one.after is None and one.before.text in come)}


def edits_of(change: DocumentChange) -> list[Edit]:
    """What of the older version reads otherwise now; of a document that is gone, every sentence went."""
    if change.before is None:
        return []
    if change.after is None:
        return [Edit(line, "") for line in sentence_lines(change.before)]
    return edits(change.before, change.after)


def touched(quoted: str, found: Iterable[Edit]) -> list[Edit]:
    """Those of a document's edits that touch what an answer quoted, `Answer.text`, in their order."""
    parts = [_squeezed(part) for part in quoted.split(GAP)]
    return [edit for edit in found if any(_touches(_squeezed(edit.before), part) for part in parts)]


def says(document: Document, sentence: str) -> bool:
    """Whether it stands there word for word; spaces and line ends make no difference."""
    return _squeezed(sentence) in _squeezed(document.text)


def reads_now(document: Document, sentence: str) -> str:
    """The sentence or table row most like it; empty where none is like it."""
    found = process.extractOne(sentence, sentence_lines(document), scorer=fuzz.ratio, score_cutoff=SAME_PLACE)
    return "" if found is None else found[0]


def _touches(line: str, part: str) -> bool:
    """A sentence may have been quoted in part, and a quote may hold several."""
    shorter, longer = sorted((line, part), key=len)
    return shorter in longer and (len(shorter) >= LEAST or shorter == longer != "")


def _squeezed(text: str) -> str:
    return "".join(text.split())
