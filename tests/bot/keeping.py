"""The bot over a library that is kept: a real engine, whose answers lean on the words alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from bot.desk import Library
from bot.state.library_models import DeletionRow
from index.engine import Engine, EngineOptions
from index.reindex import ReindexOptions
from index.store.local import LocalStore
from index.types import Answer, Quote, Retrieved
from tests.bot.inprocess import Serving
from tests.botapi import PrivateChat
from tests.botapi.message import Message
from tests.fakes import BagOfWordsEmbedder

OLD = 1_600_000_000


class WordAnswerer:
    """Quotes the sentence that shares the most words with the question, if it shares two."""

    def warm_up(self) -> None:
        """Nothing is loaded."""

    def answer(self, retrieved: Retrieved) -> Answer:
        asked = set(retrieved.query.lemmas)
        found = [
            (len(asked & set(lemmas)), -place, hit, span)
            for place, hit in enumerate(retrieved.hits)
            for span, lemmas in zip(hit.passage.sentences, hit.candidate.sentence_lemmas, strict=True)
        ]
        shared, _, hit, span = max(found, key=lambda one: one[:2], default=(0, 0, None, None))
        if hit is None or span is None or shared < 2:
            return Answer(retrieved.query.text, False, 0.1, (), None, retrieved.hits)
        text = hit.passage.text[span.start - hit.passage.start : span.end - hit.passage.start]
        quote = Quote(hit, span.start, span.end, text)
        return Answer(retrieved.query.text, True, 0.9, (quote,), None, retrieved.hits)


Keep = Callable[..., "Keeping"]


class Keeping(Serving):
    """What is in the documents' folder is indexed before it starts."""

    engine: Engine
    _writes = 0

    def make_library(self) -> Library:
        data = self.settings.data / "library"
        options = EngineOptions(ReindexOptions(self.settings.documents, data))
        self.engine = Engine(LocalStore(data), BagOfWordsEmbedder(), WordAnswerer(), options)
        self.engine.reindex()
        return self.engine

    def write(self, name: str, text: str) -> None:
        file = self.settings.documents / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        self._writes += 1
        os.utime(file, (OLD + self._writes, OLD + self._writes))  # a file just written would be looked at twice

    def files(self) -> dict[str, str]:
        """All that lies in the documents' folder, hidden things too."""
        root = self.settings.documents
        found = (file for file in root.rglob("*") if file.is_file())
        return {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in found}

    def age_deletions(self, minutes: int) -> None:
        """As if what was deleted had been deleted earlier."""
        earlier = datetime.now(UTC) - timedelta(minutes=minutes)
        self.act(self.state.database.write(lambda session: session.execute(update(DeletionRow).values(at=earlier))))

    def acts(self) -> list[tuple[str, str, int]]:
        """The audit, newest first: action, subject, by whom."""
        acts: list[Any] = self.act(self.state.audit.acts())
        return [(act.action, act.subject, act.by) for act in acts]


def card(chat: PrivateChat, wanted: str, title: str) -> Message:
    chat.say(f"/documents {wanted}")
    listed = chat.wait_message("По запросу")
    listed.press(title)
    return listed.wait_text("Папка:")
