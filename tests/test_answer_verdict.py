import pytest

from answer.verdict import Verdict, judge, limit_of
from retriever.query import normalise

TRIP, REPORT, BRIEF, FIELD = "64/1/1", "67/1/2", "56/1/3", "79/1/3"
MINUTES, WEEKLY, YEARLY, CARS = "49/1/1", "44/1/7", "51/1/3", "79/3/2"
CITY, DEPARTMENT = "51/1/5", "51/1/6"


def verdict(regulation, question, *clauses):
    return judge(normalise(question), [f"{regulation.id}/{clause}" for clause in clauses], regulation)


@pytest.mark.parametrize(
    ("question", "clause", "agrees"),
    [
        ("副市长出国带8个人行吗", TRIP, False),
        ("副市长出国带5个人行吗", TRIP, True),
        ("副市长出访一共6个人可以吗？", TRIP, True),
        ("这次出访去了4个国家，违规吗？", TRIP, False),
        ("去4个国家、8天可以吗", TRIP, False),
        ("去2个国家、8天可以吗", TRIP, True),
        ("在外待十二天可以吗", TRIP, False),
        ("出访在外停留规定是8天，对吗？", TRIP, None),
        ("出访在外停留不超过8天，对吗？", TRIP, False),
        ("出访在外停留不超过10天，对吗？", TRIP, True),
        ("副市长每年下去半个月够吗", FIELD, False),
        ("副市长每年下去三个月行吗", FIELD, True),
        ("市领导调研至少3个月，对吗", FIELD, False),
        ("市领导每年调研至少两个月，对吧", FIELD, True),
        ("常务会议纪要由秘书长签发，对吗！", MINUTES, False),
        ("常务会议纪要由市长签发，对吗", MINUTES, True),
        ("市政府常务会议纪要能由秘书长签发吗？", MINUTES, False),
        ("常务会议纪要是不是秘书长签发", MINUTES, False),
        ("常务会议每月召开一次，对吗", WEEKLY, False),
        ("常务会议一周开一次，对吧", WEEKLY, True),
        ("部门的全市性会议一年办两回行吗", YEARLY, False),
        ("简报写5000字行吗", BRIEF, False),
        ("参考资料写3000字行吗", BRIEF, True),
        ("突发事件书面报告2小时内行吗", REPORT, False),
        ("突发事件一个半小时内书面报告可以吗", REPORT, False),
        ("突发事件电话报告必须在20分钟内吗", REPORT, False),
        ("突发事件电话报告40分钟内可以吗", REPORT, False),
        ("两小时内报告可以吗", REPORT, False),
        ("调研时可以加派车辆随行吗", CARS, False),
        ("出访期间安排两天参观游览可以吗", "64/1/2", False),
        ("副市长调研开汇报会行不行", "79/2/3", False),
        ("市长调研能召开工作汇报会吗", "79/2/2", True),
    ],
)
def test_like_is_compared_with_like(regulation, question, clause, agrees):
    found = verdict(regulation, question, clause)
    assert (found.agrees if found else None) is agrees


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        # Turned round, more or less than, before or after.
        ("副市长出访不能带8个人，对吗？", TRIP),
        ("不可以去4个国家，是吧", TRIP),
        ("带8个人出国就违规了，对吧", TRIP),
        ("带8个人是不是不行", TRIP),
        ("市领导每年调研不到2个月可以吗", FIELD),
        ("出访组团多于6人可以吗", TRIP),
        ("突发事件发生30分钟后电话报告可以吗", REPORT),
        ("常务会议每周不到一次可以吗", WEEKLY),
        ("常务会议隔一周开一次可以吗", WEEKLY),
        ("全市性会议每年不止1次可以吗", YEARLY),
        ("常务会议纪要不是市长签发吧", MINUTES),
        ("调研时是不是不得加派车辆随行", CARS),
        # A figure under the limit, which may be asked leave for or be said to be the rule.
        ("出访带5个人，对吗", TRIP),
        # With the one who leads they may be seven.
        ("副市长出国带6个人行吗", TRIP),
        # Of something else.
        ("副市长出访带2名家属可以吗", TRIP),
        ("出访提前5天报批可以吗", TRIP),
        ("出访回来后15天内交报告可以吗", TRIP),
        ("简报标题30个字可以吗", BRIEF),
        ("全市性会议安排5人发言可以吗", CITY),
        # Dates, ordinals, vague figures, and such as are not read.
        ("副市长5月20日出访可以吗", TRIP),
        ("第7个人是翻译，可以吗", TRIP),
        ("第十二天回国可以吗", TRIP),
        ("去2个国家、待两周可以吗", TRIP),
        ("去3个国家、待十来天可以吗", TRIP),
        ("去2个国家、花50万元可以吗", TRIP),
        ("每个国家待4天，去3个国家可以吗", TRIP),
        ("带五六个人出国行吗", TRIP),
        ("带6人去、接待8人行吗", TRIP),
        ("名单已经六个人了，企业那边又想塞个翻译进来。还加得进吗", TRIP),
        ("在国外多待两天逛逛景点可以吗", TRIP),
        # Of somebody else, of another thing, of two, or another question.
        ("乡镇出了事，书面报区公安局2小时内行吗", REPORT),
        ("我们局长出国带8个人行吗", TRIP),
        ("卫健委办全市性会议来300人行吗", CITY),
        ("专题会议纪要由市长签发，对吗", MINUTES),
        ("常务会议纪要由市长还是秘书长签发", MINUTES),
        ("市长签发的常务会议纪要，要不要存档", MINUTES),
        ("部门副职出访由副市长审批，对吗", "65/1/3"),
        ("局长离津外出由市长批准，对吗", "68/1/3"),
        ("有单位加派车辆随行，能举报吗", CARS),
        ("发现有人泄露国家秘密，要不要报告？", "72/1/1"),
        ("常务会议每周开两次可以吗", WEEKLY),
        ("突发事件40分钟内报告可以吗", REPORT),
        # No yes or no is wanted.
        ("带8个人出国", TRIP),
        ("带多少人都行吗", TRIP),
    ],
)
def test_what_is_left_over_leaves_the_verdict_to_the_reader(regulation, question, clause):
    assert verdict(regulation, question, clause) is None


def test_the_rule_is_in_the_regulations_own_words(regulation):
    assert verdict(regulation, "副市长出国带8个人行吗", TRIP) == Verdict(False, "出访组团总人数不超过6人")


def test_where_two_rules_may_be_meant_both_must_say_the_same(regulation):
    assert verdict(regulation, "全市性会议来300人可以吗", CITY, DEPARTMENT) is None
    assert verdict(regulation, "全市性会议来400人可以吗", CITY, DEPARTMENT).agrees is False
    assert verdict(regulation, "全市性会议来150人可以吗", CITY, DEPARTMENT).agrees is True
    assert verdict(regulation, "部门开全市性会议来300人可以吗", CITY, DEPARTMENT).agrees is False


def test_only_rules_of_the_article_that_answers_first_are_compared(regulation):
    assert verdict(regulation, "副市长出国带8个人行吗", MINUTES, TRIP) is None
    assert verdict(regulation, "副市长出国带8个人行吗") is None


def test_every_limit_can_be_read(regulation):
    limits = [rule for rule in regulation.guides.rules if rule.kind in ("at most", "at least", "exactly")]
    assert len(limits) >= 12
    assert all(limit_of(rule) for rule in limits)
