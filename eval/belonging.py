"""Fitting which clauses belong in an answer: the trees of `retriever.belonging`, and the thresholds of the choice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np
from sklearn.model_selection import GroupKFold

from corpus import article_id_of
from eval.examples import Found, as_reported
from eval.logistic import FOLDS, Fit, Labels, Matrix, fit_held_out
from retriever.belonging import DIRECTIONS
from retriever.calibration import BELONGING
from retriever.choice import choose

_TREES = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 80,
    "lambda_l2": 20.0,
    "feature_fraction": 0.5,
    "monotone_constraints": list(DIRECTIONS.values()),
    # The same questions give the same trees.
    "deterministic": True,
    "force_row_wise": True,
    "seed": 0,
    "verbose": -1,
}
"""Of LightGBM; docs/adr/0017-belonging.md has what others gave."""
_ROUNDS = 250


@dataclass(frozen=True, slots=True)
class ClauseFit:
    """What tells whether a clause belongs in an answer.

    Attributes:
        fit: the probability, by the log-odds of the trees.
        by_question: of each answered question, the probabilities of its candidates, (candidates,), by trees and a fit
            that had not seen it.
        trees: as LightGBM writes them.
        further: threshold of `choose` for clauses of further articles; keeps the articles precise.
        beside: likewise, for further clauses; has the best mean F of clauses.
    """

    fit: Fit
    by_question: Sequence[Matrix]
    trees: str
    further: float
    beside: float


def fit_clauses(found: Sequence[Found]) -> ClauseFit:
    """Fit the trees and the probability that a clause belongs in the answer, and the thresholds of `choose`."""
    asked = [record for record in found if record.example.clauses]
    features = np.concatenate([record.belonging for record in asked])
    labels = np.array([hit.key in record.example.clauses for record in asked for hit in record.candidates.clauses])
    groups = np.repeat(np.arange(len(asked)), [len(record.candidates.clauses) for record in asked])
    reported = np.array([record.example.reported for record in asked])[groups]
    log_odds = np.empty(len(labels))
    for seen, unseen in GroupKFold(FOLDS, shuffle=True, random_state=0).split(features, groups=groups):
        log_odds[unseen] = _grown(features[seen], labels[seen]).predict(features[unseen], raw_score=True)
    fit = fit_held_out({BELONGING: 1}, log_odds[:, None], labels, groups, np.ones(len(labels)), reported)
    probabilities = np.split(fit.held_out, np.flatnonzero(np.diff(groups)) + 1)
    choices = list(zip(asked, probabilities, as_reported(asked), strict=True))
    further = _precise(choices)
    beside = _best(lambda threshold: _mean_f(choices, further, threshold), most=further)
    return ClauseFit(fit, probabilities, _grown(features, labels).model_to_string(), further, beside)


def _grown(features: Matrix, labels: Labels) -> lightgbm.Booster:
    data = lightgbm.Dataset(features, labels, feature_name=list(DIRECTIONS))
    return lightgbm.train(_TREES, data, _ROUNDS)


PRECISION_AT_LEAST = 0.94
"""Mean share of the quoted articles that may be cited, on questions that the trees have not seen. As long as it is
reached, more is quoted: an article that is missing makes an answer incomplete, one too many is only read. What is
wanted is .90 over all that can be answered: two in a hundred of them are not, which counts as 0, and some 350
questions leave an error of .02."""
_RECALL = 4.0
"""Weight of recall beside precision for the clauses of the articles that are shown: one too many only takes a line."""
_AS_GOOD = 0.003
"""Of F: the curve is flat at its top, and the middle of what is as good as the best moves less with the questions."""
_GRID = np.arange(0.02, 0.95, 0.01)
_Choices = Sequence[tuple[Found, Matrix, float]]
"""Questions, the probabilities of their candidates, and the weight of each question."""


def _precise(choices: _Choices) -> float:
    """The lowest threshold for further articles from which on the quoted ones are as precise as they have to be."""
    shares = [share for *_, share in choices]

    def precision(threshold: float) -> float:
        shown = (frozenset(map(article_id_of, _shown(record, p, threshold, threshold))) for record, p, _ in choices)
        right = [len(s & record.example.may_cite) / len(s) for s, (record, *_) in zip(shown, choices, strict=True)]
        return float(np.average(right, weights=shares))

    return round(next((float(t) for t in _GRID if precision(t) >= PRECISION_AT_LEAST), float(_GRID[-1])), 4)


def _best(measure: Callable[[float], float], most: float) -> float:
    grid = _GRID[most > _GRID]
    scores = np.array([measure(threshold) for threshold in grid])
    return round(float(np.median(grid[scores >= scores.max() - _AS_GOOD])), 4)


def _mean_f(choices: _Choices, further: float, beside: float) -> float:
    """Mean F of the chosen clauses over the questions, each with its weight."""
    weight = _RECALL**2
    scores = []
    for record, probabilities, _ in choices:
        shown, gold = _shown(record, probabilities, further, beside), record.example.clauses
        scores.append((1 + weight) * len(shown & gold) / (len(shown) + weight * len(gold)))
    return float(np.average(scores, weights=[share for *_, share in choices]))


def _shown(record: Found, probabilities: Matrix, further: float, beside: float) -> frozenset[str]:
    """The clauses that would be quoted."""
    clauses = record.candidates.clauses
    first = record.candidates.articles[0].key
    lead = next((at for at, hit in enumerate(clauses) if hit.article_id == first), 0)
    places = choose(probabilities.tolist(), [hit.article_id for hit in clauses], lead, further, beside)
    return frozenset(clauses[at].key for at in places)
