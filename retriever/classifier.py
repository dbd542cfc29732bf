"""The classifier channel: a linear model over the question's vector tells which clause answers, or that none does.

The nearest bank questions answer what was asked before in like words; the classifier learns from all questions of a
clause what they have in common. It is fitted to the bank's vectors, in seconds, whenever the index is built.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax

from corpus import BankQuestion
from retriever.encoder import Vectors
from retriever.searcher import Query, RankedRows, rank_rows

_SCALE = 20.0
"""Of the vectors: their cosines differ by tenths, log-odds by units. The inverse of the temperature of the tuning."""
_STRENGTH = 0.05
"""Inverse of the L2 penalty; chosen on dev, half or twice as much changes hit@1 by less than .01."""
_UNKNOWN = -30.0
"""Log-odds of a clause that no bank question asks for."""


class ClauseClassifier:
    """Log-probabilities that a clause answers; row i is the i-th clause of the text, the last row stands for none.

    Built once; threads may share it.
    """

    name = "classifier"

    def __init__(self, weights: NDArray[np.float32]) -> None:
        """Use weights, (clauses + 1, dim and the intercept); none when nothing was learned."""
        self._weights = weights

    @classmethod
    def build(cls, vectors: Vectors, questions: Sequence[BankQuestion], clauses: Sequence[str]) -> "ClauseClassifier":
        """Learn from a bank.

        Args:
            vectors: of the questions, (n, dim).
            questions: one that several clauses answer counts for each of them with an equal share; one that none
                answers, for the last row.
            clauses: ids, in the order of the text.
        """
        from sklearn.linear_model import LogisticRegression

        row_of = {clause: row for row, clause in enumerate(clauses)}
        taught = [
            (at, row, 1 / len(rows))
            for at, question in enumerate(questions)
            for rows in [[row_of[clause] for clause in question.clauses] or [len(clauses)]]
            for row in rows
        ]
        at, labels, shares = map(np.array, zip(*taught, strict=True)) if taught else ((), (), ())
        if len(set(labels)) < 3:
            return cls(np.empty((0, vectors.shape[1] + 1), np.float32))
        model = LogisticRegression(C=_STRENGTH, max_iter=300, tol=1e-3)
        model.fit(_SCALE * vectors[at], labels, sample_weight=shares)
        weights = np.zeros((len(clauses) + 1, vectors.shape[1] + 1), np.float32)
        weights[:, -1] = _UNKNOWN
        weights[model.classes_] = np.column_stack([_SCALE * model.coef_, model.intercept_])
        return cls(weights)

    @classmethod
    def load(cls, path: Path) -> "ClauseClassifier":
        """Read what `save` wrote."""
        return cls(np.load(path, allow_pickle=False))

    def save(self, path: Path) -> None:
        """Write the weights."""
        np.save(path, self._weights, allow_pickle=False)

    def search(self, query: Query, depth: int) -> RankedRows:
        """See `Searcher`; the score is the log-probability. Nothing is found where nothing was learned."""
        if not len(self._weights):
            return ()
        found = log_softmax(self._weights[:, :-1] @ query.vector[0] + self._weights[:, -1])
        return rank_rows(np.arange(len(found)), found, depth)
