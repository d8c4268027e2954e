"""Changes of a library → Digest."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.digest.candidates import Candidate, candidates
from index.digest.edits import edits
from index.digest.salience import choose, terms
from index.digest.stories import SAME_EVENT, Gist, grouped
from index.digest.values import Digest, Entry, Story
from index.ports import Embedder
from index.types import ChangeKind, Document, DocumentChange, Vectors

KEPT_GISTS = 500
ORDER = (ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.REMOVED)


@dataclass(frozen=True, slots=True)
class DigestOptions:
    sentences: int = 2
    """At most, of each new document."""
    edits: int = 3
    """At most, of each changed document."""
    told: int = 40
    """New documents that are read; those beyond are only named."""
    same_event_cosine: float = SAME_EVENT


class Digester:
    """Safe to use from several threads. What a document says is found once, however many digests tell it."""

    def __init__(self, embedder: Embedder, options: DigestOptions | None = None) -> None:
        self._embedder = embedder
        self._options = options or DigestOptions()
        self._gists: OrderedDict[str, Gist] = OrderedDict()
        self._lock = threading.Lock()

    def compose(self, changes: Sequence[DocumentChange], generation: int) -> Digest:
        """`changes` are what led to `generation`. A document that only moved to another path is no news."""
        news = _without_moves(changes)
        by_kind = {kind: _newest_first(news, kind) for kind in ORDER}
        stories = [
            *self._new(by_kind[ChangeKind.ADDED]),
            *(Story((self._changed(change),)) for change in by_kind[ChangeKind.CHANGED]),
            *(Story((_named(change),)) for change in by_kind[ChangeKind.REMOVED]),
        ]
        return Digest(generation, tuple(stories))

    def _new(self, changes: Sequence[DocumentChange]) -> list[Story]:
        """The stories that most documents tell come first."""
        told, named = changes[: self._options.told], changes[self._options.told :]
        gists = [self._gist(change.after) for change in told if change.after is not None]
        stories = [
            Story(tuple(_told(told[place], gists[place]) for place in places))
            for places in grouped(gists, self._options.same_event_cosine)
        ]
        stories.sort(key=lambda story: -len(story.entries))
        return [*stories, *(Story((_named(change),)) for change in named)]

    def _changed(self, change: DocumentChange) -> Entry:
        if change.before is None or change.after is None:
            return _named(change)
        found = edits(change.before, change.after)
        shown = tuple(found[: self._options.edits])
        return Entry(change.kind, change.after.card, change.at, edits=shown, more_edits=len(found) - len(shown))

    def _gist(self, document: Document) -> Gist:
        key = hashlib.sha256(f"{document.card.title}\n{document.text}".encode("utf-8", "surrogatepass")).hexdigest()
        with self._lock:
            if key in self._gists:
                self._gists.move_to_end(key)
                return self._gists[key]
        gist = self._read(document)
        with self._lock:
            self._gists[key] = gist
            while len(self._gists) > KEPT_GISTS:
                self._gists.popitem(last=False)
        return gist

    def _read(self, document: Document) -> Gist:
        found = candidates(document)
        if not found:
            return Gist((), frozenset(), None)
        vectors = self._vectors(found)
        mean = vectors.mean(axis=0)
        chosen = choose(found, vectors, self._options.sentences)
        return Gist(
            tuple(found[place].text for place in chosen),
            frozenset(terms(found)),
            np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32),
        )

    def _vectors(self, found: Sequence[Candidate]) -> Vectors:
        return self._embedder.passages([candidate.text for candidate in found])


def _without_moves(changes: Sequence[DocumentChange]) -> list[DocumentChange]:
    """Without pairs of a document that went and one that came with the same text."""
    gone = {change.before.text for change in changes if change.after is None and change.before is not None}
    come = {change.after.text for change in changes if change.before is None and change.after is not None}
    moved = gone & come
    return [change for change in changes if _alone(change) not in moved]


def _alone(change: DocumentChange) -> str | None:
    """The text of a document that came or went."""
    if change.before is None:
        return change.after.text if change.after else None
    return change.before.text if change.after is None else None


def _newest_first(changes: Sequence[DocumentChange], kind: ChangeKind) -> list[DocumentChange]:
    """By the documents' own dates, then by when they came."""
    chosen = [change for change in changes if change.kind is kind]
    return sorted(chosen, key=lambda change: (_day(change), change.at, change.path), reverse=True)


def _day(change: DocumentChange) -> int:
    document = change.after or change.before
    return document.card.date.toordinal() if document and document.card.date else 0


def _told(change: DocumentChange, gist: Gist) -> Entry:
    entry = _named(change)
    return Entry(entry.kind, entry.card, entry.at, sentences=gist.sentences)


def _named(change: DocumentChange) -> Entry:
    document = change.after or change.before
    assert document is not None, f"a change of nothing: {change.path}"
    return Entry(change.kind, document.card, change.at)
