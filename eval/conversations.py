"""Complete questions that come after others, as most questions of a conversation do: part of `python -m eval train`.

The follow-ups of the question files teach what a question takes from the turns before it; these teach when it takes
nothing.
"""

import random
from collections.abc import Iterator, Sequence

from eval.questions import Question

_NEAR = 3
"""Articles apart, at most: who goes on to something new often stays in its neighbourhood."""


def complete_questions(questions: Sequence[Question]) -> Iterator[Question]:
    """Put other questions before those that are complete: by turns one of a neighbouring article, and two of others.

    Args:
        questions: of the files to learn from.
    """
    chance = random.Random(0)  # noqa: S311 - no secret
    single = [q for q in questions if q.answerable and not q.history and q.category in ("direct", "scenario")]
    for number, question in enumerate(single):
        others = [other for other in single if not other.gold_articles & question.gold_articles]
        near = [other for other in others if _distance(question, other) <= _NEAR] if number % 2 else []
        turns = chance.sample(near, 1) if near else chance.sample(others, 2)
        yield question.model_copy(update={"history": tuple(turn.question for turn in turns)})


def _distance(one: Question, other: Question) -> int:
    return min(abs(a - b) for a in one.gold_articles for b in other.gold_articles)
