"""A model of sentence-transformers that knows words and nothing else: texts are near by the words they share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "[UNK]"


def save_word_model(folder: Path, texts: Iterable[str]) -> Path:
    """A folder with the model, one dimension for each word of `texts` and one for all others."""
    known = sorted({word for text in texts for word in re.findall(r"\w+", text.lower())})
    vocabulary = {word: place for place, word in enumerate([UNKNOWN, *known])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.eye(len(vocabulary), dtype=np.float32)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu")
    model.save(str(folder), create_model_card=False)
    return folder
