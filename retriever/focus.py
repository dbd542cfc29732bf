"""The part of a long clause that a question is about, by their vectors: read first, it saves reading the rest."""

import re
from functools import lru_cache

from retriever.encoder import Encoder, Vectors

LONG = 90
"""Characters of a clause from which on a part of it is worth pointing at."""
_PART = re.compile(r"[^，；：。]+")
_LONGEST = 60
"""Characters of a part; more would point at nothing."""
_NEAR_ENOUGH = 0.6
_AHEAD = 0.04
"""Cosine of the part, and of how much it is ahead of the next; chosen on dev by whether the part holds a key phrase."""
_KEPT = 512
"""Clauses whose parts, and questions that, stay encoded."""


class Focus:
    """Finds the part of a clause that is nearest to a question. Built once; threads may share it."""

    def __init__(self, encoder: Encoder) -> None:
        """Encode the parts of a clause when it is first asked for."""
        self._encoder = encoder
        self._parts = lru_cache(maxsize=_KEPT)(self._encoded)
        self._question = lru_cache(maxsize=_KEPT)(lambda question: encoder.encode_query([question])[0])

    def of(self, question: str, clause: str) -> tuple[int, int] | None:
        """Find the part, between two marks.

        Args:
            question: as it was understood.
            clause: its text.

        Returns:
            Start and end in the clause; None where it is short, or no part is much nearer than the others.
        """
        parts = [match.span() for match in _PART.finditer(clause)]
        if len(clause) <= LONG or len(parts) < 2:
            return None
        near = (self._parts(clause) @ self._question(question)).tolist()
        best, second = sorted(range(len(parts)), key=lambda at: -near[at])[:2]
        start, end = parts[best]
        is_clear = near[best] >= _NEAR_ENOUGH and near[best] - near[second] >= _AHEAD
        return (start, end) if is_clear and end - start <= _LONGEST else None

    def _encoded(self, clause: str) -> Vectors:
        """The parts of a clause, (n, dim). A part is as short as a question, so it is encoded as one."""
        return self._encoder.encode_query(_PART.findall(clause))
