"""Questions with known answers → figures: hit@k, answer hit, EM and F1, refusals, follow-ups."""

from __future__ import annotations

import re
import string
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from statistics import median, quantiles
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from index.errors import PermanentError
from index.types import Answer, Turn

LONGEST_ANSWER = 300
"""Code points; a longer answer is no answer hit, whatever it contains."""

Ask = Callable[[str, Sequence[Turn]], Answer]


class QuestionsProblem(StrEnum):
    NOT_READ = "not-read"
    NOT_TEXT = "not-text"
    """Not in UTF-8."""
    LINE = "line"
    """One is no question."""


class QuestionsError(PermanentError):
    """A file of questions cannot be used; `line` counts from 1, 0 where it is none's fault."""

    def __init__(self, problem: QuestionsProblem, file: Path, reason: str, line: int = 0) -> None:
        super().__init__(f"{file}, line {line}: {reason}" if line else f"{file}: {reason}")
        self.problem = problem
        self.file = str(file)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a question file. `answers`: gold strings, any one counts."""

    id: str
    question: str
    answers: tuple[str, ...] = ()
    document: str | None = None
    answerable: bool | None = None
    """None where the file does not say."""
    conversation: str | None = None


class _Line(BaseModel):
    """A question as it stands in a file: numbers may stand for strings, null for what is not given."""

    model_config = ConfigDict(coerce_numbers_to_str=True)
    id: str
    question: str
    answers: list[Annotated[str, StringConstraints(pattern=r"\S")]] | None = None
    document: str | None = None
    answerable: bool | None = None
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    question: Question
    answer: Answer
    follows: bool
    """It was asked with a conversation before it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of 1; None where no question of the file can show it. `docs` of each: the README."""

    questions: int
    hit_at_1: float | None
    hit_at_3: float | None
    hit_at_10: float | None
    mrr_at_10: float | None
    answer_hit: float | None
    exact_match: float | None
    f1: float | None
    refusal: float | None
    false_refusal: float | None
    follow_up: float | None
    right: float | None
    """Answerable ones with an answer hit and unanswerable ones declined, of all."""
    calibration_error: float | None
    """Expected: of the confidence, taken as the probability that the documents answer."""
    seconds_p50: float
    seconds_p95: float


def load_questions(file: Path) -> list[Question]:
    """Raises QuestionsError naming the line that is not such a question."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise QuestionsError(QuestionsProblem.NOT_READ, file, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise QuestionsError(QuestionsProblem.NOT_TEXT, file, str(error)) from error
    return [_parse(line, file, number) for number, line in enumerate(lines, start=1) if line.strip()]


def _parse(line: str, file: Path, number: int) -> Question:
    try:
        row = _Line.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        named = ".".join(str(each) for each in first["loc"])
        problem = f"{named}: {first['msg']}" if named else first["msg"]
        raise QuestionsError(QuestionsProblem.LINE, file, problem, number) from error
    return Question(row.id, row.question, tuple(row.answers or ()), row.document, row.answerable, row.conversation)


def ask_all(questions: Iterable[Question], ask: Ask) -> Iterator[Outcome]:
    """Asks in order; those of one conversation know the ones before them."""
    histories: defaultdict[str, list[Turn]] = defaultdict(list)
    for question in questions:
        history = histories[question.conversation] if question.conversation else []
        follows = bool(history)
        answer = ask(question.question, tuple(history))
        history.append(Turn(answer.question, answer))
        yield Outcome(question, answer, follows)


def as_json(outcome: Outcome) -> dict[str, object]:
    """What `ask --json` prints of one question."""
    answer = outcome.answer
    return {
        "id": outcome.question.id,
        "question": outcome.question.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "answer": answer.text,
        "short": answer.short,
        "passages": [
            {
                "document": hit.passage.document,
                "text": hit.passage.text,
                "score": round(hit.score, 4),
                "start": hit.passage.start,
                "end": hit.passage.end,
            }
            for hit in answer.hits
        ],
        "seconds": round(answer.seconds, 4),
    }


