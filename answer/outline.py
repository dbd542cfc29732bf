"""Questions about a regulation as a whole: 一共多少条, 有哪几章, 哪年印发的. No clause says so; the outline does."""

import re
from collections.abc import Iterable

from answer import texts
from answer.render import escape, written_date
from corpus import Regulation
from retriever.query import normalise, without_courtesies

# 文件 and 规定 alone are any: 市政府文件由谁印发 asks for a rule.
_TEXT = (
    r"(?:(?:天津市(?:人民)?政府|市政府)?(?:的|[这那该本整][个部份]?)?(?:工作)?规则"
    r"|[这那该本整][个部份]?(?:文件|规定))"
)
_ALL = r"(?:里面?|全文|一共|总共|全部|共|都|统共)*"
_HAS = r"(?:有|分|分为|分成|包括|含|是)?(?:几|多少|哪几|哪些)个?"
_ISSUED = r"(?:是|在)?{asked}(?:发布|印发|公布|出台|下发|发)的?"
_ASKED = re.compile(
    r"(?:"
    rf"{_TEXT}?的?{_ALL}{_HAS}章节?(?:[,，、和与]?(?:多少|几)个?条款?)?(?:内容|组成)?"
    rf"|(?:{_TEXT}的?{_ALL}|(?:一共|总共|全文|共)+)(?:有|包括|含|是)?(?:几|多少)个?条款?"
    rf"|(?:(?:给我|帮我)?(?:看一?下|看看?|查看|列出|打开)?){_TEXT}?的?(?:章节)?(?:目录|全文)(?:是什么|在哪[里儿]?看?)?"
    rf"|{_TEXT}{_ISSUED.format(asked='(?:什么时候|啥时候|何时|哪一?年|哪天|几几年)')}"
    rf"|{_TEXT}{_ISSUED.format(asked='(?:由?谁|哪个?(?:部门|单位|机关|里)|哪儿)')}"
    rf"|{_TEXT}的?(?:发布|印发|公布)(?:日期|时间|机关|单位)(?:是(?:谁|什么|哪天|哪个?))?"
    r")[呢啊呀的]?[?？。!！\s]*"
)


def asks_for_outline(question: str) -> bool:
    """Whether a question asks for the regulation as a whole, and for nothing else.

    Args:
        question: as typed.
    """
    return bool(_ASKED.fullmatch(without_courtesies(normalise(question))))


def outlines(regulations: Iterable[Regulation]) -> str:
    """Of each regulation how many articles it has, when it was issued, and its chapters, as Markdown."""
    return "\n\n".join(_outline(regulation) for regulation in regulations)


def _outline(regulation: Regulation) -> str:
    meta = regulation.meta
    counts = (f"{len(regulation.chapters)}章" if regulation.chapters else "") + f"{len(regulation.articles)}条"
    intro = texts.OUTLINE.format(
        title=escape(meta.title),
        counts=counts,
        issuer=escape(meta.issuer),
        issued=written_date(meta.issued),
        adopted=written_date(meta.adopted),
        adopted_by=escape(meta.adopted_by),
    )
    chapters = []
    for chapter in regulation.chapters:
        first, last = chapter.articles[0].number, chapter.articles[-1].number
        address = f"r/{regulation.id}/{first}"
        until = f"至{last.label}" if last != first else ""
        chapters.append(f"- {escape(chapter.heading.text)}：[{first.label}]({address}){until}")
    return "\n\n".join([intro, "\n".join(chapters)] if chapters else [intro])
