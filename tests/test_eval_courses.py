import json

import pytest

from eval.courses import load_courses
from eval.questions import QUESTIONS_DIR, QuestionFileError, load_questions
from eval.questions import Question as Item


def write(folder, *records):
    path = folder / "courses.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    return path


def label(first, second):
    return {"id": f"{first}/{second}", "first": first, "second": second}


def test_only_what_both_say_counts(tmp_path):
    path = write(tmp_path, label("leave", "leave"), label("leave", "trip"), label("leave", ""), label("-", "leave"))
    assert load_courses(path) == {"leave/leave": True, "leave/trip": True, "leave/": None, "-/leave": None}


@pytest.mark.parametrize(
    ("records", "fault"),
    [
        ([{"id": "a"}], "courses.jsonl:1: first: Field required"),
        ([label("a", ""), label("a", "")], "courses.jsonl:2: id 'a/' for the second time"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path, records, fault):
    with pytest.raises(QuestionFileError) as raised:
        load_courses(write(tmp_path, *records))
    assert fault in str(raised.value)


def test_the_labels_name_items_and_procedures_that_exist(regulation):
    items = {q.id for name in ("dev", "test") for q in load_questions(QUESTIONS_DIR / f"{name}.jsonl", Item)}
    assert load_courses().keys() <= items
    named = {
        value
        for line in (QUESTIONS_DIR / "courses.jsonl").read_text("utf-8").splitlines()
        for value in (json.loads(line)["first"], json.loads(line)["second"])
    }
    assert named <= {"", "-", *(procedure.id for procedure in regulation.guides.procedures)}
