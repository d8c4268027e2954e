"""`vestovoy check`: settings, documents, model, index, disk, versions: what is wrong and how to mend it."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version

from bot.settings import Settings
from bot.texts import Texts
from bot.wiring import make_embedder, make_engine
from index.errors import VestovoyError

WANTED_MB = 500
"""Room for the converted model and an index of some thousand documents."""
PACKAGES = ("vestovoy", "python-telegram-bot", "sentence-transformers", "faiss-cpu", "torch", "onnxruntime")


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the report. `subject` and `says` are ready to be shown."""

    subject: str
    good: bool
    says: str


def findings(settings: Settings, texts: Texts, explain: Callable[[VestovoyError], str]) -> Iterator[Finding]:
    """Each as soon as it is known; `explain` puts an error into words."""
    yield Finding(texts.plain("check-settings"), True, "OK")
    yield _documents(settings, texts)
    checks: tuple[tuple[str, Callable[[Settings, Texts], tuple[bool, str]]], ...] = (
        ("check-model", _model),
        ("check-index", _index),
        ("check-disk", _disk),
    )
    for subject, check in checks:
        try:
            good, says = check(settings, texts)
        except VestovoyError as error:
            good, says = False, explain(error)
        yield Finding(texts.plain(subject), good, says)
    versions = ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in PACKAGES)])
    yield Finding(texts.plain("check-versions"), True, versions)


def _documents(settings: Settings, texts: Texts) -> Finding:
    folder = settings.documents
    files = sum(1 for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0
    key = "check-files" if files else "terminal-no-documents"
    return Finding(texts.plain("check-documents"), files > 0, texts.plain(key, files=files, folder=str(folder)))


def _model(settings: Settings, texts: Texts) -> tuple[bool, str]:
    del texts
    embedder = make_embedder(settings)
    embedder.query("вестовой")
    return True, str(embedder.identity)


def _index(settings: Settings, texts: Texts) -> tuple[bool, str]:
    engine = make_engine(settings)
    try:
        status, differs = engine.status(), engine.needs_reembedding()
    finally:
        engine.close()
    if status.generation == 0:
        return False, texts.plain("check-index-empty")
    if differs:
        return False, texts.plain("check-model-differs")
    return True, texts.plain("check-index-stands", documents=status.documents, generation=status.generation)


def _disk(settings: Settings, texts: Texts) -> tuple[bool, str]:
    data = settings.data.resolve()
    there = next(folder for folder in (data, *data.parents) if folder.exists())
    free = shutil.disk_usage(there).free // 2**20
    if free < WANTED_MB:
        return False, texts.plain("check-disk-low", free=free, wanted=WANTED_MB)
    return True, texts.plain("check-disk-free", free=free)
