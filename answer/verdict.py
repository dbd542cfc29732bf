"""Whether what a question assumes agrees with a rule: only where like can be compared with like.

What can be compared stands in `rules.toml` beside the text: figures, who acts, what is forbidden or allowed. A verdict
is given only where nothing is left of the question but what is compared, the words of the rule, and words that ask: a
negation, a condition, another person, a figure of something else remain, and leave the verdict to the reader. A wrong
one is worse than none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from corpus import Regulation, Rule, article_id_of
from corpus.numerals import NUMERAL_CHARS, from_chinese


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparison says.

    Attributes:
        agrees: whether what the question assumes keeps to the rule.
        rule: the regulation's own words that decide.
    """

    agrees: bool
    rule: str


def judge(question: str, clauses: Sequence[str], regulation: Regulation) -> Verdict | None:
    """Compare what a question assumes with the rules of the clauses that answer it.

    Args:
        question: as it was understood.
        clauses: ids of those quoted, the answer first: only rules of its article are compared.
        regulation: that they are of.
    """
    if not clauses:
        return None
    article = article_id_of(clauses[0])
    rules = [r for r in regulation.guides.rules if r.clause in clauses and article_id_of(r.clause) == article]
    asked = _Asked.read(question)
    if not rules or asked is None:
        return None
    verdicts = [*_by_figures(asked, rules), *_by_actor(asked, rules), *_by_act(asked, rules)]
    # Of several rules that may be meant all must say the same.
    return verdicts[0] if verdicts and len({verdict.agrees for verdict in verdicts}) == 1 else None


_END = r"(?=$|[\s\W])"
_LEAVE = re.compile(
    r"可不可以|能不能|行不行|成不成|违不违规|合不合规矩?|超没超|超不超|够不够|能否|可否|是否(?:可以|允许|违规|合规|超标)"
    r"|(?:可以|能行|(?<![随进举执推])行|(?<![完达形])成|允许|准许|算?违规|违反规定|超标|超了|合规矩?|合要求|符合(?:规定|规矩|规则|要求)|没问题|问题不大|有问题|没毛病"
    rf"|没事|合适|妥当|能批|够)(?:的?[吗么吧嘛]|[不没否]){_END}"
    rf"|(?:可以|能够|能)(?=.*[吗么吧嘛不]{_END})"
)
"""Words that ask whether something is allowed, or keeps to the rules."""
_TRUTH = re.compile(
    r"(?:(?:这个?|该)?(?:说法|表述|理解)|(?:他|她)(?:说|讲)[得的]|我(?:说|记|理解)[得的]|(?:规则|规定)里?)?"
    rf"(?:对不对|是不是|是否(?:正确|准确)|(?:对|没错|没说错|正确|准确|属实|是这样(?:[写说]的|规定的)?|是这个数|是)[吗么吧嘛不]{_END})"
)
"""Words that ask whether the rule says so."""
_MUST = re.compile(r"必须(?:要|得)?|应当|应该|须|需要")
_TAG = re.compile(rf"[吗么吧嘛]{_END}")
_FILLING = re.compile(
    r"请问|(?:同事|有人|听|据|老同志)说|我记得|我们|咱们|时限|期限|规定(?:是|为)?|上限(?:是|为)?|最后|一下|就"
    r"|[我咱这那该了的定是由要得被有个次呀啊呢哈]|[\s\W]"
)
"""What says nothing of the matter. 不, 没, 前, 后, 才, 再, 还, 又, 只 are none of it: they turn a question round."""


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure of the question.

    Attributes:
        kind: what it is of.
        value: in the smallest unit of the kind.
        bound: at most or at least, as the question says; empty where it does not.
    """

    kind: str
    value: float
    bound: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question taken apart.

    Attributes:
        rest: what is left of it without figures and asking words.
        figures: in order.
        leave: whether it asks if something is allowed.
        claim: whether it asks if the rule says so.
    """

    rest: str
    figures: tuple[_Figure, ...]
    leave: bool
    claim: bool

    @classmethod
    def read(cls, question: str) -> "_Asked | None":
        """Take a question apart; None where it does not ask for a yes or no."""
        figures: list[_Figure] = []

        def take(match: re.Match[str]) -> str:
            figure = _figure(match)
            figures.extend((figure,) if figure else ())
            return "\n" if figure else match.group()

        rest = _FIGURE.sub(take, question)
        left, truths = _TRUTH.subn("\n", rest)
        left, leaves = _LEAVE.subn("\n", left)
        left, musts = _MUST.subn("\n", left)
        left, tags = _TAG.subn("\n", left)
        if not (truths or leaves or tags):
            return None
        return cls(left, tuple(figures), bool(leaves), bool(truths or musts or not leaves))

    def is_only(self, words: Iterable[str]) -> bool:
        """Whether nothing is left without these words and what fills a sentence."""
        return not _without(self.rest, words)


