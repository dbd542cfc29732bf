import logging

import pytest

from eval.questions import QUESTIONS_DIR, Question, load_questions
from eval.sweep import stored_scores, sweep_threshold, sweep_weights
from retriever.retriever import Retriever


@pytest.fixture(scope="module")
def some():
    return load_questions(QUESTIONS_DIR / "dev.jsonl", Question)[::30]


def test_stored_scores_rank_as_fresh_ones_do(service, settings, some, tmp_path, caplog):
    with caplog.at_level(logging.INFO, "eval"):
        first = stored_scores(service.retriever, settings.search, "some", some, tmp_path)
        again = stored_scores(service.retriever, settings.search, "some", some, tmp_path)
    assert first == again
    assert sum("asking the channels" in record.getMessage() for record in caplog.records) == 1
    for question, scores in zip(some, again, strict=True):
        # A search of a follow-up may settle for the question alone; what is stored has all its readings.
        searched = service.retriever.rank(service.retriever.score(question.question, question.history))
        ranked = service.retriever.rank(scores)
        # Compared by what names and weighs them: a difference of whole records takes minutes to print.
        assert [(hit.clause.id, hit.score) for hit in ranked.clauses] == [
            (h.clause.id, h.score) for h in searched.clauses
        ]
        assert [(hit.article.id, hit.score) for hit in ranked.articles] == [
            (h.article.id, h.score) for h in searched.articles
        ]
        assert (ranked.features, ranked.answerable) == (searched.features, searched.answerable)


def test_a_sweep_tries_every_combination_and_runs_no_model(service, settings, some, tmp_path, monkeypatch):
    scores = stored_scores(service.retriever, settings.search, "some", some, tmp_path)
    monkeypatch.delattr(Retriever, "score")
    grid = {"dense_weight": (0.0, 0.6), "bank_weight": (0.0, 1.0, 2.0)}
    rows = sweep_weights(service.retriever, settings.search, some, scores, grid)
    assert {(row["dense_weight"], row["bank_weight"]) for row in rows} == {
        (d, b) for d in grid["dense_weight"] for b in grid["bank_weight"]
    }
    assert [row["hit@1"] for row in rows] == sorted((row["hit@1"] for row in rows), reverse=True)
    shares = [row["answerable refused"] for row in sweep_threshold(service.retriever, some, scores)]
    assert shares == sorted(shares)
    assert shares[-1] > 0


@pytest.mark.parametrize("grid", [{"no_such": (1.0,)}, {"dense_weight": (2.0,)}])
def test_a_setting_that_there_is_not_is_refused(service, settings, some, tmp_path, grid):
    scores = stored_scores(service.retriever, settings.search, "some", some, tmp_path)
    with pytest.raises(ValueError, match=next(iter(grid))):
        sweep_weights(service.retriever, settings.search, some, scores, grid)
