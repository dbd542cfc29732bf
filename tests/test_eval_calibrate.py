from types import SimpleNamespace

import numpy as np
import pytest

from corpus import Procedure, Step
from eval.calibrate import UNASKED_COURSES_AT_MOST, _courses, _fit_course
from retriever.course import DIRECTIONS
from retriever.model import Scores
from retriever.reading import Step as ReadStep

NAMES = tuple(DIRECTIONS)
TOPIC = Procedure("topic", "议题上会", (Step("", "协调", "", ("1/1",)), Step("", "提出", "", ("1/2", "1/3"))))


def row(**features):
    return [features.get(name, 0.0) for name in NAMES]


def rows():
    random = np.random.default_rng(0)
    asked = [row(share=random.uniform(0.3, 1.0), asking=random.integers(2, 6)) for _ in range(60)]
    plain = [row(share=random.uniform(0.0, 0.7), asking=random.integers(0, 3)) for _ in range(600)]
    return np.array(asked), np.array(plain)


def test_a_course_is_learned_from_what_labellers_agree_on():
    asked, plain = rows()
    fit, threshold = _fit_course(np.concatenate([asked, plain]), np.repeat([True, False], [60, 600]))
    assert fit.auroc > 0.9
    assert fit.model.weights["share"] > 0
    assert 0 < threshold < 1
    shown = [
        [fit.model.probability(dict(zip(NAMES, r, strict=True))) >= threshold for r in rs] for rs in (asked, plain)
    ]
    assert np.mean(shown[1]) <= 2 * UNASKED_COURSES_AT_MOST
    assert np.mean(shown[0]) > 0.5


def found(asks, *clauses):
    wording = dict.fromkeys(("course", "course_vector", "several"), 0.0)
    read = Scores((ReadStep("typed", ""),), "", "", (), (), (), (), (), wording, {})
    candidates = SimpleNamespace(clauses=[SimpleNamespace(key=clause) for clause in ("1/1", "1/2", "1/3")])
    example = SimpleNamespace(clauses=frozenset(clauses), asks_for_course=asks)
    return SimpleNamespace(example=example, candidates=candidates, read=read, courses={"topic": 0.4})


def test_what_is_learned_from_holds_the_steps_that_the_clauses_answer():
    records = [found(True, "1/1"), found(True), found(None, "1/1"), found(False, "1/2")]  # the second is not answered
    held_out = [np.array([0.9, 0.2, 0.5]), np.array([0.1, 0.1, 0.1]), np.array([0.0, 0.3, 0.1])]
    features, asks = _courses(records, held_out, [TOPIC])
    assert asks.tolist() == [True, False]
    assert features[:, NAMES.index("steps")].tolist() == pytest.approx([1.4, 0.3])
    assert features[:, NAMES.index("share")].tolist() == [0.4, 0.4]
