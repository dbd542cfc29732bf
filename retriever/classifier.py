"""The classifier channel: a linear model over the question's vector tells which clause answers, or that none does.

The nearest bank questions answer what was asked before in like words; the classifier learns from all questions of a
clause what they have in common, and from all that an article leaves open. It is fitted to the bank's vectors, in
seconds, whenever the index is built.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax, logsumexp

from corpus import BankQuestion
from retriever.encoder import Vectors
from retriever.searcher import Query, RankedRows, rank_rows

_SCALE = 20.0
"""Of the vectors: their cosines differ by tenths, log-odds by units. The inverse of the temperature of the tuning."""
_STRENGTH = 0.03
"""Inverse of the L2 penalty; chosen on dev, half or twice as much changes hit@1 by less than .01."""
_UNKNOWN = -30.0
"""Log-odds of a clause that no bank question asks for."""


class ClauseClassifier:
    """Log-probabilities that a clause answers; row i is the i-th clause of the text, the last row stands for none.

    Built once; threads may share it.
    """

    name = "classifier"

    def __init__(self, weights: NDArray[np.float32], clauses: int) -> None:
        """Use weights.

        Args:
            weights: (classes, dim and the intercept): first the clauses, then what `classes_of` tells of the questions
                that none of them answers; no rows where nothing was learned.
            clauses: how many there are.
        """
        self._weights, self._clauses = weights, clauses

    @classmethod
    def build(cls, vectors: Vectors, questions: Sequence[BankQuestion], clauses: Sequence[str]) -> "ClauseClassifier":
        """Learn from a bank.

        Args:
            vectors: of the questions, (n, dim).
            questions: one that several clauses answer counts for each of them with an equal share.
            clauses: ids, in the order of the text.
        """
        from sklearn.linear_model import LogisticRegression

        row_of = {clause: row for row, clause in enumerate(clauses)}
        taught = [
            (at, row_of.setdefault(key, len(row_of)), 1 / len(keys))
            for at, question in enumerate(questions)
            for keys in [classes_of(question)]
            for key in keys
        ]
        at, labels, shares = map(np.array, zip(*taught, strict=True)) if taught else ((), (), ())
        if len(set(labels)) < 3:
            return cls(np.empty((0, vectors.shape[1] + 1), np.float32), len(clauses))
        model = LogisticRegression(C=_STRENGTH, max_iter=300, tol=1e-3)
        model.fit(_SCALE * vectors[at], labels, sample_weight=shares)
        weights = np.zeros((len(row_of), vectors.shape[1] + 1), np.float32)
        weights[:, -1] = _UNKNOWN
        weights[model.classes_] = np.column_stack([_SCALE * model.coef_, model.intercept_])
        return cls(weights, len(clauses))

    @classmethod
    def load(cls, path: Path) -> "ClauseClassifier":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(stored["weights"], int(stored["clauses"]))

    def save(self, path: Path) -> None:
        """Write the weights."""
        np.savez(path, weights=self._weights, clauses=self._clauses)

    def search(self, query: Query, depth: int) -> RankedRows:
        """See `Searcher`; the score is the log-probability. Nothing is found where nothing was learned."""
        if not len(self._weights):
            return ()
        found = log_softmax(self._weights[:, :-1] @ query.vector[0] + self._weights[:, -1])
        found = np.append(found[: self._clauses], logsumexp(np.append(found[self._clauses :], _UNKNOWN)))
        return rank_rows(np.arange(len(found)), found, depth)


def classes_of(question: BankQuestion) -> tuple[str, ...]:
    """What a question stands for: the clauses that answer it, or what the nearest article leaves open.

    What articles leave open is as diverse as they are: one class for all of it tells near-misses worse
    (docs/adr/0018-follow-ups-and-open-questions.md).
    """
    return question.clauses or (f"open/{question.near}",)
