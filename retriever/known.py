"""Vectors of the question bank that come with the product, so that the first start need not compute them.

They are looked up by the text: a question that is new or changed since they were written is encoded as ever, and with
another encoder all are. `python -m eval train` writes those of its index; to compute all of them anew first:
`python -m retriever build`.
"""

import logging
from collections.abc import Sequence
from hashlib import blake2b, sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from retriever.encoder import Vectors

log = logging.getLogger(__name__)

VECTORS_PATH = Path(__file__).with_name("vectors.safetensors")


class KnownVectors:
    """Texts, by their digests, to the vectors that one encoder gave them as questions."""

    def __init__(self, digests: NDArray[np.uint64], vectors: NDArray[np.float16]) -> None:
        """Know these: digests of texts, (n,), and their vectors, (n, dim)."""
        self._row_of = {int(digest): row for row, digest in enumerate(digests)}
        self._vectors = rounded(vectors)

    @classmethod
    def none(cls) -> "KnownVectors":
        """Know nothing."""
        return cls(np.empty(0, np.uint64), np.empty((0, 0), np.float16))

    @classmethod
    def load(cls, encoder: str, path: Path = VECTORS_PATH) -> "KnownVectors":
        """Read what `save_vectors` wrote; nothing is known of another encoder, nor from a file that is damaged."""
        try:
            with safe_open(path, "np") as stored:
                about = stored.metadata() or {}
                digests, vectors = stored.get_tensor("digests"), stored.get_tensor("vectors")
        except (OSError, SafetensorError) as error:
            log.warning("vectors: %s cannot be read, so all are computed: %s", path, error)
            return cls.none()
        if about.get("sha256") != _sha256(digests, vectors):
            log.warning("vectors: %s is damaged, so all are computed", path)
            return cls.none()
        if about.get("encoder") != encoder:
            log.info("vectors: those of %s are of another encoder, so all are computed", path)
            return cls.none()
        return cls(digests, vectors)

    def fill(self, texts: Sequence[str], vectors: Vectors) -> list[int]:
        """Write what is known into `vectors`, (len(texts), dim), and tell the rows that are not."""
        unknown = []
        for at, text in enumerate(texts):
            row = self._row_of.get(_digest(text))
            if row is None:
                unknown.append(at)
            else:
                vectors[at] = self._vectors[row]
        return unknown


def save_vectors(encoder: str, texts: Sequence[str], vectors: Vectors, path: Path = VECTORS_PATH) -> None:
    """Write the vectors of questions, (n, dim), in half the precision: see `rounded`.

    Args:
        encoder: id of that which gave them.
        texts: of the questions.
        vectors: of the texts.
        path: of the file.
    """
    digests, halves = np.array([_digest(text) for text in texts], np.uint64), vectors.astype(np.float16)
    about = {"encoder": encoder, "sha256": _sha256(digests, halves)}
    save_file({"digests": digests, "vectors": halves}, path, about)


def rounded(vectors: NDArray[np.float16] | Vectors) -> Vectors:
    """As `save_vectors` keeps them: what is computed is then as exact as what is known.

    The rows are L2-normalised again, which is less than what is rounded away: to round them once more changes nothing.
    """
    kept = vectors.astype(np.float16).astype(np.float32)
    rows: Vectors = kept / np.linalg.norm(kept, axis=1, keepdims=True)
    return rows


def _sha256(digests: NDArray[np.uint64], vectors: NDArray[np.float16]) -> str:
    return sha256(digests.tobytes() + vectors.tobytes()).hexdigest()


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
