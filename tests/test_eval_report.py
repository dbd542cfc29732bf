"""A run over a few questions, through every form that its results take."""

import json
import re

import pytest

from answer.model import Status
from eval.compare import compare, compare_table
from eval.gate import TOLERANCE, accept, faults, gate_figures, load_baseline
from eval.questions import QUESTIONS_DIR, QuestionFileError
from eval.report import articles_of, escape, render_report, worst, write_report
from eval.results import load_results, newest_results, run_files
from eval.run import METHODS, PRODUCT


@pytest.fixture(scope="module")
def question_file(tmp_path_factory):
    """Twelve dev questions of several categories, and one that is never searched."""
    lines = (QUESTIONS_DIR / "dev.jsonl").read_text("utf-8").splitlines()
    empty = json.loads(lines[0]) | {"id": "empty", "question": "", "answerable": False, "gold": [], "key": []}
    hostile = empty | {"id": "hostile", "question": "<script>alert(1)</script> | **67** `x`", "category": "attack"}
    path = tmp_path_factory.mktemp("questions") / "few.jsonl"
    path.write_text("\n".join([*lines[::40], json.dumps(empty), json.dumps(hostile)]), "utf-8")
    return path


@pytest.fixture(scope="module")
def results(service, settings, question_file):
    return run_files(service, settings, [question_file])


def test_every_question_has_an_outcome_with_every_method(results, question_file):
    outcomes = results.sets["few"].outcomes
    assert len(outcomes) == len(question_file.read_text("utf-8").splitlines())
    for outcome in outcomes:
        assert set(outcome.retrieval) == (set(METHODS) if outcome.answerable else set())
        assert outcome.verbatim == len(outcome.cited)
    unsearched = next(o for o in outcomes if o.id == "empty")
    assert (unsearched.status, unsearched.articles, unsearched.right) == (Status.REFUSED_EMPTY, {}, False)


def test_the_ranking_of_the_product_is_that_of_the_service(results, service):
    for outcome in results.sets["few"].outcomes:
        record = service.ask(outcome.question, outcome.history).as_record()
        assert list(outcome.articles.get(PRODUCT, ())) == [str(hit["article"]) for hit in record["ranking"]]
        assert outcome.confidence == record["confidence"]


def test_results_are_read_back_as_they_were_written(results, tmp_path):
    path = results.save(tmp_path)
    assert load_results(path) == results
    assert path.name == f"{results.meta['date']}-{results.meta['commit']}.json"
    assert newest_results(tmp_path) == path


def test_the_newest_results_are_those_of_the_latest_time(results, tmp_path):
    for time, commit in (("2026-01-02T10:00:00", "aaa"), ("2026-01-02T09:00:00", "bbb")):
        meta = results.meta | {"time": time, "date": "2026-01-02", "commit": commit}
        results.model_copy(update={"meta": meta}).save(tmp_path)
    assert newest_results(tmp_path).name == "2026-01-02-aaa.json"


def test_what_is_no_result_is_refused(tmp_path):
    (tmp_path / "a.json").write_text('{"meta": {}}', "utf-8")
    with pytest.raises(QuestionFileError, match=r"a\.json: sets: Field required"):
        load_results(tmp_path / "a.json")
    with pytest.raises(FileNotFoundError, match="holds no results"):
        newest_results(tmp_path)


def test_a_file_whose_gold_is_not_in_the_regulation_is_refused(service, settings, question_file, tmp_path):
    path = tmp_path / "bad.jsonl"
    record = json.loads(question_file.read_text("utf-8").splitlines()[0]) | {"gold": [{"article": 67, "span": "无"}]}
    path.write_text(json.dumps(record), "utf-8")
    with pytest.raises(QuestionFileError, match=r"bad\.jsonl: .*article 67 does not hold"):
        run_files(service, settings, [path])