def measure(outcomes: Sequence[Outcome]) -> Figures:
    """The figures over all outcomes, which must be at least one."""
    answerable = [o for o in outcomes if o.question.answerable is not False and o.question.answers]
    unanswerable = [o for o in outcomes if o.question.answerable is False]
    ranks = [_rank(o) for o in answerable if o.question.document]
    seconds = [o.answer.seconds for o in outcomes]
    return Figures(
        questions=len(outcomes),
        hit_at_1=_share(rank <= 1 for rank in ranks),
        hit_at_3=_share(rank <= 3 for rank in ranks),
        hit_at_10=_share(rank <= 10 for rank in ranks),
        mrr_at_10=_mean(1 / rank if rank <= 10 else 0.0 for rank in ranks),
        answer_hit=_share(answer_hit(o) for o in answerable),
        exact_match=_mean(_best(exact_match, o) for o in answerable),
        f1=_mean(_best(f1, o) for o in answerable),
        refusal=_share(not o.answer.answered for o in unanswerable),
        false_refusal=_share(not o.answer.answered for o in answerable),
        follow_up=_share(answer_hit(o) for o in answerable if o.follows),
        right=_share(is_right(o) for o in (*answerable, *unanswerable)),
        calibration_error=calibration_error(*judged(outcomes)) if unanswerable else None,
        seconds_p50=median(seconds),
        seconds_p95=quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0],
    )


def figures_as_json(figures: Figures) -> dict[str, float | int | None]:
    return asdict(figures)


def is_right(outcome: Outcome) -> bool:
    if outcome.question.answerable is False:
        return not outcome.answer.answered
    return answer_hit(outcome)


def answer_hit(outcome: Outcome) -> bool:
    text = outcome.answer.text
    return len(text) <= LONGEST_ANSWER and contains(text, outcome.question.answers)


def _rank(outcome: Outcome) -> float:
    """Place of the first passage of the gold document with a gold answer in it; infinity where none is."""
    wanted = outcome.question.document
    for place, hit in enumerate(outcome.answer.hits, start=1):
        name = hit.passage.document
        if wanted in (name, name.rpartition("/")[2]) and contains(hit.passage.text, outcome.question.answers):
            return place
    return float("inf")


def contains(text: str, golds: Iterable[str]) -> bool:
    """Whether any gold answer stands in the text, case and white space folded."""
    folded = _fold(text)
    return any(_fold(gold) in folded for gold in golds)


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def _best(score: Callable[[str, str], float], outcome: Outcome) -> float:
    short = outcome.answer.short or ""
    return max(score(short, gold) for gold in outcome.question.answers)


def exact_match(given: str, gold: str) -> float:
    return float(_squad_words(given) == _squad_words(gold))


def f1(given: str, gold: str) -> float:
    """Of the words the two share (SQuAD, Rajpurkar et al. 2016)."""
    ours, theirs = _squad_words(given), _squad_words(gold)
    shared = sum((Counter(ours) & Counter(theirs)).values())
    return 2 * shared / (len(ours) + len(theirs)) if shared else 0.0


def _squad_words(text: str) -> list[str]:
    bare = "".join(c for c in text.lower() if c not in string.punctuation + "«»—–„“”…№")
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def judged(outcomes: Iterable[Outcome]) -> tuple[list[float], list[bool]]:
    """The confidence of each outcome of which the file says whether the documents answer, and whether they do."""
    known = [(o.answer.confidence, o.question.answerable) for o in outcomes if o.question.answerable is not None]
    return [confidence for confidence, _ in known], [answerable for _, answerable in known]


def calibration_error(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error over bins of equal width (Guo et al. 2017)."""
    return sum(
        abs(each.confidence - each.right) * each.outcomes for each in reliability(confidences, right, bins)
    ) / len(confidences)


@dataclass(frozen=True, slots=True)
class Bin:
    """Outcomes of like confidence."""

    outcomes: int
    confidence: float
    """Their mean."""
    right: float
    """Share of them."""


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """The bins of equal width that hold any outcome, by confidence."""
    found: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, is_so in zip(confidences, right, strict=True):
        found[min(int(confidence * bins), bins - 1)].append((confidence, is_so))
    return [
        Bin(len(own), sum(c for c, _ in own) / len(own), sum(r for _, r in own) / len(own))
        for _, own in sorted(found.items())
    ]


def _share(truths: Iterable[bool]) -> float | None:
    return _mean(float(truth) for truth in truths)


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return sum(listed) / len(listed) if listed else None
