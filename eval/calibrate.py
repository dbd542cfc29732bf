"""Fitting the probabilities and thresholds on what the ranker gave to questions that it had not seen.

Thresholds are set on cross-validated probabilities, so that they are not fitted to the questions that the weights saw.
Called by `python -m eval train`.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from corpus import Procedure
from eval.belonging import fit_clauses
from eval.examples import Found, as_reported
from eval.logistic import Fit, Labels, Matrix, fit_held_out
from retriever.calibration import Calibration, Thresholds
from retriever.course import DIRECTIONS as COURSE_DIRECTIONS
from retriever.course import course_features, steps_answered
from retriever.evidence import DIRECTIONS, TOPICAL

NEAR_MISSES_AT_LEAST = 0.87
"""Share of the questions of dev and its surplus that are on the regulation's topics and left open, which must not be
answered. Once it is reached, more is answered: a right answer that is held back helps nobody. Those of dev alone are
so few that the threshold would jump. It goes up as the models get better, or all that they gain would go into answers
(docs/adr/0027-follow-ups-of-procedures-and-a-fourth-tuning.md)."""
OFF_TOPIC_AT_MOST = 0.01
"""Share of the dev questions about the regulation that may be told that they are not."""
UNASKED_COURSES_AT_MOST = 0.02
"""Share of the answerable questions that ask for no course, which may be given one: of dev and its surplus, categories
weighing as in dev. The surplus holds many that were written to sound like one: of questions as they come it is less
(docs/adr/0027-follow-ups-of-procedures-and-a-fourth-tuning.md)."""
MIX = {"near-miss": 0.12, "off-topic": 0.04, "attack": 0.04}
"""Share that these categories are weighted to, whatever the file holds of them; the others share the rest. A file with
many questions of one kind trains better, but would shift every probability if each counted as one."""


def calibrate(
    found: Sequence[Found],
    procedures: Sequence[Procedure],
    encoder: str,
    made_from: dict[str, str | int | float],
) -> tuple[Calibration, str]:
    """Fit a calibration, and the trees that tell which clauses belong in an answer.

    Args:
        found: for every example.
        procedures: of the regulations.
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
    of_answerable = fit_held_out(DIRECTIONS, features, answerable, groups, weights, reported)
    of_hit = fit_held_out(DIRECTIONS, features, hit, groups, weights, reported)
    topical = features[:, [list(DIRECTIONS).index(name) for name in TOPICAL]]
    of_topic = fit_held_out(
        {name: DIRECTIONS[name] for name in TOPICAL}, topical, ~unrelated, groups, weights, reported
    )
    open_ = ~answerable & ~unrelated
    answer_from = _enough(np.minimum(of_answerable.held_out, of_hit.held_out)[open_])
    clauses = fit_clauses(found)
    course, course_from = _fit_course(*_courses(found, clauses.by_question, procedures))
    worded = [name.startswith("wording") for name in DIRECTIONS]
    silent = fit_held_out(DIRECTIONS, np.where(worded, 0.0, features), answerable, groups, weights, reported)
    fits = {
        "answerable": of_answerable,
        "confident": of_hit,
        "on_topic": of_topic,
        "clause": clauses.fit,
        "course": course,
    }
    calibration = Calibration(
        encoder=encoder,
        answerable=of_answerable.model,
        confident=of_hit.model,
        on_topic=of_topic.model,
        clause=clauses.fit.model,
        course=course.model,
        thresholds=Thresholds(
            answerable=answer_from,
            confident=answer_from,
            on_topic=round(float(np.quantile(of_topic.held_out[reported & ~unrelated], OFF_TOPIC_AT_MOST)), 4),
            clause=clauses.further,
            beside=clauses.beside,
            course=course_from,
        ),
        fitted_on=made_from
        | {"examples": len(found), "near_misses_at_least": NEAR_MISSES_AT_LEAST}
        | {"unasked_courses_at_most": UNASKED_COURSES_AT_MOST}
        | {f"{name}_auroc": round(fit.auroc, 4) for name, fit in fits.items()}
        | {"answerable_auroc_without_wording": round(silent.auroc, 4)}
        | {f"{name}_brier": round(fit.brier, 4) for name, fit in fits.items()},
    )
    return calibration, clauses.trees


def _courses(
    found: Sequence[Found], probabilities: Sequence[Matrix], procedures: Sequence[Procedure]
) -> tuple[Matrix, Labels, Matrix]:
    """The features of the answered questions that labellers agree on, whether they ask for a course, and weights."""
    rows, told = [], []
    answered = (record for record in found if record.example.clauses)
    for record, held_out in zip(answered, probabilities, strict=True):
        if record.example.asks_for_course is not None:
            keys = (clause.key for clause in record.candidates.clauses)
            steps = steps_answered(dict(zip(keys, held_out.tolist(), strict=True)), procedures)
            features = course_features(record.example.scores, record.candidates, record.courses, steps)
            rows.append([features[name] for name in COURSE_DIRECTIONS])
            told.append(record)
    return np.array(rows), np.array([record.example.asks_for_course for record in told], bool), as_reported(told)


def _fit_course(features: Matrix, asks: Labels, weights: Matrix) -> tuple[Fit, float]:
    """That a question asks for a course, and from where on one is shown.

    On all files: dev alone has too few that ask for one to set a level by.
    """
    groups, everything = np.arange(len(asks)), np.ones(len(asks), bool)
    fit = fit_held_out(COURSE_DIRECTIONS, features, asks, groups, weights, everything)
    level = np.quantile(fit.held_out[~asks], 1 - UNASKED_COURSES_AT_MOST, weights=weights[~asks], method="inverted_cdf")
    return fit, round(float(level), 4)


def _enough(probabilities: Matrix) -> float:
    """The lowest threshold that enough of these questions, which nothing answers, do not reach."""
    grid = np.arange(0.2, 0.9, 0.01)
    enough = (t for t in grid if np.mean(probabilities < t) >= NEAR_MISSES_AT_LEAST)
    return round(float(next(enough, grid[-1])), 4)


def _weights(found: Sequence[Found]) -> Matrix:
    """Those of the examples: the categories of `MIX` have their shares, the others the rest."""
    kinds = [record.example.category if record.example.category in MIX else "" for record in found]
    counts = Counter(kinds)
    shares = MIX | {"": 1 - sum(MIX.values())}
    return np.array([shares[kind] * len(kinds) / counts[kind] for kind in kinds])
