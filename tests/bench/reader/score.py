"""How well the reader reads, where the right paragraph is given: exact match and F1 of its span.

    python -m tests.bench.reader.score DOCUMENTS QUESTIONS

QUESTIONS name a text file of DOCUMENTS each; its paragraph is the first, a line each, that holds a gold answer.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.settings import load_settings
from bot.wiring import make_reader
from index.answer.reading import WINDOW, best_span, trimmed
from index.evaluate import Question, contains, exact_match, f1, load_questions
from index.ports import Reader
from index.text import split_sentences
from index.types import Span


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("questions", type=Path)
    arguments = parser.parse_args()
    reader = make_reader(load_settings())
    if reader is None:
        parser.error("there is no reader: VESTOVOY_READER_MODEL is none")
    exact, shared = [], []
    for question in load_questions(arguments.questions):
        paragraph = _paragraph(arguments.documents, question)
        if paragraph:
            said = read(reader, question.question, paragraph)
            exact.append(max(exact_match(said, gold) for gold in question.answers))
            shared.append(max(f1(said, gold) for gold in question.answers))
    print(f"{len(exact)} questions: EM {sum(exact) / len(exact):.3f}, F1 {sum(shared) / len(shared):.3f}")


def _paragraph(documents: Path, question: Question) -> str | None:
    if not question.answerable or question.document is None:
        return None
    text = (documents / question.document).read_text(encoding="utf-8")
    return next((line for line in text.splitlines() if contains(line, question.answers)), None)


def read(reader: Reader, question: str, paragraph: str) -> str:
    """The span of the highest odds in any window of neighbouring sentences, each sentence being in one."""
    texts = windows_of(paragraph)
    found = []
    for text, reading in zip(texts, reader.read(question, texts), strict=True):
        span = best_span(reading, Span(0, len(text)))
        if span is not None:
            place = trimmed(text, span.span)
            found.append((span.score, text[place.start : place.end]))
    return max(found)[1] if found else ""


def windows_of(paragraph: str) -> list[str]:
    starts: list[Span] = []
    for sentence in split_sentences(paragraph):
        if starts and sentence.end - starts[-1].start <= WINDOW:
            starts[-1] = Span(starts[-1].start, sentence.end)
        else:
            starts.append(sentence)
    return [paragraph[span.start : span.end] for span in starts]


if __name__ == "__main__":
    main()
