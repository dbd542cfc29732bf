"""Features of every clause for one question: what each channel says of it, and how its words match.

All are differences to the best candidate, shares or counts, so that they mean the same for every question; the levels
themselves are kept too, for the probability that any answers. The learned ranker weighs them (`retriever/learned.py`).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus import Regulation
from retriever.chunks import ChunkKind
from retriever.entities import named
from retriever.index import Index
from retriever.model import Scores
from retriever.quantity import asked_quantities, stated_quantities
from retriever.reading import READINGS
from retriever.searcher import RankedRows

Matrix = NDArray[np.float32]

_KEPT = 3
"""Bank questions of a clause whose words come nearest, that count."""

GROUPS: dict[str, tuple[str, ...]] = {
    "text by vectors": ("cosine", "cosine_best"),
    "text by words": ("bm25",),
    "bank by vectors": ("bank", "bank_article", "bank_best"),
    "bank by words": ("bank_bm25", "bank_bm25_mean", "bank_bm25_article"),
    "classifier": ("class", "class_open", "class_lead"),
    "not answered": ("unanswered", "unanswered_lead"),
    "matches": ("unnamed", "number"),
}
"""Group of features, as the ablation table has it, to the features."""
NAMES = tuple(name for names in GROUPS.values() for name in names)
LEVELS = ("cosine_best", "bank_best", "class_open")
"""Of these, those that are the same for every clause: they tell whether any answers, not which."""
DIRECTIONS = dict.fromkeys(NAMES, 1) | dict.fromkeys(("unanswered", "class_open", "unnamed"), -1)
"""Whether more of a feature may only raise the probability (1) or only lower it (-1): a few thousand questions would
otherwise teach chance."""


class ClauseFeatures:
    """Computes the features of all clauses of an index. Built once; threads may share it.

    Attributes:
        clause_ids: in the order of the text; row i of the features is of clause i.
        article_ids: likewise.
        article_of: clause to article, (clauses,) int64.
        row_of_clause: clause to the chunk that stands for it.
        row_of_article: article to its chunk.
    """

    def __init__(self, regulations: Sequence[Regulation], index: Index) -> None:
        """Prepare the tables from rows to clauses."""
        self._index = index
        clauses = [(a, c) for r in regulations for a in r.articles for c in a.clauses]
        self.clause_ids = tuple(c.id for _, c in clauses)
        self.article_ids = tuple(dict.fromkeys(a.id for a, _ in clauses))
        place = {clause: at for at, clause in enumerate(self.clause_ids)}
        article = {key: at for at, key in enumerate(self.article_ids)}
        self.article_of = np.array([article[a.id] for a, _ in clauses])
        self.row_of_clause = [0] * len(clauses)
        self.row_of_article = [0] * len(article)
        for row, chunk in enumerate(index.chunks):
            for clause in chunk.clause_ids:  # the smallest chunk that holds it comes last
                self.row_of_clause[place[clause]] = row
            if chunk.kind is ChunkKind.ARTICLE:
                self.row_of_article[article[chunk.article_id]] = row
        self._clauses_of_question = [[place[clause] for clause in q.clauses] for q in index.questions]
        self._articles_of_question = [
            sorted({int(self.article_of[at]) for at in held}) for held in self._clauses_of_question
        ]
        self._near = [article[question.near] if question.near else -1 for question in index.questions]
        self._named = np.array([named(c.text) for _, c in clauses], np.float32)
        self._stated = [stated_quantities(c.text) for _, c in clauses]

    def of_parts(self, scores: Scores) -> Matrix:
        """The features for a question, and for each part of it, (1 + parts, clauses, len(NAMES)) float32."""
        return np.stack([self.of(asked) for asked in (scores, *scores.parts)])

    def of_readings(self, scores: Scores) -> Matrix:
        """The features for a question that follows others, in all its readings: (clauses, len(followup.NAMES))."""
        return np.concatenate([self.of(scores), *(self.of(scores.readings[r]) for r in READINGS[1:])], axis=1)

    def of(self, scores: Scores) -> Matrix:
        """The features for one question.

        Returns:
            (clauses, len(NAMES)) float32.
        """
        cosine = _array(scores.dense, len(self._index.chunks), worst=True)
        bm25 = _array(scores.bm25, len(self._index.chunks), worst=False)
        best_cosine = float(cosine.max(initial=0.0))
        bm25 /= max(float(bm25.max(initial=0.0)), 1e-9)
        by_clause, by_article, unanswered = self._by_vectors(scores.bank_dense)
        bank_best = float(by_clause.max(initial=0.0))
        words, words_mean, words_article = self._by_words(scores.bank_bm25)
        by_class, by_class_article, class_open = self._by_class(scores.classified)
        spoken_of = np.asarray(named(scores.searched), np.float32)
        asked = asked_quantities(scores.question)
        number = [(1.0 if asked & stated else -1.0) if asked else 0.0 for stated in self._stated]
        here = by_article[self.article_of]
        columns = {
            "cosine": cosine[self.row_of_clause] - best_cosine,
            "cosine_best": np.full(len(by_clause), best_cosine),
            "bm25": bm25[self.row_of_clause],
            "bank": by_clause - bank_best,
            "bank_article": here - bank_best,
            "bank_best": np.full(len(by_clause), bank_best),
            "bank_bm25": words,
            "bank_bm25_mean": words_mean,
            "bank_bm25_article": words_article[self.article_of],
            "class": by_class - by_class.max(),
            "class_open": np.full(len(by_clause), class_open),
            "class_lead": by_class_article[self.article_of] - class_open,
            "unanswered": unanswered[self.article_of] - bank_best,
            "unanswered_lead": here - unanswered[self.article_of],
            "unnamed": spoken_of.sum() - self._named @ spoken_of,
            "number": number,
        }
        return np.stack([np.asarray(columns[name], np.float32) for name in NAMES], axis=1)

    def _by_vectors(self, hits: RankedRows) -> tuple[Matrix, Matrix, Matrix]:
        """Nearest answered question by clause and by article, and the nearest unanswered one near each article."""
        floor = hits[-1][1] if hits else 0.0
        clauses = np.full(len(self.clause_ids), floor, np.float32)
        articles = np.full(len(self.article_ids), floor, np.float32)
        unanswered = np.full(len(self.article_ids), floor, np.float32)
        for row, score in reversed(hits):  # best last
            clauses[self._clauses_of_question[row]] = score
            articles[self._articles_of_question[row]] = score
            if (near := self._near[row]) >= 0:
                unanswered[near] = score
        return clauses, articles, unanswered

    def _by_class(self, hits: RankedRows) -> tuple[Matrix, Matrix, float]:
        """Log-probabilities by clause and by article, and that the question is left open."""
        if not hits:
            return np.zeros(len(self.clause_ids), np.float32), np.zeros(len(self.article_ids), np.float32), 0.0
        found = _array(hits, len(self.clause_ids) + 1, worst=True)
        by_article = np.full(len(self.article_ids), -np.inf, np.float32)
        np.logaddexp.at(by_article, self.article_of, found[:-1])
        return found[:-1], by_article, float(found[-1])

    def _by_words(self, hits: RankedRows) -> tuple[Matrix, Matrix, Matrix]:
        best = max((score for row, score in hits if self._clauses_of_question[row]), default=1.0)
        clauses = np.zeros((len(self.clause_ids), _KEPT), np.float32)
        articles = np.zeros(len(self.article_ids), np.float32)
        count = [0] * len(clauses)
        for row, score in hits:
            for at in self._clauses_of_question[row]:
                if count[at] < _KEPT:
                    clauses[at, count[at]] = score / best
                    count[at] += 1
            for at in self._articles_of_question[row]:
                articles[at] = max(articles[at], score / best)
        return clauses[:, 0], clauses.mean(axis=1), articles


def _array(hits: RankedRows, rows: int, *, worst: bool) -> Matrix:
    """Scores by row; rows that were not found get the worst score that was, or 0."""
    scores = np.full(rows, hits[-1][1] if worst and hits else 0.0, np.float32)
    for row, score in hits:
        scores[row] = score
    return scores
