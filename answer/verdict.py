"""Whether what a question assumes agrees with a clause: only where like can be compared with like.

A figure against a limit of the same unit, an actor against the actor of the same act, and an act against its
prohibition. Everything else is left to the reader: a wrong verdict is worse than none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer.kinds import Kind, kind_of
from corpus.numerals import from_chinese


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparison says.

    Attributes:
        agrees: whether what the question assumes keeps to the clause.
        rule: the clause's own words that decide.
    """

    agrees: bool
    rule: str


JUDGED = frozenset({Kind.MAY, Kind.MUST, Kind.IS_IT_SO})
"""Kinds of questions that want a yes or a no."""

_UNITS: dict[str, tuple[str, float]] = {
    "分钟": ("duration", 1),
    "小时": ("duration", 60),
    "钟头": ("duration", 60),
    "天": ("duration", 1440),
    "日": ("duration", 1440),
    "人": ("persons", 1),
    "名": ("persons", 1),
    "页": ("pages", 1),
    "字": ("characters", 1),
    "个月": ("months", 1),
    "国家和地区": ("countries", 1),
    "国家": ("countries", 1),
    "国": ("countries", 1),
}
"""Unit to its kind, and to how many of the smallest unit of the kind it is."""
_NUMBER = r"(?P<number>[0-9]+(?:\.[0-9]+)?[万千百]?|半|[一二两三四五六七八九十百千万零]+)"
_FIGURE = re.compile(rf"{_NUMBER}(?P<vague>[来多余])?个?(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})")
_MOST = re.compile(r"(?:一般|原则上)?(?:应)?(?:不(?:得|能)?超过|不多于|最多|控制在|必须在)$")
_LEAST = re.compile(r"(?:至少|不少于|不低于)$")
_WITHIN = re.compile(r"^(?:以内|之内|内)")
_VAGUE_BEFORE = re.compile(r"(?:大?约|差不多|将?近|上|每|几)$")
_VAGUE_BEHIND = re.compile(r"^(?:左右|上下|以上|以下|多|开外)")


@dataclass(frozen=True, slots=True)
class _Figure:
    kind: str
    value: float
    start: int
    end: int
    is_exact: bool


def judge(question: str, kind: Kind, clauses: Sequence[str]) -> Verdict | None:
    """Compare what a question assumes with the clauses that answer it.

    Args:
        question: as it was understood.
        kind: of it; only some kinds are judged.
        clauses: the quotes, the one that leads first; where two of them differ there is no verdict.
    """
    if kind not in JUDGED or not clauses:
        return None
    return _by_figures(question, clauses) or _by_actor(question, clauses) or _by_prohibition(question, clauses[0])


def _by_figures(question: str, clauses: Sequence[str]) -> Verdict | None:
    """The one figure of the question against the one limit of its kind."""
    asked = _figures(question)
    limits = [(text, figure) for text in clauses for figure in _figures(text)]
    compared = []
    for figure in asked:
        same = [(text, limit) for text, limit in limits if limit.kind == figure.kind]
        alone = sum(other.kind == figure.kind for other in asked) == 1
        if alone and figure.is_exact and _is_asked(question, figure) and len(same) == 1 and same[0][0] == clauses[0]:
            compared.append((figure, *same[0]))
    verdicts = [v for figure, text, limit in compared if (v := _against_limit(figure.value, text, limit))]
    # Of several figures the one that breaks its limit decides.
    return min(verdicts, key=lambda verdict: verdict.agrees, default=None)


_BREAK = re.compile(r"[，,。.；;！!？?\s]+")
_LONGEST_TAG = 8
"""Characters of 行吗, 违规吗, 能批吗 behind the figure; longer, and something else is asked."""
_TURNED = re.compile(
    r"不受|不算|也?算[进在]|多[待留住去呆]|再|另|又|还[加能要]|已经|除了|例外|超过|以上|什么|哪|何|多少"
)


