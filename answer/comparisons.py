"""Which comparison a question asks for, of those that stand beside the text."""

from collections.abc import Sequence

from answer.kinds import Kind, kind_of
from corpus import Comparison, Regulation


def comparison_in(question: str, regulation: Regulation) -> tuple[Comparison, tuple[int, ...]] | None:
    """The comparison that a question asks for, and which sides of it are named."""
    if kind_of(question) is not Kind.COMPARE:
        return None
    found = []
    for comparison in regulation.guides.comparisons:
        left, named = question, []
        words = [(word, side) for side, its in enumerate(comparison.sides) for word in its.words]
        # 副市长 is not 市长: the longest word counts, and what it covers is gone.
        for word, side in sorted(words, key=lambda pair: -len(pair[0])):
            if word in left:
                left = left.replace(word, "\n")
                named.append(side)
        if len(set(named)) > 1:
            found.append((comparison, tuple(sorted(set(named)))))
    return max(found, key=lambda pair: len(pair[1]), default=None)


def compared_clauses(comparison: Comparison, sides: Sequence[int]) -> tuple[str, ...]:
    """Ids of the clauses that stand in the table, row by row."""
    return tuple(row.clauses[side] for row in comparison.rows for side in sides if row.clauses[side])
