"""Texts and questions put into Russian, as documents some paragraphs of which are missing.

    python -m tests.bench.reader.translated FOLDER

Writes the texts that no reader was trained on, two paragraphs of five taken out, and their questions: those whose
paragraph is gone are not answered, nor are those written as such. On them the answers' scorers are calibrated.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from zlib import crc32

from tests.bench.reader.examples import Row, load_rows

TRAINED = Path(__file__).with_name("translated.jsonl.gz")
"""Rows whose questions, texts and answers people wrote in another language, in Russian by translation; the translators
added questions that their text does not answer."""
HELD_OUT = Path(__file__).with_name("translated-held-out.jsonl.gz")
"""The same, of other texts, not to be trained on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of a file of questions."""

    id: str
    question: str
    answers: Sequence[str]
    document: str | None
    answerable: bool


@dataclass(frozen=True, slots=True)
class Holed:
    """A text without some of its paragraphs, a line each."""

    name: str
    title: str
    text: str
    left: Sequence[str]

    @classmethod
    def of(cls, name: str, title: str, text: str) -> Holed:
        return cls(name, title, text, [line for line in text.split("\n") if crc32(line.encode()) % 5 >= 2])

    @property
    def markdown(self) -> str:
        return "\n\n".join((f"# {self.title}", *self.left)) + "\n"

    def asked(self, row: Row, number: str) -> Asked | None:
        """None for a question whose paragraph is gone and whose answer is still somewhere."""
        document = self.name if self.left else None
        if row.answer is None or row.start is None:
            return Asked(number, row.question, [], document, answerable=False)
        start = self.text.rfind("\n", 0, row.start) + 1
        if self.text[start:].partition("\n")[0] in self.left:
            return Asked(number, row.question, [row.answer], document, answerable=True)
        if any(row.answer.lower() in line.lower() for line in self.left):
            return None
        return Asked(number, row.question, [], document, answerable=False)


def holed(rows: Sequence[Row]) -> Iterator[tuple[Holed, list[Asked]]]:
    """Each text with its questions."""
    by_text: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_text[row.title, row.context].append(row)
    for place, ((title, text), own) in enumerate(by_text.items()):
        made = Holed.of(f"{place:04d}.md", title, text)
        asked = (made.asked(row, f"{place}.{number}") for number, row in enumerate(own))
        yield made, [each for each in asked if each is not None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    with (folder / "questions.jsonl").open("w", encoding="utf-8") as questions:
        for text, asked in holed(load_rows(HELD_OUT)):
            if text.left:
                (folder / "documents" / text.name).write_text(text.markdown, encoding="utf-8")
            questions.writelines(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in asked)


if __name__ == "__main__":
    main()
