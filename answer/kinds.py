"""What kind of answer a question wants: a person, a time, a yes or no. The kind decides what is set in bold, whether a
verdict may be given, and whether a procedure or a comparison is shown.
"""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What a question wants to know."""

    COMPARE = "compare"
    HOW = "how"
    WHO = "who"
    WHEN = "when"
    HOW_MANY = "how many"
    IS_IT_SO = "is it so"
    MAY = "may"
    MUST = "must"
    LIST = "list"
    WHAT = "what"
    OTHER = "other"


# In this order: 流程是什么 asks how, not what; 要不要谁批 asks who.
_SAID: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(said))
    for kind, said in (
        (Kind.COMPARE, r"区别|差别|差异|异同|(?:有[什啥何]么?|哪里|哪些|怎么个?)不(?:同|一样)|相比|对比|比较一下"),
        (
            Kind.HOW,
            r"流程|程序(?!员)|步骤|一步一?步|手续|(?:各|逐|每个)环节|几道[^，。；？]{0,4}[关坎]|哪几[步关]|[捋理]一?[遍下]|这一路|从[^。；？]{2,30}到[^。；？]{1,30}(?:各|分别|依次)|(?:怎么|如何|怎样|咋)个?(?:走|办理|报(?!道)|弄|操作|申请|提请|"
            r"提交|上会|请假|报批|送|立项|制定|组织)|从头到尾|全过程(?!记录)",
        ),
        (
            Kind.WHO,
            r"谁|哪(?:个|位|级|些|几)?(?:部门|单位|领导|机构|人|处室|家)|何人|由哪|找哪|归哪|给哪|哪儿(?:批|审)|哪一级",
        ),
        (
            Kind.WHEN,
            r"多久|多长时间|时限|期限|什么时候|何时|啥时候|几[天日]|多少(?:分钟|小时|天|个?月)|几(?:分钟|小时|个月|点)|最[迟晚]|频次|每[年周月]几次",
        ),
        (Kind.HOW_MANY, r"多少|几[个人名位次页字国趟回]|上限|最[多少]|人数|字数|页数|篇幅|多长"),
        (
            Kind.IS_IT_SO,
            r"对[吗吧不嘛][?？。！]*$|是[吗吧][?？。]*$|没错吧|没事吧|对不[对？?]|是不是|是这样吗|属实|"
            r"(?:说法|表述|理解|讲|写)[^，。？?]{0,4}(?:对|正确|准确)|是否(?:正确|准确)|(?:正确|准确)[吗么]",
        ),
        (
            Kind.MAY,
            r"能不能|够[吗不]|可不可以|可以(?:吗|不|么)|能否|可否|行不行|行[吗么不][?？]?|允许|是否可以|成[吗么]|(?:能(?!力)|准(?![则备确时])|许(?!多)|让)[^，。？?]{1,18}(?:[吗不?？]|(?<!什)(?<!怎)么)|合规|违规|"
            r"可以[^，。？?]{1,18}(?:[吗?？]|(?<!什)(?<!怎)么)|不碍事",
        ),
        (
            Kind.MUST,
            r"要不要|用不用|需不需要|必须|是否(?:需要|必须|应当|要)|非得|(?:(?<![重主])要(?![求点])|得|需)[^，。？?]{1,18}(?:[吗?？]|(?<!什)(?<!怎)么)|用得着",
        ),
        (Kind.LIST, r"哪些|哪几|列出|汇总|列举|包括什么|分别"),
        (Kind.WHAT, r"是什么|指什么|何谓|什么叫|什么是|定义|含义"),
    )
)


_COURSE_FROM = 0.6
_OF_KIND = 0.6
_OF_WORDING = 0.06
"""How many of the nearest bank questions must ask for a course; what it adds to that if the words ask how; and what the
log-odds of the wording add. Chosen on dev and on 180 questions of one author (100 for a course); few change sides from
.55 to .65."""


def asks_for_course(question: str, by_wording: float, share: float) -> bool:
    """Whether a question wants the whole course of a procedure: it says so, or is like those that do.

    The words alone do not tell: 领导说先上会再补手续，行得通吗 wants leave.

    Args:
        question: as it was understood.
        by_wording: log-odds, `retriever.wording`.
        share: of the nearest bank questions that do, `retriever.model.Retrieval.course_share`.
    """
    asks_how = kind_of(question) is Kind.HOW
    return share + _OF_KIND * asks_how + _OF_WORDING * by_wording >= _COURSE_FROM


def kind_of(question: str) -> Kind:
    """The kind of a question, by the words that ask."""
    return next((kind for kind, said in _SAID if said.search(question)), Kind.OTHER)
