import pytest

from corpus import ArticleNumber, BankQuestion
from retriever.wording import TRAITS, Wording

ANSWERED = [BankQuestion(f"第{n}类会议由谁主持", (f"demo/{n}/1/1",), "formal") for n in range(1, 13)]
SEVERAL = [BankQuestion(f"第{n}类会议分别由谁主持", ("demo/1/1/1", "demo/2/1/1"), "formal") for n in range(1, 13)]
COURSE = [
    BankQuestion(f"第{n}类会议从头到尾怎么走流程", (f"demo/{n}/1/1",), "formal", procedure="meeting")
    for n in range(1, 13)
]
UNANSWERED = [BankQuestion(f"第{n}类会议补贴多少钱", (), "formal", ArticleNumber(1), "…") for n in range(1, 13)]
UNRELATED = [BankQuestion(f"今天{n}度热不热", (), "colloquial") for n in range(1, 13)]


@pytest.fixture(scope="module")
def wording():
    return Wording.build([*ANSWERED, *SEVERAL, *COURSE, *UNANSWERED, *UNRELATED])


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
    found = wording.log_odds(question)
    assert (found["answered"] > 0, found["related"] > 0) == (answered, related)
    if answered:
        assert (found["several"] > 0, found["course"] > 0) == (several, course)


def test_without_a_bank_nothing_is_known():
    assert Wording.build([]).log_odds("专题会议由谁主持") == dict.fromkeys(TRAITS, 0.0)


def test_a_trait_that_all_have_tells_nothing():
    assert Wording.build(ANSWERED).log_odds("今天好热") == dict.fromkeys(TRAITS, 0.0)


def test_a_stored_wording_tells_the_same(wording, tmp_path):
    wording.save(tmp_path / "wording.npy")
    assert Wording.load(tmp_path / "wording.npy").log_odds("会议补贴多少钱") == wording.log_odds("会议补贴多少钱")