def _without(text: str, words: Iterable[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "\n")
    return _FILLING.sub("", text)


_UNITS: Mapping[str, tuple[str, float]] = {
    "分钟": ("duration", 1),
    "小时": ("duration", 60),
    "钟头": ("duration", 60),
    "天": ("days", 1),
    "日": ("days", 1),
    "人": ("persons", 1),
    "名": ("persons", 1),
    "位": ("persons", 1),
    "页": ("pages", 1),
    "字": ("characters", 1),
    "月": ("months", 1),
    "年": ("years", 1),
    "国家和地区": ("countries", 1),
    "国家": ("countries", 1),
    "国": ("countries", 1),
}
"""Unit to its kind, and to how many of the smallest unit of the kind it is."""
_PERIODS = {"周": 52.0, "星期": 52.0, "礼拜": 52.0, "月": 12.0, "季度": 4.0, "年": 1.0}
"""Period to how many of it a year has."""
_NUMBER = rf"(?:[0-9]+(?:\.[0-9]+)?[万千百]?|[两万{NUMERAL_CHARS}]+)"
_TIMES = (
    rf"(?:每|一)个?(?P<period>{'|'.join(_PERIODS)})(?:只能|只)?[能要]?(?:召开|组织|举行|举办|开|办|搞)?"
    rf"(?P<times>{_NUMBER})[次回]"
)
# Not 第3天, nor the 20日 of 5月20日.
_AMOUNT = (
    rf"(?<![第0-9{NUMERAL_CHARS}月])(?:(?P<number>{_NUMBER})个?(?P<and_half>半)?个?|(?P<half>半)个?)"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?![{NUMERAL_CHARS}0-9])"
)
_FIGURE = re.compile(
    r"(?P<most>不(?:得|能|许|可以)?超过|不多于|最多(?:不超过)?|至多|顶多|控制在)?(?P<least>至少|最少|不少于|不低于|起码)?"
    rf"(?:{_TIMES}|{_AMOUNT})(?P<within>以内|之内|内|封顶|为限)?"
)


def _figure(match: re.Match[str]) -> _Figure | None:
    bound = "at most" if match["most"] or match["within"] else "at least" if match["least"] else ""
    if match["period"]:
        times = _value(match["times"])
        return None if times is None else _Figure("frequency", _PERIODS[match["period"]] * times, bound)
    kind, size = _UNITS[match["unit"]]
    number = 0.0 if match["half"] else _value(match["number"])
    if number is None or (match["most"] and match["least"]):
        return None
    return _Figure(kind, (number + (0.5 if match["half"] or match["and_half"] else 0)) * size, bound)


def _value(written: str) -> float | None:
    """A number as written, None where it can be read in two ways."""
    if written[0].isdigit():
        scale = {"万": 10_000, "千": 1_000, "百": 100}.get(written[-1], 1)
        return float(written[:-1] if scale > 1 else written) * scale
    if written.endswith("万"):
        inner = _value(written[:-1]) if written[:-1] else None
        return inner * 10_000 if inner is not None else None
    try:
        return float(from_chinese(written.replace("两", "二")))
    except ValueError:
        return None


_LIMITS = ("at most", "at least", "exactly")


