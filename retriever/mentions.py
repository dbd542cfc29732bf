"""Questions that ask where a term stands in the text: “公平竞争”出现在哪几条, 规则里提到碳达峰了吗.

That is a matter of the letters: it is looked up, and what does not stand there can be said to stand nowhere.
"""

import re
from dataclasses import dataclass

_OPEN, _SHUT = "“\"「『‘'", "”\"」』’'"
_TERM = rf"(?:[{_OPEN}](?P<quoted>[^{_SHUT}]{{2,20}})[{_SHUT}]|(?P<bare>[^\s，。、？?！!{_OPEN}{_SHUT}]{{2,12}}?))"
_QUOTED = rf"[{_OPEN}](?P<quoted>[^{_SHUT}]{{2,20}})[{_SHUT}]"
_WORD = r"(?:这?(?:个|一)?(?:词语?|字眼|字样|说法|提法|表述|概念))"
_TEXT = r"(?:在|整部|整个|这部|这个|本)?(?:工作)?(?:规则|文件|全文|条文)(?:里面?|中|全文)?"
_STANDS = r"(?:出现|提到|提及|提|写到|写进)[过了]?"
_WHERE = r"哪(?:一|几|些)?(?:条款|条|章|款|处|个?地方)(?:里面?|中)?"
_OR_NOT = r"(?:有没有|有无|是否)"
_END = r"[了过的]?(?:吗|么|没有?)?"
_HOW = r"是?(?:怎么|咋|如何)(?:说|写|讲|规定|表述|提)的?|是[啥什]么?"
_WORDED = rf"(?:[，,？?\s]*(?:分别|都|各|具体|原文|原话)*(?:{_HOW}|(?<=原[文话]))?)?"
"""What may be asked besides: the places are quoted anyway."""
_ASKED = tuple(
    re.compile(rf"(?:请问)?{form}{_WORDED}[?？。!！\s]*")
    for form in (
        # 规则里公平竞争这个词出现过吗, 公平竞争在规则里出现在哪几条, 公平竞争在哪几条提到
        rf"(?:{_TEXT})?{_TERM}{_WORD}?\s*(?:{_TEXT})?(?:都|一共|总共|{_OR_NOT}|在)*{_STANDS}(?:吗|么|没有?|在{_WHERE}|[几多]少?[次处])",
        rf"(?:{_TEXT})?{_TERM}{_WORD}?\s*(?:{_TEXT})?(?:都|在)*{_WHERE}(?:都|有)?{_STANDS}的?",
        # 规则里哪几条提到公平竞争, 有没有提到公平竞争, 规则里提到公平竞争了吗
        rf"(?:{_TEXT})?(?:{_WHERE}|{_OR_NOT})(?:都|有|曾经?)?{_STANDS}\s*{_TERM}{_WORD}?{_END}",
        rf"{_TEXT}{_STANDS}\s*{_TERM}{_WORD}?[了过]?(?:吗|么|没有?)",
        # 规则里有没有“公平竞争”这个词
        rf"(?:{_TEXT})?{_OR_NOT}\s*{_QUOTED}{_WORD}{_END}",
    )
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A term whose places are asked for.

    Attributes:
        term: as it is to be found, letter by letter.
        is_quoted: whether it stands between quotation marks: only then is it certain where it begins and ends.
        start: offset of the term in the question.
        end: offset behind it.
    """

    term: str
    is_quoted: bool
    start: int
    end: int

    @property
    def label(self) -> str:
        """The term between quotation marks."""
        return f"“{self.term}”"


def find_mention(question: str) -> Mention | None:
    """The term whose places a question asks for, and nothing else; None where it asks for anything else."""
    asked = question.strip()
    found = next(filter(None, (form.fullmatch(asked) for form in _ASKED)), None)
    if found is None:
        return None
    name = "quoted" if found["quoted"] else "bare"
    return Mention(found[name], name == "quoted", *found.span(name))
