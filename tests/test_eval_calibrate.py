from types import SimpleNamespace

import numpy as np

from eval.calibrate import UNASKED_COURSES_AT_MOST, _fit_course
from retriever.course import DIRECTIONS


def found(asks, clauses=("demo/1/1/1",), **features):
    example = SimpleNamespace(clauses=frozenset(clauses), asks_for_course=asks)
    return SimpleNamespace(example=example, course=dict.fromkeys(DIRECTIONS, 0.0) | features)


def records():
    random = np.random.default_rng(0)
    asked = [found(True, share=random.uniform(0.3, 1.0), asking=random.integers(2, 6)) for _ in range(60)]
    plain = [found(False, share=random.uniform(0.0, 0.7), asking=random.integers(0, 3)) for _ in range(600)]
    return asked, plain


def test_a_course_is_learned_from_what_both_labellers_say():
    asked, plain = records()
    fit, threshold = _fit_course([*asked, *plain])
    assert fit.auroc > 0.9
    assert fit.model.weights["share"] > 0
    assert 0 < threshold < 1
    shown = [fit.model.probability(record.course) >= threshold for record in plain]
    assert np.mean(shown) <= 2 * UNASKED_COURSES_AT_MOST
    assert np.mean([fit.model.probability(record.course) >= threshold for record in asked]) > 0.5


def test_where_labellers_differ_and_where_nothing_answers_nothing_is_learned():
    asked, plain = records()
    beside = [found(None, share=1.0) for _ in range(50)] + [found(False, clauses=(), share=1.0) for _ in range(50)]
    with_them, without = _fit_course([*asked, *plain, *beside]), _fit_course([*asked, *plain])
    assert (with_them[0].model, with_them[1]) == (without[0].model, without[1])
