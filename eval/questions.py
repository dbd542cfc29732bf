"""Question files, one JSON object a line; the format is described in eval/questions/README.md."""

from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus import ArticleNumber, Regulation
from corpus.lines import numbered_lines

QUESTIONS_DIR = Path(__file__).parent / "questions"

Category = Literal[
    "direct", "scenario", "multi", "followup", "noisy", "false-premise", "near-miss", "off-topic", "attack"
]
PENDING = "待审核"
"""How the note of an item begins that no person has reviewed yet; such an item is never scored."""
T = TypeVar("T", bound="Asked")
R = TypeVar("R", bound="Record")
Style = Literal["formal", "colloquial", "keyword", "scenario", "noisy", "followup"]


class QuestionFileError(ValueError):
    """A question file that cannot be used; says file, line and what is wrong."""


class BeirError(ValueError):
    """A folder that is not in the BEIR format; says file, line and what is wrong."""


class Record(BaseModel):
    """A line of a file that names an item."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str


class Asked(Record):
    """What is asked. Whoever answers reads only this part of a question."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    question: str
    history: tuple[str, ...] = ()


class Gold(BaseModel):
    """An article that a complete answer cites, and the words of it that carry the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    article: int
    span: str


class Question(Asked):
    """A question with what is known about its answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    category: Category
    style: Style
    answerable: bool
    gold: tuple[Gold, ...]
    also_ok: tuple[int, ...]
    key: tuple[str, ...]
    note: str

    @property
    def gold_articles(self) -> frozenset[int]:
        """The articles that must be found."""
        return frozenset(gold.article for gold in self.gold)


def load_questions(path: Path, record: type[T]) -> tuple[T, ...]:
    """Read a question file.

    Args:
        path: the file.
        record: `Question`, or `Asked` where the gold is not to be seen.

    Raises:
        QuestionFileError: for a line that is not a record, an id that comes twice, or an empty file.
    """
    found = load_records(path, record)
    if not found:
        raise QuestionFileError(f"{path}: no question in it. Mend: one JSON object a line")
    return found


def load_records(path: Path, record: type[R]) -> tuple[R, ...]:
    """Read a file with a record a line.

    Raises:
        QuestionFileError: for a line that is no such record, or an id that comes twice.
    """
    found: dict[str, R] = {}
    for number, line in numbered_lines(path):
        try:
            one = record.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "line"
            raise QuestionFileError(f"{path}:{number}: {place}: {first['msg']}. Mend: see the format") from None
        if one.id in found:
            raise QuestionFileError(f"{path}:{number}: id {one.id!r} for the second time. Mend: make ids unique")
        found[one.id] = one
    return tuple(found.values())


def gold_spans(question: Question, regulation: Regulation) -> tuple[tuple[int, int], ...]:
    """Start and end of each gold span in the regulation's text.

    Raises:
        ValueError: when a span is not in its article.
    """
    return tuple(_span(question, gold, regulation) for gold in question.gold)


def _span(question: Question, gold: Gold, regulation: Regulation) -> tuple[int, int]:
    article = regulation.article(ArticleNumber(gold.article))
    if article is None or gold.span not in article.text:
        raise ValueError(f"{question.id}: article {gold.article} does not hold {gold.span!r}")
    start = article.start + article.text.index(gold.span)
    return start, start + len(gold.span)


def gold_clauses(question: Question, regulation: Regulation) -> tuple[str, ...]:
    """Ids of the clauses that the gold spans touch, in the order of the text."""
    spans = gold_spans(question, regulation)
    return tuple(
        clause.id
        for article in regulation.articles
        if article.number.number in question.gold_articles
        for clause in article.clauses
        if any(clause.start < end and start < clause.end for start, end in spans)
    )


def check_gold(questions: tuple[Question, ...], regulation: Regulation) -> list[str]:
    """Say what is wrong with the gold: no such article, spans empty or not its, keys outside the spans, pending."""
    faults = []
    for question in questions:
        if question.note.startswith(PENDING):
            faults.append(f"{question.id}: pending: review it, then take {PENDING} off its note")
        for gold in question.gold:
            if not gold.span:
                faults.append(f"{question.id}: article {gold.article} has an empty span")
            try:
                _span(question, gold, regulation)
            except ValueError as error:
                faults.append(str(error))
        faults += [
            f"{question.id}: key {key!r} is in no gold span"
            for key in question.key
            if not any(key in gold.span for gold in question.gold)
        ]
        if question.answerable != bool(question.gold):
            faults.append(f"{question.id}: answerable is {question.answerable}, but it has {len(question.gold)} gold")
    return faults
