"""Fits `index/answer/weights.json`: which sentence answers, whether any does, and from which confidence on to answer.

    python -m tests.bench.calibrate DOCUMENTS QUESTIONS [DOCUMENTS QUESTIONS …] [--weights 0.1 …] [--write]

Each pair is a library and a file of questions about it, answerable ones and others. The first library is searched whole
and once more with each document a library of its own, so that what is learnt holds for ten passages and for thousands.
Logistic regressions (L2, C = 1) over the features in `index.answer.features`; figures are cross-validated in six
folds, no document in two of them. The threshold declines one answerable question in twenty, asked of the first library
whole. With a reader the confidence is a regression over the features and their products (C = 0.05 and PRODUCTS by
cross-validation), fitted on the further pairs, too, a question of which weighs what `--weights` says of its pair: near
misses, and questions in other words than the texts'. With a weight of 0 they are only measured. What judges questions
in another alphabet than the documents' is fitted on the first pair and on such questions of the further ones alike.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.settings import load_settings
from bot.wiring import make_engine, make_reader
from index.answer.extractive import (
    DEPTH,
    confidence_features,
    confidence_in,
    scored_plainly,
    scored_with_reader,
)
from index.answer.features import (
    ANSWER_FEATURES,
    COSINE_FEATURES,
    READER_ANSWER_FEATURES,
    READER_FEATURES,
    SENTENCE_FEATURES,
    Features,
    SentenceCandidate,
    sentence_candidates,
)
from index.answer.near_miss import CONFIDENCE as NEAR_MISS
from index.answer.near_miss import missed_by
from index.answer.reading import read_sentences
from index.answer.shown import Quoted, Scored, choose, in_reading_order, short_answer, short_place
from index.answer.weights import FILE, Logistic, Quadratic, Scorers, Weights, standard, with_products
from index.engine import Engine
from index.evaluate import LONGEST_ANSWER, Question, calibration_error, contains, exact_match, f1, load_questions
from index.ports import Reader
from index.types import Document, Reading, Retrieved

FOLDS = 6
FALSE_REFUSALS = 0.05
PRODUCTS = 0.2
"""Standard deviation that products of features are scaled to, the features' own being 1: a product must tell more."""

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
    read: bool = False
    """The reader has read what the plain scorer gave it."""
    other: bool = False
    """Of a further pair."""
    weight: float = 1.0
    documents: Mapping[str, Document] = field(default_factory=dict)
    """Of the library, by path."""

    @classmethod
    def of(
        cls,
        question: Question,
        retrieved: Retrieved,
        group: str,
        *,
        whole: bool,
        documents: Mapping[str, Document] | None = None,
    ) -> Case:
        sentences = tuple(sentence_candidates(retrieved, DEPTH))
        return cls(question, retrieved, group, whole, sentences, documents=documents or {})

    @property
    def counts(self) -> bool:
        """Among the figures."""
        return self.whole and not self.other

    def read_by(self, reader: Reader, plain: Weights) -> Case:
        in_order = [scored.sentence for scored in scored_plainly(self.sentences, plain)]
        return replace(self, sentences=tuple(read_sentences(reader, self.retrieved.query, in_order)), read=True)

    def chosen(self, weights: Weights) -> list[Quoted]:
        return choose(self._scored(weights), self.retrieved.query, weights)

    def _scored(self, weights: Weights) -> list[Scored]:
        return (scored_with_reader if self.read else scored_plainly)(self.sentences, weights)

    def features_of(self, sentence: SentenceCandidate) -> Features:
        return sentence.with_reader if self.read else sentence.features

    def confidence_features(self, weights: Weights) -> tuple[Features, Features]:
        chosen = [quoted.sentence for quoted in self.chosen(weights)]
        return confidence_features(self.retrieved, chosen, self.sentences if self.read else None)

    def confidence(self, weights: Weights) -> float:
        chosen = self.chosen(weights)
        if not chosen:
            return 0.0
        quotes = [quoted.quote for quoted in chosen]
        confidence = confidence_in(self.retrieved, chosen, self.sentences if self.read else None, weights)
        short_at = short_place(self.retrieved.query, chosen[0], chosen)
        missed = missed_by(quotes, quotes[0], self.question.question, self.documents.get, short_at)
        return min(confidence, NEAR_MISS) if missed else confidence


