import numpy as np
import pytest

from eval.outcome import Outcome
from eval.stats import (
    area_under_risk,
    auroc,
    calibration_figures,
    compare_means,
    estimate_mean,
    estimate_of,
    refusal_figures,
    reliability,
    risk_coverage,
)


def outcome(name, *, answerable=True, answered=True, right=True, confidence=0.9, probability=0.9):
    return Outcome(
        id=name,
        category="direct",
        style="formal",
        question="问",
        history=(),
        answerable=answerable,
        gold=(67,) if answerable else (),
        status="answered" if answered else "not_in_regulation",
        answered=answered,
        confidence=confidence,
        answerable_probability=probability,
        right=right,
        articles={},
        retrieval={},
        answer={},
        cited=(),
        verbatim=0,
        length=0,
        latency_ms=1.0,
    )


FOUR = [
    outcome("a", confidence=0.95, probability=0.9),
    outcome("b", answered=False, right=False, confidence=0.35, probability=0.4),
    outcome("c", answerable=False, right=False, confidence=0.65, probability=0.5),
    outcome("d", answerable=False, answered=False, right=False, confidence=0.15, probability=0.1),
]


def test_refusal_by_hand():
    assert refusal_figures(FOUR) == {"precision": 1 / 2, "recall": 1 / 2, "F1": 1 / 2, "false refusals": 1 / 2}
    assert refusal_figures(FOUR[:1]) == {"precision": 0, "recall": 0, "F1": 0, "false refusals": 0}


def test_auroc_counts_the_pairs_in_the_right_order():
    # a > c, a > d, b > d are right, b > c is not.
    assert auroc(FOUR) == 3 / 4
    assert auroc(FOUR[:2]) == 0.5


def test_calibration_by_hand():
    figures = calibration_figures(FOUR)
    assert figures["Brier"] == pytest.approx((0.05**2 + 0.35**2 + 0.65**2 + 0.15**2) / 4)
    assert figures["ECE"] == pytest.approx((0.05 + 0.35 + 0.65 + 0.15) / 4)


def test_one_bin_compares_the_mean_confidence_with_the_share_of_right_ones():
    bins = reliability([outcome("a", confidence=0.82), outcome("b", confidence=0.88, right=False)])
    assert bins == [(pytest.approx(0.85), 0.5, 2)]
    assert reliability([outcome("a", confidence=1.0)]) == [(1.0, 1.0, 1)]


def test_risk_rises_as_less_confident_questions_are_covered():
    coverage, risk = risk_coverage(FOUR)
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1]
    assert risk.tolist() == pytest.approx([0, 1 / 2, 2 / 3, 3 / 4])
    assert area_under_risk(FOUR) == pytest.approx(0.25 * (1 / 4 + (1 / 2 + 2 / 3) / 2 + (2 / 3 + 3 / 4) / 2))
    assert area_under_risk(FOUR[:1]) == 0


def test_an_interval_holds_its_mean_and_is_the_same_each_time():
    values = [0.0] * 30 + [1.0] * 70
    estimate = estimate_mean(values)
    assert estimate == estimate_mean(values)
    assert estimate.value == 0.7
    # The normal approximation: 0.7 ± 1.96 · sqrt(0.21 / 100)
    assert (estimate.low, estimate.high) == pytest.approx((0.61, 0.79), abs=0.02)
    assert estimate_of(lambda some: refusal_figures(some)["recall"], FOUR * 20).value == 0.5


@pytest.mark.parametrize("values", [[], [0.5], [1.0, 1.0, 1.0]])
def test_too_few_or_equal_values_give_an_interval_without_width(values):
    estimate = estimate_mean(values)
    assert estimate.low == estimate.value == estimate.high


def test_a_paired_difference_by_hand():
    old, new = [0.0] * 10 + [1.0] * 10, [1.0] * 6 + [0.0] * 4 + [1.0] * 10
    found = compare_means(old, new)
    assert (found.old, found.new, found.difference.value) == (0.5, 0.8, pytest.approx(0.3))
    # Six questions changed, all for the better: both tails of 2^6 sign patterns.
    assert found.p_value == pytest.approx(2 / 64, abs=0.01)
    assert compare_means(old, old).p_value == 1
    assert np.sign(compare_means(new, old).difference.value) == -1
