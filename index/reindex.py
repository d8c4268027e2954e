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
from index.errors import HistoryError, ReindexCancelledError, ReindexRunningError, StoreError
from index.kept_files import FOLDER_NAME, KEEP_BYTES, KeptFiles
from index.ports import Embedder, Store
from index.readers import DocumentReader, ReadLimits
from index.rollback import Rollback
from index.scan import FolderScan, scan_folder
from index.types import (
    Changes,
    Document,
    EmbedderIdentity,
    FileStamp,
    HistoryProblem,
    IndexedDocument,
    Progress,
    ReindexReport,
    Skipped,
)
from index.vector_cache import VectorCache

LOCK_NAME = "reindex.lock"


@dataclass(frozen=True, slots=True)
class ReindexOptions:
    documents: Path
    data: Path
    """Where the lock stands; may lie within `documents`, and is not read then."""
    limits: ReadLimits = field(default_factory=ReadLimits)
    sizes: ChunkSizes = field(default_factory=ChunkSizes)
    keep_bytes: int = KEEP_BYTES
    """Of the copies of files that a rollback puts back."""


class Reindexer:
    """Brings a store up to a folder. One runs at a time for one data folder, over all processes."""

    def __init__(self, store: Store, embedder: Embedder, options: ReindexOptions) -> None:
        self._store = store
        self._embedder = embedder
        self._options = options
        self._meter = _Meter()
        self._kept = KeptFiles(options.data / FOLDER_NAME, options.keep_bytes)
        self._rollback = Rollback(store, self._kept, options.documents, options.data)
        self._lock = filelock.FileLock(options.data / LOCK_NAME, timeout=0)  # may be taken again by its own thread

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
        with self.exclusively():
            self._meter = _Meter(cancel)
            try:
                return self._run(full)
            finally:
                self._meter = _Meter()

    def roll_back(self, generation: int) -> ReindexReport:
        """Back to the documents of an earlier generation, in the index and in the folder.

        What the folder holds that was not indexed yet is indexed first, so that it can be gone back to. Raises as
        `run` does, and HistoryError for a generation that cannot be gone back to.
        """
        with self.exclusively():
            self._meter = _Meter()
            try:
                return self._roll_back(generation)
            finally:
                self._meter = _Meter()

    def _roll_back(self, generation: int) -> ReindexReport:
        if self.needs_reembedding():
            raise HistoryError(generation, HistoryProblem.MODEL)
        self._store.stamps_at(generation)  # or HistoryError, before anything is done
        self._run(full=False)
        before = self._before()
        self._meter.step("commit", 0, 1)
        scan = scan_folder(self._options.documents, self._options.data)
        self._rollback.run(generation, {found.name: found.file for found in scan.files})
        return self._report(before, embedded=0, re_embedded=False)

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Every other reindex, of other processes too, is kept out meanwhile; the caller's thread may run its own.

        Raises ReindexRunningError at once where one runs. The system lets go of the lock when its process ends,
        however it ends.
        """
        data = self._options.data
        try:
            data.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except filelock.Timeout:
            raise ReindexRunningError from None
        except OSError as error:
            raise StoreError(f"{data} cannot be written to: {error}; check its disk and permissions") from error
        try:
            self._rollback.finish()
            yield
        finally:
            self._lock.release()

    def _run(self, full: bool) -> ReindexReport:
        self._meter.step("scan")
        before = self._before()
        re_embedded = self.needs_reembedding()
        anew = full or re_embedded
        scan = scan_folder(self._options.documents, self._options.data)
        reading, prepared = self._read(scan, {} if anew else before.stamps)
        put, embedded = self._embed(prepared, reuse=not anew)
        changes = _changes(self._embedder.identity, before, reading, put)
        if changes.put or changes.remove or changes.touch or changes.skipped or re_embedded:
            self._meter.step("commit", 0, 1)
            self._store.apply(changes)
        self._cache().clear()
        self._keep(scan)
        return self._report(before, embedded, re_embedded)

    def _before(self) -> _Before:
        return _Before(self._store.stamps(), {skipped.path: skipped for skipped in self._store.skipped()})

    def _cache(self) -> VectorCache:
        return VectorCache(self._options.data, self._embedder.identity)

    def _keep(self, scan: FolderScan) -> None:
        stamps, skipped = self._store.stamps(), {skipped.path for skipped in self._store.skipped()}
        live = {
            found.name: (stamps[found.name], found.file)
            for found in scan.files
            if found.name in stamps and found.name not in skipped
        }
        self._kept.bring_up_to(live, self._store.retired_hashes())

    def _read(self, scan: FolderScan, known: Mapping[str, FileStamp]) -> tuple[Reading, list[PreparedDocument]]:
        reading = scanned(scan)
        prepared = []
        with DocumentReader(self._options.limits) as reader:
            for place, found in enumerate(scan.files):
                self._meter.step("read", place, len(scan.files))
                stamp = known.get(found.name)
                if looks_unchanged(found, stamp):
                    reading.unchanged.append(found.name)
                elif (read := read_file(found, stamp, reader, reading)) is not None:
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
        for done, characters in vectors.fill(self._embedder, self._cache()):
            self._meter.step("embed", done, len(vectors), characters / vectors.characters)
        return tuple(indexed_document(document, known, vectors) for document in prepared), len(new)

    def _report(self, before: _Before, embedded: int, re_embedded: bool) -> ReindexReport:
        stamps, skipped = self._store.stamps(), self._store.skipped()
        now = stamps.keys() - {skip.path for skip in skipped}
        changed = {path for path in now & before.documents if stamps[path].sha256 != before.stamps[path].sha256}
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
