"""What the reader is trained on after the spans in other languages alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tests.bench.reader.examples import Example, Row, from_rows, near_misses

FOREIGN = 12_000
"""Windows of the spans in other languages to an epoch of the Russian questions."""
MISSED = 0.5
"""Share of the Russian windows with an answer that are asked about something else too."""


@dataclass(frozen=True, slots=True)
class Sources:
    spans: Sequence[Example]
    rules: Sequence[Example]
    russian: Sequence[Row]
    """Written and translated ones."""

    def mixture(self, epochs: int, chance: random.Random) -> list[Example]:
        """Each epoch has the Russian questions with other windows, and other examples of the other sources."""
        foreign = [each for each in self.spans if not each.source.startswith("coqa") or chance.random() < 0.4]
        foreign += near_misses(self.spans, 0.16, chance)
        chance.shuffle(foreign)
        rules = [*self.rules, *_misleading(self.rules, chance), *near_misses(self.rules, 0.5, chance)]
        chance.shuffle(rules)
        mixed = []
        for epoch in range(epochs):
            own = from_rows(self.russian, chance)
            own += near_misses(own, MISSED, chance) + rules[epoch::epochs]
            own += [foreign[place % len(foreign)] for place in range(epoch * FOREIGN, (epoch + 1) * FOREIGN)]
            chance.shuffle(own)
            mixed += own
        return mixed


def _misleading(russian: Sequence[Example], chance: random.Random) -> Iterator[Example]:
    """The windows, of some hundred others, that share most words with a question whose answer they do not hold."""
    for example in russian:
        if chance.random() < 0.35:
            words, answer = _stems(example.question), (example.answer or "").lower()
            others = [each.text for each in chance.sample(russian, min(500, len(russian)))]
            others = [text for text in others if text != example.text and answer not in text.lower()]
            nearest = max(others, key=lambda text: len(words & _stems(text)))
            yield Example(example.question, nearest, -1, -1, f"mislead-{example.source}")


@cache
def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in text.lower().split() if len(word) >= 4)
