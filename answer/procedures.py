"""Which procedure an answer shows, and its quotes by the steps."""

from collections.abc import Mapping, Sequence

from answer.compose import cite_clause
from answer.model import Citation
from answer.pairs import pairs_of
from answer.verify import verify
from corpus import Procedure, Regulation, article_id_of

_STANDS_ON = 0.5
"""Weight of the share of the quotes that are clauses of a procedure, beside its share of the questions worded alike."""


def procedure_for(
    question: str, citations: Sequence[Citation], regulation: Regulation, courses: Mapping[str, float]
) -> Procedure | None:
    """The procedure whose course a question asks for; None where the answer quotes an article of none.

    Args:
        question: as it was understood; its words decide where all else is equal.
        citations: of the answer.
        regulation: that they quote.
        courses: procedures to their shares of the questions worded alike.
    """
    cited = {citation.clause_id for citation in citations}
    articles, asked = {article_id_of(clause) for clause in cited}, pairs_of(question)

    def fit(procedure: Procedure) -> tuple[float, int]:
        stands_on = len(procedure.clauses & cited) / len(cited)
        return courses.get(procedure.id, 0.0) + _STANDS_ON * stands_on, len(pairs_of(procedure.title) & asked)

    fitting = (p for p in regulation.guides.procedures if articles & {article_id_of(c) for c in p.clauses})
    return max(fitting, key=fit, default=None)


def with_steps(citations: Sequence[Citation], procedure: Procedure, regulation: Regulation) -> list[Citation]:
    """The quotes in the order of the steps that stand on them; the others behind, as they were.

    Of the articles that are quoted, all that the steps stand on is quoted, never before the first that was chosen.
    """
    order: dict[str, int] = {}
    for number, step in enumerate(procedure.steps):
        for clause in step.clauses:
            order.setdefault(clause, number)
    cited = {citation.clause_id for citation in citations}
    articles = {article_id_of(clause) for clause in cited}
    more = [clause for clause in order if clause not in cited and article_id_of(clause) in articles]
    added = verify([cite_clause(regulation, clause) for clause in more], {regulation.id: regulation})

    def step_of(citation: Citation) -> int:
        return order.get(citation.clause_id, len(procedure.steps))

    first, *others = sorted(citations, key=step_of)
    return [first, *sorted((*others, *added), key=step_of)]
