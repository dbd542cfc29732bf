import pytest

from retriever.query import last_complete, normalise, points_back


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("  第６７条　说什么？ ", "第67条 说什么?"),
        ("突\u200b发\u202e事\ufeff件", "突发事件"),
        ("任期\x1b[31m几年\x00？", "任期[31m几年?"),
        ("多\n行\t文字", "多 行 文字"),
        ("\U000e0041\U000e0042", ""),
    ],
)
def test_normalise(typed, plain):
    assert normalise(typed) == plain


@pytest.mark.parametrize("question", ["那副市长呢?", "他签吗,还是别的领导来签", "换成市政府召开的全市性会议呢"])
def test_points_back(question):
    assert points_back(question)


@pytest.mark.parametrize("question", ["市政府常务会议多久召开一次?", "部门副职因公出访由谁审批"])
def test_stands_alone(question):
    assert not points_back(question)


def test_last_complete_skips_turns_that_lean_on_others():
    turns = ("常务会议多久召开一次,由谁主持", "市长出访有没有天数限制", "那副市长呢?")
    assert last_complete(turns) == "市长出访有没有天数限制"
    assert last_complete(("那他呢?",)) == "那他呢?"
    assert last_complete(()) == ""
