"""Whether a question asks for the whole course of a procedure, and of which one.

It is told by the bank's nearest questions, by the wording and the vector (`retriever.wording`), by the words that ask
and by the steps that the answer stands on; none of them tells it alone: 领导说先上会再补手续，行得通吗 wants leave.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from corpus import BankQuestion, Procedure
from retriever.model import Scores
from retriever.ranking import Candidates
from retriever.reading import ALONE, BEFORE
from retriever.searcher import nearness

_NEAREST = 20
"""Bank questions that have a vote."""

ASKS_HOW = re.compile(
    r"流程|程序(?!员)|步骤|一步一?步|手续|(?:各|逐|每个)环节|几道[^,，。;；?？]{0,4}[关坎]|哪几[步关]|[捋理]一?[遍下]|这一路|"
    r"从[^。;；?？]{2,30}到[^。;；?？]{1,30}(?:各|分别|依次)|(?:怎么|如何|怎样|咋)个?(?:走|办理|报(?!道)|弄|操作|申请|提请|"
    r"提交|上会|请假|报批|送|立项|制定|组织)|从头到尾|全过程(?!记录)"
)
"""The words that ask for a way."""
_ASKS_WHAT_TO_DO = re.compile(
    r"(?:怎么|如何|怎样|咋)(?:办(?![理公])|做|应对|回应|整(?![改治])|推(?![广荐进行]))|该(?:做|干|补)些?(?:什么|啥|哪)|"
    r"(?<!不得)(?<![主重]要)[做干走补]些?(?:什么|啥|哪)|[第头]一步|功课|"
    r"(?:下一步|接下来|往下)[^,，。?？]{0,6}(?:怎么|如何|咋|该|做|干|走|[?？]|$)"
)
"""The words that ask what is to be done: not 主要干什么, which asks for duties, nor 不得做什么."""
_ASKING = re.compile(
    r"谁|哪(?!怕)|怎么|怎样|如何|咋|多久|多少|(?<![好前这那过十])几|什么|啥|[吗么嘛](?=[,，?？。]|$)|是否|能否|可否|有没有|"
    r"(\w)不\1|不(?=[,，?？]|$)"
)
"""Each word that asks: who walks through the stages of a matter asks several things."""
_ASKS_ONE_THING = re.compile(
    r"何|多[长大高远]|[前后]几|有无|时限|期限|介绍|列出|说说|讲讲|吧[?？。!！]*$|(?<!呢)[?？]$"
)
"""What else asks, if only for one thing: with it, too, a turn is to be read by itself."""

_CONTINUES = 0.2
"""Overlap with the turn before (`retriever.ranking.Candidates.continued`) from which on a turn goes on with it
(docs/adr/0027-follow-ups-of-procedures-and-a-fourth-tuning.md)."""

DIRECTIONS = {"share": 1, "wording": 1, "vector": 1, "several": 0, "how": 1, "what_to_do": 1, "asking": 1, "steps": 1}
"""Features of a question, and whether they speak for a course (1) or either way (0)."""


def asked_in(question: str, turns: Sequence[str]) -> str:
    """What tells whether a course is asked for: the question; where it asks nothing, behind the last turn that does.

    换副市长, 来不及写 and 还是有分歧 ask what was asked before. 领导出席剪彩 may begin another matter: that is known
    when the clauses are found (`course_features`).

    Args:
        question: as it was understood.
        turns: before it, oldest first.
    """
    last = "" if _asks(question) else next(filter(_asks, reversed(turns)), "")
    return f"{last} {question}" if last else question


def _asks(text: str) -> bool:
    return any(words.search(text) for words in (ASKS_HOW, _ASKS_WHAT_TO_DO, _ASKING, _ASKS_ONE_THING))


def courses_near(scores: Scores, questions: Sequence[BankQuestion]) -> Mapping[str, float]:
    """The procedures whose courses the bank's nearest answered questions ask for.

    Args:
        scores: of the question, as it is read.
        questions: of the bank, by row.

    Returns:
        Id of each procedure to its share of the votes, the nearer counting more; those that ask for no course have the
        rest.
    """
    nearest = tuple(hit for hit in scores.bank_dense if questions[hit[0]].clauses)[:_NEAREST]
    votes: dict[str, float] = defaultdict(float)
    for (row, _), weight in zip(nearest, nearness(nearest), strict=True):
        votes[questions[row].procedure] += weight
    all_votes = sum(votes.values())
    return {procedure: vote / all_votes for procedure, vote in votes.items() if procedure}


def steps_answered(probabilities: Mapping[str, float], procedures: Sequence[Procedure]) -> float:
    """How many steps of one procedure the answer is expected to stand on: of the one with most.

    A clause counts for each step that stands on it: counted once, it tells courses worse
    (docs/adr/0026-more-hands-and-steps-that-are-answered.md).

    Args:
        probabilities: of the candidates, by clause id, that they belong in the answer.
        procedures: of the regulations.

    Returns:
        From 0 to the number of steps of the longest procedure.
    """
    return max(
        (
            sum(max((probabilities.get(clause, 0.0) for clause in step.clauses), default=0.0) for step in one.steps)
            for one in procedures
        ),
        default=0.0,
    )


def course_features(
    scores: Scores, found: Candidates, courses: Mapping[str, float], steps: float
) -> Mapping[str, float]:
    """The features of `DIRECTIONS`.

    Args:
        scores: of the question, with all its readings.
        found: what the ranker found for it.
        courses: that the nearest bank questions ask for (`courses_near`).
        steps: see `steps_answered`.
    """
    read, alone = found.reading_of(scores), scores.readings.get(ALONE, scores)
    words = scores if _goes_on(scores, found) else alone
    asked = words.asked or words.question
    return {
        "share": sum(courses.values()),
        "wording": words.wording["course"],
        "vector": read.wording["course_vector"],
        "several": read.wording["several"],
        "how": float(bool(ASKS_HOW.search(asked))),
        "what_to_do": float(bool(_ASKS_WHAT_TO_DO.search(asked))),
        "asking": float(sum(1 for _ in _ASKING.finditer(asked))),
        "steps": steps,
    }


def _goes_on(scores: Scores, found: Candidates) -> bool:
    """Whether a turn that asks nothing goes on with the one that it was put behind (`asked_in`).

    With the turn before it is compared; with one that is further away the ranker's choice of a reading has to tell.
    """
    before = scores.readings.get(BEFORE)
    if before is not None and scores.asked == f"{before.question} {scores.question}":
        return found.continued >= _CONTINUES
    return bool(scores.asked) and found.reading_of(scores) is scores
