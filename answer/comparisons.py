"""Which comparison a question asks for, of those that stand beside the text."""

import re
from collections.abc import Mapping, Sequence

from answer.kinds import Kind, kind_of
from corpus import Comparison, Regulation, article_id_of

Compared = tuple[Comparison, tuple[int, ...]]
"""A comparison, and which of its sides are named."""


def comparisons_in(question: str, regulation: Regulation) -> list[Compared]:
    """The comparisons whose sides a question that asks for one names: 市长 and 副市长 are compared in several ways."""
    if kind_of(question) is not Kind.COMPARE:
        return []
    found = []
    for comparison in regulation.guides.comparisons:
        left, named = question, []
        words = [(word, side) for side, its in enumerate(comparison.sides) for word in its.words]
        # 副市长 is not 市长: the longest word counts, and what it covers is gone.
        for word, side in sorted(words, key=lambda pair: -len(pair[0])):
            left, count = re.subn(rf"(?<![副原前]){re.escape(word)}(?!助理)", "\n", left)
            named += [side] * bool(count)
        if len(set(named)) > 1:
            found.append((comparison, tuple(sorted(set(named)))))
    return found


def comparison_for(question: str, regulation: Regulation, found: Mapping[str, float]) -> Compared | None:
    """The comparison that a question asks for: it must be about what the search found first.

    Args:
        question: as it was understood.
        regulation: that the answer is from.
        found: ids of the clauses found, to the probability that each belongs in the answer, the best first.
    """
    first = article_id_of(next(iter(found), ""))
    about = [
        compared
        for compared in comparisons_in(question, regulation)
        if any(clause.startswith(f"{first}/") for clause in compared_clauses(*compared))
    ]
    return max(about, key=lambda compared: sum(found.get(c, 0.0) for c in compared_clauses(*compared)), default=None)


def compared_clauses(comparison: Comparison, sides: Sequence[int]) -> tuple[str, ...]:
    """Ids of the clauses that stand in the table, row by row."""
    return tuple(row.clauses[side] for row in comparison.rows for side in sides if row.clauses[side])