def _is_asked(question: str, figure: _Figure) -> bool:
    """Whether the yes or no is about the figure: asked in its own part of the question, or in a short one behind it."""
    ends = [match.start() for match in _BREAK.finditer(question) if match.start() >= figure.end] or [len(question)]
    start = max((match.end() for match in _BREAK.finditer(question) if match.end() <= figure.start), default=0)
    own, behind = question[start : ends[0]], _BREAK.sub("", question[ends[0] :])
    # A list of figures (5人、2国、8天) is one part.
    asks = kind_of(own + "？") in JUDGED or 0 < len(behind) <= _LONGEST_TAG
    return asks and len(behind) <= _LONGEST_TAG and not _TURNED.search(own + behind)


def _against_limit(value: float, text: str, limit: _Figure) -> Verdict | None:
    before, behind = text[: limit.start], text[limit.end :]
    at_most, at_least = _MOST.search(before), _LEAST.search(before)
    within = _WITHIN.match(behind)
    if "除" in before:  # 除部署全局性工作外: whether the question is of the exception, the reader must tell
        return None
    if at_least:
        return Verdict(value >= limit.value, text[at_least.start() : limit.end])
    if at_most or within:
        start = at_most.start() if at_most else limit.start
        return Verdict(value <= limit.value, text[start : limit.end + (within.end() if within else 0)])
    return None


_ACTS = ("签发", "签署", "召集和主持", "主持", "审批", "批准", "审核", "审查", "审定")
_ACTORS = (
    "分管副市长",
    "常务副市长",
    "副市长",
    "市长",
    "分管副秘书长",
    "副秘书长",
    "秘书长",
    "市政府办公厅",
    "市司法行政部门",
    "市外事部门",
    "市委",
)
_ACTOR = "|".join(_ACTORS)


def _by_actor(question: str, clauses: Sequence[str]) -> Verdict | None:
    """由 X 签发 in the question against 由 Y 签发 in the clause, where each says so once."""
    for act in _ACTS:
        said = re.compile(rf"(?:由|报|经)(?P<actor>{_ACTOR})(?:同志)?{act}")
        asked, ruled = list(said.finditer(question)), list(said.finditer(clauses[0]))
        if len(asked) == len(ruled) == 1 and "".join(clauses).count(act) == question.count(act) == 1:
            return Verdict(asked[0]["actor"] == ruled[0]["actor"], ruled[0].group())
    return None


_FORBIDDEN = re.compile(r"(?:不得|严禁|不准|一律不准|一律不)(?P<act>[\u4e00-\u9fff]{4,12})")
_DENIED = re.compile(r"不得|不能|不准|不许|不可|禁止|严禁|不让|别|不会|没有")


def _by_prohibition(question: str, clause: str) -> Verdict | None:
    """An act that the question asks leave for, in the words of a prohibition that knows no condition."""
    if _DENIED.search(question) or re.search(r"未经|除", clause):
        return None
    for found in _FORBIDDEN.finditer(clause):
        if found["act"][:6] in question:
            return Verdict(False, found.group())
    return None


def _figures(text: str) -> list[_Figure]:
    figures = []
    for match in _FIGURE.finditer(text):
        kind, size = _UNITS[match["unit"]]
        value = _value(match["number"])
        if value is not None:
            vague = (
                match["vague"]
                or _VAGUE_BEFORE.search(text[: match.start()])
                or _VAGUE_BEHIND.match(text[match.end() :])
            )
            figures.append(_Figure(kind, value * size, match.start(), match.end(), not vague))
    return figures


def _value(written: str) -> float | None:
    """A number as written, None where it can be read in two ways."""
    if written == "半":
        return 0.5
    scale = {"万": 10_000, "千": 1_000, "百": 100}.get(written[-1], 1) if written[0].isdigit() else 1
    digits = written[:-1] if scale > 1 else written
    if digits[0].isdigit():
        return float(digits) * scale
    if digits.endswith("万"):
        inner = _value(digits[:-1])
        return inner * 10_000 if inner is not None else None
    try:
        return float(from_chinese(digits.replace("两", "二")))
    except ValueError:
        return None
