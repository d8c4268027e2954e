"""The one door to `index`: ask, reindex, status. Everything else is reached through it."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.answer.near_miss import unless_missed
from index.conversation import understand
from index.courtesy import courtesy_in, without_courtesies
from index.digest import Digest, Digester
from index.foreign import Translator
from index.likeness import Likeness
from index.ports import Answerer, Embedder, Reranker, Snapshot, Store
from index.reindex import Reindexer, ReindexOptions
from index.relations import find_relations
from index.retrieve import RetrieveOptions, prepare, rerank, retrieve
from index.types import (
    Answer,
    Document,
    DocumentCard,
    DocumentChange,
    DocumentDetails,
    GenerationInfo,
    Progress,
    Quote,
    ReindexReport,
    Relation,
    Retrieved,
    Status,
    Turn,
)


@dataclass(frozen=True, slots=True)
class EngineOptions:
    reindex: ReindexOptions
    retrieve: RetrieveOptions = field(default_factory=RetrieveOptions)


class Engine:
    """Answers from one immutable snapshot, replaced whole after each commit, its own or another process's.

    Every method may be called from any thread; `reindex` runs in the caller's.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        answerer: Answerer,
        options: EngineOptions,
        reranker: Reranker | None = None,
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._translator = Translator(embedder)
        self._answerer = answerer
        self._reranker = reranker
        self._options = options
        self._reindexer = Reindexer(store, embedder, options.reindex)
        self._digester = Digester(embedder)
        self._likeness = Likeness(embedder)
        self._live = _Live(store)

    @property
    def documents_folder(self) -> Path:
        return self._options.reindex.documents

    @property
    def progress(self) -> Progress:
        """Of the reindex that runs in this process, or idle."""
        return self._reindexer.progress

    def ask(self, question: str, *, history: Sequence[Turn] = (), collections: Collection[str] | None = None) -> Answer:
        """Answer from the documents of `collections` (None: all), or decline; politeness alone is not looked for.

        `history` is the conversation so far, oldest first.
        """
        if courtesy_in(question):
            return Answer(question, False, 0.0, (), None, ())
        started = time.perf_counter()
        with self._live.snapshot() as snapshot:

            def answer(asked: str, topic: str) -> Answer:
                found = self._answerer.answer(self._retrieve(asked, topic, snapshot, collections))
                return unless_missed(found, asked, snapshot.document)

            answered = understand(without_courtesies(question), history, answer)
            quotes = tuple(_with_page(quote, snapshot) for quote in answered.quotes)
        return replace(answered, quotes=quotes, seconds=time.perf_counter() - started)

    def retrieve(self, question: str, *, collections: Collection[str] | None = None) -> Retrieved:
        """The passages nearest to a question that stands alone, best first."""
        with self._live.snapshot() as snapshot:
            return self._retrieve(question, "", snapshot, collections)

    def _retrieve(
        self, question: str, topic: str, snapshot: Snapshot, collections: Collection[str] | None
    ) -> Retrieved:
        options = self._options.retrieve
        query = prepare(question, topic, self._embedder, snapshot)
        retrieved = retrieve(query, snapshot, self._translator, options, collections)
        return rerank(retrieved, self._reranker, options.rerank_depth) if self._reranker else retrieved

    def reindex(self, *, full: bool = False, cancel: threading.Event | None = None) -> ReindexReport:
        """Bring the index up to the folder; `full` reads and embeds every document anew.

        Raises ReindexRunningError where one is running, ReindexCancelledError once `cancel` is set; both leave the
        index as it was.
        """
        report = self._reindexer.run(full=full, cancel=cancel)
        self._live.refresh()
        self._find_relations([*report.added, *report.changed])
        return report

    def _find_relations(self, paths: Sequence[str]) -> None:
        if paths:
            with self._live.snapshot() as snapshot:
                found = find_relations(snapshot, paths)
            self._store.note_relations(paths, found)

    def exclusively(self) -> AbstractContextManager[None]:
        """Keeps every other reindex out, of other processes too, while files are changed and reindexed by one thread.

        Entering it raises ReindexRunningError at once where a reindex is running.
        """
        return self._reindexer.exclusively()

    def rollback(self, generation: int) -> ReindexReport:
        """Make index and folder again what they were in that generation; see `Reindexer.roll_back`."""
        report = self._reindexer.roll_back(generation)
        self._live.refresh()
        return report

    def needs_reembedding(self) -> bool:
        """Whether the next reindex will embed every passage anew because the model is another one."""
        return self._reindexer.needs_reembedding()

    def status(self) -> Status:
        with self._live.snapshot() as snapshot:
            return Status(
                snapshot.generation,
                len(snapshot.documents()),
                snapshot.passage_count,
                self._store.identity(),
                self.progress,
            )

    def document(self, path: str) -> Document | None:
        """The document as it was indexed; None where there is none of that path."""
        with self._live.snapshot() as snapshot:
            return snapshot.document(path)

    def documents(self, collections: Collection[str] | None = None) -> list[DocumentCard]:
        """Those of the collections (None: all), by path."""
        with self._live.snapshot() as snapshot:
            cards = snapshot.documents()
        return [card for card in cards if collections is None or card.collection in collections]

    def details(self, path: str) -> DocumentDetails | None:
        """What the index knows of a document; None where there is none of that path."""
        with self._live.snapshot() as snapshot:
            return snapshot.details(path)

    def relations(self) -> list[Relation]:
        """What documents say of one another, decided on and not, by the path of the one that says it."""
        return self._store.relations()

    def decide(self, relation: Relation, *, confirmed: bool) -> bool:
        """Whether the older document is no longer in force. False where that was decided already."""
        decided = self._store.decide(relation, confirmed=confirmed)
        self._live.refresh()
        return decided

    def generations(self) -> list[GenerationInfo]:
        """Those that the history still holds, newest first."""
        return self._store.generations()

    def changes_since(self, generation: int, collections: Collection[str] | None = None) -> list[DocumentChange]:
        """The net difference between that generation and the newest, of the collections (None: all), by path.

        Where the history does not reach back so far, the oldest state that is known is compared with.
        """
        with self._live.snapshot() as snapshot:
            changes = snapshot.changes_since(generation)
        cards = ((change, change.after or change.before) for change in changes)
        return [c for c, d in cards if collections is None or (d is not None and d.card.collection in collections)]

    def digest(self, since: int, collections: Collection[str] | None = None) -> Digest:
        """What changed after that generation, told shortly; of the collections (None: all)."""
        with self._live.snapshot() as snapshot:
            generation, changes = snapshot.generation, snapshot.changes_since(min(since, snapshot.generation))
        cards = ((change, change.after or change.before) for change in changes)
        seen = [c for c, d in cards if collections is None or (d is not None and d.card.collection in collections)]
        return self._digester.compose(seen, generation)

    def alike(self, questions: Sequence[str]) -> list[list[int]]:
        """Places of the questions that ask the same, in order of appearance."""
        return self._likeness.grouped(questions)

    def warm_up(self) -> None:
        """Load the models now and not at the first question."""
        self._embedder.query("")
        self._answerer.warm_up()

    def close(self) -> None:
        """Nothing may be asked after it."""
        self._live.close()
        self._store.close()


