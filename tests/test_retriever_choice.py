import pytest

from retriever.choice import MOST_ARTICLES, MOST_CLAUSES, choose


@pytest.mark.parametrize(
    ("probabilities", "articles", "chosen"),
    [
        ([0.9, 0.3, 0.1], ["1", "2", "3"], [0, 1]),  # 2 is likely enough to be brought in, 3 is not
        ([0.9, 0.1, 0.1], ["1", "1", "2"], [0, 1]),  # as likely as that of 2, but 1 is shown anyway
        ([0.1, 0.1], ["1", "2"], [0]),  # the lead is shown however unlikely
        ([0.2, 0.9, 0.3], ["1", "2", "2"], [0, 1, 2]),
        ([0.9, 0.01], ["1", "1"], [0]),
    ],
)
def test_a_clause_beside_another_needs_less(probabilities, articles, chosen):
    assert choose(probabilities, articles, lead=0, further=0.2, beside=0.05) == chosen


def test_an_answer_does_not_grow_without_end():
    articles = [str(number) for number in range(20)]
    assert len(choose([0.9] * 20, articles, 3, 0.2, 0.05)) == MOST_ARTICLES
    assert choose([0.9] * 20, ["1"] * 20, 3, 0.95, 0.05)[0] == 3
    assert len(choose([0.9] * 20, ["1"] * 20, 3, 0.95, 0.05)) == MOST_CLAUSES
