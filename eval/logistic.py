"""Logistic regressions whose weights have given signs, and what they give to questions that they have not seen."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

from retriever.calibration import Logistic

FOLDS = 10
_PENALTY = 0.01

Matrix = NDArray[np.float64]
Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model, and the probabilities that it gave to questions that it had not seen."""

    model: Logistic
    held_out: Matrix
    auroc: float
    brier: float


def fit_held_out(
    directions: Mapping[str, int],
    features: Matrix,
    labels: Labels,
    groups: NDArray[np.int64],
    weights: Matrix,
    reported: Labels,
) -> Fit:
    """Fit a logistic regression whose weights have the given signs, then scale it to the reported questions.

    The other files hold more of some kinds of questions than are asked: they teach the slopes, but the level and the
    scale are those of the reported questions (Platt scaling of the held-out log-odds), and so are the figures.
    """
    logits = np.empty(len(labels))
    for seen, unseen in GroupKFold(FOLDS, shuffle=True, random_state=0).split(features, groups=groups):
        intercept, slopes = _logistic(directions, features[seen], labels[seen], weights[seen])
        logits[unseen] = features[unseen] @ slopes + intercept
    level, (scale,) = _logistic({"": 1}, logits[reported, None], labels[reported], weights[reported])
    held_out = expit(scale * logits + level)
    return Fit(
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
