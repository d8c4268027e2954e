"""An optional reranker: any cross-encoder of sentence-transformers, by its folder or its id on the hub."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from sentence_transformers import CrossEncoder

from index.errors import SettingError
from index.model_files import download, loading, local_folder

SETTING = "VESTOVOY_RERANKER_MODEL"


class CrossEncoderReranker:
    """A Reranker. Safe to call from several threads; they take turns."""

    def __init__(self, model: str, *, cache: Path | None = None, offline: bool = False) -> None:
        """Loads the model. Raises SettingError, naming the setting, when it cannot be had or gives no single score.

        `cache` is where downloads lie, None for the hub's usual place; `offline` takes only what lies there.
        """
        folder = local_folder(SETTING, model)
        with loading(SETTING, model, folder):
            path = folder or download(model, cache, offline)
            self.model = CrossEncoder(str(path), device="cpu", local_files_only=True)
        if self.model.num_labels != 1:
            problem = f"{model} gives {self.model.num_labels} scores a pair; choose a cross-encoder trained to rank"
            raise SettingError(SETTING, problem)
        self._one_at_a_time = Lock()  # the tokenisers of transformers are not safe to share

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        if not passages:
            return []
        with self._one_at_a_time:
            scores = self.model.predict([(question, passage) for passage in passages], show_progress_bar=False)
        return [float(score) for score in scores]
