"""The seam of the search channels. Each ranks rows: the numbers of the texts that it holds."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retriever.encoder import Vectors

RankedRows = tuple[tuple[int, float], ...]
"""Pairs of row and score, best first; equal scores in the order of the rows."""
_TEMPERATURE = 0.05


@dataclass(frozen=True, slots=True)
class Query:
    """A question, made ready once for every channel.

    Attributes:
        vector: (1, dim) float32, L2-normalised.
        tokens: as `Tokenizer.tokenize` gives them.
    """

    vector: Vectors
    tokens: tuple[str, ...]


def in_context(vectors: Vectors, context: Vectors, share: float) -> Vectors:
    """Vectors of texts that say little alone, moved towards what they stand in.

    Args:
        vectors: (n, dim), L2-normalised.
        context: (1, dim), likewise.
        share: of the context that is added.

    Returns:
        (n, dim), likewise.
    """
    moved: Vectors = vectors + np.float32(share) * context
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    return moved


class Searcher(Protocol):
    """One channel."""

    @property
    def name(self) -> str:
        """Short name, as it stands in a Retrieval: dense, bm25."""

    def search(self, query: Query, depth: int) -> RankedRows:
        """Find at most `depth` rows that fit a query."""


def rank_rows(rows: NDArray[np.int64], scores: NDArray[np.float32], depth: int) -> RankedRows:
    """Sort rows by score, best first, ties by row, and keep the first `depth`."""
    order = np.lexsort((rows, -scores))[:depth]
    return tuple((int(rows[i]), float(scores[i])) for i in order)


def nearness(hits: RankedRows) -> list[float]:
    """What each hit by vectors counts beside the first, which counts 1: one that is .05 less similar, e times less."""
    return [math.exp((score - hits[0][1]) / _TEMPERATURE) for _, score in hits]
