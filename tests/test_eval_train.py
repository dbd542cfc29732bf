import json

import numpy as np
import pytest

from eval.commands import ABLATION_RESULTS, TUNING
from eval.courses import CourseLabels
from eval.examples import file_examples
from eval.questions import Question, load_questions
from eval.train import made_from, rows_of, train
from retriever.calibration import Logistic, load_calibration
from retriever.features import GROUPS, NAMES, ClauseFeatures
from retriever.learned import RANKER_PATH, ClauseModel, load_model


def test_what_is_in_the_repository_was_trained_on_what_is_in_it(service):
    """A changed bank, question, encoder or ranker must be followed by `python -m eval tune` and `train`."""
    stored = load_calibration().fitted_on
    assert {name: stored[name] for name in made_from(TUNING, service.retriever)} == made_from(TUNING, service.retriever)
    assert load_calibration().encoder == service.index_manifest["encoder"]


def test_the_ablation_table_names_every_group():
    table = json.loads(ABLATION_RESULTS.read_text("utf-8"))
    assert {f"without {group}" for group in GROUPS} <= table.keys()
    assert table["all"]["hit@1"] == max(0, min(1, table["all"]["hit@1"]))


def test_training_learns_and_forgets_what_is_left_out(service, regulation):
    questions = [q for q in load_questions(TUNING[0], Question) if q.category == "direct"][:40]
    scores = [service.retriever.score(q.question) for q in questions]
    courses = {
        questions[0].id: CourseLabels(id=questions[0].id, first=True, second=False),
        questions[1].id: CourseLabels(id=questions[1].id, first=True, second=True),
    }
    examples = file_examples(questions, scores, regulation, courses, reported=True)
    assert [example.asks_for_course for example in examples[:3]] == [None, True, False]
    features = ClauseFeatures([regulation], service.retriever.index)
    rows = rows_of(features, examples)
    whole = train(features, examples, rows)
    again = train(features, examples, rows)
    assert all((one == other).all() for one, other in zip(whole.held_out, again.held_out, strict=True))
    right = [
        row[0][[c in e.clauses for c in features.clause_ids]].max()
        for e, row in zip(examples, whole.held_out, strict=True)
    ]
    assert np.mean(right) > 5 * np.mean([row[0].mean() for row in whole.held_out])
    blind = train(features, examples, rows, without=tuple(GROUPS))
    assert max(np.ptp(row) for row in blind.held_out) == 0


def test_features_have_the_order_of_their_names(service, regulation):
    features = ClauseFeatures([regulation], service.retriever.index)
    rows = features.of(service.retriever.score("突发事件发生后要在多长时间内报告"))
    assert rows.shape == (len(features.clause_ids), len(NAMES))
    best = features.clause_ids[int(rows[:, NAMES.index("class")].argmax())]
    assert best.startswith("tj-2023/67/")
    assert rows[:, NAMES.index("cosine")].max() == 0
    assert rows[:, NAMES.index("bm25")].max() == pytest.approx(1)


def test_a_model_of_other_features_is_refused(tmp_path):
    other = tmp_path / "ranker.json"
    other.write_text(RANKER_PATH.read_text("utf-8").replace('"bank"', '"something_else"'), "utf-8")
    with pytest.raises(ValueError, match="trained on"):
        load_model(ClauseModel, other)


def test_a_logistic_by_hand():
    model = Logistic(intercept=-1.0, weights={"a": 2.0, "b": 0.5})
    assert model.probability({"a": 1.0, "b": 0.0, "unused": 9.0}) == pytest.approx(0.731059, abs=1e-6)
    assert model.probability({"a": -1e9, "b": 0.0}) == pytest.approx(0, abs=1e-20)
    with pytest.raises(KeyError):
        model.probability({"a": 1.0})
