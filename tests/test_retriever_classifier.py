import numpy as np
import pytest

from corpus import BankQuestion
from retriever.classifier import ClauseClassifier
from retriever.searcher import Query

CLAUSES = ("demo/1/1/1", "demo/2/1/1", "demo/3/1/1")
OPEN = len(CLAUSES)


def around(axis: int, count: int = 20) -> np.ndarray:
    """Unit vectors that point about the same way, (count, 8)."""
    vectors = np.random.default_rng(axis).normal(0, 0.1, (count, 8)).astype(np.float32)
    vectors[:, axis] += 1
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def query(axis: int) -> Query:
    return Query(np.eye(8, dtype=np.float32)[axis : axis + 1], ())


@pytest.fixture(scope="module")
def classifier():
    vectors = np.concatenate([around(0), around(1), around(2)])
    questions = [
        *(BankQuestion(f"甲{n}", CLAUSES[:1], "formal") for n in range(20)),
        *(BankQuestion(f"乙{n}", CLAUSES[:2], "formal") for n in range(20)),
        *(BankQuestion(f"丙{n}", (), "formal", "demo/1", "…") for n in range(20)),
    ]
    return ClauseClassifier.build(vectors, questions, CLAUSES)


def test_it_learns_which_clause_is_asked_for(classifier):
    first, *_ = classifier.search(query(0), 4)
    assert first[0] == 0
    assert {row for row, _ in classifier.search(query(1), 2)} == {0, 1}


def test_the_last_row_stands_for_none(classifier):
    assert classifier.search(query(2), 4)[0][0] == OPEN


def test_the_scores_are_log_probabilities_and_a_clause_that_nobody_asks_for_has_none(classifier):
    found = dict(classifier.search(query(0), 10))
    assert sum(np.exp(list(found.values()))) == pytest.approx(1)
    assert np.exp(found[2]) < 1e-9


@pytest.mark.parametrize("count", [0, 1])
def test_too_small_a_bank_teaches_nothing(count):
    questions = [BankQuestion("甲", CLAUSES[:1], "formal")] * count
    assert ClauseClassifier.build(around(0, count), questions, CLAUSES).search(query(0), 4) == ()


def test_a_stored_classifier_finds_the_same(classifier, tmp_path):
    classifier.save(tmp_path / "classifier.npz")
    assert ClauseClassifier.load(tmp_path / "classifier.npz").search(query(1), 4) == classifier.search(query(1), 4)
