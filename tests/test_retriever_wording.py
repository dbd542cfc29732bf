import numpy as np
import pytest

from corpus import BankQuestion
from retriever.wording import BY_VECTOR, NAMES, Wording

ANSWERED = [BankQuestion(f"第{n}类会议由谁主持", (f"demo/{n}/1/1",), "formal") for n in range(1, 13)]
SEVERAL = [BankQuestion(f"第{n}类会议分别由谁主持", ("demo/1/1/1", "demo/2/1/1"), "formal") for n in range(1, 13)]
COURSE = [
    BankQuestion(f"第{n}类会议从头到尾怎么走流程", (f"demo/{n}/1/1",), "formal", procedure="meeting")
    for n in range(1, 13)
]
UNANSWERED = [BankQuestion(f"第{n}类会议补贴多少钱", (), "formal", "demo/1", "…") for n in range(1, 13)]
UNRELATED = [BankQuestion(f"今天{n}度热不热", (), "colloquial") for n in range(1, 13)]
ALL = [*ANSWERED, *SEVERAL, *COURSE, *UNANSWERED, *UNRELATED]
NO_VECTORS = np.empty((99, 0), np.float32)
NO_VECTOR = NO_VECTORS[:1]


@pytest.fixture(scope="module")
def wording():
    return Wording.build(ALL, NO_VECTORS[: len(ALL)])


@pytest.mark.parametrize(
    ("question", "answered", "related", "several", "course"),
    [
        ("专题会议由谁主持", True, True, False, False),
        ("两种会议分别由谁主持", True, True, True, False),
        ("开会的流程从头到尾怎么走", True, True, False, True),
        ("会议补贴多少钱", False, True, False, False),
        ("今天好热", False, False, False, False),
    ],
)
def test_words_tell_what_kind_of_question_it_is(wording, question, answered, related, several, course):
    found = wording.log_odds(question, NO_VECTOR)
    assert (found["answered"] > 0, found["related"] > 0) == (answered, related)
    if answered:
        assert (found["several"] > 0, found["course"] > 0) == (several, course)


def test_without_a_bank_nothing_is_known():
    assert Wording.build([], NO_VECTORS[:0]).log_odds("专题会议由谁主持", NO_VECTOR) == dict.fromkeys(NAMES, 0.0)


def test_a_trait_that_all_have_tells_nothing():
    assert Wording.build(ANSWERED, NO_VECTORS[: len(ANSWERED)]).log_odds("今天好热", NO_VECTOR) == dict.fromkeys(
        NAMES, 0.0
    )


def test_a_stored_wording_tells_the_same(wording, tmp_path):
    wording.save(tmp_path / "wording.npy")
    assert Wording.load(tmp_path / "wording.npy").log_odds("会议补贴多少钱", NO_VECTOR) == wording.log_odds(
        "会议补贴多少钱", NO_VECTOR
    )


def test_the_vector_tells_of_the_course_where_the_words_do_not():
    vectors = np.array([[0, 1] if question.procedure else [1, 0] for question in ALL], np.float32)
    wording = Wording.build(ALL, vectors)
    like, unlike = (wording.log_odds("专题会议", vector) for vector in np.eye(2, dtype=np.float32)[::-1, None])
    assert like[BY_VECTOR] > 0 > unlike[BY_VECTOR]
    assert {**like, BY_VECTOR: 0} == {**unlike, BY_VECTOR: 0}


def test_other_words_may_tell_of_the_course(wording):
    alone, behind = (wording.log_odds("专题会议", NO_VECTOR, asked) for asked in ("", "流程怎么走 专题会议"))
    assert behind["course"] > alone["course"]
    assert {**behind, "course": 0} == {**alone, "course": 0}
