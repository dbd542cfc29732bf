from dataclasses import replace

import numpy as np
import pytest

from corpus import Procedure, Step
from eval.belonging import fit_clauses
from eval.calibrate import UNASKED_COURSES_AT_MOST, _courses, _fit_course
from eval.examples import Example, Found, as_reported
from retriever.belonging import DIRECTIONS as BELONGING
from retriever.course import DIRECTIONS
from retriever.model import Scores
from retriever.ranking import Candidates, Ranked
from retriever.reading import ALONE, BEFORE
from retriever.reading import Step as ReadStep

NAMES = tuple(DIRECTIONS)
TOPIC = Procedure("topic", "议题上会", (Step("", "协调", "", ("1/1",)), Step("", "提出", "", ("1/2", "1/3"))))


def row(**features):
    return [features.get(name, 0.0) for name in NAMES]


def rows():
    random = np.random.default_rng(0)
    asked = [
        row(share=random.uniform(0.3, 1.0), asking=random.integers(2, 6), steps=random.uniform(1, 4)) for _ in range(60)
    ]
    plain = [
        row(share=random.uniform(0.0, 0.7), asking=random.integers(0, 3), steps=random.uniform(0, 2))
        for _ in range(600)
    ]
    return np.array(asked), np.array(plain)


def test_a_course_is_learned_from_what_labellers_agree_on():
    asked, plain = rows()
    features, asks = np.concatenate([asked, plain]), np.repeat([True, False], [60, 600])
    fit, threshold = _fit_course(features, asks, np.ones(660))
    assert fit.auroc > 0.9
    assert fit.model.weights["share"] > 0
    assert fit.model.weights["steps"] > 0
    assert 0 < threshold < 1
    shown = [
        [fit.model.probability(dict(zip(NAMES, r, strict=True))) >= threshold for r in rs] for rs in (asked, plain)
    ]
    assert np.mean(shown[1]) <= 2 * UNASKED_COURSES_AT_MOST
    assert np.mean(shown[0]) > 0.5
    tempting = np.where(~asks & (features[:, NAMES.index("share")] > 0.6), 5.0, 1.0)
    assert _fit_course(features, asks, tempting)[1] != threshold


def found(asks, *clauses):
    candidates = Candidates((), tuple(Ranked(clause, "1", 0.1, 0.0, 0.0, 0) for clause in ("1/1", "1/2", "1/3")))
    example = Example(scores(""), frozenset(clauses), frozenset(), "direct", reported=True, asks_for_course=asks)
    return Found(example, candidates, {}, np.empty(0), {"topic": 0.4})


def scores(question):
    wording = dict.fromkeys(("course", "course_vector", "several"), 0.0)
    return Scores((ReadStep("typed", question),), "", "", (), (), (), (), (), wording, {})


def test_what_is_learned_from_holds_the_steps_that_the_clauses_answer():
    records = [found(True, "1/1"), found(True), found(None, "1/1"), found(False, "1/2")]  # the second is not answered
    held_out = [np.array([0.9, 0.2, 0.5]), np.array([0.0, 0.3, 0.1]), np.array([0.1, 0.1, 0.2])]
    features, asks, weights = _courses(records, held_out, [TOPIC])
    assert weights.tolist() == [1, 1]
    assert asks.tolist() == [True, False]
    assert features[:, NAMES.index("steps")].tolist() == pytest.approx([1.4, 0.3])
    assert features[:, NAMES.index("share")].tolist() == [0.4, 0.4]


def test_a_follow_up_is_learned_from_as_it_is_read():
    goes_on, begins = (follow_up(continued) for continued in (0.5, 0.1))
    features, *_ = _courses([goes_on, begins], [np.zeros(3)] * 2, [TOPIC])
    assert features[:, NAMES.index("how")].tolist() == [1, 0]


def follow_up(continued):
    record, behind = found(True, "1/1"), scores("换副市长")
    behind = replace(behind, asked="怎么请假 换副市长", readings={ALONE: behind, BEFORE: scores("怎么请假")})
    candidates = replace(record.candidates, read_as=behind, continued=continued)
    return replace(record, example=replace(record.example, scores=behind), candidates=candidates)


def test_records_weigh_as_the_categories_of_the_reported_file():
    def of(category, *, reported):
        record = found(True, "1/1")
        return replace(record, example=replace(record.example, category=category, reported=reported))

    reported = [of("direct", reported=True)] * 3 + [of("noisy", reported=True)]
    other = [of("direct", reported=False)] + [of("noisy", reported=False)] * 3 + [of("attack", reported=False)]
    assert as_reported(reported + other).tolist() == [0.75] * 3 + [0.25] + [0.75] + [0.25] * 3 + [0.0]


def test_of_each_answered_question_the_candidates_get_probabilities_unseen():
    random = np.random.default_rng(0)
    records = [learnable(random, answered=number % 3 > 0) for number in range(300)]
    clauses = fit_clauses(records)
    answered = [record for record in records if record.example.clauses]
    assert len(clauses.by_question) == len(answered)
    for record, probabilities in zip(answered, clauses.by_question, strict=True):
        assert probabilities.shape == (len(record.candidates.clauses),)
    assert np.mean([p.argmax() == 0 for p in clauses.by_question]) > 0.9
    assert clauses.further >= clauses.beside


def learnable(random, *, answered):
    """Candidates of which the first answers, and has more of what speaks for a clause."""
    hits = tuple(Ranked(f"{a}/1/1", f"{a}", 0.5, 0.0, 0.0, 0) for a in range(1, 3 + int(random.integers(3))))
    features = random.normal(0.0, 1.0, (len(hits), len(BELONGING)))
    features[0, [list(BELONGING).index(name) for name in ("score", "bank", "class")]] += 4
    example = Example(
        scores("?"),
        frozenset({"1/1/1"} if answered else ()),
        frozenset({"1"}),
        "direct",
        reported=True,
        asks_for_course=False,
    )
    return Found(example, Candidates(hits, hits), {}, features, {})
