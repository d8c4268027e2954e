"""The tree itself: imports run one way, no file grows too long, one place reads the environment."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST_FILE = 350

ADAPTERS = ("index.store", "index.embed", "index.reader", "index.rerank", "index.answer.extractive", "bot.state.sql")
"""Concrete parts behind a port: named by `bot.wiring`, by themselves and by the scripts that measure them."""

LAYERS = ["index.types", "index.errors", "index.ports", "*", "index.engine", "bot"]
"""A module imports from its own layer and those before it; `*` is the functions and adapters."""


def _modules() -> dict[str, Path]:
    files = [file for package in ("bot", "index") for file in (ROOT / package).rglob("*.py")]
    names = {file.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."): file for file in files}
    return {name.removesuffix(".__init__"): file for name, file in names.items()}


MODULES = _modules()


def _imports(name: str) -> set[str]:
    """Modules of ours that a module imports, wherever in it the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{name}: imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} & MODULES.keys() or {node.module}
    return found & MODULES.keys()


GRAPH = {name: _imports(name) - {name} for name in MODULES}


def _layer(name: str) -> int:
    own = [place for place, layer in enumerate(LAYERS) if name == layer or name.startswith(f"{layer}.")]
    return own[0] if own else LAYERS.index("*")


def _edges() -> Iterator[tuple[str, str]]:
    return ((name, other) for name, others in GRAPH.items() for other in others)


def test_imports_run_one_way() -> None:
    against = [f"{name} imports {other}" for name, other in _edges() if _layer(other) > _layer(name)]
    assert against == []


def test_there_is_no_import_cycle() -> None:
    assert set(TopologicalSorter(GRAPH).static_order()) == set(MODULES)


def test_only_wiring_names_adapters() -> None:
    def part(name: str) -> str | None:
        return next((adapter for adapter in ADAPTERS if name == adapter or name.startswith(f"{adapter}.")), None)

    named = [
        f"{name} imports {other}"
        for name, other in _edges()
        if part(other) and part(other) != part(name) and name != "bot.wiring"
    ]
    assert named == []


def test_the_index_knows_neither_telegram_nor_the_environment() -> None:
    for name, file in MODULES.items():
        if name.startswith("index"):
            text = file.read_text(encoding="utf-8")
            assert not re.search(r"^\s*(import|from) (telegram|bot)\b|environ\b|getenv", text, re.MULTILINE), name


def test_only_settings_reads_the_environment() -> None:
    reading = [name for name, file in MODULES.items() if "os.environ" in file.read_text(encoding="utf-8")]
    assert reading == ["bot.settings"]


@pytest.mark.parametrize("file", sorted(ROOT.glob("[bit]*/**/*.py")), ids=lambda file: str(file.relative_to(ROOT)))
def test_no_file_is_too_long(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_nothing_is_pickled() -> None:
    using = [
        name for name, file in MODULES.items() if re.search(r"import pickle|allow_pickle=True", file.read_text("utf-8"))
    ]
    assert using == []
