"""Whether a clause belongs in the answer beside the others: boosted trees over what is known of it among them.

How probable a clause is (`retriever/learned.py`) says little of whether a question that asks for several things, or for
a list, needs it too: that depends on how far it lies behind the others, on the part of the question that it fits, on
what else was asked together with it. Trained by `python -m eval train` and stored as LightGBM's text. Source of the
method: Friedman, Greedy Function Approximation, 2001; Ke et al., LightGBM, NeurIPS 2017.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus import Regulation, article_id_of
from retriever.evidence import log_odds
from retriever.index import Index
from retriever.model import Scores
from retriever.query import asks_for_list
from retriever.ranking import Candidates, Ranked

if TYPE_CHECKING:
    import lightgbm

BELONGING_PATH = Path(__file__).with_name("belonging.txt")
DIRECTIONS = {
    "score": 1,
    "ratio": 1,
    "rank": -1,
    "drop": 0,
    "article": 1,
    "in_first": 0,
    "articles_together": 0,
    "clauses_together": 0,
    "third": 0,
    "clauses_of_article": 0,
    "several": 0,
    "list": 0,
    "course": 0,
    "shared": 1,
    "shared_with_first": 1,
    "procedure": 1,
    "like_others": 0,
    "whole": 1,
    "part": 1,
    "part_share": 1,
    "part_lead": 1,
    "bm25": 1,
    "bm25_part": 1,
    "bank": 1,
    "bank_part": 1,
    "bank_article": 1,
    "bank_bm25": 1,
    "bank_bm25_part": 1,
    "class": 1,
    "class_part": 1,
}
"""The features, and whether more of one may only raise (1) or lower (-1) the probability; 0 for either."""
NAMES = tuple(DIRECTIONS)
_TOGETHER = 200
"""Nearest bank questions of which those that several articles answer tell what is asked together."""
_NONE = -1.0
"""Of a clause that is asked together with nothing: further behind the nearest bank question than any."""

Matrix = NDArray[np.float64]


class BelongingFeatures:
    """Computes the features of the candidates of a question. Built once; threads may share it."""

    def __init__(self, regulations: Sequence[Regulation], index: Index) -> None:
        """Prepare the tables."""
        ids = [c.id for r in regulations for a in r.articles for c in a.clauses]
        self._place = {clause: at for at, clause in enumerate(ids)}
        self._size = Counter(article_id_of(clause) for clause in ids)
        row_of = {clause: row for row, chunk in enumerate(index.chunks) for clause in chunk.clause_ids}
        self._vectors = index.text.dense.vectors()[[row_of[clause] for clause in ids]]
        self._asked_together = {
            row: frozenset(q.clauses)
            for row, q in enumerate(index.questions)
            if len({article_id_of(clause) for clause in q.clauses}) > 1
        }
        self._procedures = [procedure.clauses for r in regulations for procedure in r.guides.procedures]

    def of(self, scores: Scores, found: Candidates) -> Matrix:
        """The features of the candidates.

        Args:
            scores: what the channels gave.
            found: what the learned ranker made of them.

        Returns:
            (candidates, len(NAMES)), in the order of the candidates.
        """
        clauses = found.clauses
        if not clauses:
            return np.empty((0, len(NAMES)))
        best = sorted((clause.fused for clause in clauses), reverse=True)
        articles = {article.key: article.fused for article in found.articles}
        of_question = {
            "articles_together": sum(article.fused for article in found.articles[:5]),
            "clauses_together": sum(best[:10]),
            "third": best[2] if len(best) > 2 else 0.0,
            "several": scores.wording["several"],
            "list": float(asks_for_list(scores.question)),
            "course": scores.wording["course"],
        }
        like_others = self._like_others(clauses)
        rows = []
        for at, (clause, together) in enumerate(zip(clauses, self._together(scores, clauses), strict=True)):
            ahead = sum(score > clause.fused for score in best)
            behind = next((score for score in best[ahead:] if score < clause.fused), 0.0)
            of_clause = {
                "score": log_odds(clause.fused),
                "ratio": _log(clause.fused) - _log(best[0]),
                "rank": float(ahead),
                "drop": _log(clause.fused) - _log(behind),
                "article": log_odds(articles[clause.article_id]),
                "in_first": float(clause.article_id == found.articles[0].key),
                "clauses_of_article": float(self._size[clause.article_id]),
                "like_others": like_others[at],
            }
            told: Mapping[str, float] = of_question | of_clause | together | dict(clause.told)
            rows.append([told[name] for name in NAMES])
        return np.array(rows)

    def _together(self, scores: Scores, clauses: Sequence[Ranked]) -> list[dict[str, float]]:
        """How near a question lies that asks for the clause and others, and what else of its procedures was found."""
        nearest = scores.bank_dense[0][1] if scores.bank_dense else 0.0
        asked = [
            (s - nearest, self._asked_together[r])
            for r, s in scores.bank_dense[:_TOGETHER]
            if r in self._asked_together
        ]
        found, first = {clause.key: clause.fused for clause in clauses}, clauses[0].key
        return [
            {
                "shared": max((near for near, held in asked if key in held), default=_NONE),
                "shared_with_first": max(
                    (near for near, held in asked if key in held and first in held), default=_NONE
                ),
                "procedure": max(
                    (sum(found.get(o, 0.0) for o in held if o != key) for held in self._procedures if key in held),
                    default=0.0,
                ),
            }
            for key in found
        ]

    def _like_others(self, clauses: Sequence[Ranked]) -> list[float]:
        """Largest cosine of each clause with another one of the first four."""
        vectors = self._vectors[[self._place[clause.key] for clause in clauses]]
        cosines = vectors @ vectors[:4].T
        cosines[np.arange(min(4, len(clauses))), np.arange(min(4, len(clauses)))] = -1.0
        return [float(row.max()) for row in cosines]


class Belonging:
    """Weighs the features. Built once; threads may share it."""

    def __init__(self, features: BelongingFeatures, model: "lightgbm.Booster") -> None:
        """Use a trained model of these features."""
        self._features, self._model = features, model

    def log_odds(self, scores: Scores, found: Candidates) -> Matrix:
        """That each of the candidates belongs in the answer, before it is calibrated; (candidates,)."""
        features = self._features.of(scores, found)
        if not len(features):
            return np.empty(0)
        return np.asarray(self._model.predict(features, raw_score=True, num_threads=1), float)


def load_belonging(path: Path = BELONGING_PATH) -> "lightgbm.Booster":
    """Read a model.

    Raises:
        ValueError: when the file is none, or one of other features.
    """
    import lightgbm

    try:
        model = lightgbm.Booster(model_str=path.read_text("utf-8"))
    except lightgbm.basic.LightGBMError as error:
        raise ValueError(f"{path}: {error}. Mend: python -m eval train") from None
    if tuple(model.feature_name()) != NAMES:
        raise ValueError(f"{path}: trained on other features. Mend: python -m eval train")
    return model


def _log(probability: float) -> float:
    return math.log(probability + 1e-4)
