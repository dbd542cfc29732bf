import pytest

from eval.metrics import ARTICLE_MEASURES, CLAUSE_MEASURES, per_question

GOLD = {"one": {"67": 1}, "two": {"43": 1, "44": 1}, "lost": {"5": 1}}
RUN = {"one": ["68", "67", "66"], "two": ["44", "6", "25", "43"]}


def test_each_measure_by_hand():
    scores = per_question(GOLD, RUN, ARTICLE_MEASURES)
    assert scores["one"] == pytest.approx(
        {"hit@1": 0, "Recall@1": 0, "Recall@3": 1, "Recall@5": 1, "MRR@10": 1 / 2, "nDCG@10": 1 / 1.5849625}, rel=1e-5
    )
    # nDCG of ranks 1 and 4: (1 + 1/log2 5) / (1 + 1/log2 3)
    assert scores["two"] == pytest.approx(
        {
            "hit@1": 1,
            "Recall@1": 1 / 2,
            "Recall@3": 1 / 2,
            "Recall@5": 1,
            "MRR@10": 1,
            "nDCG@10": 1.4306766 / 1.6309298,
        },
        rel=1e-5,
    )


def test_clauses_are_measured_at_one_and_three():
    scores = per_question({"q": {"67/1/1": 1, "67/1/2": 1}}, {"q": ["67/1/2", "68/1/1", "67/1/1"]}, CLAUSE_MEASURES)
    assert scores["q"] == {"clause Recall@1": 0.5, "clause Recall@3": 1}


def test_a_question_that_is_missing_from_the_run_counts_as_zero():
    assert set(per_question(GOLD, RUN, ARTICLE_MEASURES)["lost"].values()) == {0.0}
