"""What in a quote decides: the figure, the actor or the word of duty that the question wants, to be set in bold."""

import re
from collections.abc import Iterator, Sequence

from answer.kinds import Kind

_NUMBER = r"(?<![第新0-9一二三四五六七八九十百千万])[0-9一二三四五六七八九十百千万]+"
_FIGURE = (
    rf"(?:不超过|至少|不少于|控制在|必须在)?{_NUMBER}(?:分钟|小时|天|日|年|个月|周|次|人|名|页|字|个国家和地区|个|届)(?!着力)(?:以内|之内|以上|内)?"
    r"|每[周月年季日][^，。；]{0,4}[0-9]+次|随时|三分之二以上|半数以上|三分之二"
)
_ACTOR = (
    r"(?:分管|常务)?副市长|(?<!副)市长(?!委托)|(?:分管)?副?秘书长|市政府办公厅|市政府总值班室|市司法行政部门|市外事部门|牵头部门|"
    r"市政府领导同志|(?<![据和])市委(?!、)|主要负责人|主要负责同志|市审计局|市政府批准|中央办公厅|国务院办公厅"
)
_DUTY = (
    r"不得|严禁|一律不(?:准|予|开|发)?|不予|不准|不作(?!为)|不安排|不召开|不出席|不发|不题"
    r"|必须|须经|须|应当|(?<![回反响相适供效])应(?![对用急诉])|可以|可(?![行控持靠见观能操])|原则上|除外"
)

_DECIDES: dict[Kind, re.Pattern[str]] = {
    Kind.WHEN: re.compile(_FIGURE),
    Kind.HOW_MANY: re.compile(_FIGURE),
    Kind.WHO: re.compile(_ACTOR),
    Kind.MAY: re.compile(rf"{_FIGURE}|{_DUTY}"),
    Kind.MUST: re.compile(rf"{_FIGURE}|{_DUTY}"),
    Kind.IS_IT_SO: re.compile(rf"{_FIGURE}|{_DUTY}"),
}
_MOST = 3
"""Words in bold: more would be a bold sentence."""


def deciding(quote: str, question: str, kind: Kind) -> tuple[tuple[int, int], ...]:
    """Where in a quote the words stand that decide.

    Of actors, one that the question names itself decides nothing, unless no other is there.

    Returns:
        Start and end of each, in the quote, in order, without overlap; none where the kind has no such words.
    """
    if kind not in _DECIDES:
        return ()
    found = list(_DECIDES[kind].finditer(quote))
    if kind is Kind.WHO:
        named = {match.group() for match in _DECIDES[kind].finditer(question)}
        found = [match for match in found if match.group() not in named] or found
    return tuple(_joined([match.span() for match in found[:_MOST]]))


def places_of(term: str, quote: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each place of a term in a quote, in order, without overlap."""
    return tuple(match.span() for match in re.finditer(re.escape(term), quote))


def _joined(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbours that touch as one: 可 and 随时 are 可随时."""
    start, end = spans[0] if spans else (0, 0)
    for next_start, next_end in spans[1:]:
        if next_start > end:
            yield start, end
            start = next_start
        end = next_end
    if end:
        yield start, end
