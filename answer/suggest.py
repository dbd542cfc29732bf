"""What to ask next: questions of the regulation's own list of examples, near to what was just answered."""

from collections.abc import Sequence

from answer.model import Citation
from corpus import ArticleNumber, Example, Regulation
from retriever.query import normalise

MOST = 3
"""Suggestions under an answer."""


def suggest(regulation: Regulation, citations: Sequence[Citation], asked: Sequence[str]) -> tuple[str, ...]:
    """Choose examples that continue the conversation: same article first, then the nearest ones.

    Args:
        regulation: whose examples are offered.
        citations: of the answer, or of its candidates; the first counts.
        asked: everything the user typed so far; none of it is offered again.

    Returns:
        At most `MOST` questions; ties in the order of the file.
    """
    known = {_words(question) for question in asked}
    quoted = {f"{c.article}/{c.paragraph}/{c.clause}" for c in citations}
    fresh = [e for e in regulation.examples if _words(e.question) not in known and e.clause not in quoted]
    if citations:
        here = citations[0].article
        fresh.sort(key=lambda example: _distance(example, here))
    else:
        fresh = [example for example in fresh if example.welcome]
    return tuple(example.question for example in fresh[:MOST])


def _words(question: str) -> str:
    return "".join(char for char in normalise(question) if char.isalnum())


def _distance(example: Example, here: ArticleNumber) -> int:
    return abs(ArticleNumber.parse(example.clause.split("/")[0]).number - here.number)
