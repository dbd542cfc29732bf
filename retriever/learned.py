"""The learned ranker: a conditional logit weighs the features of every clause.

Trained by `python -m eval train` and stored as JSON, a weight for each feature. Source of the method: McFadden,
Conditional Logit Analysis of Qualitative Choice Behavior, 1974; that none of the clauses answers is one of the choices.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, field_validator
from scipy.special import softmax

from corpus import Regulation
from retriever.features import NAMES, ClauseFeatures, Matrix
from retriever.index import Index
from retriever.model import Scores
from retriever.ranking import Candidates, Ranked
from retriever.settings import SearchSettings

RANKER_PATH = Path(__file__).with_name("ranker.json")


class ClauseModel(BaseModel):
    """How probable it is that a clause answers, by its features, against all others and against none of them.

    Attributes:
        clause: feature to weight, of a clause.
        none: level of the question (`retriever.features.LEVELS`) to weight, of the choice that no clause answers,
        none_intercept: and its log-odds where all levels are 0.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    clause: dict[str, float]
    none: dict[str, float]
    none_intercept: float

    @field_validator("clause", "none")
    @classmethod
    def _known(cls, weights: dict[str, float]) -> dict[str, float]:
        if unknown := weights.keys() - set(NAMES):
            raise ValueError(f"trained on {sorted(unknown)}, which is no feature. Mend: python -m eval train")
        return weights

    def probabilities(self, features: Matrix) -> NDArray[np.float64]:
        """That each clause answers, (n, clauses), of (n, clauses, len(NAMES)); the rest of 1 is that none does."""
        of_clauses, of_none = self._vectors
        levels = features[:, 0] @ of_none + self.none_intercept
        shares: NDArray[np.float64] = softmax(np.column_stack([features @ of_clauses, levels]), axis=1)
        return shares[:, :-1]

    @cached_property
    def _vectors(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return _vector(self.clause), _vector(self.none)


def _vector(weights: Mapping[str, float]) -> NDArray[np.float64]:
    return np.array([weights.get(name, 0.0) for name in NAMES])


def load_clause_model(path: Path = RANKER_PATH) -> ClauseModel:
    """Read a model.

    Raises:
        ValueError: when the file is none, or one of other features (pydantic names the field).
    """
    return ClauseModel.model_validate_json(path.read_text("utf-8"))


class LearnedRanker:
    """Ranks clauses by the learned probability, and articles by that of their best clauses."""

    def __init__(
        self,
        regulations: Sequence[Regulation],
        index: Index,
        settings: SearchSettings,
        model: "ClauseModel | None" = None,
    ) -> None:
        """Prepare the features; the model is the one that comes with the product where none is given."""
        self.features, self._settings = ClauseFeatures(regulations, index), settings
        self._model = model or load_clause_model()

    def rank(self, scores: Scores) -> Candidates:
        """See `Ranker`."""
        rows = np.stack([self.features.of(asked) for asked in (scores, *scores.parts)])
        return self.candidates(scores, rows, self._model.probabilities(rows))

    def candidates(self, scores: Scores, rows: Matrix, probabilities: NDArray[np.float64]) -> Candidates:
        """Rank clauses by their probabilities.

        An article is as good as its clauses together: 1 - the chance that none of them answers.

        Args:
            scores: what the channels gave.
            rows: the features of every clause, for the whole question and for each part of it.
            probabilities: of every clause, for the whole question and for each part of it, (1 + parts, clauses).
        """
        features, blended = self.features, blend(probabilities, self._settings.part_weight)
        parts = probabilities[1:] if len(probabilities) > 1 else probabilities
        part, part_share = parts.max(axis=0), (parts / parts.max(axis=1, keepdims=True)).max(axis=0)
        classified = rows[:, :, NAMES.index("class")]
        part_classified = (classified[1:] if len(rows) > 1 else classified).max(axis=0)
        cosines, words = dict(scores.dense), dict(scores.bm25)
        best = article_probabilities(blended, features.article_of)
        order = np.lexsort((np.arange(len(best)), -best))[: self._settings.top_articles]
        articles = []
        for at in order.tolist():
            row, key = features.row_of_article[at], features.article_ids[at]
            articles.append(Ranked(key, key, float(best[at]), cosines.get(row, 0.0), words.get(row, 0.0), row))
        kept = np.flatnonzero(np.isin(features.article_of, order))
        kept = kept[np.lexsort((kept, -blended[kept]))][: self._settings.top_clauses]
        clauses = []
        for at in kept.tolist():
            row, article = features.row_of_clause[at], features.article_ids[features.article_of[at]]
            found = float(blended[at]), cosines.get(row, 0.0), words.get(row, 0.0)
            told = (part[at], part_share[at], classified[0, at], part_classified[at])
            clauses.append(Ranked(features.clause_ids[at], article, *found, row, *map(float, told)))
        first = rows[0, kept[0]] if len(kept) else np.zeros(len(NAMES), np.float32)
        return Candidates(articles, clauses, dict(zip(NAMES, map(float, first), strict=True)))


def blend(probabilities: NDArray[np.float64], part_weight: float) -> NDArray[np.float64]:
    """Of each clause, what it is worth to the whole question and to the part that it fits best.

    Args:
        probabilities: (1 + parts, clauses).
        part_weight: of the parts.
    """
    whole = probabilities[:1]
    parts = probabilities[1:] if len(probabilities) > 1 else whole
    blended: NDArray[np.float64] = (1 - part_weight) * whole[0] + part_weight * parts.max(axis=0)
    return blended


def article_probabilities(probabilities: NDArray[np.float64], article_of: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of each article, that one of its clauses or more answers, as if they were independent; (articles,)."""
    none = np.ones(int(article_of.max(initial=-1)) + 1)
    np.multiply.at(none, article_of, 1 - probabilities)
    return 1 - none
