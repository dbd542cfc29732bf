import pytest

from corpus import BankQuestion
from retriever.calibration import UNCALIBRATED
from retriever.course import DIRECTIONS, course_features, nearest_course
from retriever.model import Scores
from retriever.reading import Step

COURSE = BankQuestion("议题怎么上会", ("demo/1/1/1",), "formal", procedure="topic")
OTHER = BankQuestion("请假怎么办", ("demo/2/1/1",), "formal", procedure="leave")
PLAIN = BankQuestion("议题由谁提出", ("demo/1/1/1",), "formal")
OPEN = BankQuestion("议题要交多少份", (), "formal", "demo/1", "…")
BANK = (COURSE, OTHER, PLAIN, OPEN)
NONE = ()


def scores(question="", bank_dense=(), wording=None):
    wording = {"course": 0.0, "several": 0.0} | (wording or {})
    return Scores((Step("typed", question),), "", "", NONE, NONE, bank_dense, NONE, NONE, wording, {})


def test_the_nearest_questions_vote_the_nearer_counting_more():
    near, far = 0.9, 0.85  # one that is .05 less similar counts e times less
    assert nearest_course(scores(bank_dense=((0, near), (2, far))), BANK) == ("topic", pytest.approx(0.7311, abs=1e-4))
    assert nearest_course(scores(bank_dense=((2, near), (0, far))), BANK) == ("topic", pytest.approx(0.2689, abs=1e-4))
    assert nearest_course(scores(bank_dense=((1, near), (0, near), (0, near))), BANK) == ("topic", pytest.approx(1.0))


def test_only_the_twenty_nearest_vote():
    beyond = (*([(2, 0.9)] * 20), (0, 0.9))
    assert nearest_course(scores(bank_dense=beyond), BANK) == ("", 0.0)
    assert nearest_course(scores(bank_dense=((3, 0.95), *beyond[1:])), BANK)[0] == "topic"


@pytest.mark.parametrize(("bank_dense", "course"), [((), ""), (((2, 0.9),), ""), (((3, 0.9), (1, 0.8)), "leave")])
def test_unanswered_questions_have_no_vote_and_plain_ones_name_none(bank_dense, course):
    assert nearest_course(scores(bank_dense=bank_dense), BANK) == (course, 1.0 if course else 0.0)


@pytest.mark.parametrize(
    ("question", "how", "what_to_do", "asking"),
    [
        ("常务会议议题怎么上会", 1, 0, 1),
        ("从起草到签发各归谁", 1, 0, 1),
        ("记者曝光了我们,接下来该怎么应对", 0, 1, 1),
        ("谈不拢,往下呢?", 0, 1, 0),
        ("谈不拢,往下怎么推?", 0, 1, 1),
        ("先找谁、再报哪里、最多等多久,行不行?", 0, 0, 4),
        ("会开不开,报不?", 0, 0, 2),
        ("公务员不得做什么", 0, 0, 1),
        ("秘书长主要干什么", 0, 0, 1),
        ("文件如何推广,怎么办公", 0, 0, 2),
        ("下一步那个大动作在第几条", 0, 0, 1),
        ("过了好几轮,哪怕再等", 0, 0, 0),
        ("值班", 0, 0, 0),
    ],
)
def test_features_by_hand(question, how, what_to_do, asking):
    found = course_features(scores(question, wording={"course": 1.5, "several": -0.5}), 0.25)
    assert found.keys() == DIRECTIONS.keys()
    assert found == {
        "share": 0.25,
        "wording": 1.5,
        "several": -0.5,
        "how": how,
        "what_to_do": what_to_do,
        "asking": asking,
    }


@pytest.mark.parametrize(("question", "shown"), [("常务会议议题怎么上会", True), ("常务会议纪要谁签发", False)])
def test_where_nothing_was_calibrated_the_words_tell(question, shown):
    probability = UNCALIBRATED.course.probability(course_features(scores(question), 0.0))
    assert (probability >= UNCALIBRATED.thresholds.course) is shown
