"""What to ask next: questions that the regulation answers, and that continue what was just asked."""

import re
from collections.abc import Iterator, Sequence

from answer.model import Citation
from corpus import Regulation
from retriever.query import normalise

MOST = 3
"""Suggestions under an answer."""
_SHORTEST, _LONGEST = 8, 26
"""Characters of a suggestion: it stands on a button."""


class Suggester:
    """Chooses what to ask next, for one regulation. Built once; threads may share it."""

    def __init__(self, regulation: Regulation) -> None:
        """Sort the questions that may be offered by the clause that answers them."""
        self._regulation = regulation
        self._offers: dict[str, list[str]] = {}
        examples = ((f"{regulation.id}/{e.clause}", e.question) for e in regulation.examples)
        # Formal ones: they read well on a button of an authority. One that asks where a thing stands leads nowhere.
        bank = (
            (question.clauses[0], question.text)
            for question in regulation.questions
            if len(question.clauses) == 1
            and question.style == "formal"
            and _SHORTEST <= len(question.text) <= _LONGEST
            and not re.search("哪一?条", question.text)
        )
        for clause, question in (*examples, *bank):
            self._offers.setdefault(clause, []).append(question)

    def suggest(
        self, citations: Sequence[Citation], asked: Sequence[str], found: Sequence[str] = (), procedure: str = ""
    ) -> tuple[str, ...]:
        """Choose questions: next steps of a procedure first, then the same article, then what else was found.

        Args:
            citations: of the answer, or of its candidates; the first counts. Without any, the welcome's examples.
            asked: everything the user typed so far; none of it is offered again.
            found: ids of clauses that the search found, best first; behind them come the neighbours of the article.
            procedure: id of the one whose steps the answer shows, if any: its next steps come before those of others.

        Returns:
            At most `MOST` questions, each of another clause.
        """
        known = {_words(question) for question in asked}
        if not citations:
            welcome = (example.question for example in self._regulation.examples if example.welcome)
            return tuple(question for question in welcome if _words(question) not in known)[:MOST]
        quoted = {citation.clause_id for citation in citations}
        chosen: dict[str, None] = {}
        for clause in dict.fromkeys(self._continuing(citations[0], found, procedure)):
            offered = self._offers.get(clause, ()) if clause not in quoted else ()
            fresh = next((q for q in offered if _words(q) not in known and q not in chosen), None)
            if fresh:
                chosen[fresh] = None
            if len(chosen) == MOST:
                break
        return tuple(chosen)

    def _continuing(self, first: Citation, found: Sequence[str], procedure: str) -> Iterator[str]:
        """Ids of clauses, those first that come next after a citation."""
        here = first.clause_id
        for one in sorted(self._regulation.guides.procedures, key=lambda p: p.id != procedure):
            steps = [step.clauses for step in one.steps]
            if at := next((at for at, clauses in enumerate(steps, 1) if here in clauses), 0):
                yield from (clause for clauses in steps[at:] for clause in clauses)
                break
        near = sorted(self._regulation.articles, key=lambda a: abs(a.number.number - first.article.number))
        beside = [[clause.id for clause in article.clauses if clause.id != here] for article in near]
        # Two of an article are enough: what comes next widens the view.
        yield from beside[0][:2]
        yield from found
        yield from (clause for clauses in beside[1:] for clause in clauses[:2])


def _words(question: str) -> str:
    return "".join(char for char in normalise(question) if char.isalnum())