def test_the_report_holds_its_figures_and_escapes_the_questions(results, tmp_path):
    markdown, page = (path.read_text("utf-8") for path in write_report(results, tmp_path))
    outcomes = results.sets["few"].outcomes
    asked = [o for o in outcomes if o.answerable]
    hit = sum(o.retrieval["fused"]["hit@1"] for o in asked) / len(asked)
    assert re.search(rf"\| fused \| {hit:.3f} \[", markdown)
    assert all(o.id in markdown for o in worst(outcomes))
    assert len(re.findall("<svg", page)) == 3
    assert "<script" not in page
    assert "<script" not in markdown
    assert re.findall(r'(?:src|href)="(?!#)([^"]*)"', page) == []


def test_the_map_counts_questions_and_finds_by_article(results):
    counted = articles_of(results.sets["few"].outcomes)
    assert sum(asked for asked, _ in counted.values()) == sum(len(o.gold) for o in results.sets["few"].outcomes)
    assert all(hits <= asked for asked, hits in counted.values())


def test_a_cell_holds_no_mark_of_a_table():
    assert escape("a|b\n<c>\x1b_d_") == "a\\|b&lt;c>\\_d\\_".replace("b&lt;", "b�&lt;").replace(">\\_", ">�\\_")


def changed(results, **updates):
    """The same results with some outcomes changed, by id; None takes the outcome away."""
    outcomes = [
        o.model_copy(update=updates.get(o.id, {}))
        for o in results.sets["few"].outcomes
        if updates.get(o.id, {}) is not None
    ]
    found = results.sets["few"].model_copy(update={"outcomes": tuple(outcomes)})
    return results.model_copy(update={"sets": {"few": found}})


def test_a_run_compared_with_itself_shows_no_difference(results):
    rows = compare(results, results)["few"]
    assert {d.difference.value for d in rows.values()} == {0.0}
    assert {d.p_value for d in rows.values()} == {1.0}
    assert "| hit@1 |" in compare_table(compare(results, results))


def test_another_version_may_name_its_method_otherwise(results):
    renamed = {
        o.id: {"retrieval": {"older": o.retrieval[PRODUCT]}} for o in results.sets["few"].outcomes if o.retrieval
    }
    rows = compare(changed(results, **renamed), results)["few"]
    assert {d.difference.value for d in rows.values()} == {0.0}


def test_a_question_that_a_run_misses_scores_zero_in_it(results):
    asked = [o for o in results.sets["few"].outcomes if o.answerable]
    found = next(o for o in asked if o.retrieval[PRODUCT]["hit@1"])
    rows = compare(results, changed(results, **{found.id: None}))["few"]
    assert rows["hit@1"].difference.value == pytest.approx(-1 / len(asked))


def test_the_gate_opens_for_what_was_accepted_and_shuts_when_it_falls(results, tmp_path):
    baseline = accept(results.sets["few"], tmp_path / "baseline.json")
    assert load_baseline(tmp_path / "baseline.json") == baseline
    assert faults(results.sets["few"], baseline) == []
    better = baseline.model_copy(update={"figures": baseline.figures | {"hit@1": 1 + 2 * TOLERANCE}})
    assert "hit@1 is" in faults(results.sets["few"], better)[0]
    kinder = baseline.model_copy(update={"figures": baseline.figures | {"false refusals": -2 * TOLERANCE}})
    assert "false refusals is" in faults(results.sets["few"], kinder)[0]
    other = baseline.model_copy(update={"sha256": "0"})
    assert "not those of the baseline" in faults(results.sets["few"], other)[0]


@pytest.mark.slow
def test_dev_is_not_below_the_baseline(dev_results):
    """When this fails: mend what made it worse, or show that it is right and run `python -m eval gate --accept`."""
    assert faults(dev_results, load_baseline()) == [], gate_figures(dev_results.outcomes)


def test_the_stored_results_are_of_the_question_files_as_they_are():
    from hashlib import sha256

    stored = load_results(newest_results())
    for name in ("dev", "test"):
        digest = sha256((QUESTIONS_DIR / f"{name}.jsonl").read_bytes()).hexdigest()
        assert stored.sets[name].sha256 == digest, "the questions changed: run `make report`"
    assert render_report(stored) == (newest_results().parent / "report.md").read_text("utf-8"), "run `make report`"
