"""Fits `index/answer/weights.json`: which sentence answers, whether any does, and from which confidence on to answer.

    python -m tests.bench.calibrate DOCUMENTS QUESTIONS [DOCUMENTS QUESTIONS …] [--write]

Each pair is a library and a file of questions about it, answerable ones and others. The library is searched whole and
once more with each document a library of its own, so that what is learnt holds for ten passages and for thousands.
Two logistic regressions (L2, C = 1) over the features in `index.answer.features`; figures are cross-validated in six
folds, no document in two of them. The threshold declines one answerable question in twenty, asked of the whole library.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.settings import load_settings
from bot.wiring import make_engine
from index.answer.extractive import DEPTH, WEIGHTS, Logistic, Quoted, Weights, choose, in_reading_order
from index.answer.features import (
    ANSWER_FEATURES,
    COSINE_FEATURES,
    SENTENCE_FEATURES,
    SentenceCandidate,
    answer_features,
    sentence_candidates,
)
from index.engine import Engine
from index.evaluate import LONGEST_ANSWER, Question, contains, load_questions
from index.types import Retrieved

FOLDS = 6
FALSE_REFUSALS = 0.05

Matrix = NDArray[np.float64]
Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what was found for it, and the document that decides its fold."""

    question: Question
    retrieved: Retrieved
    group: str
    whole: bool
    """The whole library was searched."""
    sentences: tuple[SentenceCandidate, ...]

    @classmethod
    def of(cls, question: Question, retrieved: Retrieved, group: str, *, whole: bool) -> Case:
        return cls(question, retrieved, group, whole, tuple(sentence_candidates(retrieved, DEPTH)))

    def chosen(self, weights: Weights) -> list[Quoted]:
        return choose(self.sentences, self.retrieved.query, weights)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS.name}; without it figures only")
    arguments = parser.parse_args()
    cases: list[Case] = []
    for documents, questions in zip(arguments.pairs[::2], arguments.pairs[1::2], strict=True):
        with tempfile.TemporaryDirectory() as scratch:
            cases += find_all(documents, load_questions(questions), Path(scratch))
    folds = fold_of_each(cases)
    for fold in range(FOLDS):
        _print_fold(cases, folds, fold)
    weights, share = fit(cases, folds)
    print(f"threshold {weights.threshold:.3f}: {share:.3f} of the unanswerable declined, cross-validated")
    if arguments.write:
        WEIGHTS.write_text(json.dumps(as_json(weights), indent=1) + "\n", encoding="utf-8")


def find_all(documents: Path, questions: Sequence[Question], scratch: Path) -> list[Case]:
    """Each question searched for in the whole library, then in its document's alone."""
    with_library = [
        Case.of(question, retrieved, question.document or _first_document(retrieved), whole=True)
        for question, retrieved in _search(documents, questions, scratch / "whole")
    ]
    alone: list[Case] = []
    for number, group in enumerate(sorted({case.group for case in with_library if case.group})):
        folder = scratch / f"documents-{number}"
        (folder / group).parent.mkdir(parents=True)
        shutil.copy(documents / group, folder / group)
        own = [case.question for case in with_library if case.group == group]
        alone += [
            Case.of(question, found, group, whole=False)
            for question, found in _search(folder, own, scratch / f"data-{number}")
        ]
    return with_library + alone


def _search(documents: Path, questions: Sequence[Question], data: Path) -> Iterator[tuple[Question, Retrieved]]:
    engine: Engine = make_engine(load_settings(documents=documents, data=data))
    try:
        engine.reindex()
        yield from ((question, engine.retrieve(question.question)) for question in questions)
    finally:
        engine.close()


def _first_document(retrieved: Retrieved) -> str:
    return retrieved.hits[0].passage.document if retrieved.hits else ""


def fold_of_each(cases: Sequence[Case]) -> NDArray[np.int64]:
    groups = {group: place % FOLDS for place, group in enumerate(sorted({case.group for case in cases}))}
    return np.array([groups[case.group] for case in cases])


