from dataclasses import replace
from types import MappingProxyType

import pytest

from corpus import BankQuestion, Procedure
from corpus import Step as ProcedureStep
from retriever.calibration import UNCALIBRATED
from retriever.course import DIRECTIONS, asked_in, course_features, courses_near, steps_answered
from retriever.model import Scores
from retriever.ranking import Candidates
from retriever.reading import ALONE, BEFORE, Step

COURSE = BankQuestion("议题怎么上会", ("demo/1/1/1",), "formal", procedure="topic")
OTHER = BankQuestion("请假怎么办", ("demo/2/1/1",), "formal", procedure="leave")
PLAIN = BankQuestion("议题由谁提出", ("demo/1/1/1",), "formal")
OPEN = BankQuestion("议题要交多少份", (), "formal", "demo/1", "…")
BANK = (COURSE, OTHER, PLAIN, OPEN)
NONE = ()


def scores(question="", bank_dense=(), wording=None, asked=""):
    wording = {"course": 0.0, "course_vector": 0.0, "several": 0.0} | (wording or {})
    return Scores((Step("typed", question),), "", "", NONE, NONE, bank_dense, NONE, NONE, wording, {}, asked=asked)


def features_of(of, courses=MappingProxyType({}), steps=0.0, **found):
    return course_features(of, Candidates((), (), **found), courses, steps)


def test_the_nearest_questions_vote_the_nearer_counting_more():
    near, far = 0.9, 0.85  # one that is .05 less similar counts e times less
    for hits, shares in (
        (((0, near), (2, far)), {"topic": 0.7311}),
        (((2, near), (0, far)), {"topic": 0.2689}),
        (((1, near), (0, near), (0, near)), {"leave": 1 / 3, "topic": 2 / 3}),
    ):
        assert courses_near(scores(bank_dense=hits), BANK) == pytest.approx(shares, abs=1e-4)


def test_only_the_twenty_nearest_vote():
    beyond = (*([(2, 0.9)] * 20), (0, 0.9))
    assert courses_near(scores(bank_dense=beyond), BANK) == {}
    assert courses_near(scores(bank_dense=((3, 0.95), *beyond[1:])), BANK).keys() == {"topic"}


@pytest.mark.parametrize(
    ("bank_dense", "courses"), [((), {}), (((2, 0.9),), {}), (((3, 0.9), (1, 0.8)), {"leave": 1.0})]
)
def test_unanswered_questions_have_no_vote_and_plain_ones_name_none(bank_dense, courses):
    assert courses_near(scores(bank_dense=bank_dense), BANK) == courses


def steps(*clauses):
    return Procedure("any", "", tuple(ProcedureStep("", "", "", held) for held in clauses))


@pytest.mark.parametrize(
    ("procedures", "count"),
    [
        ((), 0.0),
        ((steps(("a", "b"), ("b",), ("x",)),), 1.6),  # the likelier clause of a step, and one clause for two steps
        ((steps(("a",)), steps(("b",), ("a",)), steps()), 1.3),  # the procedure with most
    ],
)
def test_the_steps_that_an_answer_stands_on_are_counted(procedures, count):
    assert steps_answered({"a": 0.5, "b": 0.8}, procedures) == pytest.approx(count)


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
    wording = {"course": 1.5, "course_vector": -2.0, "several": -0.5}
    found = features_of(scores(question, wording=wording), {"topic": 0.15, "leave": 0.1}, 1.7)
    assert found.keys() == DIRECTIONS.keys()
    assert found == {
        "share": 0.25,
        "wording": 1.5,
        "vector": -2.0,
        "several": -0.5,
        "how": how,
        "what_to_do": what_to_do,
        "asking": asking,
        "steps": 1.7,
    }


TURN = "市长外出怎么请假"


@pytest.mark.parametrize("question", ["换副市长", "那区长呢", "那区长呢?", "还是有分歧", "来不及写书面的"])
def test_a_turn_that_asks_nothing_asks_what_was_asked_before(question):
    behind = f"{TURN} {question}"
    assert asked_in(question, [TURN]) == behind
    assert asked_in(question, ["议题怎么上会", TURN, "知道了"]) == behind
    assert asked_in(question, []) == asked_in(question, ["知道了"]) == question
    found = features_of(scores(question, asked=behind))
    assert found == features_of(scores(TURN)) != features_of(scores(question))


def follow_up(question, last, asked):
    """A question with a reading without the turns before it, and the last of these."""
    alone = scores(question, wording={"course": -2.0, "course_vector": -1.0})
    behind = scores(question, wording={"course": 1.5, "course_vector": 0.5}, asked=asked)
    return replace(behind, readings={ALONE: alone, BEFORE: scores(last)})


@pytest.mark.parametrize(
    ("continued", "how", "wording"), [(0.5, 1, 1.5), (0.2, 1, 1.5), (0.19, 0, -2.0), (0.0, 0, -2.0)]
)
def test_the_words_of_a_turn_that_begins_another_matter_are_its_own(continued, how, wording):
    turns = follow_up("领导出席剪彩", TURN, f"{TURN} 领导出席剪彩")
    found = features_of(turns, continued=continued)
    assert (found["how"], found["wording"], found["vector"]) == (how, wording, 0.5)
    alone = features_of(turns, continued=continued, read_as=turns.readings[ALONE])
    assert (alone["how"], alone["wording"], alone["vector"]) == (how, wording, -1.0)


def test_behind_a_turn_further_away_the_reading_tells():
    turns = follow_up("换副市长", "知道了", f"{TURN} 换副市长")
    assert features_of(turns, continued=0.0)["wording"] == 1.5
    assert features_of(turns, continued=1.0, read_as=turns.readings[ALONE])["wording"] == -2.0


@pytest.mark.parametrize(
    "question",
    [
        "由谁批准",
        "下一步呢",
        "要走流程",
        "提前几天报",
        "要多长时间",
        "何时报",
        "有无例外",
        "报告时限",
        "介绍一下组成",
        "副市长也行吧",
        "副市长也行?",
    ],
)
def test_a_turn_that_asks_is_read_by_itself(question):
    assert asked_in(question, [TURN]) == question


@pytest.mark.parametrize(("question", "shown"), [("常务会议议题怎么上会", True), ("常务会议纪要谁签发", False)])
def test_where_nothing_was_calibrated_the_words_tell(question, shown):
    probability = UNCALIBRATED.course.probability(features_of(scores(question)))
    assert (probability >= UNCALIBRATED.thresholds.course) is shown


@pytest.mark.parametrize(
    ("history", "question", "shown"),
    [
        (["市长外出怎么请假"], "换副市长", "vice-mayor-away"),
        (["市长外出怎么请假", "知道了"], "换副市长", "vice-mayor-away"),
        (["市长外出怎么请假"], "谁批准", ""),
        (["市长外出怎么请假"], "常务会议纪要由谁签发", ""),
        ([], "换副市长", ""),
    ],
)
def test_the_service_shows_the_course_that_was_asked_for_before(service, history, question, shown):
    answer = service.ask(question, history)
    assert answer.procedure == shown
    assert answer.retrieval.scores.asked == (f"{history[0]} {question}" if shown else "")


@pytest.mark.parametrize("question", ["领导出席剪彩", "政务公开 方式 渠道", "没公函 来人 招待"])
def test_keywords_of_another_matter_are_given_no_course(service, question):
    answer = service.ask(question, ["发文立项要走哪些步骤"])
    assert answer.retrieval.scores.asked
    assert answer.procedure == ""
