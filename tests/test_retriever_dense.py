import numpy as np
import pytest

from retriever.dense import DenseSearcher
from retriever.searcher import Query


class FakeEncoder:
    """Of an encoder, a dense channel asks only who it is and how long its vectors are."""

    id = "fake"
    dim = 8


def query_of(vector):
    return Query(vector.reshape(1, -1), ())


def unit_rows(count, seed):
    rows = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("depth", [1, 7, 40, 500])
def test_search_is_brute_force_on_values(depth):
    documents, query = unit_rows(40, seed=1), unit_rows(1, seed=2)[0]
    found = DenseSearcher.build(FakeEncoder(), documents, "IDMap2,Flat").search(query_of(query), depth)
    cosines = documents @ query
    expected = sorted(range(40), key=lambda row: (-cosines[row], row))[:depth]
    assert [row for row, _ in found] == expected
    np.testing.assert_allclose([score for _, score in found], cosines[expected], rtol=1e-5)


def test_equal_scores_come_in_the_order_of_the_rows():
    documents = np.repeat(unit_rows(1, seed=3), 5, axis=0)
    found = DenseSearcher.build(FakeEncoder(), documents, "IDMap2,Flat").search(query_of(documents[0]), 3)
    assert [row for row, _ in found] == [0, 1, 2]


def test_an_empty_index_finds_nothing():
    empty = DenseSearcher.build(FakeEncoder(), np.empty((0, 8), np.float32), "IDMap2,Flat")
    assert empty.search(query_of(unit_rows(1, seed=4)), 5) == ()


def test_an_index_that_needs_training_is_trained():
    documents = unit_rows(200, seed=5)
    found = DenseSearcher.build(FakeEncoder(), documents, "IDMap2,IVF4,Flat").search(query_of(documents[17]), 1)
    assert found[0][0] == 17


def test_a_saved_index_answers_as_before(tmp_path):
    documents = unit_rows(40, seed=6)
    encoder, query = FakeEncoder(), query_of(documents[3])
    built = DenseSearcher.build(encoder, documents, "IDMap2,Flat")
    built.save(tmp_path / "vectors")
    assert DenseSearcher.load(encoder, tmp_path / "vectors").search(query, 9) == built.search(query, 9)


def test_an_index_of_another_dimension_is_refused(tmp_path):
    documents = unit_rows(4, seed=7)
    encoder = FakeEncoder()
    DenseSearcher.build(encoder, documents, "IDMap2,Flat").save(tmp_path / "vectors")
    encoder.dim = 9
    with pytest.raises(ValueError, match="dimension 8, the encoder fake 9"):
        DenseSearcher.load(encoder, tmp_path / "vectors")
