"""Every setting, its default and its meaning. Nothing else reads the environment.

Each is `VESTOVOY_` and its name in capitals, in the environment or in a file `.env` beside the program; the
environment wins. Lists and mappings are written as JSON.
"""

from __future__ import annotations

import difflib
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from bot.setting_errors import EnvFileError, OwnValueError, WrongValueError, setting_error
from index.errors import SettingError, UnknownSettingError

PREFIX = "VESTOVOY_"
ENV_FILE = Path(".env")


class Access(StrEnum):
    CLOSED = "closed"
    OPEN = "open"


class Language(StrEnum):
    RU = "ru"
    EN = "en"


def _clean_url(url: HttpUrl) -> HttpUrl:
    if url.path not in (None, "", "/") or url.query or url.fragment:
        raise OwnValueError("server-url", "give the scheme, host and port only")
    return url


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise OwnValueError("not-zone", "no IANA time zone, like Europe/Moscow")
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
ServerUrl = Annotated[HttpUrl, AfterValidator(_clean_url)]


class Settings(BaseSettings):
    """All settings; a description is its row in the README's table."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",  # names of ours that do not exist are refused by `_refuse_unknown_names`
        frozen=True,
        hide_input_in_errors=True,
    )

    # The library
    documents: Path = Field(Path("seeds"), description="folder of the documents")
    data: Path = Field(Path("data"), description="folder of everything the program keeps")
    language: Language = Field(Language.RU, description="language of the terminal, and of people whose own is unknown")
    max_file_mb: int = Field(50, ge=1, le=2000, description="a larger document is skipped, in MB")
    passage_tokens: int = Field(384, ge=64, le=512, description="longest passage, in the model's tokens")
    overlap_tokens: int = Field(48, ge=0, le=128, description="how much neighbouring passages share, in tokens")

    keep_generations: int = Field(30, ge=1, le=1000, description="states of the library that one can go back to")
    keep_files_mb: int = Field(
        2000, ge=0, le=10**6, description="most room for copies of the files that going back restores, in MB; 0: none"
    )

    watch: bool = Field(False, description="reindex by itself when files in the folder of the documents change")
    add_private_addresses: bool = Field(
        False, description="let /add fetch from addresses of internal networks, not only from public ones"
    )

    # Backups
    backup_dir: Path | None = Field(None, description="folder that gets a backup each night; empty: none is made")
    backup_keep: int = Field(14, ge=1, le=10000, description="how many of the nightly backups are kept")

    # The models
    embedding_model: str = Field(
        "builtin", description="`builtin`, or the id or folder of any sentence-transformers model"
    )
    reranker_model: str = Field(
        "", description="id or folder of a sentence-transformers cross-encoder; empty: no reranking"
    )
    reader_model: str = Field(
        "builtin",
        description="`builtin`, or the id or folder of an extractive question-answering model; `none`: sentences only",
    )
    threads: int = Field(0, ge=0, le=256, description="threads the model computes with; 0: one for each core")

    # Answers
    confidence_threshold: float | None = Field(
        None, ge=0, le=1, description="answers of a lower confidence are declined; empty: the calibrated one"
    )

    # Telegram
    telegram_token: SecretStr | None = Field(None, description="the bot's token from BotFather")
    telegram_api_url: ServerUrl | None = Field(
        None, description="scheme, host and port of a Bot API server of your own; empty: Telegram's"
    )
    telegram_api_local: bool = Field(
        False, description="that server runs in local mode on this machine: files are read from its disk"
    )
    admin_ids: frozenset[int] = Field(frozenset(), description="Telegram ids of the admins, a JSON list")
    access: Access = Field(Access.CLOSED, description="`closed`: admins let people in; `open`: everybody may ask")
    database_url: SecretStr | None = Field(
        None, description="SQLAlchemy URL of the state's database; empty: an SQLite file in the data folder"
    )
    conversation_minutes: int = Field(60, ge=1, le=10080, description="silence that ends a conversation, in minutes")
    retention_days: int = Field(365, ge=0, le=36500, description="how long questions are kept; 0: for ever")
    questions_per_minute: int = Field(12, ge=1, le=600, description="most questions of one person in a minute")
    note_review_days: int = Field(
        180, ge=1, le=36500, description="an admin's answer is to be looked at again after so many days"
    )
    change_notice_days: int = Field(
        0,
        ge=0,
        le=3650,
        description="who was answered in the last so many days is told when the quoted words change; 0: off",
    )
    digest_zone: Zone = Field("Europe/Moscow", description="time zone of a chat's digest until the chat sets its own")
    digest_late_hours: int = Field(
        6, ge=1, le=23, description="a digest missed by so much, in hours, is told with the next one"
    )
    workers: int = Field(2, ge=1, le=64, description="questions answered at the same time")

    # Webhook
    webhook_url: HttpUrl | None = Field(
        None, description="public https address of the webhook, path included; empty: long polling"
    )
    webhook_listen: str = Field("127.0.0.1", description="address the webhook listens on")
    webhook_port: int = Field(8443, ge=1, le=65535, description="port the webhook listens on")
    webhook_secret: SecretStr | None = Field(
        None, description="secret token Telegram sends with each update; needed with a webhook"
    )

    # Watching it run
    monitor_listen: str = Field("127.0.0.1", description="address of /healthz and /metrics")
    monitor_port: int = Field(0, ge=0, le=65535, description="port of /healthz and /metrics; 0: off")
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="least level logged")
    log_json: bool = Field(False, description="log one JSON object a line")
    log_questions: bool = Field(False, description="put the texts of questions into the log")


def load_settings(**overrides: object) -> Settings:
    """Settings from `.env` and the environment; `overrides` (None: not given) win over both.

    Raises SettingError, naming the setting, for a value that cannot be and for a name that does not exist.
    """
    _refuse_unknown_names()
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # checked by pydantic
    except SettingsError as error:  # a list or mapping that is no JSON
        named = next((name for name in Settings.model_fields if f'"{name}"' in str(error)), "?")
        problem = "not valid JSON; write a list like [123456789, 987654321]"
        raise WrongValueError(env_name(named), problem, "not-json") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else "?"
        raise setting_error(env_name(field), first) from None


def env_name(field: str) -> str:
    """The setting's name as people write it."""
    return PREFIX + field.removeprefix(PREFIX.lower()).upper()


def _refuse_unknown_names() -> None:
    known = {env_name(field) for field in Settings.model_fields}
    named = {*os.environ, *_in_file()}
    for name in sorted(named):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            nearest = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0)
            raise UnknownSettingError(name, nearest[0])


def _in_file() -> dict[str, str | None]:
    """Raises EnvFileError for a file in another encoding than UTF-8."""
    if not ENV_FILE.is_file():
        return {}
    try:
        return dotenv_values(ENV_FILE)
    except UnicodeDecodeError as error:
        raise EnvFileError(str(ENV_FILE), error.start) from None


def terminal_language() -> Language:
    """For what must be said before the settings are read; the default where the setting is no language."""
    name = env_name("language")
    try:
        given = os.environ.get(name) or _in_file().get(name)
    except SettingError:  # told when the settings are read
        given = None
    return Language(given) if given in set(Language) else Language.RU
