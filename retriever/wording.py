"""The wording channel: what the words of a question say of it, whatever they are near to.

People who ask what a regulation leaves open ask in their own way: 补贴多少钱, 会被处分吗, 有没有模板. A linear model
over hashed pairs of characters learns it from the question bank, in seconds, whenever the index is built. Source of the
method: Weinberger et al., Feature Hashing for Large Scale Multitask Learning, ICML 2009.

That the whole course of a procedure is asked for is said in many words (要过几道手, 一路都找谁): there a second model,
over the question's vector, tells it too.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import BankQuestion, article_id_of
from retriever.encoder import Vectors

TRAITS = ("answered", "related", "several", "course")
"""What is told of a question: that the regulation answers it, that it is about the regulation at all, that it takes
several articles, and that it asks for the whole course of a procedure rather than for one thing."""
_BUCKETS = 2**16
_STRENGTH = 10.0
"""Inverse of the L2 penalty; on dev .3 to 3 times as much makes no difference of .01 in AUROC."""
BY_VECTOR = "course_vector"
"""That it asks for the course, by the question's vector; the vector tells the other traits worse than the words."""
NAMES = (*TRAITS, BY_VECTOR)
_VECTOR_SCALE, _VECTOR_STRENGTH = 20.0, 0.01
"""As in `retriever.classifier`; a third or five times the strength makes no difference on dev."""
_FEWEST = 10
"""Bank questions with and without a trait, or nothing is learned of it."""


class Wording:
    """Tells traits of a question by its words. Built once; threads may share it."""

    def __init__(self, weights: NDArray[np.float32]) -> None:
        """Use weights, (len(NAMES), buckets, the intercept, and dimensions of the vector)."""
        from sklearn.feature_extraction.text import HashingVectorizer

        self._weights = weights
        self._hashed = HashingVectorizer(analyzer="char", ngram_range=(1, 2), n_features=_BUCKETS).transform

    @classmethod
    def build(cls, questions: Sequence[BankQuestion], vectors: Vectors) -> "Wording":
        """Learn from a bank; the log-odds of a trait that it hardly shows are 0.

        Args:
            questions: the bank.
            vectors: of the questions, (n, dim); with a dim of 0 only the words count.
        """
        from sklearn.linear_model import LogisticRegression

        wording = cls(np.zeros((len(NAMES), _BUCKETS + 1 + vectors.shape[1]), np.float32))
        if not questions:
            return wording
        words = wording._hashed([question.text for question in questions])
        has = dict(zip(TRAITS, traits(questions).T, strict=True))
        for row, name in enumerate(NAMES):
            labels = has["course" if name == BY_VECTOR else name]
            # Of the articles that it takes, and of the course, only an answered question can teach.
            known = np.ones(len(questions), bool) if name in ("answered", "related") else has["answered"]
            if min(np.sum(labels[known]), np.sum(~labels[known])) < _FEWEST:
                continue
            if name != BY_VECTOR:
                model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=1000)
                model.fit(words[known], labels[known])
                wording._weights[row, :_BUCKETS] = model.coef_[0]
            elif vectors.shape[1]:
                model = LogisticRegression(C=_VECTOR_STRENGTH, class_weight="balanced", max_iter=1000)
                model.fit(_VECTOR_SCALE * vectors[known], labels[known])
                wording._weights[row, _BUCKETS + 1 :] = _VECTOR_SCALE * model.coef_[0]
            else:
                continue
            wording._weights[row, _BUCKETS] = model.intercept_[0]
        return wording

    @classmethod
    def load(cls, path: Path) -> "Wording":
        """Read what `save` wrote."""
        return cls(np.load(path, allow_pickle=False))

    def save(self, path: Path) -> None:
        """Write the weights."""
        np.save(path, self._weights, allow_pickle=False)

    def log_odds(self, question: str, vector: Vectors, asked: str = "") -> Mapping[str, float]:
        """Each of `NAMES` to its log-odds, as if half of all questions had it; 0 where nothing is known.

        Args:
            question: as it was understood.
            vector: of it, (1, dim), with the dim that was learned from.
            asked: the words that tell of the course, where they are others than those of the question.
        """
        by_words, intercept, by_vector = np.split(self._weights, [_BUCKETS, _BUCKETS + 1], axis=1)
        found = (self._hashed([question]) @ by_words.T + intercept[:, 0] + vector @ by_vector.T)[0]
        if asked:
            row = TRAITS.index("course")
            found[row] = (self._hashed([asked]) @ by_words[row])[0] + intercept[row, 0]
        return dict(zip(NAMES, map(float, found), strict=True))


def traits(questions: Sequence[BankQuestion]) -> NDArray[np.bool_]:
    """Which of `TRAITS` bank questions have, (questions, len(TRAITS))."""
    return np.array(
        [
            (
                bool(q.clauses),
                bool(q.clauses or q.near),
                len({article_id_of(c) for c in q.clauses}) > 1,
                bool(q.procedure),
            )
            for q in questions
        ],
        bool,
    )
