"""Lexical search: which words are looked for, in the full-text table's own language, and what a match is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain


@dataclass(frozen=True, slots=True)
class Bm25:
    """How lexical search weighs. A word in the heading counts as `heading` words in the text."""

    heading: float = 1.0
    text: float = 1.0
    k1: float = 1.2
    b: float = 0.75
    postings: int = 20_000
    """The commonest words are left out of the search while the others' matches, added up, would go beyond this."""


def chosen_lemmas(frequencies: Mapping[str, int], postings: int) -> list[str]:
    """The rarest lemmas whose matches stay within the budget; the rarest known one in any case."""
    known = sorted((count, lemma) for lemma, count in frequencies.items() if count)
    chosen: list[str] = []
    spent = 0
    for count, lemma in known:
        spent += count
        if chosen and spent > postings:
            break
        chosen.append(lemma)
    return chosen


def match_expression(lemmas: Sequence[str]) -> str:
    """Any of the lemmas, each as one quoted string: nothing in them is read as an operator."""
    return " OR ".join('"' + lemma.replace('"', '""') + '"' for lemma in lemmas)


def one_token(lemma: str) -> str:
    """The lemma as the full-text table holds it: neither white space nor NUL can stand within a token."""
    return "".join("\ufffd" if character == "\0" or character.isspace() else character for character in lemma)


def pack_lemmas(sentences: Sequence[Sequence[str]]) -> str:
    """What stands in the full-text table: a sentence a line."""
    return "\n".join(" ".join(map(one_token, lemmas)) for lemmas in sentences)


def unpack_lemmas(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple([tuple(line.split()) for line in text.split("\n")])


@dataclass(frozen=True, slots=True)
class Scorer:
    """BM25 as Lucene has it (its idf is never negative), over heading and text as one weighted field."""

    weights: Bm25
    idf: Mapping[str, float]
    mean_length: float

    @classmethod
    def from_frequencies(cls, weights: Bm25, frequencies: Mapping[str, int], passages: int, tokens: int) -> Scorer:
        idf = {lemma: math.log(1 + (passages - n + 0.5) / (n + 0.5)) for lemma, n in frequencies.items() if n}
        return cls(weights, idf, tokens / passages if passages else 1.0)

    def score(self, heading: Sequence[str], sentences: Sequence[Sequence[str]]) -> float:
        length = len(heading) + sum(map(len, sentences))
        norm = self.weights.k1 * (1 - self.weights.b + self.weights.b * length / self.mean_length)
        idf = self.idf
        in_heading = [lemma for lemma in heading if lemma in idf]
        in_text = [lemma for lemma in chain.from_iterable(sentences) if lemma in idf]
        total = 0.0
        for lemma in dict.fromkeys(in_heading + in_text):
            tf = self.weights.heading * in_heading.count(lemma) + self.weights.text * in_text.count(lemma)
            total += idf[lemma] * tf * (self.weights.k1 + 1) / (tf + norm)
        return total
