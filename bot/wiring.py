"""Settings → Engine: the only place that names concrete parts, imported when they are wanted."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from bot.backup.journal import refuse_unfinished
from bot.backup.place import OWNER_NAME, Place
from bot.setting_errors import WrongValueError
from bot.settings import Settings, env_name
from bot.texts import texts_in
from index.chunk import ChunkSizes
from index.engine import Engine, EngineOptions
from index.ports import Answerer, Embedder, Reader, Reranker, Store
from index.readers import ReadLimits
from index.reindex import ReindexOptions

BUILTIN = "builtin"
NO_READER = "none"


def make_engine(settings: Settings) -> Engine:
    """Raises SettingError where a folder or a model cannot be had, StoreError for a data folder that is broken."""
    options = EngineOptions(
        ReindexOptions(
            documents=_documents_folder(settings),
            data=_library_folder(settings),
            limits=ReadLimits(max_bytes=settings.max_file_mb * 2**20),
            sizes=ChunkSizes(settings.passage_tokens, settings.overlap_tokens),
            keep_bytes=settings.keep_files_mb * 2**20,
        )
    )
    return Engine(_store(settings), make_embedder(settings), _answerer(settings), options, _reranker(settings))


def _documents_folder(settings: Settings) -> Path:
    if not settings.documents.is_dir():
        told = {"folder": str(settings.documents)}
        raise WrongValueError(env_name("documents"), f"there is no folder {settings.documents}", "no-folder", told)
    return settings.documents


def _data_folder(settings: Settings) -> Path:
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"the folder {settings.data} cannot be made: {error.strerror}"
        told = {"folder": str(settings.data), "reason": error.strerror or str(error)}
        raise WrongValueError(env_name("data"), problem, "folder-not-made", told) from error
    refuse_unfinished(settings.data)
    return settings.data


def _library_folder(settings: Settings) -> Path:
    """`library` for the documents that came first; one of its own for any other folder, so that none is overwritten.

    A folder that is gone has moved: what was made of it serves the one named now.
    """
    _data_folder(settings)
    folder = _library_home(settings)
    _claim(folder, folder / OWNER_NAME, settings.documents.resolve())
    return folder


def _library_home(settings: Settings) -> Path:
    documents = settings.documents.resolve()
    folder = settings.data / "library"
    owner = folder / OWNER_NAME
    known = Path(owner.read_text(encoding="utf-8")) if owner.is_file() else documents
    if known == documents or not known.is_dir():
        return folder
    tag = hashlib.sha256(str(documents).encode()).hexdigest()[:8]
    return settings.data / f"library-{tag}"


def _claim(folder: Path, owner: Path, documents: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
        owner.write_text(str(documents), encoding="utf-8")
    except OSError as error:
        problem = f"{folder} cannot be written to: {error.strerror}"
        told = {"folder": str(folder), "reason": error.strerror or str(error)}
        raise WrongValueError(env_name("data"), problem, "folder-not-written", told) from error


def _store(settings: Settings) -> Store:
    from index.store.local import LocalStore

    return LocalStore(_library_folder(settings), keep_generations=settings.keep_generations)


def serve(settings: Settings, engine: Engine) -> int:
    """The Telegram bot until it is told to stop; its exit code."""
    from bot.run import run
    from bot.state import State, default_url

    engine.warm_up()
    url = settings.database_url.get_secret_value() if settings.database_url else default_url(_data_folder(settings))
    state = State.open(url, conversation_minutes=settings.conversation_minutes)
    try:
        return run(settings, engine, state)
    finally:
        asyncio.run(state.close())


def digest(settings: Settings, engine: Engine, chat_id: int, *, dry_run: bool, picture: Path | None) -> bool:
    """A chat's digest on the terminal, or sent; whether there was one."""
    from bot.digests.command_line import send, show
    from bot.state import State, default_url

    url = settings.database_url.get_secret_value() if settings.database_url else default_url(_data_folder(settings))
    state = State.open(url)
    try:
        return show(settings, engine, state, chat_id, picture) if dry_run else send(settings, engine, state, chat_id)
    finally:
        asyncio.run(state.close())


def backup(settings: Settings, file: Path, *, force: bool) -> None:
    """Everything into one file, while the bot runs."""
    from bot.backup.command_line import run_backup

    _documents_folder(settings)
    _data_folder(settings)
    run_backup(_place(settings), texts_in(settings.language), file, force=force)


def restore(settings: Settings, file: Path | None, *, yes: bool) -> bool:
    """Everything from one file; whether it was wanted in the end."""
    from bot.backup.command_line import run_restore

    return run_restore(_place(settings), texts_in(settings.language), file, yes=yes)


def _place(settings: Settings) -> Place:
    """As it is: nothing is made or claimed."""
    from bot.state import default_url
    from index.store.copying import SqliteLibraryFiles

    url = settings.database_url.get_secret_value() if settings.database_url else default_url(settings.data)
    folders = (settings.documents.absolute(), settings.data.absolute(), _library_home(settings).absolute())
    return Place(*folders, url, SqliteLibraryFiles())


def make_embedder(settings: Settings) -> Embedder:
    """Raises SettingError where the model cannot be had."""
    if settings.embedding_model == BUILTIN:
        from index.embed.builtin import BuiltinEmbedder

        return BuiltinEmbedder(settings.threads or None)
    from index.embed.hub import HubEmbedder

    return HubEmbedder(settings.embedding_model)


def _reranker(settings: Settings) -> Reranker | None:
    if not settings.reranker_model:
        return None
    from index.rerank import CrossEncoderReranker

    return CrossEncoderReranker(settings.reranker_model)


def make_reader(settings: Settings) -> Reader | None:
    """None where the settings want none. Raises SettingError where the model cannot be had."""
    if settings.reader_model == NO_READER:
        return None
    if settings.reader_model == BUILTIN:
        from index.reader.builtin import BuiltinReader

        return BuiltinReader(settings.threads or None)
    from index.reader.hub import HubReader

    return HubReader(settings.reader_model)


def _answerer(settings: Settings) -> Answerer:
    from index.answer.extractive import ExtractiveAnswerer

    return ExtractiveAnswerer(settings.confidence_threshold, make_reader(settings))
