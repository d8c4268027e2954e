"""Both languages say the same things, with the same values, and right plural forms."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fluent.runtime import FluentResource
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

from bot.markup import Html
from bot.settings import Language
from bot.state import Admission
from bot.texts import Texts, source, texts_for, texts_in

BOT = Path(__file__).parents[2] / "bot"
RU, EN = texts_in(Language.RU), texts_in(Language.EN)
_KEY = re.compile(
    r"""(?:texts|say|plain|SAY|word)\(\s*"([a-z][a-z0-9-]*)"|"([a-z]+-[a-z0-9-]+)" if |else "([a-z]+-[a-z-]+)\""""
)


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


def messages(language: Language) -> dict[str, set[str]]:
    """Each message's variables."""
    resource = FluentResource(source(language))
    found: dict[str, set[str]] = {}
    for entry in resource.body:
        assert not isinstance(entry, ast.Junk), entry.content
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, f"{language}: {entry.id.name} stands twice"
            visitor = _Variables()
            visitor.visit(entry)
            found[entry.id.name] = visitor.names
    return found


def used_keys() -> Iterator[str]:
    for file in BOT.rglob("*.py"):
        for match in _KEY.finditer(file.read_text(encoding="utf-8")):
            yield next(group for group in match.groups() if group)


def test_both_languages_have_the_same_messages_and_variables() -> None:
    assert messages(Language.RU) == messages(Language.EN)


def test_every_key_used_exists() -> None:
    keys = set(used_keys())
    assert {"start", "refusal", "button-admit", "decided-refused", "group-privacy-off"} <= keys
    assert keys - messages(Language.RU).keys() == set()


def test_what_the_system_says_is_in_the_users_language() -> None:
    said = {texts.language: texts("docs-not-written", reason=os.strerror(errno.ENOSPC)) for texts in (RU, EN)}
    assert "на диске нет места" in said[Language.RU]
    assert "No space left on device" in said[Language.EN]
    assert "<b>иное</b>" in RU("docs-not-written", reason=Html("<b>иное</b>"))
    assert "&lt;b&gt;" in RU("docs-not-written", reason="<b>")


@pytest.mark.parametrize("admission", Admission)
def test_each_admission_has_a_word(admission: Admission) -> None:
    assert RU(f"admission-{admission}") != EN(f"admission-{admission}")


@pytest.mark.parametrize("texts", [RU, EN], ids=["ru", "en"])
def test_every_message_can_be_said(texts: Texts) -> None:
    for key, names in messages(Language.RU).items():
        for value in (0, 1, 2, 5, 21):
            values = {name: date(2024, 2, 29) if name == "date" else value for name in names | {"n"}}
            assert texts(key, **values).strip()


@pytest.mark.parametrize(
    ("n", "words"),
    [(1, "1 документ"), (2, "2 документа"), (5, "5 документов"), (11, "11 документов"), (21, "21 документ")],
)
def test_russian_plural_forms(n: int, words: str) -> None:
    assert RU("documents-count", n=n) == words


def test_english_plural_forms() -> None:
    assert [EN("documents-count", n=n) for n in (1, 2)] == ["1 document", "2 documents"]


def test_what_is_put_in_is_escaped_unless_it_is_html() -> None:
    assert "&lt;b&gt;" in RU("admission-person", name="<b>", id="1")
    assert "<b>x</b>" in RU("decided-admitted", subject=Html("<b>x</b>"), by="y")
    assert "<b>" in RU.plain("admission-person", name="<b>", id="1")


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(ValueError, match="documents-count"):
        RU("documents-count")


@pytest.mark.parametrize(
    ("code", "language"), [("ru", "ru"), ("en-GB", "en"), ("EN", "en"), ("de", "ru"), (None, "ru"), ("", "ru")]
)
def test_the_language_is_the_users_or_the_default(code: str | None, language: str) -> None:
    assert texts_for(code, Language.RU).language == language
    assert texts_for("de", Language.EN).language == "en"


def test_descriptions_of_commands_and_pop_ups_fit() -> None:
    for texts in (RU, EN):
        for key in messages(Language.RU):
            if key.startswith("command-"):
                assert 1 <= len(texts.plain(key)) <= 256
        for key in ("thanks", "noted", "not-granted", "question-gone", "passage-gone", "document-gone", "only-admins"):
            assert len(texts.plain(key)) <= 200
