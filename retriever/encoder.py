"""The encoder seam, and its adapter to sentence-transformers. torch is imported only when an encoder is loaded."""

import os
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from retriever.settings import BUILT_IN, EncoderSettings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
_KEPT = 512
"""Calls whose vectors stay: one answer asks for those of its question more than once, and people ask the same again."""


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their cosine similarity."""

    @property
    def id(self) -> str:
        """Name and version; an index is stale when it was built by another."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Encode questions.

        Returns:
            (n, dim) float32, rows L2-normalised, in the order of the texts.
        """

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """Encode passages; shape and order as `encode_query`."""


class SentenceTransformerEncoder:
    """An `Encoder` over any sentence-transformers model."""

    def __init__(self, model: "SentenceTransformer", model_id: str) -> None:
        """Wrap a loaded model.

        Args:
            model: the model; its own query and document prompts are used.
            model_id: name and version, for the manifest.
        """
        dim = model.get_embedding_dimension()
        if dim is None:
            raise ValueError(f"the encoder {model_id!r} does not tell its dimension; use a model that does")
        self._model = model
        self.id, self.dim = model_id, dim
        # By the whole call: beside other texts a vector differs in its last bits, and the same question gets the same.
        self._queries = lru_cache(maxsize=_KEPT)(self._encode_queries)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`; the vectors are read-only."""
        return self._queries(tuple(texts))

    def encode_document(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        vectors = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return self._shaped(vectors, len(texts))

    def _encode_queries(self, texts: tuple[str, ...]) -> Vectors:
        encoded = self._model.encode_query(list(texts), normalize_embeddings=True, show_progress_bar=False)
        vectors = self._shaped(encoded, len(texts))
        vectors.setflags(write=False)
        return vectors

    def _shaped(self, vectors: object, count: int) -> Vectors:
        # `encode([])` has shape (0,); FAISS reports a wrong dimension with an empty message.
        return np.ascontiguousarray(vectors, dtype=np.float32).reshape(count, self.dim)


def load_encoder(settings: EncoderSettings) -> SentenceTransformerEncoder:
    """Load the encoder that the settings name; takes seconds, because it imports torch.

    Raises:
        OSError: when the settings name a model that is neither a local folder nor in the local cache.
    """
    # Offline means offline: a model that is not here is an error, never a download.
    os.environ["HF_HUB_OFFLINE"] = "1"
    if settings.model in BUILT_IN:
        from retriever.e5_module import ADAPTER_PATH, build_e5

        return SentenceTransformerEncoder(*build_e5(ADAPTER_PATH if settings.model == "e5-tuned" else None))
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(settings.model, device="cpu", local_files_only=True)
    return SentenceTransformerEncoder(model, settings.model)
