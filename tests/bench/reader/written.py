"""Texts and questions in Russian that were written to train the reader: `written.jsonl.gz`, a text a line.

    python -m tests.bench.reader.written FOLDER     # the held-out texts as documents, and their questions

Fields: kind, title, text, qa; of each question its answer, a piece of the text, or null where the text does not say;
where the answer stands more than once, `in` is a longer piece that stands once. A sixth of the texts is held out of the
training: on those the answers' scorers are calibrated.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from index.readers.columns import column_names
from tests.bench.reader.examples import Row

FILE = Path(__file__).with_name("written.jsonl.gz")
ONE_IN = 6
"""Texts, of which one is held out."""
_GLUE = " | "


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    question: str
    answer: str | None
    start: int
    """Code points in the text; -1 without an answer."""


@dataclass(frozen=True, slots=True)
class WrittenText:
    kind: str
    title: str
    text: str
    questions: tuple[WrittenQuestion, ...]

    @property
    def is_held_out(self) -> bool:
        """By the title alone, so that it stays so when texts are added."""
        return crc32(self.title.encode()) % ONE_IN == 0

    @property
    def rows(self) -> Iterator[Row]:
        """As the reader will be given the text: tables with their columns' names in each row."""
        named = _named(self.text)
        for each in self.questions:
            start = named.place_of(each.start, each.start + len(each.answer or "")) if each.answer else None
            if each.answer is None or start is not None:
                yield Row(f"written-{self.kind}", "ru", each.question, named.text, each.answer, start, title=self.title)


def load_written(file: Path = FILE) -> list[WrittenText]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [_text(json.loads(line)) for line in lines]


def training(texts: Sequence[WrittenText]) -> list[WrittenText]:
    return [text for text in texts if not text.is_held_out]


def held_out(texts: Sequence[WrittenText]) -> list[WrittenText]:
    return [text for text in texts if text.is_held_out]


def _text(line: dict[str, Any]) -> WrittenText:
    text = str(line["text"])
    return WrittenText(line["kind"], line["title"], text, tuple(_question(text, each) for each in line["qa"]))


def _question(text: str, each: dict[str, Any]) -> WrittenQuestion:
    answer = each.get("a")
    if answer is None:
        return WrittenQuestion(each["q"], None, -1)
    around = text.index(each.get("in") or answer)
    return WrittenQuestion(each["q"], answer, text.index(answer, around))


@dataclass(frozen=True, slots=True)
class _Named:
    text: str
    pieces: tuple[tuple[int, int, int], ...]
    """Of stretches taken over: start and end in the original, start in `text`."""

    def place_of(self, start: int, end: int) -> int | None:
        """None for what lies in no single stretch: in a header, or over several cells."""
        for first, last, here in self.pieces:
            if first <= start and end <= last:
                return here + start - first
        return None


def _named(text: str) -> _Named:
    parts, pieces, length = list[str](), list[tuple[int, int, int]](), 0
    for start, line, names in _lines(text):
        for name, (at, cell) in zip(names, _cells(line), strict=True) if names else ((None, (0, line)),):
            if names and not cell:
                continue
            label = f"{name}: " if name else ""
            glue = "" if not parts or parts[-1].endswith("\n") else _GLUE
            pieces.append((start + at, start + at + len(cell), length + len(glue) + len(label)))
            parts.append(glue + label + cell)
            length += len(parts[-1])
        parts.append("\n")
        length += 1
    return _Named("".join(parts), tuple(pieces))


def _lines(text: str) -> Iterator[tuple[int, str, Sequence[str]]]:
    """Where each line starts, the line, and the names of its columns if it is a table's row; headers are left out."""
    lines, start, place = text.split("\n"), 0, 0
    while place < len(lines):
        width, end = lines[place].count("|"), place
        while width and end < len(lines) and lines[end].count("|") == width:
            end += 1
        table = [[cell for _, cell in _cells(line)] for line in lines[place:end]]
        names = column_names(table, headed=True) if end - place > 2 else ()
        for number, line in enumerate(lines[place : max(end, place + 1)]):
            if not names or number:
                yield start, line, names
            start += len(line) + 1
        place = max(end, place + 1)


def _cells(line: str) -> list[tuple[int, str]]:
    """With where each begins in the line."""
    found, at = [], 0
    for raw in line.split("|"):
        cell = raw.strip()
        found.append((at + len(raw) - len(raw.lstrip()) if cell else at, "" if cell in ("—", "-") else cell))
        at += len(raw) + 1
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as questions:
        for place, text in enumerate(held_out(load_written())):
            name = f"{place:03d}.md"
            (folder / "documents" / name).write_text(_markdown(text), encoding="utf-8")
            for number, each in enumerate(text.questions):
                line = {
                    "id": f"{place}.{number}",
                    "question": each.question,
                    "answers": [each.answer] if each.answer else [],
                    "document": name,
                    "answerable": each.answer is not None,
                }
                questions.write(json.dumps(line, ensure_ascii=False) + "\n")


def _markdown(text: WrittenText) -> str:
    blocks = [f"# {text.title}"]
    table = False
    for line in text.text.split("\n"):
        row = _GLUE in line
        cells = len(_cells(line))
        if row and not table:
            blocks.append(f"| {line} |\n|{' --- |' * cells}")
        elif row:
            blocks[-1] += f"\n| {line} |"
        else:
            blocks.append(line)
        table = row
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    main()
