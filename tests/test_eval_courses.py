import json

import pytest

from eval.courses import labels_of, load_courses
from eval.questions import QUESTIONS_DIR, QuestionFileError, load_questions
from eval.questions import Question as Item


def write(folder, *records):
    path = folder / "courses.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    return path


def label(item, first, second, *more):
    return {"id": item, "first": first, "second": second} | ({"more": more} if more else {})


def test_only_what_both_say_counts(tmp_path):
    path = write(tmp_path, label("a", True, True), label("b", True, False), label("c", False, True))
    courses = load_courses(path)
    assert [labels_of(item, courses).asks for item in "abcd"] == [True, None, None, False]


@pytest.mark.parametrize(
    ("votes", "asks"),
    [
        ((1, 1, 1, 1), True),
        ((1, 0, 1, 1), True),
        ((0, 1, 1, 1), True),
        ((1, 1, 0, 0), None),
        ((0, 0, 1, 1), None),
        ((1, 0, 0, 1), None),
        ((0, 1, 0, 0), False),
        ((0, 0, 1, 0), False),
        ((0, 0, 0, 0), False),
    ],
)
def test_of_four_three_have_to_agree(tmp_path, votes, asks):
    courses = load_courses(write(tmp_path, label("a", *map(bool, votes))))
    assert labels_of("a", courses).asks is asks


@pytest.mark.parametrize(
    ("records", "fault"),
    [
        ([{"id": "a"}], "courses.jsonl:1: first: Field required"),
        ([label("a", True, "yes")], "courses.jsonl:1: second: Input should be a valid boolean"),
        ([label("a", True, True, True)], "courses.jsonl:1: more"),
        ([label("a", True, True), label("a", True, True)], "courses.jsonl:2: id 'a' for the second time"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path, records, fault):
    with pytest.raises(QuestionFileError) as raised:
        load_courses(write(tmp_path, *records))
    assert fault in str(raised.value)


def test_the_labels_name_items_and_procedures_that_exist(regulation):
    items = {q.id for name in ("dev", "test", "extra") for q in load_questions(QUESTIONS_DIR / f"{name}.jsonl", Item)}
    assert load_courses().keys() <= items
    assert not [item for item, labels in load_courses().items() if labels.more and item.startswith(("dev-", "test-"))]
    named = {procedure for labels in load_courses().values() for procedure in labels.procedures}
    assert named <= {procedure.id for procedure in regulation.guides.procedures}
