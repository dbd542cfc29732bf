import pytest

from answer.kinds import Kind
from answer.verdict import Verdict, judge

TRIP = "出访组团总人数不超过6人，每次出访不超过3个国家和地区（含经停），在外停留不超过10天。"
REPORT = "突发事件发生后，必须在30分钟内向市政府总值班室电话报告、1小时内书面报告。"
BRIEF = "简报要短而精，篇幅应控制在2000字以内，参考资料和研究报告一般不超过4000字。"
FIELD = "市政府领导同志每年至少2个月深入基层调研。"
MINUTES = "市政府常务会议纪要由市长签发；"
WEEKLY = "市政府常务会议由市长召集和主持。市政府常务会议一般每周召开1次，遇有重要情况可随时召开。"
YEARLY = "全市性会议和举行的重要活动，经市政府批准后实施，原则上每年只组织1次。"
CARS = "调研一般安排集体乘车，陪同的有关方面和调研所到区或者单位不得加派车辆随行。"


@pytest.mark.parametrize(
    ("question", "clause", "verdict"),
    [
        ("副市长出国带8个人行吗", TRIP, Verdict(False, "不超过6人")),
        ("副市长出国带6个人行吗", TRIP, Verdict(True, "不超过6人")),
        ("去了4个国家，违规吗？", TRIP, Verdict(False, "不超过3个国家和地区")),
        ("去4个国家、8天可以吗", TRIP, Verdict(False, "不超过3个国家和地区")),
        ("出访两周可以吗", TRIP, None),
        ("在外待十二天可以吗", TRIP, Verdict(False, "不超过10天")),
        ("每年下去半个月够吗", FIELD, Verdict(False, "至少2个月")),
        ("每年下去三个月行吗", FIELD, Verdict(True, "至少2个月")),
        ("纪要由秘书长签发，对吗", MINUTES, Verdict(False, "由市长签发")),
        ("纪要由市长签发，对吗", MINUTES, Verdict(True, "由市长签发")),
        ("常务会议纪要是不是秘书长签发", MINUTES, Verdict(False, "由市长签发")),
        ("市政府常务会议纪要能由秘书长签发吗？", MINUTES, Verdict(False, "由市长签发")),
        ("常务会议由副市长召集和主持行吗", WEEKLY, Verdict(False, "由市长召集和主持")),
        # Another meeting, another question about it, or turned round.
        ("专题会议纪要由市长签发，对吗", MINUTES, None),
        ("市长签发的常务会议纪要，要不要存档", MINUTES, None),
        ("常务会议纪要不是市长签发吧", MINUTES, None),
        ("常务会议纪要由市长还是秘书长签发", MINUTES, None),
        ("常务会议每月召开一次，对吗", WEEKLY, Verdict(False, "每周召开1次")),
        ("常务会议一周开一次，对吧", WEEKLY, Verdict(True, "每周召开1次")),
        ("常务会议每周开两次可以吗", WEEKLY, None),
        ("这个活动一年办两回行吗", YEARLY, Verdict(False, "每年只组织1次")),
        ("简报写5000字行吗", BRIEF, Verdict(False, "应控制在2000字以内")),
        ("参考资料写3000字行吗", BRIEF, Verdict(True, "一般不超过4000字")),
        ("突发事件书面报告2小时内行吗", REPORT, Verdict(False, "1小时内")),
        ("突发事件40分钟后再电话报告可以吗", REPORT, None),
        ("突发事件电话报告40分钟可以吗", REPORT, Verdict(False, "必须在30分钟内")),
        ("两小时内报告可以吗", REPORT, Verdict(False, "必须在30分钟内")),
        ("调研时可以加派车辆随行吗", CARS, Verdict(False, "不得加派车辆随行")),
        ("调研时是不是不得加派车辆随行", CARS, None),
        ("名单已经六个人了，企业那边又想塞个翻译进来。还加得进吗", TRIP, None),
        ("在国外多待两天逛逛景点可以吗", TRIP, None),
        ("四个国家里有一个只是转机，能不能不算", TRIP, None),
        # Of somebody else than the clause speaks of.
        ("乡镇出了事，书面报区公安局2小时内行吗", REPORT, None),
        ("我们局长出国带8个人行吗", TRIP, None),
        ("区里书面报告2小时内行吗", REPORT, None),
        # Two limits of one kind, a vague figure, or two figures: the reader decides.
        ("简报写3000字行吗", BRIEF, None),
        ("出事以后40分钟报告可以吗", REPORT, None),
        ("带五六个人出国行吗", TRIP, None),
        ("带6人去、接待8人行吗", TRIP, None),
        ("带多少人都行吗", TRIP, None),
    ],
)
def test_like_is_compared_with_like(question, clause, verdict):
    assert judge(question, Kind.MAY, [clause]) == verdict


def test_only_a_yes_or_no_question_is_judged():
    assert judge("带8个人出国", Kind.OTHER, [TRIP]) is None
    assert judge("带8个人行吗", Kind.MAY, []) is None


def test_where_two_clauses_limit_the_same_there_is_no_verdict():
    other = "参加人员一般不超过350人；"
    assert judge("来300人可以吗", Kind.MAY, [other]) == Verdict(True, "一般不超过350人")
    assert judge("来300人可以吗", Kind.MAY, [other, "参加人员一般不超过200人。"]) is None
    assert judge("来400人可以吗", Kind.MAY, [other, "参加人员一般不超过200人。"]) == Verdict(False, "一般不超过350人")


def test_of_two_clauses_the_one_that_the_question_names_decides():
    clauses = ["市政府召开的，参加人员一般不超过350人；", "市政府部门召开的，参加人员一般不超过200人。"]
    assert judge("部门开会来300人可以吗", Kind.MAY, clauses) == Verdict(False, "一般不超过200人")


def test_an_exception_in_the_clause_is_for_the_reader():
    clause = "除部署全局性、综合性工作外，文件稿一般不超过10页。"
    assert judge("文件写9页行吗", Kind.MAY, [clause]) is None


def test_an_act_that_two_clauses_speak_of_is_for_the_reader():
    other = "市政府专题会议纪要由主持或者委托召开会议的市政府领导同志签发。"
    assert judge("专题会议纪要由市长签发，对吗", Kind.IS_IT_SO, [MINUTES, other]) is None
