"""What changed in the documents' folder → read → chunk → embed → one commit."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import filelock

from index.changed import Reading, looks_unchanged, read_file, scanned
from index.chunk import ChunkSizes, chunk_document
from index.embedding import PreparedDocument, TextVectors, indexed_document, prepare_passage
from index.errors import ReindexCancelledError, ReindexRunningError, StoreError
from index.ports import Embedder, Store
from index.readers import ReadLimits
from index.scan import scan_folder
from index.types import (
    Changes,
    Document,
    EmbedderIdentity,
    FileStamp,
    IndexedDocument,
    Progress,
    ReindexReport,
    Skipped,
)

LOCK_NAME = "reindex.lock"


@dataclass(frozen=True, slots=True)
class ReindexOptions:
    documents: Path
    data: Path
    """Where the lock stands; may lie within `documents`, and is not read then."""
    limits: ReadLimits = field(default_factory=ReadLimits)
    sizes: ChunkSizes = field(default_factory=ChunkSizes)


class Reindexer:
    """Brings a store up to a folder. One runs at a time for one data folder, over all processes."""

    def __init__(self, store: Store, embedder: Embedder, options: ReindexOptions) -> None:
        self._store = store
        self._embedder = embedder
        self._options = options
        self._meter = _Meter()

    @property
    def progress(self) -> Progress:
        return self._meter.progress

    def needs_reembedding(self) -> bool:
        """Whether the store's vectors are another model's, so that the next run makes all of them anew."""
        identity = self._store.identity()
        return identity is not None and identity != self._embedder.identity

    def run(self, *, full: bool = False, cancel: threading.Event | None = None) -> ReindexReport:
        """`full` reads every file and embeds every passage, changed or not.

        Raises ReindexRunningError at once where one runs, ReindexCancelledError soon after `cancel` is set,
        SettingError for a folder that cannot be listed, StoreError for a store that cannot be used. After each of
        them the index is what it was.
        """
        with _locked(self._options.data):
            self._meter = _Meter(cancel)
            try:
                return self._run(full)
            finally:
                self._meter = _Meter()

    def _run(self, full: bool) -> ReindexReport:
        self._meter.step("scan")
        before = _Before(self._store.stamps(), {skipped.path: skipped for skipped in self._store.skipped()})
        re_embedded = self.needs_reembedding()
        anew = full or re_embedded
        reading, prepared = self._read({} if anew else before.stamps)
        put, embedded = self._embed(prepared, reuse=not anew)
        changes = _changes(self._embedder.identity, before, reading, put)
        if changes.put or changes.remove or changes.touch or changes.skipped or re_embedded:
            self._meter.step("commit", 0, 1)
            self._store.apply(changes)
        return self._report(before, reading, put, embedded, re_embedded)

    def _read(self, known: Mapping[str, FileStamp]) -> tuple[Reading, list[PreparedDocument]]:
        scan = scan_folder(self._options.documents, self._options.data)
        reading = scanned(scan)
        prepared = []
        for place, found in enumerate(scan.files):
            self._meter.step("read", place, len(scan.files))
            stamp = known.get(found.name)
            if looks_unchanged(found, stamp):
                reading.unchanged.append(found.name)
            elif (read := read_file(found, stamp, self._options.limits, reading)) is not None:
                prepared.append(self._prepare(*read))
        return reading, prepared

    def _prepare(self, stamp: FileStamp, document: Document) -> PreparedDocument:
        passages = chunk_document(document, self._embedder, self._options.sizes)
        identity = self._embedder.identity
        return PreparedDocument(document, stamp, tuple(prepare_passage(document.card, p, identity) for p in passages))

    def _embed(self, prepared: Sequence[PreparedDocument], *, reuse: bool) -> tuple[tuple[IndexedDocument, ...], int]:
        passages = [passage for document in prepared for passage in document.passages]
        known = self._store.vectors(list({passage.key for passage in passages})) if reuse else {}
        new = [passage for passage in passages if passage.key not in known]
        vectors = TextVectors((text for passage in new for text in passage.texts), self._embedder.identity.dimension)
        self._meter.step("embed", 0, len(vectors))
        for done, characters in vectors.fill(self._embedder):
            self._meter.step("embed", done, len(vectors), characters / vectors.characters)
        return tuple(indexed_document(document, known, vectors) for document in prepared), len(new)

    def _report(
        self, before: _Before, reading: Reading, put: Sequence[IndexedDocument], embedded: int, re_embedded: bool
    ) -> ReindexReport:
        stamps, skipped = self._store.stamps(), self._store.skipped()
        now = stamps.keys() - {skip.path for skip in skipped}
        changed = {
            new.document.card.path
            for new in put
            if new.document.card.path in before.documents
            and new.stamp.sha256 != before.stamps[new.document.card.path].sha256
        }
        added = now - before.documents
        snapshot = self._store.snapshot()
        try:
            return ReindexReport(
                generation=snapshot.generation,
                added=tuple(sorted(added)),
                changed=tuple(sorted(changed)),
                removed=tuple(sorted(before.documents - now)),
                unchanged=len(now) - len(added) - len(changed),
                skipped=tuple(skipped),
                documents=len(now),
                passages=snapshot.passage_count,
                embedded=embedded,
                re_embedded=re_embedded,
                seconds=self._meter.seconds,
            )
        finally:
            snapshot.close()


@dataclass(frozen=True, slots=True)
class _Before:
    """What the store held when the reindex began."""

    stamps: Mapping[str, FileStamp]
    skipped: Mapping[str, Skipped]

    @property
    def documents(self) -> set[str]:
        return self.stamps.keys() - self.skipped.keys()


def _changes(
    identity: EmbedderIdentity, before: _Before, reading: Reading, put: tuple[IndexedDocument, ...]
) -> Changes:
    there = {*reading.unchanged, *reading.skipped, *(new.document.card.path for new in put)}
    skipped = {
        path: found
        for path, found in reading.skipped.items()
        if found != (before.stamps.get(path), before.skipped.get(path))
    }
    return Changes(identity, put, tuple(sorted(before.stamps.keys() - there)), reading.touched, skipped)


class _Meter:
    """How far a reindex is, and whether it is to go on. Written by one thread, read by any."""

    def __init__(self, cancel: threading.Event | None = None) -> None:
        self._cancel = cancel or threading.Event()
        self._started = self._stage_started = time.monotonic()
        self.progress = Progress("idle")

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def step(self, stage: str, done: int = 0, total: int = 0, share: float | None = None) -> None:
        """`share` of the stage's work is done, where that can be told. Raises ReindexCancelledError."""
        if self._cancel.is_set():
            raise ReindexCancelledError
        now = time.monotonic()
        if stage != self.progress.stage:
            self._stage_started = now
        left = (now - self._stage_started) * (1 - share) / share if share else None
        self.progress = Progress(stage, done, total, now - self._started, left)


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """The system lets go of the lock when its process ends, however it ends."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(data / LOCK_NAME, timeout=0)
        lock.acquire()
    except filelock.Timeout:
        raise ReindexRunningError from None
    except OSError as error:
        raise StoreError(f"{data} cannot be written to: {error}; check its disk and permissions") from error
    try:
        yield
    finally:
        lock.release()
