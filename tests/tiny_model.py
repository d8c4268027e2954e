"""Models of sentence-transformers small enough to be made by a test, with weights by chance but always the same."""

from __future__ import annotations

import string
from pathlib import Path

import torch
from sentence_transformers import CrossEncoder, SentenceTransformer
from sentence_transformers.base.modules import Transformer
from sentence_transformers.sentence_transformer.modules import Pooling
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForQuestionAnswering,
    BertForSequenceClassification,
    BertModel,
    PreTrainedTokenizerFast,
)

HIDDEN = 16
MAX_TOKENS = 48
_SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
_LETTERS = string.ascii_lowercase + string.digits + string.punctuation + "абвгдежзийклмнопрстуфхцчшщъыьэюяё"


def save_embedder(folder: Path, prompts: dict[str, str] | None = None) -> Path:
    """A folder with a SentenceTransformer of `HIDDEN` dimensions, not normalised, a token a letter."""
    base = folder / "base"
    torch.manual_seed(1)
    BertModel(_config()).save_pretrained(base)
    _tokenizer().save_pretrained(base)
    modules = [Transformer(str(base), max_seq_length=MAX_TOKENS), Pooling(HIDDEN, "mean")]
    model = SentenceTransformer(modules=modules, prompts=prompts, device="cpu")
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"


def save_reranker(folder: Path, labels: int = 1) -> Path:
    """A folder with a CrossEncoder that gives so many scores a pair."""
    base = folder / "base"
    torch.manual_seed(2)
    BertForSequenceClassification(_config(labels)).save_pretrained(base)
    _tokenizer().save_pretrained(base)
    CrossEncoder(str(base), device="cpu").save_pretrained(str(folder / "model"))
    return folder / "model"


def save_reader(folder: Path) -> Path:
    """A folder with an extractive question-answering model."""
    torch.manual_seed(3)
    BertForQuestionAnswering(_config()).save_pretrained(folder)
    _tokenizer().save_pretrained(folder)
    return folder


def _config(labels: int = 2) -> BertConfig:
    return BertConfig(
        vocab_size=len(_SPECIALS) + 2 * len(_LETTERS),
        hidden_size=HIDDEN,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=2 * HIDDEN,
        max_position_embeddings=64,
        initializer_range=0.5,
        id2label={i: str(i) for i in range(labels)},
    )


def _tokenizer() -> PreTrainedTokenizerFast:
    pieces = [*_SPECIALS, *_LETTERS, *(f"##{letter}" for letter in _LETTERS)]
    tokenizer = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        model_max_length=MAX_TOKENS,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    )
