"""A bot's whole belongings, small: documents, a library over them that answers by words, a state."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from bot.backup.archive import reading
from bot.backup.place import Place
from bot.backup.restoring import Restorer
from bot.digests.schedule import Timing
from bot.state import Admission, ChatKind, State, default_url
from bot.state.database import Database
from bot.state.digest_values import DigestPlan
from index.engine import Engine, EngineOptions
from index.reindex import ReindexOptions
from index.store.copying import SqliteLibraryFiles
from index.store.local import LocalStore
from tests.bot.keeping import WordAnswerer
from tests.bot.state.sample import PRIVATE, ask
from tests.fakes import BagOfWordsEmbedder

PERSON, GROUP, ADMIN = PRIVATE.person_id, -1001234567890, 1
FIRST = {
    "отпуск.txt": "Положение об отпусках\n\nЕжегодный отпуск составляет 28 календарных дней.\n",
    "кадры/приём.txt": "Порядок приёма\n\nПриказ о приёме подписывает директор филиала.\n",
}
SECOND = {**FIRST, "отпуск.txt": "Положение об отпусках\n\nЕжегодный отпуск составляет 31 календарный день.\n"}
QUESTION = "Сколько дней составляет ежегодный отпуск?"
_OLD = 1_600_000_000


class Office:
    def __init__(self, folder: Path, url: str | None = None, documents: str = "documents", data: str = "data") -> None:
        self.documents, self.data = folder / documents, folder / data
        self.url = url or default_url(self.data)
        self.place = Place(self.documents, self.data, self.data / "library", self.url, SqliteLibraryFiles())
        self._writes = 0

    def write(self, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            file = self.documents / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            self._writes += 1
            os.utime(file, (_OLD + self._writes, _OLD + self._writes))

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        data = self.data / "library"
        options = EngineOptions(ReindexOptions(self.documents, data))
        with closing(Engine(LocalStore(data), BagOfWordsEmbedder(), WordAnswerer(), options)) as engine:
            yield engine

    @contextmanager
    def state(self) -> Iterator[State]:
        state = State.open(self.url)
        try:
            yield state
        finally:
            asyncio.run(state.close())

    def found(self) -> dict[str, str]:
        """What lies in the documents' folder and is not hidden."""
        files = (file for file in self.documents.rglob("*.txt") if not file.is_relative_to(self.documents / "data"))
        named = {file.relative_to(self.documents).as_posix(): file.read_text(encoding="utf-8") for file in files}
        return {name: text for name, text in named.items() if not name.startswith(".")}

    def answer(self) -> str:
        with self.engine() as engine:
            return engine.ask(QUESTION).text

    def fill(self) -> None:
        """Two generations of documents; a person, a group, a digest, a question."""
        self.write(FIRST)
        with self.engine() as engine:
            engine.reindex()
            self.write(SECOND)
            engine.reindex()
        with self.state() as state:
            asyncio.run(_remember(state))

    def restore(self, file: Path) -> None:
        database = Database.connect(self.url)
        try:
            restorer = Restorer(self.place, database)
            with reading(file) as reader:
                restorer.check(reader, lambda member: None)
                with restorer.alone():
                    restorer.restore(reader)
        finally:
            database.dispose()


async def _remember(state: State) -> None:
    await state.people.seen(PERSON, "Иванова \U0001f600", "ivanova", "ru")
    await state.people.decide(PERSON, Admission.ADMITTED, ADMIN)
    await state.people.set_collections(PERSON, ["кадры"], ADMIN)
    await state.chats.seen(GROUP, "Отдел кадров", ChatKind.SUPERGROUP, is_forum=True)
    default = DigestPlan(GROUP, Timing(540, "Europe/Moscow"))
    await state.digests.change(default, lambda plan: plan, ADMIN, 1)
    await ask(state)
    await state.audit.record(ADMIN, "reindex", "library")


def remembered(office: Office) -> dict[str, object]:
    """What the state says, for comparing."""
    with office.state() as state:
        return asyncio.run(_told(state))


async def _told(state: State) -> dict[str, object]:
    return {
        "person": await state.people.get(PERSON),
        "chat": await state.chats.get(GROUP),
        "plan": await state.digests.plan(GROUP),
        "turns": await state.conversations.turns(PRIVATE),
        "acts": await state.audit.acts(),
    }
