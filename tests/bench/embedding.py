"""The built-in model against the same weights in plain fp32 torch sentence-transformers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from index.embed.builtin import BuiltinEmbedder
from index.embed.torch_model import build_torch_model

PASSAGE_TOKENS = 215

_SENTENCES = (
    "Ежегодный оплачиваемый отпуск длится двадцать восемь календарных дней и делится на части по соглашению сторон.",
    "Заявление подают через портал не позднее чем за 14 дней, руководитель отвечает в течение трёх рабочих дней.",
    "The travel desk books flights above 1,500 km; shorter trips go by rail unless the director says otherwise.",
    "Счёт-фактура № 218 от 03.04.2024 на сумму 1 388 000,50 руб. оплачена полностью, остаток перенесён на май.",
    "Пропуск в здание выдают на проходной с 8:30 до 17:45; гостя встречает пригласивший его сотрудник.",
    "Серверную открывает дежурный инженер, журнал посещений хранится пять лет и проверяется раз в квартал.",
    "Employees who work remotely report hours every Friday and keep company laptops encrypted and updated.",
    "Расходы на такси возмещают после 22:00, если задержка на работе согласована с начальником отдела.",
    "Новый сотрудник проходит вводный инструктаж в первый день, а обучение по охране труда — в первый месяц.",
)
_QUESTIONS = (
    "Сколько дней отпуска мне положено?",
    "How do I book a flight for a business trip?",
    "До которого часа выдают пропуск гостю?",
    "Кто открывает серверную?",
    "Возместят ли такси после поздней работы?",
    "Какая сумма в счёте-фактуре 218?",
    "When do I have to report my hours?",
    "Когда новичок проходит обучение по охране труда?",
)


@dataclass(frozen=True, slots=True)
class EmbeddingFigures:
    """Medians over the rounds; a ratio is the median of the rounds' own, so that a busy moment hits both sides."""

    torch_passages_per_s: float
    passages_per_s: float
    passages_ratio: float
    torch_queries_per_s: float
    queries_per_s: float
    queries_ratio: float
    smallest_cosine: float


def measure_embedding(passages: int = 32, queries: int = 16, rounds: int = 3) -> EmbeddingFigures:
    """Plain torch and ours by turns, `rounds` times: `passages` of about 215 tokens at once, `queries` one by one."""
    ours, plain = BuiltinEmbedder(), build_torch_model()
    texts = make_passages(ours, passages)
    questions = [f"{_QUESTIONS[i % len(_QUESTIONS)]} ({i})" for i in range(queries)]
    sides = (partial(_torch_passages, plain, texts), partial(ours.passages, texts))
    asks = (partial(_torch_queries, plain, questions), partial(_queries, ours, questions))
    cosines = [_smallest_cosine(plainly(), quickly()) for plainly, quickly in (sides, asks)]
    bulk = np.array([[passages / _seconds(side) for side in sides] for _ in range(rounds)])
    single = np.array([[queries / _seconds(side) for side in asks] for _ in range(rounds)])
    return EmbeddingFigures(*_summary(bulk), *_summary(single), min(cosines))


def make_passages(embedder: BuiltinEmbedder, count: int) -> list[str]:
    """Texts of `PASSAGE_TOKENS` tokens, give or take a word, no two alike."""
    words = [word for sentence in _SENTENCES * 3 for word in sentence.split()]
    return [_cut(embedder, words[shift % 90 :], f"{shift}.") for shift in range(count)]


def _cut(embedder: BuiltinEmbedder, words: list[str], start: str) -> str:
    sums = np.cumsum(embedder.count_tokens(words))
    return " ".join([start, *words[: int(np.searchsorted(sums, PASSAGE_TOKENS - 6))]])


def _torch_passages(model: SentenceTransformer, texts: list[str]) -> NDArray[np.float32]:
    return model.encode(texts, prompt_name="passage", show_progress_bar=False)


def _torch_queries(model: SentenceTransformer, texts: list[str]) -> NDArray[np.float32]:
    return np.stack([model.encode(text, prompt_name="query", show_progress_bar=False) for text in texts])


def _queries(embedder: BuiltinEmbedder, texts: list[str]) -> NDArray[np.float32]:
    return np.stack([embedder.query(text) for text in texts])


def _smallest_cosine(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float((one * other).sum(1).min())


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _summary(rates: NDArray[np.float64]) -> tuple[float, float, float]:
    """Of (rounds, 2) rates: both medians and the median ratio of the second to the first."""
    plain, quick = rates.T.tolist()
    return median(plain), median(quick), median(q / p for p, q in zip(plain, quick, strict=True))


if __name__ == "__main__":
    print(measure_embedding())
