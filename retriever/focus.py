"""The part of a long clause that a question is about, by their vectors: read first, it saves reading the rest."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from retriever.encoder import Encoder, Vectors

LONG = 90
"""Characters of a clause from which on a part of it is worth pointing at."""
_PART = re.compile(r"[^，；：。]+")
_LONGEST = 60
"""Characters of a part; more would point at nothing."""
_NEAR_ENOUGH = 0.6
_AHEAD = 0.04
"""Cosine of the part, and of how much it is ahead of the next; chosen on dev by whether the part holds a key phrase."""


class Focus:
    """Finds the part of a clause that is nearest to a question. Built once; threads may share it."""

    def __init__(self, encoder: Encoder, parts: Mapping[str, Vectors]) -> None:
        """Use vectors.

        Args:
            encoder: of questions.
            parts: text of a clause to the vectors of its parts, (n, dim).
        """
        self._encoder, self._parts = encoder, parts

    @classmethod
    def build(cls, encoder: Encoder, clauses: Iterable[str]) -> "Focus":
        """Encode the parts of the long ones among these texts. A part is as short as a question: encoded as one."""
        return cls(encoder, {clause: encoder.encode_query(_PART.findall(clause)) for clause in _long(clauses)})

    @classmethod
    def load(cls, path: Path, encoder: Encoder, clauses: Iterable[str]) -> "Focus":
        """Read what `save` wrote of these texts."""
        clauses = _long(clauses)
        ends = np.cumsum([len(_PART.findall(clause)) for clause in clauses])
        vectors = np.load(path, allow_pickle=False)
        if len(vectors) != (ends[-1] if clauses else 0):
            raise ValueError(f"{path.name} holds {len(vectors)} parts, not those of the clauses")
        return cls(encoder, dict(zip(clauses, np.split(vectors, ends[:-1]), strict=True)) if clauses else {})

    def save(self, path: Path) -> None:
        """Write the vectors."""
        none = np.empty((0, self._encoder.dim), np.float32)
        np.save(path, np.concatenate([none, *self._parts.values()]), allow_pickle=False)

    def of(self, question: str, clause: str) -> tuple[int, int] | None:
        """Find the part, between two marks.

        Args:
            question: as it was understood.
            clause: its text, one of those that were encoded.

        Returns:
            Start and end in the clause; None where it is short, or no part is much nearer than the others.
        """
        if clause not in self._parts:
            return None
        parts = [match.span() for match in _PART.finditer(clause)]
        near = (self._parts[clause] @ self._encoder.encode_query([question])[0]).tolist()
        best, second = sorted(range(len(parts)), key=lambda at: -near[at])[:2]
        start, end = parts[best]
        is_clear = near[best] >= _NEAR_ENOUGH and near[best] - near[second] >= _AHEAD
        return (start, end) if is_clear and end - start <= _LONGEST else None


def _long(clauses: Iterable[str]) -> list[str]:
    return [clause for clause in dict.fromkeys(clauses) if len(clause) > LONG and len(_PART.findall(clause)) > 1]
