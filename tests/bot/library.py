"""A library small enough to be read here: what it answers follows from the words of a question alone."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

from index.digest import Digest
from index.errors import HistoryError
from index.types import (
    Answer,
    Candidate,
    Document,
    DocumentCard,
    DocumentChange,
    DocumentDetails,
    GenerationInfo,
    HistoryProblem,
    Hit,
    Passage,
    Progress,
    Quote,
    ReindexReport,
    Relation,
    Section,
    Span,
    Status,
    Turn,
)

SLOWLY = "медленно"
"""A question with this word takes its time."""
BREAKS = "сломайся"
"""A question with this word meets an error that nobody expects."""
STARTS = 5
"""Words are the same when they start the same."""

_WORD = re.compile(r"\w{4,}")


class SmallLibrary:
    """Each .txt below a folder is a document: its first line the title, each further line a passage of one sentence.

    A passage answers when it shares two words with the question, or with it, thrice, and the one before. Read anew each
    time.
    """

    def __init__(self, folder: Path, slow_s: float = 1.5) -> None:
        self._folder = folder
        self._slow_s = slow_s

    @property
    def documents_folder(self) -> Path:
        return self._folder

    def ask(self, question: str, *, history: Sequence[Turn] = (), collections: Collection[str] | None = None) -> Answer:
        started = time.perf_counter()
        if BREAKS in question:
            raise ZeroDivisionError(question)
        if SLOWLY in question:
            time.sleep(self._slow_s)
        question = " ".join(dict.fromkeys(question.split()))
        understood = question
        hits = self._hits(question, collections)
        if history and (not hits or hits[0].score < 2):
            understood = " ".join((history[-1].question, *[question] * 3))
            hits = self._hits(understood, collections)
        answered = bool(hits) and hits[0].score >= 2
        quotes = (_quote(hits[0]),) if answered else ()
        short = re.search(r"\d+", quotes[0].text) if quotes else None
        seconds = time.perf_counter() - started
        place = Span(*short.span()) if short else None
        return Answer(understood, answered, 0.9 if answered else 0.1, quotes, place, hits, seconds)

    def document(self, path: str) -> Document | None:
        return next((document for document in self._documents() if document.card.path == path), None)

    def documents(self, collections: Collection[str] | None = None) -> list[DocumentCard]:
        cards = [document.card for document in self._documents()]
        return [card for card in cards if collections is None or card.collection in collections]

    def status(self) -> Status:
        return Status(1, len(self.documents()), 0, None, self.progress)

    @property
    def progress(self) -> Progress:
        return Progress("idle")

    def reindex(self, *, full: bool = False, cancel: threading.Event | None = None) -> ReindexReport:
        """Nothing is left to do: the documents are read anew each time."""
        many = len(self.documents())
        return ReindexReport(1, (), (), (), many, (), many, 0, many if full else 0, False, 0.0)

    def generations(self) -> list[GenerationInfo]:
        return []

    def details(self, path: str) -> DocumentDetails | None:
        found = self.document(path)
        return None if found is None else DocumentDetails(found.card, len(_lines(found.text)), datetime.now(UTC))

    def changes_since(self, generation: int, collections: Collection[str] | None = None) -> list[DocumentChange]:
        return []

    def relations(self) -> list[Relation]:
        return []

    def decide(self, relation: Relation, *, confirmed: bool) -> bool:
        return False

    def rollback(self, generation: int) -> ReindexReport:
        raise HistoryError(generation, HistoryProblem.UNKNOWN)

    def digest(self, since: int, collections: Collection[str] | None = None) -> Digest:
        return Digest(1, ())

    def alike(self, questions: Sequence[str]) -> list[list[int]]:
        """Those of the same words, whatever their order."""
        groups: dict[tuple[str, ...], list[int]] = {}
        for place, question in enumerate(questions):
            groups.setdefault(tuple(sorted(_words(question))), []).append(place)
        return list(groups.values())

    def exclusively(self) -> AbstractContextManager[None]:
        return nullcontext()

    def _documents(self) -> list[Document]:
        return [self._read(file) for file in sorted(self._folder.rglob("*.txt"))]

    def _read(self, file: Path) -> Document:
        text = file.read_text(encoding="utf-8")
        card = DocumentCard(file.relative_to(self._folder).as_posix(), text.partition("\n")[0], date(2024, 2, 29))
        return Document(card, text, (Section(0, len(text), page=3),))

    def _hits(self, question: str, collections: Collection[str] | None) -> tuple[Hit, ...]:
        asked = Counter(_words(question))
        hits = [
            Hit(_candidate(document, line, place), sum(asked[word] for word in set(_words(line[0]))))
            for document in self._documents()
            if collections is None or document.card.collection in collections
            for place, line in enumerate(_lines(document.text))
        ]
        return tuple(sorted((hit for hit in hits if hit.score), key=lambda hit: -hit.score)[:10])


def _words(text: str) -> list[str]:
    return [word[:STARTS] for word in _WORD.findall(text.casefold())]


def _lines(text: str) -> list[tuple[str, int]]:
    body = text.index("\n") + 1 if "\n" in text else 0
    return [(match[0], match.start()) for match in re.finditer(r"[^\n]+", text) if match.start() >= body]


def _candidate(document: Document, line: tuple[str, int], position: int) -> Candidate:
    text, start = line
    spans = (Span(start, start + len(text)),)
    path = document.card.path
    passage = Passage(f"{path}#{position}", path, position, start, start + len(text), text, "", 3, spans)
    return Candidate(
        passage=passage,
        card=document.card,
        dense=0.0,
        lexical=0.0,
        sentence_cosines=(0.0,),
        sentence_lemmas=((),),
        heading_lemmas=(),
    )


def _quote(hit: Hit) -> Quote:
    return Quote(hit, hit.passage.start, hit.passage.end, hit.passage.text)
