"""Any sentence-transformers model, by its folder or by its id on the hub. Only an id may cause a download."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from index.errors import SettingError
from index.model_files import download, folder_digest, loading, local_folder
from index.types import EmbedderIdentity, Vector, Vectors

SETTING = "VESTOVOY_EMBEDDING_MODEL"

_TOKENS_WHERE_UNSAID = 512
_E5 = re.compile(r"(^|[-_/.])e5([-_.]|$)", re.IGNORECASE)


class HubEmbedder:
    """An Embedder around a SentenceTransformer, with the prompts that the model itself names."""

    def __init__(self, model: str, *, cache: Path | None = None, offline: bool = False) -> None:
        """Loads the model. Raises SettingError, naming the setting, when it cannot be had.

        `cache` is where downloads lie, None for the hub's usual place; `offline` takes only what lies there.
        """
        folder = local_folder(SETTING, model)
        with loading(SETTING, model, folder):
            path = folder or download(model, cache, offline)
            self.model = SentenceTransformer(str(path), device="cpu", local_files_only=True)
        self.identity = _identity(self.model, model, folder, path)
        self.query_prompt, self.passage_prompt = choose_prompts(self.model, self.identity.model)
        self._one_at_a_time = Lock()  # the tokenisers of transformers are not safe to share

    @property
    def max_tokens(self) -> int:
        length = self.model.max_seq_length
        return _TOKENS_WHERE_UNSAID if length is None or math.isinf(length) else length

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        tokenizer = self.model.tokenizer
        if not texts:
            return []
        with self._one_at_a_time:
            if isinstance(tokenizer, Tokenizer):
                return [len(encoding.ids) for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)]
            return [len(ids) for ids in tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]]

    def passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.identity.dimension), np.float32)
        with self._one_at_a_time:
            vectors = self.model.encode_document(
                list(texts), prompt=self.passage_prompt, normalize_embeddings=True, show_progress_bar=False
            )
        return vectors.astype(np.float32, copy=False)

    def query(self, text: str) -> Vector:
        with self._one_at_a_time:
            vector = self.model.encode_query(
                text, prompt=self.query_prompt, normalize_embeddings=True, show_progress_bar=False
            )
        return vector.astype(np.float32, copy=False)


def choose_prompts(model: SentenceTransformer, name: str) -> tuple[str, str]:
    """For queries and for passages, as the model's configuration says; E5 models whose folder says none have theirs."""
    prompts: Mapping[str, str] = {key: text for key, text in model.prompts.items() if text}
    if not prompts and _E5.search(name) and "instruct" not in name.lower():
        return "query: ", "passage: "
    fallback = prompts.get(model.default_prompt_name or "", "")
    passage = next((prompts[key] for key in ("document", "passage", "corpus") if key in prompts), fallback)
    return prompts.get("query", fallback), passage


def _identity(model: SentenceTransformer, name: str, folder: Path | None, path: Path) -> EmbedderIdentity:
    dimension = model.get_embedding_dimension()
    if dimension is None:
        raise SettingError(SETTING, f"{name} does not say how long its vectors are; choose another model")
    if folder is not None:
        return EmbedderIdentity(folder.resolve().name, folder_digest(folder), dimension)
    return EmbedderIdentity(name, path.name, dimension)
