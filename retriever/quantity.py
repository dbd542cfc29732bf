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
    SHARE = "share"
    WEEKDAY = "weekday"


_TIME = r"个?(?:分钟|小时|钟头|工作日|天|日|周|星期|月|季度|年)"
_NUMBER = r"[0-9一二两三四五六七八九十百千万半]+"
_HOW_MANY = r"(?:多少|(?<![好这那前后头十])几)"
_ONCE = r".{0,6}一[次回]"
_HOW_LONG = r"(?:多久|多长时间)"
_LIMIT = r"(?:上限|下限|限制|最[多少高低]|多少|要求)"

# 伤亡人数还没核准 and 题几个字 counts nothing: a kind is asked for only with a word that asks.
_ASKED: dict[Quantity, re.Pattern[str]] = {
    Quantity.DURATION: re.compile(rf"{_HOW_LONG}(?!{_ONCE})|多会儿|{_HOW_MANY}{_TIME}|时限|期限|最[长晚迟]|几点"),
    # 开多久 asks how long it lasts; 多久开 how often it is held, too.
    Quantity.TIMES: re.compile(rf"{_HOW_MANY}(?:次|回|遍|趟|届)|{_HOW_LONG}(?:{_ONCE}|[一-龥]*[开召碰聚])|频次"),
    Quantity.PERSONS: re.compile(
        rf"{_HOW_MANY}[个名位]?(?:人|代表|同志|成员)|{_LIMIT}.{{0,6}}人数|人数.{{0,6}}{_LIMIT}|人数[?。\s]*$"
    ),
    Quantity.LENGTH: re.compile(r"多少个?[页字]|几[页字]|字数|页数|篇幅|多长(?!时间)"),
    Quantity.MONEY: re.compile(
        rf"多少钱|多少元|几块|{_HOW_MANY}经费|(?:补贴|补助|津贴|奖金|费用|经费|餐费|工资|罚款).{{0,8}}(?:多少|几|标准)|人均"
    ),
    Quantity.SHARE: re.compile(r"比例|百分之|占多[少大]"),
    # 每周几次 counts times.
    Quantity.WEEKDAY: re.compile(r"(?<!每)(?<!一)(?:周|星期|礼拜)几(?![次回趟场])"),
}
_STATED: dict[Quantity, re.Pattern[str]] = {
    Quantity.DURATION: re.compile(rf"{_NUMBER}{_TIME}"),
    Quantity.TIMES: re.compile(rf"{_NUMBER}[次回届]|每[周月年天日]"),
    Quantity.PERSONS: re.compile(rf"{_NUMBER}[人名]|半数"),
    Quantity.LENGTH: re.compile(rf"{_NUMBER}[页字]"),
    Quantity.MONEY: re.compile(rf"{_NUMBER}元"),
    Quantity.SHARE: re.compile(r"分之|%|半数"),
    Quantity.WEEKDAY: re.compile(r"(?:周|星期|礼拜)[一二三四五六日天](?!次)"),
}


def asked_quantities(question: str) -> frozenset[Quantity]:
    """The kinds of number that a question asks for. 哪几种 and 分几级 want a list, not a number."""
    return frozenset(kind for kind, pattern in _ASKED.items() if pattern.search(question))


def stated_quantities(text: str) -> frozenset[Quantity]:
    """The kinds of number that a text states."""
    return frozenset(kind for kind, pattern in _STATED.items() if pattern.search(text))
