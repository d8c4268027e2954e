"""The built-in model as a module of sentence-transformers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from index.embed.encoder import Encoder


class PackagedE5(InputModule):
    """Transformer, mean pooling and normalisation in one, run by ONNX Runtime. It has no parameters to train."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._encoder = encoder
        self.tokenizer = encoder.tokenizer
        self.max_seq_length = encoder.max_tokens

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """Ids padded to the longest text, with their mask."""
        token_ids = [torch.tensor(ids) for ids in self._encoder.token_ids([(prompt or "") + text for text in inputs])]
        lengths = torch.tensor([len(ids) for ids in token_ids])
        padded = torch.nn.utils.rnn.pad_sequence(token_ids, batch_first=True)
        mask = (torch.arange(padded.shape[1]) < lengths[:, None]).long()
        return {"input_ids": padded, "attention_mask": mask}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Adds "sentence_embedding", one vector of unit length a text."""
        lengths = features["attention_mask"].sum(1).tolist()
        token_ids = [row[:length] for row, length in zip(features["input_ids"].tolist(), lengths, strict=True)]
        return {**features, "sentence_embedding": torch.from_numpy(self._encoder.vectors(token_ids))}

    def get_embedding_dimension(self) -> int:
        return self._encoder.dimension

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:
        """Writes nothing: `load` takes the weights from the package, wherever that is installed."""

    @classmethod
    def load(cls, *_: Any, **__: Any) -> Self:
        return cls(Encoder(torch.get_num_threads()))


def sentence_transformer(encoder: Encoder, prompts: Mapping[str, str]) -> SentenceTransformer:
    return SentenceTransformer(
        modules=[PackagedE5(encoder)], prompts=dict(prompts), similarity_fn_name="cosine", device="cpu"
    )