def _with_page(quote: Quote, snapshot: Snapshot) -> Quote:
    if quote.hit.passage.page is None:
        return quote
    return replace(quote, page=snapshot.page_at(quote.hit.passage.document, quote.start))


class _Lease:
    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.users = 1
        """The engine itself is one, until a newer snapshot takes its place."""


class _Live:
    """The newest snapshot. An older one is closed when the last question asked of it has been answered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counting = threading.Lock()
        self._refreshing = threading.Lock()
        self._lease = _Lease(store.snapshot())

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        if self._store.generation != self._lease.snapshot.generation and self._refreshing.acquire(blocking=False):
            try:
                self._replace()
            finally:
                self._refreshing.release()
        with self._counting:
            lease = self._lease
            lease.users += 1
        try:
            yield lease.snapshot
        finally:
            self._release(lease)

    def refresh(self) -> None:
        """Waits for a refresh under way, so that what was committed before the call is seen after it."""
        with self._refreshing:
            self._replace()

    def close(self) -> None:
        self._release(self._lease)

    def _replace(self) -> None:
        if self._store.generation == self._lease.snapshot.generation:
            return
        newer = _Lease(self._store.snapshot())
        with self._counting:
            older, self._lease = self._lease, newer
        self._release(older)

    def _release(self, lease: _Lease) -> None:
        with self._counting:
            lease.users -= 1
            unused = lease.users == 0
        if unused:
            lease.snapshot.close()
