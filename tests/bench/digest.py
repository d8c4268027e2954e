"""How well two sentences stand for a document: `python -m tests.bench.digest FOLDER [--documents 50]`.

For each way of choosing: coverage, the weighted share of the document's central terms (the 20 of greatest tf·idf over
the documents looked at) that its sentences name; repetition, the share of content words that two sentences have in
common; meaning, the cosine of the sentences' mean to the whole document's; and length. `lead-2`, the first two
sentences, is what there is to beat. Words decide coverage and repetition, so that no way is judged by its own vectors.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from index.digest.candidates import Candidate, candidates, sentence_lines
from index.digest.salience import centroid_cosines, choose
from index.embed.builtin import BuiltinEmbedder
from index.errors import DocumentError
from index.ports import Embedder
from index.readers import ReadLimits, read_document
from index.text import content_lemmas, lemmas
from index.types import Document, Vectors

CENTRAL_TERMS = 20
SENTENCES = 2
DAMPING = 0.85
LEAST_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Read:
    """A document with what every way of choosing needs."""

    document: Document
    found: list[Candidate]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Figures:
    coverage: float
    repetition: float
    meaning: float
    characters: float


Choice = Callable[[Read], list[str]]


def lead(read: Read) -> list[str]:
    return sentence_lines(read.document)[:SENTENCES]


def worthy_lead(read: Read) -> list[str]:
    """The first two that are neither headings nor bylines."""
    return [candidate.text for candidate in read.found[:SENTENCES]]


def centroid(read: Read) -> list[str]:
    return _best(read, centroid_cosines(read.vectors))


def lexrank(read: Read) -> list[str]:
    """Continuous LexRank (Erkan and Radev 2004) over the sentences' cosines."""
    likeness = np.clip(read.vectors @ read.vectors.T, 0, None).astype(np.float64)
    likeness -= likeness.min()
    walk = likeness / likeness.sum(axis=1, keepdims=True).clip(1e-9)
    scores = np.full(len(walk), 1 / len(walk))
    for _ in range(50):
        scores = (1 - DAMPING) / len(walk) + DAMPING * (scores @ walk)
    return _best(read, scores)


def ours(read: Read) -> list[str]:
    return [read.found[place].text for place in choose(read.found, read.vectors, SENTENCES)]


def _best(read: Read, scores: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[str]:
    return [read.found[place].text for place in sorted(np.argsort(-scores)[:SENTENCES])]


WAYS: dict[str, Choice] = {
    "lead-2": lead,
    "lead-2 without headings and bylines": worthy_lead,
    "centroid": centroid,
    "LexRank": lexrank,
    "the digest": ours,
}


def read_all(folder: Path, most: int, embedder: Embedder) -> list[Read]:
    """Evenly spread over the folder's files; those too short to choose from are left out."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    reads: list[Read] = []
    for file in files[:: max(1, len(files) // most)]:
        try:
            document = read_document(file, file.relative_to(folder).as_posix(), ReadLimits())
        except DocumentError:
            continue
        found = candidates(document)
        if len(found) >= LEAST_SENTENCES and len(reads) < most:
            reads.append(Read(document, found, embedder.passages([candidate.text for candidate in found])))
    return reads


def measure(reads: Sequence[Read], way: Choice) -> Figures:
    frequencies = Counter(lemma for read in reads for lemma in set(content_lemmas(read.document.text)))
    rows = [_figures(read, way(read), _central(read.document, frequencies, len(reads))) for read in reads]
    return Figures(*np.mean(rows, axis=0).tolist())


def _figures(read: Read, chosen: Sequence[str], central: dict[str, float]) -> tuple[float, ...]:
    words = [set(content_lemmas(text)) for text in chosen]
    named = set().union(*words)
    coverage = sum(weight for term, weight in central.items() if term in named) / sum(central.values())
    repeated = len(words[0] & words[1]) / max(1, min(map(len, words))) if len(words) > 1 else 0.0
    return coverage, repeated, _meaning(read, chosen), float(sum(map(len, chosen)))


def _central(document: Document, frequencies: Counter[str], documents: int) -> dict[str, float]:
    counts = Counter(lemmas(document.text))
    content = set(content_lemmas(document.text))
    weights = {term: counts[term] * math.log(1 + documents / frequencies[term]) for term in content}
    return {term: weights[term] for term in sorted(weights, key=lambda term: (-weights[term], term))[:CENTRAL_TERMS]}


def _meaning(read: Read, chosen: Sequence[str]) -> float:
    """0 for sentences that are no candidates: their vectors are not known."""
    places = [place for place, candidate in enumerate(read.found) if candidate.text in chosen]
    if not places:
        return 0.0
    part, whole = read.vectors[places].mean(axis=0), read.vectors.mean(axis=0)
    return float(part @ whole / (np.linalg.norm(part) * np.linalg.norm(whole)))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="of documents")
    parser.add_argument("--documents", type=int, default=50, help="how many of them (default 50)")
    options = parser.parse_args()
    reads = read_all(options.folder, options.documents, BuiltinEmbedder())
    table = Table(box=None, title=f"{len(reads)} documents of {options.folder}", title_justify="left")
    for name in ("way", "coverage", "repetition", "meaning", "characters"):
        table.add_column(name, justify="left" if name == "way" else "right")
    for name, way in WAYS.items():
        figures = measure(reads, way)
        kept = (figures.coverage, figures.repetition, figures.meaning)
        table.add_row(name, *(f"{value:.3f}" for value in kept), f"{figures.characters:.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
