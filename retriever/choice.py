"""Which clauses belong in an answer, by their probabilities.

An article too many misleads, a further clause of an article that is quoted anyway only takes a line: so a clause needs
more to bring in its article than to stand beside another of it.
"""

from collections.abc import Sequence

MOST_ARTICLES = 6
"""Clauses that bring in their article; people read the first lines, the rest is in the source panels."""
MOST_CLAUSES = 8
"""Of an answer to a searched question."""


def choose(
    probabilities: Sequence[float], articles: Sequence[str], lead: int, further: float, beside: float
) -> list[int]:
    """Choose clauses, the most probable first, behind the one that leads.

    Args:
        probabilities: of each candidate.
        articles: that each is of.
        lead: place of the clause that is shown in any case.
        further: probability from which on a clause of a further article is shown.
        beside: likewise, a further clause of an article that is shown.

    Returns:
        Places of the chosen.
    """
    order = sorted(range(len(probabilities)), key=lambda at: -probabilities[at])
    leading = [lead, *(at for at in order if at != lead and probabilities[at] >= further)][:MOST_ARTICLES]
    shown = {articles[at] for at in leading}
    more = [at for at in order if at not in leading and articles[at] in shown and probabilities[at] >= beside]
    return [*leading, *more][:MOST_CLAUSES]
