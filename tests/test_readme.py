"""The README tells what there is: every setting in its table, every command it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from bot.__main__ import app
from bot.settings import Settings, env_name

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `(VESTOVOY_\w+)` \| (.*) \|$", README, flags=re.MULTILINE))


@pytest.mark.parametrize("field", Settings.model_fields)
def test_each_setting_stands_in_the_table(field: str) -> None:
    assert Settings.model_fields[field].description in ROWS[env_name(field)]


def test_the_table_names_no_other_setting() -> None:
    assert set(ROWS) == {env_name(field) for field in Settings.model_fields}


def test_each_command_named_exists() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]  # typer's is a group
    named = set(re.findall(r"\bvestovoy ([a-z]+)\b", README))
    assert named
    assert named <= commands


def test_each_command_is_named() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert commands <= set(re.findall(r"\bvestovoy ([a-z]+)\b", README))


def test_each_make_target_named_exists() -> None:
    makefile = (Path(__file__).parent.parent / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)\b", README)) <= targets
