"""The bot in a thread of this process over a real engine whose embedder goes by words: what is put in is found."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.desk import Library
from index.engine import Engine, EngineOptions
from index.ports import Answerer
from index.reindex import ReindexOptions
from index.store.local import LocalStore
from index.types import Answer, Quote, Retrieved
from tests.bot.inprocess import Serving
from tests.fakes import BagOfWordsEmbedder


class WholePassage:
    """Answers with the best passage, whatever was asked."""

    def warm_up(self) -> None:
        """Nothing is loaded."""

    def answer(self, retrieved: Retrieved) -> Answer:
        best = retrieved.hits[:1]
        quotes = tuple(Quote(hit, hit.passage.start, hit.passage.end, hit.passage.text) for hit in best)
        return Answer(retrieved.query.text, bool(quotes), 1.0, quotes, None, retrieved.hits)


@dataclass
class EngineServing(Serving):
    embedder: BagOfWordsEmbedder = field(default_factory=BagOfWordsEmbedder)
    answerer: Answerer = field(default_factory=WholePassage)

    def make_library(self) -> Library:
        self.engine = self.another_engine()
        self.engine.reindex()
        return self.engine

    def another_engine(self) -> Engine:
        """Over the same folders, as another process has it."""
        data = self.settings.data / "library"
        options = EngineOptions(ReindexOptions(self.settings.documents, data))
        return Engine(LocalStore(data), self.embedder, self.answerer, options)

    def stop(self) -> None:
        super().stop()
        self.engine.close()
