import json
from types import SimpleNamespace

import pytest

from eval.questions import QuestionFileError
from eval.report import verdict_table
from eval.verdicts import VERDICTS, count_verdicts, load_verdicts

RIGHT_AT_LEAST = 0.98


def test_verdicts_are_counted(tmp_path):
    path = tmp_path / "verdicts.jsonl"
    asked = [("a", True), ("b", False), ("c", None), ("d", None), ("e", True)]
    path.write_text(
        "\n".join(json.dumps({"id": q, "question": q, "agrees": agrees, "clause": "1/1/1"}) for q, agrees in asked),
        "utf-8",
    )
    said = {"a": True, "b": True, "c": None, "d": False, "e": None}
    counts = count_verdicts(
        SimpleNamespace(ask=lambda question: SimpleNamespace(verdict=said[question])), load_verdicts(path)
    )
    assert (counts.asked, counts.decidable, counts.given, counts.right) == (5, 3, 3, 1)
    assert verdict_table(counts)[-1] == "| 5 | 3 | 3 | 1 |"


def test_a_line_that_cannot_be_used_is_named(tmp_path):
    path = tmp_path / "verdicts.jsonl"
    path.write_text('{"id": "a", "question": "x", "agrees": "yes", "clause": "1/1/1"}', "utf-8")
    with pytest.raises(QuestionFileError, match=r"verdicts\.jsonl:1: agrees"):
        load_verdicts(path)


def test_the_files_name_clauses_that_exist(regulation):
    for path in VERDICTS.values():
        for question in load_verdicts(path):
            assert regulation.clause(f"{regulation.id}/{question.clause}")


@pytest.mark.slow
def test_verdicts_on_dev_are_right(service):
    """A wrong verdict is worse than none."""
    counts = count_verdicts(service, load_verdicts(VERDICTS["dev"]))
    assert counts.given >= 10
    assert counts.right >= RIGHT_AT_LEAST * counts.given
