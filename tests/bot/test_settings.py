"""Settings come from the environment and `.env`, and what cannot be is refused by name."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot.setting_errors import EnvFileError
from bot.settings import PREFIX, Access, Language, Settings, env_name, load_settings, terminal_language
from bot.terminal import explain
from bot.texts import problem_of, texts_in
from index.errors import SettingError, UnknownSettingError


@pytest.fixture(autouse=True)
def nothing_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)


def test_every_setting_has_a_default_and_a_description() -> None:
    settings = load_settings()
    assert (settings.documents, settings.data, settings.access) == (Path("seeds"), Path("data"), Access.CLOSED)
    assert settings.confidence_threshold is None
    assert settings.admin_ids == frozenset()
    assert all(field.description for field in Settings.model_fields.values())


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("VESTOVOY_DATA=of-file\nVESTOVOY_DOCUMENTS=of-file\nVESTOVOY_THREADS=3\nOTHER=1\n")
    monkeypatch.setenv("VESTOVOY_DATA", "of-environment")
    monkeypatch.setenv("VESTOVOY_DOCUMENTS", "of-environment")
    settings = load_settings(documents=Path("given"), data=None)
    assert (settings.documents, settings.data, settings.threads) == (Path("given"), Path("of-environment"), 3)


def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VESTOVOY_CONFIDENCE_THRESHOLD", "")
    monkeypatch.setenv("VESTOVOY_TELEGRAM_TOKEN", "")
    settings = load_settings()
    assert (settings.confidence_threshold, settings.telegram_token) == (None, None)


def test_lists_are_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VESTOVOY_ADMIN_IDS", "[1, 22, 1]")
    assert load_settings().admin_ids == {1, 22}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_FILE_MB", "0"),
        ("MAX_FILE_MB", "много"),
        ("CONFIDENCE_THRESHOLD", "1.5"),
        ("ACCESS", "everybody"),
        ("LANGUAGE", "de"),
        ("LOG_LEVEL", "debug please"),
        ("ADMIN_IDS", "1, 2"),
        ("ADMIN_IDS", "7"),
        ("ADMIN_IDS", '["Иванов"]'),
        ("TELEGRAM_API_URL", "http://host/path?token=1"),
        ("WEBHOOK_PORT", "70000"),
        ("WEBHOOK_URL", "no url"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name_without_showing_it(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"VESTOVOY_{name}", value)
    with pytest.raises(SettingError) as refused:
        load_settings()
    assert refused.value.setting == f"VESTOVOY_{name}"
    assert refused.value.problem
    assert value == "0" or value not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("VESTOVOY_DOCUMENT", "VESTOVOY_DOCUMENTS"),
        ("VESTOVOY_TELEGRAM_TOKN", "VESTOVOY_TELEGRAM_TOKEN"),
        ("vestovoy_treads", "VESTOVOY_THREADS"),
        ("VESTOVOY_ADMINS", "VESTOVOY_ADMIN_IDS"),
    ],
)
@pytest.mark.parametrize("in_file", [True, False])
def test_a_name_that_does_not_exist_is_refused_with_the_nearest(
    typed: str, nearest: str, in_file: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if in_file:
        Path(".env").write_text(f"{typed}=secret-value\n")
    else:
        monkeypatch.setenv(typed, "secret-value")
    with pytest.raises(UnknownSettingError) as refused:
        load_settings()
    assert (refused.value.setting, refused.value.nearest) == (typed, nearest)
    assert "secret-value" not in str(refused.value)


def test_secrets_are_masked_wherever_settings_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM_TOKEN", "WEBHOOK_SECRET", "DATABASE_URL"):
        monkeypatch.setenv(f"VESTOVOY_{name}", "never-to-be-shown")
    settings = load_settings()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == "never-to-be-shown"
    assert "never-to-be-shown" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_the_terminals_language_is_known_before_the_settings_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert terminal_language() is Language.RU
    Path(".env").write_text("VESTOVOY_LANGUAGE=en\n")
    assert terminal_language() is Language.EN
    monkeypatch.setenv("VESTOVOY_LANGUAGE", "ru")
    assert terminal_language() is Language.RU
    monkeypatch.setenv("VESTOVOY_LANGUAGE", "klingon")
    assert terminal_language() is Language.RU


def test_a_setting_is_named_as_people_write_it() -> None:
    assert env_name("max_file_mb") == env_name("vestovoy_max_file_mb") == "VESTOVOY_MAX_FILE_MB"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("MAX_FILE_MB", "0", "1"),
        ("WEBHOOK_PORT", "70000", "65535"),
        ("THREADS", "много", ""),
        ("CONFIDENCE_THRESHOLD", "половина", ""),
        ("LOG_JSON", "ага", "true"),
        ("ACCESS", "everybody", "closed, open"),
        ("LOG_LEVEL", "loud", "WARNING"),
        ("ADMIN_IDS", "1, 2", "JSON"),
        ("ADMIN_IDS", "7", "JSON"),
        ("ADMIN_IDS", '["Иванов"]', "JSON"),
        ("TELEGRAM_API_URL", "http://host/path?token=1", "http"),
        ("WEBHOOK_URL", "no url", "http"),
        ("DIGEST_ZONE", "Марс", "Europe/Moscow"),
    ],
)
def test_what_is_wrong_is_said_in_the_users_language(
    name: str, value: str, told: str, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"VESTOVOY_{name}", value)
    with pytest.raises(SettingError) as refused:
        load_settings()
    problem = problem_of(refused.value, texts_in(language))
    assert told in problem
    assert bool(re.search("[а-я]{4}", problem)) == (language is Language.RU)


def test_a_file_in_another_encoding_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_bytes("VESTOVOY_DOCUMENTS=документы\n".encode("cp1251"))
    assert terminal_language() is Language.RU
    with pytest.raises(EnvFileError) as refused:
        load_settings()
    assert explain(refused.value, texts_in(Language.RU)).startswith("Файл .env не в кодировке UTF-8 (байт 19)")
    assert "Save it in UTF-8" in explain(refused.value, texts_in(Language.EN))
