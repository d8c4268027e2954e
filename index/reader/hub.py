"""Any extractive question-answering model of transformers, by its folder or by its id on the hub."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from index.errors import SettingError
from index.model_files import download, loading, local_folder
from index.types import Reading, Span

SETTING = "VESTOVOY_READER_MODEL"
LONGEST = 384
"""Tokens of a question and a text together; a text is cut at its end, a question of more than half at its beginning."""


class HubReader:
    """A Reader around a model with a start and an end logit a token, trained with or without unanswerable questions."""

    def __init__(self, model: str, *, cache: Path | None = None, offline: bool = False) -> None:
        """Loads the model. Raises SettingError, naming the setting, when it cannot be had.

        `cache` is where downloads lie, None for the hub's usual place; `offline` takes only what lies there.
        """
        folder = local_folder(SETTING, model)
        with loading(SETTING, model, folder):
            path = folder or download(model, cache, offline)
            self._tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True)
            self._model = AutoModelForQuestionAnswering.from_pretrained(path, local_files_only=True).eval()
        if not self._tokenizer.is_fast:
            raise SettingError(SETTING, f"the tokeniser of {model} tells no places in the text; choose another model")
        self._longest = min(LONGEST, self._tokenizer.model_max_length)
        self._one_at_a_time = Lock()  # the tokenisers of transformers are not safe to share

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        with self._one_at_a_time:
            asked = self._cut(question)
            return [self._read(asked, text) for text in texts]

    def _cut(self, question: str) -> str:
        tokens = self._tokenizer(question, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
        longest = self._longest // 2
        return question if len(tokens) <= longest else question[tokens[-longest][0] :]

    def _read(self, question: str, text: str) -> Reading:
        encoding = self._tokenizer(
            question,
            text,
            truncation="only_second",
            max_length=self._longest,
            return_tensors="pt",
            return_offsets_mapping=True,
        )
        offsets = encoding.pop("offset_mapping")[0].tolist()
        own = [place for place, part in enumerate(encoding.sequence_ids(0)) if part == 1]
        with torch.inference_mode():
            output = self._model(**encoding)
        start, end = output.start_logits[0].numpy(), output.end_logits[0].numpy()
        return Reading(tuple(Span(*offsets[place]) for place in own), start[own], end[own], float(start[0] + end[0]))
