"""The states the library was in, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from bot.settings import Settings
from bot.texts import texts_in
from index.types import GenerationInfo


def show_history(generations: Sequence[GenerationInfo], settings: Settings) -> None:
    """Newest first, times as the machine's clock shows them."""
    texts = texts_in(settings.language)
    out = Console(highlight=False, soft_wrap=True)
    if not generations:
        out.print(texts.plain("history-empty"))
        return
    columns = ("number", "at", "added", "changed", "removed")
    table = Table(*(texts.plain(f"history-column-{column}") for column in columns), box=None, pad_edge=False)
    for info in generations:
        counts = (str(count) for count in (info.added, info.changed, info.removed))
        table.add_row(str(info.number), f"{info.at.astimezone():%d.%m.%Y %H:%M}", *counts)
    out.print(table)
