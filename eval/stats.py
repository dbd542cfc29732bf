"""Figures over many outcomes: means with intervals, refusal, calibration, risk and coverage, and paired differences."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from sklearn.metrics import auc, brier_score_loss, roc_auc_score

from eval.outcome import Outcome

Floats = NDArray[np.float64]

RESAMPLES = 500
BINS = 10
_SEED = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % bootstrap interval (percentile method; Efron and Tibshirani, 1993)."""

    value: float
    low: float
    high: float


def estimate_mean(values: Sequence[float]) -> Estimate:
    """The mean, with its interval; no values give 0."""
    if not values:
        return Estimate(0.0, 0.0, 0.0)
    return _estimate(_mean, np.asarray(values, float), vectorized=True)


def estimate_of(figure: Callable[[Sequence[Outcome]], float], outcomes: Sequence[Outcome]) -> Estimate:
    """Any figure of a list of outcomes, with its interval from resampled lists."""
    return _estimate(lambda rows: figure([outcomes[int(row)] for row in rows]), np.arange(len(outcomes), dtype=float))


def _mean(sample: Floats, axis: int) -> Any:
    return np.mean(sample, axis=axis)


def _estimate(statistic: Callable[..., float], values: Floats, *, vectorized: bool = False) -> Estimate:
    value = statistic(values, -1) if vectorized else statistic(values)
    if len(values) < 2:
        return Estimate(float(value), float(value), float(value))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        found = stats.bootstrap(
            (values,), statistic, n_resamples=RESAMPLES, method="percentile", vectorized=vectorized, rng=_SEED
        )
    return Estimate(float(value), float(found.confidence_interval.low), float(found.confidence_interval.high))


def refusal_figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """How well the service tells the questions that the regulation does not answer.

    Returns:
        precision, recall and F1 of not giving a rule; false refusals: share of the answerable questions that get none.
    """
    refused = sum(not o.answered for o in outcomes)
    unanswerable = sum(not o.answerable for o in outcomes)
    right = sum(not o.answered and not o.answerable for o in outcomes)
    answerable = len(outcomes) - unanswerable
    return {
        "precision": right / refused if refused else 0.0,
        "recall": right / unanswerable if unanswerable else 0.0,
        "F1": 2 * right / (refused + unanswerable) if refused + unanswerable else 0.0,
        "false refusals": (refused - right) / answerable if answerable else 0.0,
    }


def auroc(outcomes: Sequence[Outcome]) -> float:
    """How well the probability of being answerable ranks answerable over unanswerable; one half where a kind lacks."""
    labels = [o.answerable for o in outcomes]
    if all(labels) or not any(labels):
        return 0.5
    return float(roc_auc_score(labels, [o.answerable_probability for o in outcomes]))


def calibration_figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Brier score and expected calibration error of the confidence (Guo et al., ICML 2017: bins of equal width)."""
    right, confidence = _right_and_confidence(outcomes)
    bins = reliability(outcomes)
    ece = sum(count / len(outcomes) * abs(mean - share) for mean, share, count in bins)
    return {"Brier": float(brier_score_loss(right, confidence, pos_label=1)), "ECE": ece}


def reliability(outcomes: Sequence[Outcome]) -> list[tuple[float, float, int]]:
    """Of each bin of confidence that holds questions: mean confidence, share of right ones, and how many."""
    right, confidence = _right_and_confidence(outcomes)
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [
        (float(confidence[place == b].mean()), float(right[place == b].mean()), int((place == b).sum()))
        for b in np.unique(place)
    ]


def risk_coverage(outcomes: Sequence[Outcome]) -> tuple[Floats, Floats]:
    """Coverage and risk when the most confident questions are answered first (El-Yaniv and Wiener, JMLR 2010).

    Returns:
        Coverage, rising to 1, and the share of wrong first articles among the questions covered; ties by id.
    """
    ordered = sorted(outcomes, key=lambda o: (-o.confidence, o.id))
    wrong = np.cumsum([not o.right for o in ordered])
    count = np.arange(1, len(ordered) + 1)
    return count / len(ordered), wrong / count


def area_under_risk(outcomes: Sequence[Outcome]) -> float:
    """The mean risk over all coverages; lower is better."""
    coverage, risk = risk_coverage(outcomes)
    return float(auc(coverage, risk)) if len(outcomes) > 1 else float(risk[0])


def _right_and_confidence(outcomes: Sequence[Outcome]) -> tuple[Floats, Floats]:
    return np.array([o.right for o in outcomes], float), np.array([o.confidence for o in outcomes])


@dataclass(frozen=True, slots=True)
class Difference:
    """A paired difference of means, new minus old, with its 95 % interval and the p-value of a permutation test."""

    old: float
    new: float
    difference: Estimate
    p_value: float


def compare_means(old: Sequence[float], new: Sequence[float]) -> Difference:
    """Compare two runs over the same questions, in the same order.

    The permutation test swaps old and new of each question at random (Fisher's randomisation test; Smucker, Allan and
    Carterette, CIKM 2007).
    """
    before, after = np.asarray(old, float), np.asarray(new, float)
    if (before == after).all():
        p_value = 1.0
    else:
        test = stats.permutation_test(
            (after, before),
            lambda x, y, axis: _mean(x - y, axis),
            permutation_type="samples",
            vectorized=True,
            n_resamples=9999,
            rng=_SEED,
        )
        p_value = float(test.pvalue)
    return Difference(float(before.mean()), float(after.mean()), estimate_mean(list(after - before)), p_value)
