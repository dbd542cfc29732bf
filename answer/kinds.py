"""What kind of answer a question wants: a person, a time, a yes or no.

It decides what is set in bold, and whether things are compared.
"""

import re
from enum import StrEnum

from retriever.course import ASKS_HOW


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
        (Kind.HOW, ASKS_HOW.pattern),
        (
            Kind.WHO,
            r"谁|哪(?:个|位|级|些|几)?(?:部门|单位|领导|机构|人|处室|家)|何人|由哪|找哪|归哪|给哪|哪儿(?:批|审)|哪一级",
        ),
        (
            Kind.WHEN,
            r"多久|多长时间|时限|期限|什么时候|何时|啥时候|几[天日]|多少(?:分钟|小时|天|个?月)|几(?:分钟|小时|个月|点)|最[迟晚]|频次|每[年周月]几次",
        ),
        (Kind.HOW_MANY, r"多少|几[个人名位次页字国趟回]|上限|最[多少](?!的)|人数|字数|页数|篇幅|多长"),
        (
            Kind.IS_IT_SO,
            r"对[吗吧不嘛][?？。！!]*$|是[吗吧][?？。]*$|没错吧|没事吧|对不[对？?]|是不是|是这样吗|属实|"
            r"(?:说法|表述|理解|讲|写)[^，,。？?]{0,4}(?:对|正确|准确)|是否(?:正确|准确)|(?:正确|准确)[吗么]",
        ),
        (
            Kind.MAY,
            r"能不能|够[吗不]|可不可以|可以(?:吗|不|么)|能否|可否|行不行|行[吗么不][?？]?|允许|是否可以|成[吗么]|(?:(?<![职可功性才节效])能(?![力源耗量])|(?<![批核标水对基])准(?![则备确时])|(?<![也或])许(?!多)|让)[^，,。？?]{1,18}(?:[吗不?？]|(?<!什)(?<!怎)么)|合规|违规|"
            r"可以[^，,。？?]{1,18}(?:[吗?？]|(?<!什)(?<!怎)么)|不碍事",
        ),
        (
            Kind.MUST,
            r"要不要|用不用|需不需要|必须|是否(?:需要|必须|应当|要)|非得|(?:(?<![重主纪需摘简])要(?![求点素闻件])|得|需)[^，,。？?]{1,18}(?:[吗?？]|(?<!什)(?<!怎)么)|用得着",
        ),
        (Kind.LIST, r"哪些|哪几|列出|汇总|列举|包括什么|分别"),
        (Kind.WHAT, r"是什么|指什么|何谓|什么叫|什么是|定义|含义"),
    )
)


def kind_of(question: str) -> Kind:
    """The kind of a question, by the words that ask."""
    return next((kind for kind, said in _SAID if said.search(question)), Kind.OTHER)
