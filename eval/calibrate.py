"""Fitting the probabilities and thresholds on what the ranker gave to questions that it had not seen.

Thresholds are set on cross-validated probabilities of the dev questions, so that they are not fitted to the questions
that the weights saw. Called by `python -m eval train`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

from eval.examples import Example
from retriever.belonging import DIRECTIONS as BELONGING_DIRECTIONS
from retriever.calibration import BELONGING, UNCALIBRATED, Calibration, Logistic, Thresholds
from retriever.choice import choose
from retriever.evidence import DIRECTIONS, TOPICAL
from retriever.ranking import Candidates

REFUSED_AT_MOST = 0.02
"""Share of answerable dev questions that may be told that the regulation does not say."""
ASKED_BACK_AT_MOST = 0.02
"""Share of the answerable dev questions left that may be asked back."""
OFF_TOPIC_AT_MOST = 0.01
"""Share of the dev questions about the regulation that may be told that they are not."""
MIX = {"near-miss": 0.12, "off-topic": 0.04, "attack": 0.04}
"""Share that these categories are weighted to, whatever the file holds of them; the others share the rest. A file with
many questions of one kind trains better, but would shift every probability if each counted as one."""
_FOLDS = 10
_PENALTY = 0.01

Matrix = NDArray[np.float64]
Labels = NDArray[np.bool_]
_TREES = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 80,
    "lambda_l2": 20.0,
    "feature_fraction": 0.5,
    "monotone_constraints": list(BELONGING_DIRECTIONS.values()),
    # The same questions give the same trees.
    "deterministic": True,
    "force_row_wise": True,
    "seed": 0,
    "verbose": -1,
}
"""Of LightGBM; docs/adr/0017-belonging.md has what others gave."""
_ROUNDS = 250


@dataclass(frozen=True, slots=True)
class Found:
    """An example with what the ranker found for it, unseen.

    Attributes:
        evidence: features of the question.
        belonging: features of its candidates (`retriever.belonging`).
    """

    example: Example
    candidates: Candidates
    evidence: dict[str, float]
    belonging: Matrix

    @property
    def first_is_gold(self) -> bool:
        """Whether the first article answers."""
        first = self.candidates.articles[0].key
        return any(clause.startswith(f"{first}/") for clause in self.example.clauses)


@dataclass(frozen=True, slots=True)
class _Fit:
    """A fitted model, and the probabilities that it gave to questions that it had not seen."""

    model: Logistic
    held_out: Matrix
    auroc: float
    brier: float


def calibrate(found: Sequence[Found], encoder: str, made_from: dict[str, str | int | float]) -> tuple[Calibration, str]:
    """Fit a calibration, and the trees that tell which clauses belong in an answer.

    Args:
        found: for every example.
        encoder: id of the one that gave the scores.
        made_from: for the record.

    Returns:
        The calibration, and the trees as LightGBM writes them.
    """
    features = np.array([[record.evidence[name] for name in DIRECTIONS] for record in found])
    groups = np.arange(len(found))
    weights = _weights(found)
    answerable = np.array([bool(record.example.clauses) for record in found])
    hit = np.array([record.first_is_gold for record in found])
    unrelated = np.array([record.example.category in ("off-topic", "attack") for record in found]) & ~answerable
    reported = np.array([record.example.reported for record in found])
    of_answerable = _fit(DIRECTIONS, features, answerable, groups, weights, reported)
    of_hit = _fit(DIRECTIONS, features, hit, groups, weights, reported)
    topical = features[:, [list(DIRECTIONS).index(name) for name in TOPICAL]]
    of_topic = _fit({name: DIRECTIONS[name] for name in TOPICAL}, topical, ~unrelated, groups, weights, reported)
    asked = reported & answerable
    refuse_below = float(np.quantile(of_answerable.held_out[asked], REFUSED_AT_MOST))
    left = asked & (of_answerable.held_out >= refuse_below)
    clause, trees, further, beside = _fit_clauses(found)
    worded = [name.startswith("wording") for name in DIRECTIONS]
    silent = _fit(DIRECTIONS, np.where(worded, 0.0, features), answerable, groups, weights, reported)
    fits = {"answerable": of_answerable, "confident": of_hit, "on_topic": of_topic, "clause": clause}
    calibration = Calibration(
        encoder=encoder,
        answerable=of_answerable.model,
        confident=of_hit.model,
        on_topic=of_topic.model,
        clause=clause.model,
        leans=UNCALIBRATED.leans,  # fitted last, on what the rest gives
        thresholds=Thresholds(
            answerable=round(refuse_below, 4),
            confident=round(float(np.quantile(of_hit.held_out[left], ASKED_BACK_AT_MOST)), 4),
            on_topic=round(float(np.quantile(of_topic.held_out[reported & ~unrelated], OFF_TOPIC_AT_MOST)), 4),
            clause=further,
            beside=beside,
        ),
        fitted_on=made_from
        | {"examples": len(found), "refused_at_most": REFUSED_AT_MOST, "asked_back_at_most": ASKED_BACK_AT_MOST}
        | {f"{name}_auroc": round(fit.auroc, 4) for name, fit in fits.items()}
        | {"answerable_auroc_without_wording": round(silent.auroc, 4)}
        | {f"{name}_brier": round(fit.brier, 4) for name, fit in fits.items()},
    )
    return calibration, trees


def _weights(found: Sequence[Found]) -> Matrix:
    """Those of the examples: the categories of `MIX` have their shares, the others the rest."""
    kinds = [record.example.category if record.example.category in MIX else "" for record in found]
    counts = Counter(kinds)
    shares = MIX | {"": 1 - sum(MIX.values())}
    return np.array([shares[kind] * len(kinds) / counts[kind] for kind in kinds])


def _fit(
    directions: Mapping[str, int],
    features: Matrix,
    labels: Labels,
    groups: NDArray[np.int64],
    weights: Matrix,
    reported: Labels,
) -> _Fit:
    """Fit a logistic regression whose weights have the given signs, then scale it to the reported questions.

    The other files hold more of some kinds of questions than are asked: they teach the slopes, but the level and the
    scale are those of the reported questions (Platt scaling of the held-out log-odds), and so are the figures.
    """
    logits = np.empty(len(labels))
    for seen, unseen in GroupKFold(_FOLDS, shuffle=True, random_state=0).split(features, groups=groups):
        intercept, slopes = _logistic(directions, features[seen], labels[seen], weights[seen])
        logits[unseen] = features[unseen] @ slopes + intercept
    level, (scale,) = _logistic({"": 1}, logits[reported, None], labels[reported], weights[reported])
    held_out = expit(scale * logits + level)
    return _Fit(
        fit_logistic(directions, features, labels, weights, float(scale), level),
        held_out,
        float(roc_auc_score(labels[reported], held_out[reported])),
        float(brier_score_loss(labels[reported], held_out[reported])),
    )


def fit_logistic(
    directions: Mapping[str, int],
    features: Matrix,
    labels: Labels,
    weights: Matrix,
    scale: float = 1.0,
    level: float = 0.0,
) -> Logistic:
    """Fit a logistic regression whose weights have the given signs.

    Args:
        directions: feature to sign: 1, -1, or 0 for either.
        features: (examples, features), in that order.
        labels: of each example.
        weights: of each example.
        scale: the log-odds are stretched by it,
        level: and then raised by it.
    """
    intercept, slopes = _logistic(directions, features, labels, weights)
    return Logistic(
        intercept=round(scale * intercept + level, 6),
        weights={name: round(scale * float(slope), 6) for name, slope in zip(directions, slopes, strict=True) if slope},
    )


def _logistic(
    directions: Mapping[str, int], features: Matrix, labels: Labels, weights: Matrix
) -> tuple[float, NDArray[np.float64]]:
    """Intercept and slopes, (features,), with an L2 penalty on the slopes of the standardised features."""
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread == 0] = 1.0
    x = (features - mean) / spread
    share = weights / weights.sum()

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        slopes = parameters[1:]
        logits = x @ slopes + parameters[0]
        error = expit(logits) - labels
        value = share @ (np.logaddexp(0, logits) - labels * logits) + _PENALTY / 2 * slopes @ slopes
        gradient = np.concatenate([[share @ error], x.T @ (share * error) + _PENALTY * slopes])
        return float(value), gradient

    of_sign = {1: (0.0, None), -1: (None, 0.0), 0: (None, None)}
    bounds = [(None, None), *(of_sign[sign] for sign in directions.values())]
    found = minimize(loss, np.zeros(len(bounds)), jac=True, bounds=bounds, method="L-BFGS-B").x
    slopes = found[1:] / spread
    return float(found[0] - slopes @ mean), slopes


def _fit_clauses(found: Sequence[Found]) -> tuple[_Fit, str, float, float]:
    """Fit the trees and the probability that a clause belongs in the answer, and the thresholds of `choose`.

    The one for further articles keeps the articles precise, the one for further clauses has the best mean F of clauses.

    Returns:
        The probability, by the log-odds of the trees; the trees; and the two thresholds.
    """
    asked = [record for record in found if record.example.clauses]
    features = np.concatenate([record.belonging for record in asked])
    labels = np.array([hit.key in record.example.clauses for record in asked for hit in record.candidates.clauses])
    groups = np.repeat(np.arange(len(asked)), [len(record.candidates.clauses) for record in asked])
    reported = np.array([record.example.reported for record in asked])[groups]
    log_odds = np.empty(len(labels))
    for seen, unseen in GroupKFold(_FOLDS, shuffle=True, random_state=0).split(features, groups=groups):
        log_odds[unseen] = _grown(features[seen], labels[seen]).predict(features[unseen], raw_score=True)
    fit = _fit({BELONGING: 1}, log_odds[:, None], labels, groups, np.ones(len(labels)), reported)
    probabilities = np.split(fit.held_out, np.flatnonzero(np.diff(groups)) + 1)
    choices = list(zip(asked, probabilities, _as_reported(asked), strict=True))
    further = _precise(choices)
    beside = _best(lambda threshold: _mean_f(choices, further, threshold), most=further)
    return fit, _grown(features, labels).model_to_string(), further, beside


def _grown(features: Matrix, labels: Labels) -> lightgbm.Booster:
    data = lightgbm.Dataset(features, labels, feature_name=list(BELONGING_DIRECTIONS))
    return lightgbm.train(_TREES, data, _ROUNDS)


def _as_reported(asked: Sequence[Found]) -> Matrix:
    """A weight for each question, so that the categories have the shares that they have in the reported file."""
    counts = Counter(record.example.category for record in asked)
    wanted = Counter(record.example.category for record in asked if record.example.reported)
    return np.array([wanted[record.example.category] / counts[record.example.category] for record in asked])


PRECISION_AT_LEAST = 0.92
"""Mean share of the quoted articles that may be cited, on questions that the trees have not seen. As long as it is
reached, more is quoted: an article that is missing makes an answer incomplete, one too many is only read."""
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
        shown = (frozenset(map(_of_article, _shown(record, p, threshold, threshold))) for record, p, _ in choices)
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


def _of_article(clause: str) -> str:
    return clause.rsplit("/", 2)[0]
