"""Every sentence a user sees, by language, in Fluent: plural forms and word order belong to the language.

A message's text is Telegram HTML; what is put into it is escaped here, unless it is `Html` already.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from errno import errorcode
from functools import cache
from importlib.resources import files
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from bot.markup import Html, escape
from bot.setting_errors import WrongValueError
from bot.settings import Language
from index.errors import SettingError

Value = str | int | float | date

_SYSTEM_ERRORS = {os.strerror(number): name for number, name in errorcode.items()}


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences in one language."""

    language: Language
    bundle: FluentBundle = field(repr=False)

    def __call__(self, key: str, **values: Value) -> Html:
        """For a message's body. Raises KeyError for an unknown key and ValueError for a value that is missing."""
        safe = {name: _escaped(value) for name, value in values.items()}
        return Html(self._format(key, safe))

    def plain(self, key: str, **values: Value) -> str:
        """For where Telegram reads no markup: buttons, pop-ups, the descriptions of commands."""
        return self._format(key, values)

    def _format(self, key: str, values: Mapping[str, Value]) -> str:
        pattern = self.bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        text, errors = self.bundle.format_pattern(pattern, dict(values))
        if errors:
            raise ValueError(f"{self.language}: {key}: {errors[0]}")
        return str(text)


@cache
def texts_in(language: Language) -> Texts:
    def system(reason: object) -> Any:  # a str serves, though fluent.runtime's types do not name it
        return _system_error(texts, str(reason))

    # bidi marks are taken out of what is put in instead
    texts: Texts = Texts(language, FluentBundle([language], use_isolating=False, functions={"SYSTEM": system}))
    texts.bundle.add_resource(FluentResource(source(language)))
    return texts


def _system_error(texts: Texts, reason: str) -> str:
    """What `SYSTEM($reason)` is in a text: the operating system's words for an error, which are English."""
    return texts.plain("system-error", code=_SYSTEM_ERRORS.get(reason, ""), reason=reason)


def source(language: Language) -> str:
    """What the bot says in the chat, then what the terminal says."""
    areas = ("", "documents.", "stats.", "digest.", "library.", "unanswered.", "settings.", "backup.", "terminal.")
    names = [f"{area}{language}.ftl" for area in areas]
    return "\n".join(files(__name__).joinpath(name).read_text(encoding="utf-8") for name in names)


def problem_of(error: SettingError, texts: Texts) -> str:
    """What is wrong with a setting; in English where no text says it."""
    if isinstance(error, WrongValueError):
        return texts.plain(f"setting-{error.kind}", **error.values)
    return error.problem


def texts_for(language_code: str | None, default: Language) -> Texts:
    """By an IETF tag as Telegram gives it ("en-GB"); the default for none and for languages there are no texts in."""
    code = (language_code or "").partition("-")[0].lower()
    return texts_in(Language(code) if code in set(Language) else default)


def _escaped(value: Value) -> Value:
    return escape(value) if isinstance(value, str) and not isinstance(value, Html) else value
