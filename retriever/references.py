"""Looking up the article references of a question, and terms. They are never searched: they are exact."""

import re
from collections.abc import Sequence

from corpus import (
    ChapterReference,
    Reference,
    Regulation,
    UnreadReference,
    find_chapters,
    find_references,
    find_unread,
)
from retriever.mentions import Mention, find_mention
from retriever.model import LookedUp
from retriever.places import find_places

# What a title ends in. 《民法典》第六十七条 and 公文处理办法第八条 name articles of other texts; 规定, 决定 and 意见
# are everyday words too (按规定第67条), so these need 《》.
_KINDS = "法|法典|宪法|条例|办法|细则|规则|章程|公约"
_BEFORE = re.compile(
    rf"(?:《(?P<title>[^《》]+)》|(?P<word>[\u4e00-\u9fff]*(?:{_KINDS})))\s*(?:的|之|里|中|里的|中的)?\s*$"
)
# 本规则, 请看这部办法, 按照规则: no title, so the regulation that is asked about.
_OURS = re.compile(rf".*?[本该此这我你看查按照](?:部|个)?(?:{_KINDS})$|(?:按照|根据|依照|请问|查|看)?(?:工作)?规则$")
_JOINED = re.compile(r"\s*(?:[、,，和及与或至到]|以及)\s*$")


def look_up(question: str, regulations: Sequence[Regulation]) -> tuple[LookedUp, ...]:
    """Find the references of a question and the articles that they name.

    A title in front holds for the references that are joined to it (《民法典》第三条、第五条). A reference behind
    the title of a regulation means that one; behind the title of any other text, nothing here. With no title, or
    本规则, it means the first regulation that has such an article. What is named by its place (最后一条) is found where
    nothing else is asked. A question without a reference may ask where a term stands.
    """
    for regulation in regulations:
        places = tuple(LookedUp(p, regulation, regulation.resolve(p)) for p in find_places(question, regulation))
        if places and only_asks_for(question, places):
            return places
    found = []
    meant: Sequence[Regulation] = regulations
    position = 0
    read: list[Reference | ChapterReference] = [*find_references(question), *find_chapters(question)]
    references: list[Reference | ChapterReference | UnreadReference] = [*read, *find_unread(question, read)]
    for reference in sorted(references, key=lambda named: named.start):
        between = question[position : reference.start]
        if not (position and _JOINED.fullmatch(between)):
            meant = _meant(between, regulations)
        position = reference.end
        if meant:
            regulation = next((r for r in meant if r.resolve(reference)), meant[0])
            found.append(LookedUp(reference, regulation, regulation.resolve(reference)))
    return tuple(found) or _mentioned(question, regulations)


def _mentioned(question: str, regulations: Sequence[Regulation]) -> tuple[LookedUp, ...]:
    """The places of the term that is asked for; without quotation marks only one that stands somewhere is a term."""
    mention = find_mention(question)
    if mention is None:
        return ()
    places = [(r, tuple(a for a in r.articles if any(mention.term in c.text for c in a.clauses))) for r in regulations]
    found = tuple(LookedUp(mention, regulation, articles) for regulation, articles in places if articles)
    return found or ((LookedUp(mention, regulations[0], ()),) if mention.is_quoted else ())


def only_asks_for(question: str, references: Sequence[LookedUp]) -> bool:
    """Whether a question asks for the articles that it names and for nothing else: 第六十七条是什么.

    第五条写明局长可配两名厨师，属实吗 asks for more: whether the article answers it is for the search to tell.
    """
    if any(isinstance(found.reference, Mention) for found in references):
        return True  # nothing else was asked, or it would not have been found
    left = list(question)
    for found in references:
        left[found.reference.start : found.reference.end] = " " * (found.reference.end - found.reference.start)
    words = _ASKING.sub("", "".join(left))
    return sum(char.isalnum() for char in words) <= _FEW_CHARS


_ASKING = re.compile(
    r"天津市人民政府|工作规则|规则|什么|内容|规定|全文|原文|条文|具体|一下|哪些|区别|关系|不同|怎么|如何|写明|分别|第[一二三四五六七八九十0-9]+[款项]"
    r"|[是讲说写贴给我看的了吗呢啊呀吧请帮查找调出念读列显示发把和与及跟里中有啥咋内都你您想要本这那来下条款章问么需完整开头]"
)
_FEW_CHARS = 4
"""Characters that may be left over: no claim is as short."""


def _meant(before: str, regulations: Sequence[Regulation]) -> Sequence[Regulation]:
    """The regulations that a reference may mean, from the words in front of it; none when it is another text's."""
    named = _BEFORE.search(before)
    if named is None:
        return regulations
    title = named["title"] or named["word"]
    ours = [r for r in regulations if title.endswith(r.meta.title) or r.meta.title == title]
    if ours or (named["word"] and _OURS.match(title)):
        return ours or regulations
    return [r for r in regulations if named["title"] and r.meta.title.endswith(title)]