class OnceReader:
    """Reads nothing twice: a document alone gives mostly the windows that it gave among others."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[tuple[str, str], Reading] = {}

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        wanted = [text for text in texts if (question, text) not in self._known]
        readings = self._reader.read(question, wanted)
        self._known |= {(question, text): reading for text, reading in zip(wanted, readings, strict=True)}
        return [self._known[question, text] for text in texts]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", type=Path)
    parser.add_argument("--weights", nargs="*", type=float, default=[], help="of a question of each further pair")
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name}; without it figures only")
    arguments = parser.parse_args()
    cases, weights = list[Case](), [1.0, *arguments.weights]
    if 2 * len(weights) != len(arguments.pairs):
        parser.error("name documents and questions in pairs, and in --weights a weight for each pair but the first")
    for place, documents in enumerate(arguments.pairs[::2]):
        with tempfile.TemporaryDirectory() as scratch:
            found = search_whole(documents, load_questions(arguments.pairs[2 * place + 1]), Path(scratch))
            found += [] if place else search_alone(documents, found, Path(scratch))
        cases += [replace(case, other=place > 0, weight=weights[place]) for case in found]
    print(f"search alone: {unscored(cases):.3f} answer hit by the first passage's sentence of the highest cosine")
    plain = report("without the reader", [case for case in cases if not case.other])
    made = make_reader(load_settings())
    if made is None:
        parser.error("there is no reader to calibrate: VESTOVOY_READER_MODEL is none")
    reader = OnceReader(made)
    scorers = Scorers(plain, report("with the reader", [case.read_by(reader, plain) for case in cases]))
    if arguments.write:
        FILE.write_text(json.dumps(as_json(scorers), indent=1) + "\n", encoding="utf-8")


def report(title: str, cases: Sequence[Case]) -> Weights:
    """The weights on all cases, with cross-validated figures printed."""
    print(f"\n{title}")
    folds = fold_of_each(cases)
    for fold in range(FOLDS):
        _print_fold(cases, folds, fold)
    return fit(cases, folds)


def unscored(cases: Sequence[Case]) -> float:
    """Answer hit of what search gives without any scorer."""
    hits = []
    for case in (case for case in cases if case.counts and case.question.answerable):
        first = [found for found in case.sentences if found.hit is case.retrieved.hits[0]]
        best = max(first, key=lambda found: found.hit.candidate.sentence_cosines[found.place])
        hits.append(len(best.text) <= LONGEST_ANSWER and contains(best.text, case.question.answers))
    return float(np.mean(hits))


def search_whole(documents: Path, questions: Sequence[Question], scratch: Path) -> list[Case]:
    return [
        Case.of(question, found, question.document or _first_document(found), whole=True, documents=texts)
        for question, found, texts in _search(documents, questions, scratch / "whole")
    ]


def search_alone(documents: Path, cases: Sequence[Case], scratch: Path) -> list[Case]:
    """Each question searched for in its document alone, or in that which came first."""
    alone: list[Case] = []
    for number, group in enumerate(sorted({case.group for case in cases if case.group})):
        folder = scratch / f"documents-{number}"
        (folder / group).parent.mkdir(parents=True)
        shutil.copy(documents / group, folder / group)
        own = [case.question for case in cases if case.group == group]
        alone += [
            Case.of(question, found, group, whole=False, documents=texts)
            for question, found, texts in _search(folder, own, scratch / f"data-{number}")
        ]
    return alone


def _search(
    documents: Path, questions: Sequence[Question], data: Path
) -> Iterator[tuple[Question, Retrieved, Mapping[str, Document]]]:
    engine: Engine = make_engine(load_settings(documents=documents, data=data))
    try:
        engine.reindex()
        texts = {card.path: text for card in engine.documents() if (text := engine.document(card.path))}
        yield from ((question, engine.retrieve(question.question), texts) for question in questions)
    finally:
        engine.close()


def _first_document(retrieved: Retrieved) -> str:
    return retrieved.hits[0].passage.document if retrieved.hits else ""


def fold_of_each(cases: Sequence[Case]) -> NDArray[np.int64]:
    groups = {group: place % FOLDS for place, group in enumerate(sorted({case.group for case in cases}))}
    return np.array([groups[case.group] for case in cases])


def fit_sentence(cases: Sequence[Case]) -> Logistic:
    """Which sentence of the gold document holds a gold answer, over the questions for which one was found."""
    features, labels = list[Matrix](), list[bool]()
    for case in (case for case in cases if not case.other):
        golds = [_is_gold(case.question, found.hit.passage.document, found.text) for found in case.sentences]
        if any(golds):
            features += [case.features_of(found) for found in case.sentences]
            labels += golds
    return fit_logistic(np.array(features), np.array(labels))


def _is_gold(question: Question, document: str, text: str) -> bool:
    return document == question.document and contains(text, question.answers)


def fit(cases: Sequence[Case], folds: NDArray[np.int64]) -> Weights:
    """On all cases; the threshold from the cross-validated probabilities."""
    probabilities, answerable = np.zeros(len(cases)), np.array([bool(case.question.answerable) for case in cases])
    for fold in range(FOLDS):
        weights = fit_both([case for case, own in zip(cases, folds, strict=True) if own != fold])
        held_out = np.flatnonzero(folds == fold).tolist()
        probabilities[held_out] = [cases[place].confidence(weights) for place in held_out]
    counts = np.array([case.counts for case in cases])
    threshold = float(np.quantile(probabilities[answerable & counts], FALSE_REFUSALS))
    _print_refusals("", probabilities[counts], answerable[counts], threshold)
    others = np.array([case.whole and case.other for case in cases])
    if others.any():
        _print_refusals("further pairs: ", probabilities[others], answerable[others], threshold)
    return replace(fit_both(cases), threshold=round(threshold, 3))


def _print_refusals(title: str, probabilities: Matrix, answerable: Labels, threshold: float) -> None:
    print(
        f"{title}AUROC {roc_auc_score(answerable, probabilities):.3f}, "
        f"calibration error {calibration_error(probabilities.tolist(), answerable.tolist()):.3f}, at {threshold:.3f} "
        f"{(probabilities[answerable] < threshold).mean():.3f} of the answerable and "
        f"{(probabilities[~answerable] < threshold).mean():.3f} of the others declined, cross-validated"
    )


def fit_both(cases: Sequence[Case]) -> Weights:
    sentence = fit_sentence(cases)
    draft = Weights(sentence, sentence, sentence, 0.0)
    found = [case for case in cases if case.retrieved.hits]
    features, foreign = zip(*(case.confidence_features(draft) for case in found), strict=True)
    answerable = np.array([bool(case.question.answerable) for case in found])
    weights = np.array([case.weight for case in found])
    of_foreign = np.array([not case.other or (case.weight > 0 and case.retrieved.query.foreign) for case in found])
    fit_answer = fit_quadratic if found[0].read else fit_logistic
    return Weights(
        sentence,
        fit_answer(np.array(features), answerable, weights),
        fit_logistic(np.array(foreign)[of_foreign], answerable[of_foreign]),
        0,
    )


def fit_logistic(
    features: Matrix, labels: Labels, weights: Matrix | None = None, c: float = 1.0, deviation: Matrix | float = 1.0
) -> Logistic:
    """`deviation`: what each feature is scaled to."""
    mean, scale = features.mean(axis=0), (features.std(axis=0) + 1e-9) / deviation
    model = LogisticRegression(C=c, max_iter=3000).fit((features - mean) / scale, labels, weights)
    return Logistic(mean, scale, model.coef_[0], float(model.intercept_[0]))


def fit_quadratic(features: Matrix, labels: Labels, weights: Matrix) -> Quadratic:
    mean = np.average(features, axis=0, weights=weights)
    scale = np.sqrt(np.average((features - mean) ** 2, axis=0, weights=weights)) + 1e-9
    products = np.array([with_products(each) for each in standard(features, mean, scale)])
    deviation = np.where(np.arange(products.shape[1]) < features.shape[1], 1.0, PRODUCTS)
    return Quadratic(mean, scale, fit_logistic(products, labels, weights, 0.05, deviation))


def _print_fold(cases: Sequence[Case], folds: NDArray[np.int64], fold: int) -> None:
    weights = fit_both([case for case, own in zip(cases, folds, strict=True) if own != fold])
    hits, exact, shared = [], [], []
    for case, own in zip(cases, folds, strict=True):
        if own == fold and case.question.answerable and case.counts:
            chosen = case.chosen(weights)
            text = " … ".join(quoted.quote.text for quoted in in_reading_order(chosen))
            hits.append(len(text) <= LONGEST_ANSWER and contains(text, case.question.answers))
            short = (short_answer(case.retrieved.query, chosen[0]) if chosen else None) or ""
            exact.append(max(exact_match(short, gold) for gold in case.question.answers))
            shared.append(max(f1(short, gold) for gold in case.question.answers))
    print(
        f"fold {fold}: answer hit {np.mean(hits):.3f} of {len(hits)}; "
        f"short answer EM {np.mean(exact):.3f}, F1 {np.mean(shared):.3f}"
    )


def as_json(scorers: Scorers) -> dict[str, object]:
    def rounded(logistic: Logistic, names: Sequence[str]) -> dict[str, object]:
        columns = {name: getattr(logistic, name).round(5).tolist() for name in ("mean", "scale", "weights")}
        return {"features": list(names), **columns, "bias": [round(logistic.bias, 5)]}

    def of_answer(model: Logistic | Quadratic, names: Sequence[str]) -> dict[str, object]:
        if isinstance(model, Logistic):
            return rounded(model, names)
        columns = {name: getattr(model, name).round(5).tolist() for name in ("mean", "scale")}
        return {"features": list(names), **columns, "over": rounded(model.over, ())}

    def one(weights: Weights, more: Sequence[str], more_of_answer: Sequence[str]) -> dict[str, object]:
        return {
            "sentence": rounded(weights.sentence, (*SENTENCE_FEATURES, *more)),
            "answer": of_answer(weights.answer, (*ANSWER_FEATURES, *more_of_answer)),
            "foreign": rounded(weights.foreign, (*COSINE_FEATURES, *more_of_answer)),
            "threshold": weights.threshold,
        }

    return {
        "plain": one(scorers.plain, (), ()),
        "reader": one(scorers.reader, READER_FEATURES, READER_ANSWER_FEATURES),
    }


if __name__ == "__main__":
    main()
