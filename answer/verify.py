"""The verifier: no quote reaches the user that is not the regulation's text at the place it names."""

import logging
from collections.abc import Iterable, Mapping

from answer.model import Citation
from corpus import Regulation

log = logging.getLogger(__name__)


def verify(citations: Iterable[Citation], regulations: Mapping[str, Regulation]) -> tuple[Citation, ...]:
    """Keep the citations that hold; drop and log the others.

    A citation holds when its regulation, article, paragraph and clause exist, its offsets are those of the clause, and
    its quote is the text between them. Half a clause may say the opposite: 不得 can stand in the other half.
    """
    kept = []
    for citation in citations:
        if _holds(citation, regulations.get(citation.regulation)):
            kept.append(citation)
        else:
            log.error("verifier: dropped a quote that is not the regulation's: %s", citation)
    return tuple(kept)


def _holds(citation: Citation, regulation: Regulation | None) -> bool:
    article = regulation.article(citation.article) if regulation else None
    if regulation is None or article is None:
        return False
    paragraph = next((p for p in article.paragraphs if p.number == citation.paragraph), None)
    clause = next((c for c in paragraph.clauses if c.number == citation.clause), None) if paragraph else None
    return (
        clause is not None
        and (citation.start, citation.end) == (clause.start, clause.end)
        and regulation.text[citation.start : citation.end] == citation.quote
    )
