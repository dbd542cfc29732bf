"""Examples to learn from: the questions of the dev files, none of which the question bank holds.

The bank teaches the encoder and the classifier, so that what they give to its own questions is better than what a new
question gets. The questions of the files are checked not to be near to the bank (`eval/leaks.py`). Those of dev are by
others than the bank's; of extra, what sixteen of its authors wrote was shared out: questions that stand alone went into
the bank (docs/adr/0026-more-hands-and-steps-that-are-answered.md, 0027).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus import Regulation
from eval.courses import CourseLabels, labels_of
from eval.questions import Category, Question, gold_clauses
from retriever.model import Scores
from retriever.ranking import Candidates
from retriever.references import look_up


@dataclass(frozen=True, slots=True)
class Example:
    """A question to learn from.

    Attributes:
        scores: what the channels give to it.
        clauses: ids of those that answer it; none when nothing does.
        may_cite: ids of the articles that may be cited.
        category: as in the question files.
        reported: whether it is of the file that figures are given of, dev.
        asks_for_course: the whole course of a procedure, as labellers say (`CourseLabels.asks`).
    """

    scores: Scores
    clauses: frozenset[str]
    may_cite: frozenset[str]
    category: Category
    reported: bool
    asks_for_course: bool | None


@dataclass(frozen=True, slots=True)
class Found:
    """An example with what the ranker found for it, unseen.

    Attributes:
        evidence: features of the question.
        belonging: features of its candidates (`retriever.belonging`).
        courses: that the nearest bank questions ask for (`retriever.course.courses_near`).
    """

    example: Example
    candidates: Candidates
    evidence: dict[str, float]
    belonging: NDArray[np.float64]
    courses: Mapping[str, float]

    @property
    def read(self) -> Scores:
        """The scores of the question, as it is read."""
        return self.candidates.reading_of(self.example.scores)

    @property
    def first_is_gold(self) -> bool:
        """Whether the first article answers."""
        first = self.candidates.articles[0].key
        return any(clause.startswith(f"{first}/") for clause in self.example.clauses)


def file_examples(
    questions: Sequence[Question],
    scores: Sequence[Scores],
    regulation: Regulation,
    courses: Mapping[str, CourseLabels],
    *,
    reported: bool,
) -> tuple[Example, ...]:
    """Examples of a question file, less those that name an article: they are looked up, so they teach nothing."""
    return tuple(
        Example(
            scores=found,
            clauses=frozenset(gold_clauses(question, regulation)) if question.answerable else frozenset(),
            may_cite=frozenset(f"{regulation.id}/{a}" for a in (*question.gold_articles, *question.also_ok)),
            category=question.category,
            reported=reported,
            asks_for_course=labels_of(question.id, courses).asks,
        )
        for question, found in zip(questions, scores, strict=True)
        if not look_up(found.question, [regulation])
    )


def as_reported(found: Sequence[Found]) -> NDArray[np.float64]:
    """A weight for each record, so that the categories have the shares that they have in the reported file.

    A category that the reported file does not have weighs nothing.
    """
    counts = Counter(record.example.category for record in found)
    wanted = Counter(record.example.category for record in found if record.example.reported)
    return np.array([wanted[record.example.category] / counts[record.example.category] for record in found])