def _by_figures(asked: _Asked, rules: Sequence[Rule]) -> Iterator[Verdict]:
    """The figures of the question, each against a rule of its kind, in all ways that leave nothing of the question."""
    if not asked.figures or len({figure.kind for figure in asked.figures}) < len(asked.figures):
        return
    limits = [(rule, limit) for rule in rules if rule.kind in _LIMITS and (limit := limit_of(rule))]
    of_each = [[meant for meant in limits if meant[1].kind == figure.kind] for figure in asked.figures]
    for meant in product(*of_each):
        words = [word for rule, _ in meant for word in (*rule.words, *rule.others)]
        if not (asked.is_only(words) and all(_is_meant(rule, asked) for rule, _ in meant)):
            continue
        said = [_against(figure, *limit, asked) for figure, limit in zip(asked.figures, meant, strict=True)]
        # One that breaks its limit decides; that all is well takes every one.
        if broken := [verdict for verdict in said if verdict and not verdict.agrees]:
            yield broken[0]
        elif said[0] and all(said):
            yield said[0]


def _is_meant(rule: Rule, asked: _Asked) -> bool:
    return not rule.needs or any(word in asked.rest for word in rule.needs)


def limit_of(rule: Rule) -> _Figure | None:
    """The one figure of a rule's text."""
    found = [figure for match in _FIGURE.finditer(rule.text) if (figure := _figure(match))]
    return found[0] if len(found) == 1 else None


def _against(figure: _Figure, rule: Rule, limit: _Figure, asked: _Asked) -> Verdict | None:
    if figure.bound not in ("", rule.kind):
        return None
    others = any(word in asked.rest for word in rule.others)
    keeps = {_keeps(value, limit.value, rule.kind) for value in (figure.value, figure.value + others)}
    if asked.claim:
        # That the rule says so is right for its own figure alone; 带5个人，对吗 may ask for leave, too.
        says = figure.value == limit.value and not others
        keeps = {says} if figure.bound or rule.kind == "exactly" else keeps | {says}
    # Where the ways to read it differ, or one of them tells nothing, the reader must.
    return Verdict(keeps == {True}, rule.text) if keeps in ({True}, {False}) else None


def _keeps(value: float, limit: float, kind: str) -> bool | None:
    if kind == "at most":
        return value <= limit
    if kind == "at least":
        return value >= limit
    # More often than each week may be allowed.
    return None if value > limit else value == limit


_BROADER = {
    "副市长": ("分管副市长", "常务副市长"),
    "副秘书长": ("分管副秘书长",),
    "市领导": ("市长", "副市长", "分管副市长", "常务副市长", "秘书长"),
}
"""Actors to those that they may mean: whether 副市长 is the 分管副市长, the reader must tell."""
_ACTORS = sorted(
    {"市长", "秘书长", "市政府办公厅", "市司法行政部门", "市外事部门", "市委", *_BROADER}.union(*_BROADER.values()),
    key=len,
    reverse=True,
)


def _by_actor(asked: _Asked, rules: Sequence[Rule]) -> Iterator[Verdict]:
    """Who does an act, in the question and in the rule."""
    for rule in rules:
        if rule.kind != "actor" or asked.figures:
            continue
        who = re.compile(rf"[由报经向找归跟]?(?P<actor>{'|'.join(_ACTORS)})(?:同志)?[来去]?(?:{'|'.join(rule.acts)})")
        found, ruled = list(who.finditer(asked.rest)), who.search(rule.text)
        if len(found) != 1 or ruled is None or not _is_meant(rule, asked):
            continue
        left = asked.rest[: found[0].start()] + "\n" + asked.rest[found[0].end() :]
        said, right = found[0]["actor"], ruled["actor"]
        if _without(left, rule.words) or right in _BROADER.get(said, ()) or said in _BROADER.get(right, ()):
            continue
        yield Verdict(said == right, rule.text)


def _by_act(asked: _Asked, rules: Sequence[Rule]) -> Iterator[Verdict]:
    """What the question asks leave for, where the rule forbids or allows it."""
    for rule in rules:
        # What is forbidden is so for however long, and for however many.
        if not asked.leave or rule.kind not in ("forbidden", "allowed") or (asked.figures and rule.kind == "allowed"):
            continue
        if (
            any(act in asked.rest for act in rule.acts)
            and _is_meant(rule, asked)
            and asked.is_only(rule.acts + rule.words)
        ):
            yield Verdict(rule.kind == "allowed", rule.text)
