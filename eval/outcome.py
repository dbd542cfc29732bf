"""What became of one question: the record that every table, comparison and gate is made from."""

from pydantic import BaseModel, ConfigDict

from answer.model import Answer
from eval.questions import Category, Question, Style
from eval.visible import visible_text

Measures = dict[str, float]
"""Measure name to value, 0 to 1 unless the name says otherwise."""


class Outcome(BaseModel):
    """One question with its answer, as numbers.

    Attributes:
        gold: the articles that a complete answer cites.
        answered: whether the answer gives a rule.
        confidence: that the first article answers the question, as the service said.
        answerable_probability: that the regulation answers it, as the service said; 0 where nothing was searched.
        right: whether the first article of the ranking is gold; never so for an unanswerable question.
        articles: method to its 10 best articles.
        retrieval: method to measures; empty for an unanswerable question.
        answer: measures of the answer; empty for an unanswerable question.
        cited: ids of the clauses that the answer cites.
        verbatim: of those, how many are the regulation's own words.
        verdict: whether what the question assumes agrees with the rule, as the answer says; None where it does not say.
        procedure: id of the procedure that is shown; empty where none is.
        course: whether it asks for the course of a procedure, as labellers say (`eval.courses.CourseLabels.asks`).
        procedures: ids of those that the labellers named; empty where nobody was asked which.
        length: characters of the answer that a reader sees.
        latency_ms: of `Service.ask`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    category: Category
    style: Style
    question: str
    history: tuple[str, ...]
    answerable: bool
    gold: tuple[int, ...]
    status: str
    answered: bool
    confidence: float
    answerable_probability: float
    right: bool
    articles: dict[str, tuple[str, ...]]
    retrieval: dict[str, Measures]
    answer: Measures
    cited: tuple[str, ...]
    verbatim: int
    verdict: bool | None = None
    procedure: str = ""
    course: bool | None = None
    procedures: tuple[str, ...] = ()
    length: int
    latency_ms: float


def answer_measures(question: Question, answer: Answer, spans: tuple[tuple[int, int], ...]) -> Measures:
    """Score the answer to an answerable question. One that gives no rule scores zero, except for its length.

    Args:
        question: with its gold.
        answer: what the service said.
        spans: start and end of each gold span in the regulation's text.

    Returns:
        spans: share of the gold spans that are quoted whole; keys: share of the keys that the answer holds; citation
        precision: share of the cited articles that may be cited; citation recall: share of the gold articles that
        are; complete: 1 where all spans are quoted and all gold articles cited; first quote: 1 where the first quote
        holds of a gold span.
    """
    cited = {citation.article.number for citation in answer.citations}
    quoted = [_is_quoted(start, end, answer) for start, end in spans]
    text = visible_text(answer.markdown) if answer.status.answered else ""
    allowed = question.gold_articles | set(question.also_ok)
    recall = len(cited & question.gold_articles) / len(question.gold_articles)
    return {
        "spans": sum(quoted) / len(quoted),
        "keys": sum(key in text for key in question.key) / len(question.key) if question.key else 1.0,
        "citation precision": len(cited & allowed) / len(cited) if cited else 0.0,
        "citation recall": recall,
        "complete": float(all(quoted) and recall == 1),
        "first quote": float(
            any(c.start < end and start < c.end for c in answer.citations[:1] for start, end in spans)
        ),
    }


def _is_quoted(start: int, end: int, answer: Answer) -> bool:
    """Whether the quotes hold every character of a stretch of the text."""
    for citation in sorted(answer.citations, key=lambda c: c.start):
        if citation.start <= start < citation.end:
            start = citation.end
    return start >= end
