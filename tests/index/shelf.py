"""What the tests of answering share: a folder with an engine over it, and values made by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np

from index.answer.extractive import ExtractiveAnswerer
from index.engine import Engine, EngineOptions
from index.ports import Reranker
from index.reindex import ReindexOptions
from index.store.local import LocalStore
from index.types import Candidate, DocumentCard, Hit, Passage, Query, Retrieved, Span, Vector
from tests.fakes import BagOfWordsEmbedder

OFFICE = {
    "кадры/отпуск.txt": "Ежегодный отпуск длится 28 дней. Заявление подают за две недели до начала.",
    "кадры/люди.txt": "Отделом кадров руководит Корольков. Его заместитель сидит в комнате 12.",
    "хозяйство/парковка.md": "# Парковка\n\nПарковка во дворе открыта с семи утра до десяти вечера.",
}


class Bilingual(BagOfWordsEmbedder):
    """To whom a few English words are the Russian ones they mean."""

    MEANS: ClassVar = {"korolkov": "корольков", "director": "директор", "leave": "отпуск"}

    def query(self, text: str) -> Vector:
        return super().query(re.sub(r"\w+", lambda word: self.MEANS.get(word[0], word[0]), text.casefold()))


class Shelf:
    """A documents' folder, its data folder and an engine over both that answers whatever the confidence."""

    def __init__(
        self,
        folder: Path,
        texts: Mapping[str, str] = OFFICE,
        embedder: BagOfWordsEmbedder | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self.documents, self.data = folder / "documents", folder / "data"
        self.documents.mkdir()
        self.embedder = embedder or BagOfWordsEmbedder()
        self._reranker = reranker
        self.engine = self.another_engine()
        for name, text in texts.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        path = self.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def another_engine(self) -> Engine:
        """Over the same folders with a store of its own, as another process has it."""
        options = EngineOptions(ReindexOptions(self.documents, self.data))
        answerer = ExtractiveAnswerer(threshold=0)
        return Engine(LocalStore(self.data), self.embedder, answerer, options, self._reranker)


def candidate(
    name: str,
    sentences: Sequence[str] = ("Отпуск длится 28 дней.",),
    *,
    dense: float = 0.8,
    lexical: float = 1.0,
    cosines: Sequence[float] | None = None,
    words: Sequence[Sequence[str]] | None = None,
    heading: Sequence[str] = (),
    start: int = 0,
) -> Candidate:
    """A passage of sentences parted by single spaces, which begins `start` characters into the document `name`."""
    spans, at = [], start
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    text = " ".join(sentences)
    passage = Passage(f"{name}:{start}", name, 0, start, start + len(text), text, "", None, tuple(spans))
    lemmas = tuple(map(tuple, words)) if words is not None else ((),) * len(sentences)
    of_sentences = tuple(cosines) if cosines is not None else (dense,) * len(sentences)
    return Candidate(passage, DocumentCard(name, name), dense, lexical, of_sentences, lemmas, tuple(heading))


def retrieved(question: str, *hits: Hit, idf: Mapping[str, float] | None = None) -> Retrieved:
    weights = idf or {}
    return Retrieved(Query(question, np.zeros(4, dtype=np.float32), tuple(weights), weights), hits)
