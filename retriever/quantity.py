"""Quantities: which kind of number a question asks for, and which kinds a text states.

A question for a number is answered only by a clause that gives a number of that kind: this tells 值班补贴一天多少钱
from what the regulation says about 值班.
"""

import re
from enum import StrEnum


class Quantity(StrEnum):
    """What is counted."""

    DURATION = "duration"
    TIMES = "times"
    PERSONS = "persons"
    LENGTH = "length"
    MONEY = "money"
    OTHER = "other"


_TIME = r"个?(?:分钟|小时|钟头|工作日|天|日|周|星期|月|季度|年)"
_NUMBER = r"[0-9一二两三四五六七八九十百千万半]+"
_HOW_MANY = r"(?:多少|几)"

_ASKED: dict[Quantity, re.Pattern[str]] = {
    Quantity.DURATION: re.compile(rf"多久|多长时间|多会儿|{_HOW_MANY}{_TIME}|时限|期限|最[长晚迟]|几点"),
    Quantity.TIMES: re.compile(rf"{_HOW_MANY}(?:次|回|遍|趟|届)|多久.{{0,6}}一[次回]|多长时间.{{0,6}}一[次回]|频次"),
    Quantity.PERSONS: re.compile(rf"{_HOW_MANY}[个名位]?(?:人|代表|同志|成员)|人数"),
    Quantity.LENGTH: re.compile(rf"{_HOW_MANY}个?[页字]|字数|页数|篇幅|多长(?!时间)"),
    Quantity.MONEY: re.compile(
        rf"多少钱|多少元|几块|{_HOW_MANY}经费|(?:补贴|补助|津贴|奖金|费用|经费|餐费|工资|罚款).{{0,8}}(?:多少|几|标准)|人均"
    ),
}
_STATED: dict[Quantity, re.Pattern[str]] = {
    Quantity.DURATION: re.compile(rf"{_NUMBER}{_TIME}|每[周月年天日]"),
    Quantity.TIMES: re.compile(rf"{_NUMBER}[次回届]|每[周月年天日]"),
    Quantity.PERSONS: re.compile(rf"{_NUMBER}[人名]|半数"),
    Quantity.LENGTH: re.compile(rf"{_NUMBER}[页字]"),
    Quantity.MONEY: re.compile(rf"{_NUMBER}元"),
    Quantity.OTHER: re.compile(r"[0-9]|半数|分之"),
}
_ASKED_AT_ALL = re.compile(r"多少|几(?!乎|经)|上限|下限|最[多少高低]|比例")


def asked_quantities(question: str) -> frozenset[Quantity]:
    """The kinds of number that a question asks for; `OTHER` where it asks for one of no known kind; empty for none."""
    kinds = frozenset(kind for kind, pattern in _ASKED.items() if pattern.search(question))
    return kinds or (frozenset({Quantity.OTHER}) if _ASKED_AT_ALL.search(question) else frozenset())


def stated_quantities(text: str) -> frozenset[Quantity]:
    """The kinds of number that a text states; `OTHER` for any number at all."""
    return frozenset(kind for kind, pattern in _STATED.items() if pattern.search(text))