def fit_sentence(cases: Sequence[Case]) -> Logistic:
    """Which sentence of the gold document holds a gold answer, over the questions for which one was found."""
    features: list[Matrix] = []
    labels: list[bool] = []
    for case in cases:
        golds = [_is_gold(case.question, found.hit.passage.document, found.text) for found in case.sentences]
        if any(golds):
            features += [found.features for found in case.sentences]
            labels += golds
    return fit_logistic(np.array(features), np.array(labels))


def _is_gold(question: Question, document: str, text: str) -> bool:
    return document == question.document and contains(text, question.answers)


def fit(cases: Sequence[Case], folds: NDArray[np.int64]) -> tuple[Weights, float]:
    """The weights on all cases, the threshold from the cross-validated probabilities, the share it declines."""
    probabilities, answerable = np.zeros(len(cases)), np.array([bool(case.question.answerable) for case in cases])
    for fold in range(FOLDS):
        weights = fit_both([case for case, own in zip(cases, folds, strict=True) if own != fold])
        held_out = np.flatnonzero(folds == fold).tolist()
        probabilities[held_out] = [probability(weights, cases[place]) for place in held_out]
    whole_library = np.array([case.whole for case in cases])
    threshold = float(np.quantile(probabilities[answerable & whole_library], FALSE_REFUSALS))
    final = fit_both(cases)
    auroc = roc_auc_score(answerable[whole_library], probabilities[whole_library])
    print(f"AUROC {auroc:.3f}, cross-validated")
    declined = float((probabilities[~answerable & whole_library] < threshold).mean())
    return Weights(final.sentence, final.answer, final.foreign, round(threshold, 3)), declined


def fit_both(cases: Sequence[Case]) -> Weights:
    sentence = fit_sentence(cases)
    draft = Weights(sentence, sentence, sentence, 0.0)
    found = [case for case in cases if case.retrieved.hits]
    features = np.array([_answer_features(draft, case) for case in found])
    answerable = np.array([bool(case.question.answerable) for case in found])
    columns = [ANSWER_FEATURES.index(name) for name in COSINE_FEATURES]
    answer, foreign = fit_logistic(features, answerable), fit_logistic(features[:, columns], answerable)
    return Weights(sentence, answer, foreign, 0.0)


def _answer_features(weights: Weights, case: Case) -> Matrix:
    return answer_features(case.retrieved, [quoted.sentence for quoted in case.chosen(weights)])


def probability(weights: Weights, case: Case) -> float:
    chosen = case.chosen(weights)
    return weights.confidence(case.retrieved, chosen) if chosen else 0.0


def fit_logistic(features: Matrix, labels: Labels) -> Logistic:
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=2000).fit((features - mean) / scale, labels)
    return Logistic(mean, scale, model.coef_[0], float(model.intercept_[0]))


def _print_fold(cases: Sequence[Case], folds: NDArray[np.int64], fold: int) -> None:
    weights = fit_both([case for case, own in zip(cases, folds, strict=True) if own != fold])
    hits = []
    for case, own in zip(cases, folds, strict=True):
        if own == fold and case.question.answerable:
            quotes = [quoted.quote for quoted in in_reading_order(case.chosen(weights))]
            text = " … ".join(quote.text for quote in quotes)
            hits.append(len(text) <= LONGEST_ANSWER and contains(text, case.question.answers))
    print(f"fold {fold}: answer hit {np.mean(hits):.3f} of {len(hits)}")


def as_json(weights: Weights) -> dict[str, object]:
    def rounded(logistic: Logistic, names: Sequence[str]) -> dict[str, object]:
        columns = {name: getattr(logistic, name).round(5).tolist() for name in ("mean", "scale", "weights")}
        return {"features": list(names), **columns, "bias": [round(logistic.bias, 5)]}

    return {
        "sentence": rounded(weights.sentence, SENTENCE_FEATURES),
        "answer": rounded(weights.answer, ANSWER_FEATURES),
        "foreign": rounded(weights.foreign, COSINE_FEATURES),
        "threshold": weights.threshold,
    }


if __name__ == "__main__":
    main()
