"""Article references as they are mistyped, brought into the form that is looked up: 笫67条, di sishiwu tiao, 第3十2条.

Only what can be nothing else is changed: 六七条 may be six or seven things, and stays.
"""

import re
from collections.abc import Callable

from corpus.numerals import NUMERAL_CHARS

_DIGITS = "零一二三四五六七八九"
_SYLLABLES = dict(
    zip(
        ("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu", "shi", "bai"),
        _DIGITS + "十百",
        strict=True,
    )
)
_SPELT = re.compile(rf"(?<![a-z])di\s*(?P<number>(?:(?:{'|'.join(_SYLLABLES)})\s*)+)tiao(?![a-z])")
_SYLLABLE = re.compile("|".join(sorted(_SYLLABLES, key=len, reverse=True)))
_NUMBER = rf"[0-9{NUMERAL_CHARS}]+"
_SPACED = re.compile(rf"(?<=第)[0-9{NUMERAL_CHARS}](?:\s*[0-9{NUMERAL_CHARS}])+(?=\s*[条款章])")
_MIXED = re.compile(rf"(?<=第)\s*(?P<number>{_NUMBER})(?=\s*条)")
# Two digits without 十; 六七 may be six or seven.
_SHORT = re.compile(
    r"(?P<before>第\s*|^\s*)(?P<tens>[二三四五六七八九])(?P<ones>[一二三四五六七八九])(?=\s*条(?:$|[\s\W第规是讲说的写内全]))"
)


def _spelt(match: re.Match[str]) -> str:
    return f"第{''.join(_SYLLABLES[syllable] for syllable in _SYLLABLE.findall(match['number']))}条"


def _spaced(match: re.Match[str]) -> str:
    return "".join(match.group().split())


def _mixed(match: re.Match[str]) -> str:
    number = match["number"]
    if re.fullmatch("[0-9]+", number) or not re.search("[0-9]", number):
        return match.group()
    return re.sub("[0-9]", lambda digit: _DIGITS[int(digit.group())], number)


def _short(match: re.Match[str]) -> str:
    tens, ones = match["tens"], match["ones"]
    is_either = _DIGITS.index(ones) == _DIGITS.index(tens) + 1
    return match.group() if is_either else f"{match['before']}{tens}十{ones}"


_CHANGES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_SPELT, _spelt),
    (re.compile(rf"(?:[笫苐]|(?<!兄)弟)(?=\s*{_NUMBER}\s*(?:[条條调調款章]|tiao|kuan))"), "第"),
    (re.compile(rf"(?P<number>第\s*{_NUMBER})\s*[条調调挑](?!研)"), r"\g<number>条"),
    (re.compile(rf"(?P<number>{_NUMBER})\s*tiao(?![a-z])"), r"\g<number>条"),
    (re.compile(rf"(?P<number>第\s*{_NUMBER})\s*kuan(?![a-z])"), r"\g<number>款"),
    (_SPACED, _spaced),
    (_MIXED, _mixed),
    (_SHORT, _short),
)


def mend_references(question: str) -> str:
    """Write mistyped article references as they are meant."""
    for pattern, change in _CHANGES:
        question = pattern.sub(change, question)
    return question
