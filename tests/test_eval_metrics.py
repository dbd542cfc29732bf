import pytest

from eval.metrics import gold_of, mean, per_question
from eval.questions import Question


def question(name, *articles):
    return Question(
        id=name,
        question="问",
        category="direct",
        style="formal",
        answerable=bool(articles),
        gold=tuple({"article": article, "span": "句"} for article in articles),
        also_ok=(),
        key=(),
        note="",
    )


GOLD = gold_of([question("one", 67), question("two", 43, 44), question("none"), question("lost", 5)])
RUN = {"one": ["68", "67", "66"], "two": ["44", "6", "25", "43"]}


def test_gold_holds_the_answerable_questions_only():
    assert GOLD == {"one": {"67": 1}, "two": {"43": 1, "44": 1}, "lost": {"5": 1}}


def test_each_measure_by_hand():
    scores = per_question(GOLD, RUN)
    assert scores["one"] == pytest.approx(
        {"hit@1": 0, "Recall@3": 1, "Recall@5": 1, "MRR@10": 1 / 2, "nDCG@10": 1 / 1.5849625}, rel=1e-5
    )
    # nDCG of ranks 1 and 4: (1 + 1/log2 5) / (1 + 1/log2 3)
    assert scores["two"] == pytest.approx(
        {"hit@1": 1, "Recall@3": 1 / 2, "Recall@5": 1, "MRR@10": 1, "nDCG@10": 1.4306766 / 1.6309298}, rel=1e-5
    )


def test_a_question_that_is_missing_from_the_run_counts_as_zero():
    scores = per_question(GOLD, RUN)
    assert set(scores["lost"].values()) == {0.0}
    assert mean(scores, ["one", "two", "lost"])["hit@1"] == pytest.approx(1 / 3)
