"""How well short answers are found where the right paragraph is given: exact match and F1.

    python -m tests.bench.reader.score DOCUMENTS QUESTIONS

QUESTIONS name a text file of DOCUMENTS each; its paragraph is the first, a line each, that holds a gold answer. First
by the reader alone, then as the product answers, by reader and sentence scorer together; neither may decline.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.settings import load_settings
from bot.wiring import make_engine, make_reader
from index.answer.reading import WINDOW, best_span, trimmed
from index.answer.shown import short_answer
from index.answer.weights import Scorers
from index.evaluate import Question, contains, exact_match, f1, load_questions
from index.ports import Reader
from index.text import split_sentences
from index.types import Span
from tests.bench.calibrate import Case


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("questions", type=Path)
    arguments = parser.parse_args()
    reader = make_reader(load_settings())
    if reader is None:
        parser.error("there is no reader: VESTOVOY_READER_MODEL is none")
    questions = load_questions(arguments.questions)
    given = {each: found for each in questions if (found := _paragraph(arguments.documents, each))}
    _print("the reader alone", given, [read(reader, each.question, paragraph) for each, paragraph in given.items()])
    _print("with the sentence scorer", given, answered(reader, given))


def _print(title: str, questions: Collection[Question], said: Sequence[str]) -> None:
    exact = [max(exact_match(text, gold) for gold in each.answers) for each, text in zip(questions, said, strict=True)]
    shared = [max(f1(text, gold) for gold in each.answers) for each, text in zip(questions, said, strict=True)]
    print(f"{title}: EM {sum(exact) / len(exact):.3f}, F1 {sum(shared) / len(shared):.3f} of {len(exact)}")


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


def answered(reader: Reader, given: Mapping[Question, str]) -> list[str]:
    """The short answer of each question, of its paragraph's hits alone; empty where search did not find it."""
    names = {paragraph: f"{place:05d}.txt" for place, paragraph in enumerate(dict.fromkeys(given.values()))}
    with tempfile.TemporaryDirectory() as scratch:
        documents, data = Path(scratch, "documents"), Path(scratch, "data")
        documents.mkdir()
        for paragraph, name in names.items():
            (documents / name).write_text(paragraph, encoding="utf-8")
        engine = make_engine(load_settings(documents=documents, data=data))
        try:
            engine.reindex()
            found = [(each, engine.retrieve(each.question), names[paragraph]) for each, paragraph in given.items()]
        finally:
            engine.close()
    scorers, said = Scorers.load(), list[str]()
    for question, retrieved, name in found:
        own = tuple(hit for hit in retrieved.hits if hit.passage.document == name)
        case = Case.of(question, replace(retrieved, hits=own), name, whole=False).read_by(reader, scorers.plain)
        chosen = case.chosen(scorers.reader)
        said.append((short_answer(case.retrieved.query, chosen[0]) if chosen else None) or "")
    return said


if __name__ == "__main__":
    main()
