"""Verdicts: how many are given to questions for a yes or no, and how many of them are right.

`questions/verdicts-*.jsonl` hold questions with a figure, an actor or an act, a third of them traps and as many that
want no verdict. Their authors saw the text only.
"""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from answer.service import Service
from eval.questions import QUESTIONS_DIR, Record, load_records

VERDICTS = {name: QUESTIONS_DIR / f"verdicts-{name}.jsonl" for name in ("dev", "test")}


class VerdictQuestion(Record):
    """A question, and whether what it assumes agrees with the rule.

    Attributes:
        agrees: None where the text alone does not tell, or nothing is to be told.
        clause: that decides, or comes nearest: article/paragraph/clause.
    """

    question: str
    agrees: bool | None
    clause: str


class VerdictCounts(BaseModel):
    """What became of one file.

    Attributes:
        asked: questions.
        decidable: of those, for which there is a verdict.
        given: verdicts that the product gave.
        right: of those.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    asked: int
    decidable: int
    given: int
    right: int


def load_verdicts(path: Path) -> tuple[VerdictQuestion, ...]:
    """Read a file of questions.

    Raises:
        QuestionFileError: for a line that is none, or an id for the second time.
    """
    return tuple(load_records(path, VerdictQuestion))


def count_verdicts(service: Service, questions: Sequence[VerdictQuestion]) -> VerdictCounts:
    """Ask each question, and count its verdict."""
    said = [(service.ask(question.question).verdict, question.agrees) for question in questions]
    given = [(verdict, agrees) for verdict, agrees in said if verdict is not None]
    return VerdictCounts(
        asked=len(said),
        decidable=sum(agrees is not None for _, agrees in said),
        given=len(given),
        right=sum(verdict is agrees for verdict, agrees in given),
    )
