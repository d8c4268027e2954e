"""Figures and questions → a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from bot.state.statistics import AskedRow
from bot.stats.figures import Day, Figures
from bot.texts import Texts

LONGEST_CELL = 32_767
Value = str | int | float | None


def workbook(
    texts: Texts,
    figures: Figures,
    rows: Sequence[AskedRow],
    quoted: Mapping[str, Sequence[str]],
    names: Mapping[int, str],
) -> bytes:
    """A sheet of questions, one of days, one for each table. Whatever was asked, no cell is a formula."""
    book = Workbook(write_only=True)
    _sheet(book, texts, "questions", _questions(rows, quoted, names))
    _sheet(book, texts, "days", (_day(day) for day in figures.days))
    _sheet(book, texts, "asked", figures.most_asked)
    _sheet(book, texts, "rated", figures.worst_rated)
    _sheet(book, texts, "cited", figures.most_cited)
    _sheet(book, texts, "people", ((names.get(id_, ""), id_, count) for id_, count in figures.people))
    _sheet(book, texts, "groups", ((names.get(id_, ""), id_, count) for id_, count in figures.groups))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _questions(
    rows: Sequence[AskedRow], quoted: Mapping[str, Sequence[str]], names: Mapping[int, str]
) -> Iterable[tuple[Value, ...]]:
    for row in rows:
        where = names.get(row.chat_id, str(row.chat_id)) if row.chat_id < 0 else ""
        answered = None if row.answered is None else int(row.answered)
        who = (names.get(row.person_id, ""), row.person_id, where)
        came = (answered, row.confidence, row.seconds, row.up, row.down, "\n".join(quoted.get(row.id, ())))
        yield (row.at.strftime("%Y-%m-%d %H:%M:%S"), *who, row.text, *came)


def _day(day: Day) -> tuple[Value, ...]:
    counts = (day.asked, day.answered, day.declined, day.median_s, day.slow_s, day.up, day.down)
    return day.date.isoformat(), *counts


def _sheet(book: Workbook, texts: Texts, name: str, rows: Iterable[Sequence[Value]]) -> None:
    sheet: Any = book.create_sheet(texts.plain(f"stats-sheet-{name}"))
    heads = texts.plain(f"stats-columns-{name}").split("|")
    sheet.freeze_panes = "A2"
    for place, head in enumerate(heads):
        sheet.column_dimensions[chr(ord("A") + place)].width = 60 if len(head) > 24 else 18
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Value, *, bold: bool = False) -> Cell:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL])
    cell.data_type = "s"  # also of what begins with an equals sign
    if bold:
        cell.font = Font(bold=True)
    return cell
