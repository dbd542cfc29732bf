import pytest

from answer import texts
from answer.feedback import MAX_COMMENT, Reason, Vote, article_named, assess
from answer.model import Status
from corpus import load_regulation

QUESTION = "突发事件发生后要在多长时间内报告？"


@pytest.mark.parametrize(
    "written", ["67", " 67 ", "67条", "六十七", "第六十七条", "第67条", "６７", "第六十七条第一款", "67条1款"]
)
def test_an_article_is_read_however_it_is_written(regulation, written):
    assert article_named(written, regulation) == "67"


@pytest.mark.parametrize("written", ["", "  "])
def test_no_article_is_no_fault(regulation, written):
    assert article_named(written, regulation) == ""


@pytest.mark.parametrize("written", ["总值班室那条", "第六七条", "67-69条", "0", "-1", "第六十七条和第六十八条", "1e3"])
def test_what_is_not_one_article_is_refused(regulation, written):
    with pytest.raises(ValueError, match="只填一条"):
        article_named(written, regulation)


@pytest.mark.parametrize("written", ["82", "第九十九条", "67条之一"])
def test_an_article_that_the_regulation_has_not_is_refused(regulation, written):
    with pytest.raises(ValueError, match="共81条，没有第"):
        article_named(written, regulation)


def test_an_article_with_a_suffix(two_article_folder):
    path = two_article_folder / "demo-1" / "regulation.txt"
    path.write_text(path.read_text("utf-8").replace("第二条", "第一条之一　归还另行规定。\n\n第二条"), "utf-8")
    assert article_named("第一条之一", load_regulation(path.parent)) == "1-1"


@pytest.mark.parametrize(
    ("vote", "told"),
    [
        ({"helpful": False}, texts.FEEDBACK_NO_REASON),
        ({"helpful": True, "reason": Reason.OTHER}, texts.FEEDBACK_WRONG),
        ({"helpful": True, "suggested": "67"}, texts.FEEDBACK_WRONG),
        ({"helpful": True, "comment": "好" * (MAX_COMMENT + 1)}, texts.FEEDBACK_COMMENT_TOO_LONG.format(limit=300)),
        ({"helpful": True, "question": "问" * 301}, texts.FEEDBACK_WRONG),
        ({"helpful": True, "history": ("问" * 301,)}, texts.FEEDBACK_WRONG),
        ({"helpful": True, "history": ("问",) * 9}, texts.FEEDBACK_WRONG),
    ],
)
def test_a_vote_whose_parts_do_not_fit_is_refused(vote, told):
    with pytest.raises(ValueError, match=told[:8]):
        Vote(**{"question": QUESTION, "history": ()} | vote)


def test_every_reason_has_its_words():
    assert set(texts.FEEDBACK_REASONS) == set(Reason)


def test_a_vote_is_put_together_with_the_answer_that_it_is_about(service, regulation):
    found = assess(Vote(QUESTION, (), helpful=False, reason=Reason.WRONG_ARTICLE, suggested="第六十八条"), service)
    assert found.status is Status.ANSWERED
    assert "tj-2023/67/1/2" in found.cited
    assert all(regulation.clause(clause) for clause in found.cited)
    assert (found.vote.suggested, found.regulation) == ("68", "tj-2023")
    assert found.digest == "6c2559cab55f6d811e627bf6406c260d9ad1b2a7e12b3de19a46dd3d1b49b089"


def test_of_a_refusal_the_nearest_clauses_are_kept(service):
    found = assess(Vote("值班补贴一天多少钱？", (), helpful=True), service)
    assert found.status is Status.NOT_IN_REGULATION
    assert [clause.split("/")[1] for clause in found.cited] == ["66"]


def test_the_history_counts(service):
    alone = assess(Vote("那秘书长呢？", (), helpful=True), service)
    after = assess(Vote("那秘书长呢？", ("副市长离津外出要报谁批准？",), helpful=True), service)
    assert {clause.split("/")[1] for clause in after.cited} == {"68"}
    assert alone.cited != after.cited


@pytest.mark.parametrize("said", ["你好", "谢谢", "？？"])
def test_there_is_no_vote_on_a_greeting(service, said):
    with pytest.raises(ValueError, match="没有记下"):
        assess(Vote(said, (), helpful=True), service)
