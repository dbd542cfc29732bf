"""Whether what a question assumes agrees with a clause: only where like can be compared with like.

A figure against a limit of the same unit, a frequency against a frequency, an actor against the actor of the same
act, and an act against its prohibition. Everything else is left to the reader: a wrong verdict is worse than none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer.kinds import Kind, kind_of
from answer.pairs import pairs_of
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
_PERIODS = {"周": 52.0, "星期": 52.0, "礼拜": 52.0, "月": 12.0, "季度": 4.0, "年": 1.0}
"""Period to how many of it a year has."""
_FREQUENCY = re.compile(
    rf"(?:每|一)个?(?P<period>{'|'.join(_PERIODS)})(?P<between>[^，。；？0-9一二两三四五六七八九十]{{0,6}})"
    r"(?P<number>[0-9]+|[一二两三四五六七八九十]+)[次回]"
)
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
    if verdict := _by_actor(question, clauses):
        return verdict
    if any(found.group() not in clauses[0] for found in _OTHERS.finditer(question)):
        return None
    return _by_figures(question, clauses) or _by_prohibition(question, clauses[0])


_OTHERS = re.compile(
    r"街道|乡镇|社区|村|公司|企业|学校|医院|[局处科]长|[我本咱]们?区|区(?:里|政府|人民政府|长)|"
    r"[\u4e00-\u9fff]{1,2}(?<![我本咱们全大格布结])局(?![长面势部])"
)
"""Offices and people. What a clause says of others is no rule for them: a report of 乡镇 to 区公安局 is none to
总值班室. 我局 is left out: it is one of the departments."""


def _by_figures(question: str, clauses: Sequence[str]) -> Verdict | None:
    """The one figure of the question of a kind against the limit of that kind."""
    asked = _figures(question)
    limits = [(text, figure) for text in clauses for figure in _figures(text)]
    verdicts = []
    for figure in asked:
        same = [(text, limit) for text, limit in limits if limit.kind == figure.kind]
        alone = sum(other.kind == figure.kind for other in asked) == 1
        if not (alone and figure.is_exact and _is_asked(question, figure)) or clauses[0] not in [
            text for text, _ in same
        ]:
            continue
        against = [_against_limit(figure.value, text, limit) for text, limit in _meant(question, same)]
        # Of several limits that may be meant all must say the same.
        if against[0] and all(verdict and verdict.agrees == against[0].agrees for verdict in against):
            verdicts.append(against[0])
    # Of several figures the one that breaks its limit decides.
    return min(verdicts, key=lambda verdict: verdict.agrees, default=None)


def _meant(question: str, limits: Sequence[tuple[str, _Figure]]) -> Sequence[tuple[str, _Figure]]:
    """Of several limits the one whose own words the question has; else all.

    Of 30分钟内电话报告、1小时内书面报告 the own words are 电话 and 书面.
    """
    asked = pairs_of(question)
    own = [_words_of(text, limit, whole=_is_alone(text, limits)) for text, limit in limits]
    shared = [words & asked - set().union(*(other for other in own if other is not words)) for words in own]
    meant = [limit for limit, words in zip(limits, shared, strict=True) if words]
    return meant if len(meant) == 1 else limits


def _is_alone(text: str, limits: Sequence[tuple[str, _Figure]]) -> bool:
    return sum(other == text for other, _ in limits) == 1


def _words_of(text: str, figure: _Figure, *, whole: bool) -> set[str]:
    """The words around a figure, in its clause or only in the part of it between marks; the figure itself is none."""
    before, behind = text[: figure.start], text[figure.end :]
    return pairs_of(before if whole else _MARK.split(before)[-1]) | pairs_of(
        behind if whole else _MARK.split(behind)[0]
    )


_MARK = re.compile(r"[，、；。]")


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
    if limit.kind == "frequency":
        rule = text[limit.start : limit.end]
        if "只" in rule:
            return Verdict(value <= limit.value, rule)
        # 遇有重要情况可随时召开: more often is for the reader.
        return None if value > limit.value and "随时" in text else Verdict(value == limit.value, rule)
    if at_least:
        return Verdict(value >= limit.value, text[at_least.start() : limit.end])
    if at_most or within:
        start = at_most.start() if at_most else limit.start
        return Verdict(value <= limit.value, text[start : limit.end + (within.end() if within else 0)])
    return None


_ACTS = ("签发", "签署", "主持", "审批", "批准", "审核", "审查", "审定")
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
_NEGATED = re.compile(r"(?<!是)不是|不由|不用|不必|不需|无需|没|除了|还是|或|代")
_ONLY_ASKED = re.compile(
    r"的?(?:就(?:行|可以|好)|才行|即可)?了?[，,]?(?:(?:这|该|上述)[一种个]?(?:说法|表述|理解))?(?:是否)?(?:正确|准确|对(?:不对)?|是(?:不是)?|行(?:不行)?|可(?:不可)?以|没错|成)?[吗吧么嘛不]?[？?。！\s]*"
)
_FILLING = re.compile(r"[的是由，,]|应[该当]?|能不能|可不可以|能|可以")
_LEAST_SHARED = 0.75
"""Share of what the question speaks of, by pairs of characters, that the clause must have.

专题会议纪要 is not 常务会议纪要.
"""


def _by_actor(question: str, clauses: Sequence[str]) -> Verdict | None:
    """Who does an act, in the question and in the clause, where each says so once and nothing else is asked."""
    clause = clauses[0]
    if _NEGATED.search(question):
        return None
    for act in _ACTS:
        ruled = list(re.finditer(rf"(?:由|报|经)(?P<actor>{_ACTOR})(?:同志)?(?:召集和)?{act}", clause))
        asked = list(re.finditer(rf"(?P<actor>{_ACTOR})(?:同志)?(?:来|去|亲自)?(?:召集和)?{act}", question))
        if not len(asked) == len(ruled) == "".join(clauses).count(act) == question.count(act) == 1:
            continue
        subject = pairs_of(_FILLING.sub("", question[: asked[0].start()]))
        is_same = subject and len(subject & pairs_of(clause)) / len(subject) >= _LEAST_SHARED
        if is_same and _ONLY_ASKED.fullmatch(question, asked[0].end()):
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
    figures = [
        _Figure(
            "frequency", _PERIODS[match["period"]] * value, match.start(), match.end(), "多" not in match["between"]
        )
        for match in _FREQUENCY.finditer(text)
        if (value := _value(match["number"]))
    ]
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
