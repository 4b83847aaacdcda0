"""Build the embedded encoder: a folder that sentence-transformers loads, from the pack, once and without a network."""

import re
from pathlib import Path
from typing import Any

import numpy as np

from assessment.text.e5_pack import Pack

LONGEST_TOKENS = 256
PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}
"""What e5 was trained with. ``document`` is set too: sentence-transformers else leaves it empty without a word."""
_LETTERS = frozenset("▁æøåÆØÅéÉüÜöÖäÄ–—’‘“”„…€°§´½")
_SPECIAL = 4  # <s>, <pad>, </s>, <unk>
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDED = {
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}


def write_folder(pack: Pack, folder: Path) -> None:
    """Write the encoder into ``folder``, in half precision and with the pieces that Danish is written with.

    Danish needs a quarter of the vocabulary of a hundred languages; what is left out is read as an unknown piece.
    """
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    kept = [at for at, piece in enumerate(pack.pieces) if at < _SPECIAL or piece == "<mask>" or _is_latin(piece)]
    bare = folder / "transformer"
    _network(pack, kept).half().save_pretrained(bare)
    _tokenizer(pack, kept).save_pretrained(bare)
    made = SentenceTransformer(
        modules=[
            Transformer(str(bare), max_seq_length=LONGEST_TOKENS),
            Pooling(pack.shape.hidden, pooling_mode="mean"),
            Normalize(),
        ],
        prompts=PROMPTS,
        device="cpu",
        similarity_fn_name="cosine",
    )
    made.save(str(folder / "encoder"), create_model_card=False)


def _is_latin(piece: str) -> bool:
    return all(ord(letter) < 128 or letter in _LETTERS for letter in piece)


def _network(pack: Pack, kept: list[int]) -> Any:
    import torch
    from transformers import BertConfig, BertModel

    shape = pack.shape
    network = BertModel(
        BertConfig(
            vocab_size=len(kept),
            hidden_size=shape.hidden,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.feed_forward,
            max_position_embeddings=shape.positions,
            type_vocab_size=shape.kinds,
            layer_norm_eps=shape.epsilon,
            pad_token_id=1,
            bos_token_id=0,
            eos_token_id=2,
        )
    )
    weights = network.state_dict()
    words = pack.rows("emb.word", np.array(kept), shape.hidden)
    found = {"embeddings.word_embeddings.weight": words}
    found |= {f"embeddings.{theirs}": pack.tensor(ours) for ours, theirs in _EMBEDDED.items()}
    for layer in range(shape.layers):
        for ours, theirs in _PARTS.items():
            for end, kind in (("w", "weight"), ("b", "bias")):
                found[f"encoder.layer.{layer}.{theirs}.{kind}"] = pack.tensor(f"l{layer}.{ours}.{end}")
    for name, values in found.items():
        weights[name].copy_(torch.from_numpy(values).reshape(weights[name].shape))
    for name in ("pooler.dense.weight", "pooler.dense.bias"):
        weights[name].zero_()  # never used: the mean of all pieces is
    return network


def _tokenizer(pack: Pack, kept: list[int]) -> Any:
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    def any_of(points: list[int]) -> Any:
        return Regex("[" + "".join(re.escape(chr(point)) for point in points) + "]")

    left_out = [point for point, written in pack.spelled.items() if not written]
    spaces = [point for point, written in pack.spelled.items() if written == (ord(" "),)]
    reading = Tokenizer(models.Unigram([(pack.pieces[at], float(pack.scores[at])) for at in kept], unk_id=3))
    reading.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(any_of(left_out), ""),
            normalizers.Replace(any_of(spaces), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )
    reading.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    reading.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=reading,
        bos_token="<s>",  # noqa: S106 - a sign of the vocabulary, no password
        cls_token="<s>",  # noqa: S106 - a sign of the vocabulary, no password
        eos_token="</s>",  # noqa: S106 - a sign of the vocabulary, no password
        sep_token="</s>",  # noqa: S106 - a sign of the vocabulary, no password
        unk_token="<unk>",  # noqa: S106 - a sign of the vocabulary, no password
        pad_token="<pad>",  # noqa: S106 - a sign of the vocabulary, no password
        mask_token="<mask>",  # noqa: S106 - a sign of the vocabulary, no password
        model_max_length=pack.shape.positions,
    )
