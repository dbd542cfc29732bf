"""The learned ranker: a conditional logit weighs the features of every clause.

Trained by `python -m eval train` and stored as JSON, a weight for each feature. Source of the method: McFadden,
Conditional Logit Analysis of Qualitative Choice Behavior, 1974; that none of the clauses answers is one of the choices.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, field_validator
from scipy.special import logit, softmax

from corpus import Regulation
from retriever import followup
from retriever.features import DIRECTIONS, LEVELS, NAMES, ClauseFeatures, Matrix
from retriever.index import Index
from retriever.model import Scores
from retriever.ranking import Candidates, Ranked
from retriever.reading import ALONE, BEFORE, BEHIND, READINGS
from retriever.settings import SearchSettings

RANKER_PATH = Path(__file__).with_name("ranker.json")
FOLLOW_UP_PATH = Path(__file__).with_name("followup.json")


class ClauseModel(BaseModel):
    """How probable it is that a clause answers, by its features, against all others and against none of them.

    Attributes:
        names: the features that it knows, in their order.
        levels: of these, those that are the same for every clause.
        directions: feature to sign of its weight; 0 for either.
        clause: feature to weight, of a clause.
        none: level of the question to weight, of the choice that no clause answers,
        none_intercept: and its log-odds where all levels are 0.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    names: ClassVar[tuple[str, ...]] = NAMES
    levels: ClassVar[tuple[str, ...]] = LEVELS
    directions: ClassVar[Mapping[str, int]] = DIRECTIONS

    clause: dict[str, float]
    none: dict[str, float]
    none_intercept: float

    @field_validator("clause", "none")
    @classmethod
    def _known(cls, weights: dict[str, float]) -> dict[str, float]:
        if unknown := weights.keys() - set(cls.names):
            raise ValueError(f"trained on {sorted(unknown)}, which is no feature. Mend: python -m eval train")
        return weights

    def probabilities(self, features: Matrix) -> NDArray[np.float64]:
        """That each clause answers, (n, clauses), of (n, clauses, len(names)); the rest of 1 is that none does."""
        of_clauses, of_none = self._vectors
        levels = features[:, 0] @ of_none + self.none_intercept
        shares: NDArray[np.float64] = softmax(np.column_stack([features @ of_clauses, levels]), axis=1)
        return shares[:, :-1]

    @cached_property
    def _vectors(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return self._vector(self.clause), self._vector(self.none)

    def _vector(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        return np.array([weights.get(name, 0.0) for name in self.names])


class FollowUpModel(ClauseModel):
    """The same for a question that follows others, by the features of all its readings."""

    names: ClassVar[tuple[str, ...]] = followup.NAMES
    levels: ClassVar[tuple[str, ...]] = followup.LEVELS
    directions: ClassVar[Mapping[str, int]] = followup.DIRECTIONS


Model = TypeVar("Model", bound=ClauseModel)


def load_model(kind: type[Model], path: Path) -> Model:
    """Read a model.

    Raises:
        ValueError: when the file is none, or one of other features (pydantic names the field).
    """
    return kind.model_validate_json(path.read_text("utf-8"))


class LearnedRanker:
    """Ranks clauses by the learned probability, and articles by that of their best clauses."""

    def __init__(
        self,
        regulations: Sequence[Regulation],
        index: Index,
        settings: SearchSettings,
    ) -> None:
        """Prepare the features, and read the models that come with the product."""
        self.features, self._settings = ClauseFeatures(regulations, index), settings
        self._model = load_model(ClauseModel, RANKER_PATH)
        self._of_follow_ups = load_model(FollowUpModel, FOLLOW_UP_PATH)

    def rank(self, scores: Scores) -> Candidates:
        """See `Ranker`."""
        if scores.readings:
            readings = self.features.of_readings(scores)
            return self.follow_up(scores, readings, self._of_follow_ups.probabilities(readings[None])[0])
        rows = self.features.of_parts(scores)
        return self.candidates(scores, rows, self._model.probabilities(rows))

    def follow_up(self, scores: Scores, readings: Matrix, together: NDArray[np.float64]) -> Candidates:
        """Rank clauses for a question that follows others.

        Of the two readings of the question itself, that one is the evidence which alone speaks more for the first
        clause. The question goes on with the turn before as far as both have the same articles.

        Args:
            scores: what the channels gave.
            readings: the features in all readings (`ClauseFeatures.of_readings`).
            together: probability of every clause by all readings, (clauses,).
        """
        of = dict(zip(READINGS, np.split(readings, len(READINGS), axis=1), strict=True))
        before = article_probabilities(self._model.probabilities(of[BEFORE][None])[0], self.features.article_of)
        now = article_probabilities(together, self.features.article_of)
        rows, read_as = np.stack([of[BEHIND], *map(self.features.of, scores.parts)]), scores
        probabilities = self._model.probabilities(rows)
        first = int(together.argmax())
        if self._model.probabilities(of[ALONE][None])[0, first] > probabilities[0, first]:
            rows[0], read_as = of[ALONE], scores.readings[ALONE]
        probabilities[0] = together
        continued = float(np.minimum(before, now).sum())
        return replace(self.candidates(read_as, rows, probabilities), read_as=read_as, continued=continued)

    def candidates(self, scores: Scores, rows: Matrix, probabilities: NDArray[np.float64]) -> Candidates:
        """Rank clauses by their probabilities.

        An article is as good as its clauses together: 1 - the chance that none of them answers.

        Args:
            scores: what the channels gave.
            rows: the features of every clause, for the whole question and for each part of it.
            probabilities: of every clause, for the whole question and for each part of it, (1 + parts, clauses).
        """
        table, blended = self.features, blend(probabilities, self._settings.part_weight)
        cosines, words = dict(scores.dense), dict(scores.bm25)
        best = article_probabilities(blended, table.article_of)
        order = np.lexsort((np.arange(len(best)), -best))[: self._settings.top_articles]
        articles = []
        for at in order.tolist():
            row, key = table.row_of_article[at], table.article_ids[at]
            articles.append(Ranked(key, key, float(best[at]), cosines.get(row, 0.0), words.get(row, 0.0), row))
        kept = np.flatnonzero(np.isin(table.article_of, order))
        kept = kept[np.lexsort((kept, -blended[kept]))][: self._settings.top_clauses]
        known, clauses = _known(rows, probabilities, table.article_of), []
        for at in kept.tolist():
            row, article = table.row_of_clause[at], table.article_ids[table.article_of[at]]
            found = float(blended[at]), cosines.get(row, 0.0), words.get(row, 0.0)
            told = {name: float(values[at]) for name, values in known.items()}
            clauses.append(Ranked(table.clause_ids[at], article, *found, row, told))
        first = rows[0, kept[0]] if len(kept) else np.zeros(len(NAMES), np.float32)
        return Candidates(articles, clauses, dict(zip(NAMES, map(float, first), strict=True)))


_TOLD = ("bm25", "bank", "bank_article", "bank_bm25", "class")
"""Features that are told of a clause, for the whole question and for the part that it fits best."""


def _known(
    rows: Matrix, probabilities: NDArray[np.float64], article_of: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """What is told of each clause: its features and its probability, for the question and for its parts.

    Args:
        rows: (1 + parts, clauses, features).
        probabilities: (1 + parts, clauses).
        article_of: clause to article, (clauses,).

    Returns:
        Name to values, (clauses,): `whole` and `part` are log-odds, that it answers the question and the part that it
        fits best; `part_share` is its probability over that of the best clause of a part; `part_lead`, of the best
        clause of a part, how far it is ahead of the other articles, in logarithms, -1 of others.
    """
    of_parts, parts = (rows[1:], probabilities[1:]) if len(rows) > 1 else (rows, probabilities)
    lead = np.full(len(article_of), -1.0)
    for part in parts:
        first = int(part.argmax())
        others = part[article_of != article_of[first]].max(initial=0.0)
        lead[first] = max(lead[first], np.log(part[first] + _SMALL) - np.log(others + _SMALL))
    known = {
        "whole": logit(probabilities[0].clip(_SMALL, 1 - _SMALL)),
        "part": logit(parts.max(axis=0).clip(_SMALL, 1 - _SMALL)),
        "part_share": (parts / parts.max(axis=1, keepdims=True)).max(axis=0),
        "part_lead": lead,
    }
    for name in _TOLD:
        at = NAMES.index(name)
        known[name] = rows[0, :, at]
        if name != "bank_article":
            known[f"{name}_part"] = of_parts[:, :, at].max(axis=0)
    return known


_SMALL = 1e-4
"""Smallest probability that is told apart from none."""


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
