"""Learning when a question leans on the turns before it: part of `python -m eval train`.

Follow-ups of the question files teach when it does. When it does not is taught by questions that are complete, asked
after two others that have nothing to do with them: that is how most questions of a conversation come.
"""

import random
from collections.abc import Iterator, Sequence

import numpy as np

from eval.calibrate import fit_logistic
from eval.questions import Question
from retriever.calibration import Logistic
from retriever.evidence import READING_DIRECTIONS, reading_features
from retriever.model import Retrieval
from retriever.retriever import Retriever


def fit_readings(retriever: Retriever, questions: Sequence[Question]) -> tuple[Logistic, dict[str, float]]:
    """Fit the probability that a question is to be read behind the turns before it.

    Only cases where one of the two readings is right, and the other wrong, teach anything.

    Args:
        retriever: with the ranker and the calibration that are used.
        questions: of the files to learn from.

    Returns:
        The model, and its figures: cases of each kind, and the share of right first articles among all of each kind.
    """
    features, labels = [], []
    rights: dict[str, list[tuple[dict[str, float], bool, bool]]] = {"followup": [], "complete": []}
    for kind, question, history in _cases(questions):
        alone, behind = retriever.readings(question.question, history)
        row = reading_features(alone, behind)
        right = _is_right(alone, question), _is_right(behind, question)
        rights[kind].append((row, *right))
        if right[0] != right[1]:
            features.append([row[name] for name in READING_DIRECTIONS])
            labels.append(right[1])
    needed = np.array(labels)
    # Both kinds count the same: there are many more complete questions than follow-ups.
    weights = np.where(needed, 0.5 / needed.mean(), 0.5 / (1 - needed.mean()))
    model = fit_logistic(READING_DIRECTIONS, np.array(features), needed, weights)
    figures = {f"readings_{kind}": float(len(cases)) for kind, cases in rights.items()}
    for kind, cases in rights.items():
        hits = [behind if model.probability(row) >= 0.5 else alone for row, alone, behind in cases]
        figures[f"readings_{kind}_right"] = round(float(np.mean(hits)), 4)
    return model, figures


def _cases(questions: Sequence[Question]) -> Iterator[tuple[str, Question, tuple[str, ...]]]:
    chance = random.Random(0)  # noqa: S311 - no secret
    single = [q for q in questions if q.answerable and not q.history and q.category in ("direct", "scenario")]
    for question in questions:
        if question.answerable and question.history:
            yield "followup", question, tuple(question.history)
    for question in single:
        others = chance.sample([other for other in single if not other.gold_articles & question.gold_articles], 2)
        yield "complete", question, tuple(other.question for other in others)


def _is_right(found: Retrieval, question: Question) -> bool:
    return found.articles[0].article.number.number in question.gold_articles
