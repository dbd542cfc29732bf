"""The questions that a step of the tuning sees, and how they are roughened; `eval/tune.py` learns from them."""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from corpus import BankQuestion, article_id_of

_BEFORE = (
    "你好，",
    "您好，请问",
    "请问一下，",
    "嗯，那个，",
    "不好意思打扰了，",
    "老师好！",
    "在吗？",
    "我想了解一下，",
    "麻烦帮我看看，",
    "有个事想问问，",
    "领导刚才问起来，",
    "新来的，啥也不懂，",
    "急急急！",
    "同事让我来问：",
    "哎呀我都糊涂了，",
    "就是那个啥，",
    "hi，",
    "刚开完会，",
    "忙了一上午，",
    "说来话长，",
)
_BEHIND = (
    "谢谢！",
    "，谢谢啦",
    "，在线等",
    "，求解答",
    "？麻烦您了",
    "，辛苦了",
    "，挺急的",
    "……",
    "，有规定吗",
    "，文件里咋说的",
    "，给个准话",
    "，对吧",
    "，我说的没错吧",
    "，能告诉我一下吗",
    "，怎么办",
    "，到底是咋回事",
    "？？？",
    "，依据是哪条",
    "，同事也不清楚",
    "，多谢多谢",
)
"""What people put around a question: tuning teaches the encoder to look past it."""


_MISTYPED = 0.2
"""Of the characters of a question that is typed badly, by their sound; one at the least."""
_FUZZY = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"^n(?=[aeiouv])"), "l"), (re.compile(r"(?<=[ei])ng$"), "n"))
"""Sounds that many speakers do not tell apart, to one of them: zh and z, n and l, ing and in, eng and en."""


class Batches:
    """Draws clauses, two questions of each, and unanswered questions near them; every clause before one comes again."""

    def __init__(
        self,
        questions: Sequence[BankQuestion],
        random_source: random.Random,
        *,
        clauses: int,
        unanswered: int,
        unrelated: int,
        noise: float,
    ) -> None:
        """Sort the questions.

        Args:
            questions: to draw from.
            random_source: the same state draws the same.
            clauses: how many of a draw.
            unanswered: questions of a draw that are left open, at most; one near each article of the clauses.
            unrelated: questions of a draw that are about something else.
            noise: see `eval.tune.TuneSettings`.
        """
        self._random = random_source
        self._clauses, self._most_unanswered, self._unrelated_count, self._noise = clauses, unanswered, unrelated, noise
        self._of_clause: dict[str, list[BankQuestion]] = defaultdict(list)
        self._near: dict[str, list[BankQuestion]] = defaultdict(list)
        for question in questions:
            for clause in question.clauses:
                self._of_clause[clause].append(question)
            if question.near:
                self._near[question.near].append(question)
        self._unrelated = [question for question in questions if not question.clauses and not question.near]
        self._left: list[str] = []

    def draw(self) -> tuple[list[str], list[BankQuestion], list[BankQuestion]]:
        """Clauses, answered questions, unanswered questions."""
        if len(self._left) < self._clauses:
            fresh = sorted(self._of_clause)
            self._random.shuffle(fresh)
            self._left += fresh
        clauses, self._left = self._left[: self._clauses], self._left[self._clauses :]
        answered: dict[BankQuestion, None] = {}
        for clause in clauses:
            asked = self._of_clause[clause]
            answered |= dict.fromkeys(self._random.sample(asked, min(2, len(asked))))
        near = [self._near[article] for article in dict.fromkeys(article_id_of(clause) for clause in clauses)]
        unanswered = [self._random.choice(questions) for questions in near if questions]
        self._random.shuffle(unanswered)
        unrelated = self._random.sample(self._unrelated, min(self._unrelated_count, len(self._unrelated)))
        return clauses, list(answered), [*unanswered[: self._most_unanswered], *unrelated]

    def roughen(self, text: str) -> str:
        """Now and then put pleasantries around a question, type some of its characters for others, drop or swap two."""
        if self._random.random() < self._noise:
            text = self._random.choice(_BEFORE) + text
        if self._random.random() < self._noise:
            text = text.rstrip("?？。") + self._random.choice(_BEHIND)
        if self._random.random() < self._noise:
            text = self.mistype(text)
        if self._random.random() >= self._noise or len(text) < 6:
            return text
        at, kind = self._random.randrange(len(text) - 2), self._random.random()
        if kind < 0.5:
            return text[:at] + text[at + 1 :]
        if kind < 0.8:
            return text[:at] + text[at + 2 :]
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

    def mistype(self, text: str) -> str:
        """Characters for others that sound alike, as whoever types by sound chooses them."""
        characters = list(text)
        places = [at for at, character in enumerate(characters) if len(sounding_like(character)) > 1]
        for at in self._random.sample(places, min(len(places), max(1, round(_MISTYPED * len(places))))):
            characters[at] = self._random.choice(sounding_like(characters[at]))
        return "".join(characters)


def sounding_like(character: str) -> str:
    """The common characters that sound like one, itself among them; nothing for what is no common character."""
    return _alike().get(character, "")


@cache
def _alike() -> Mapping[str, str]:
    """Each of the 3,755 common characters, the first level of GB 2312, to those that sound like it, tones left out."""
    from pypinyin import lazy_pinyin

    common = bytes(byte for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) for byte in (high, low))
    by_sound: dict[str, str] = defaultdict(str)
    for character in common.decode("gb2312", errors="ignore"):
        sound = lazy_pinyin(character)[0]
        for told_apart, one in _FUZZY:
            sound = told_apart.sub(one, sound)
        by_sound[sound] += character
    return {character: alike for alike in by_sound.values() for character in alike}
