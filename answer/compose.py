"""Choosing the clauses that answer. A composer proposes citations; the verifier decides which of them stand."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Protocol

from answer.comparisons import compared_clauses, comparison_for
from answer.model import Citation
from corpus import Article, ArticleNumber, ChapterReference, Clause, Regulation, UnreadReference
from retriever.choice import choose
from retriever.mentions import Mention
from retriever.model import ClauseHit, LookedUp, Retrieval

MOST_LOOKED_UP = 5
"""Articles shown for one reference; 第一条至第八十一条 would be the whole regulation."""


MOST_MENTIONS = 8
"""Clauses shown that hold a term; 市政府 stands in nearly all."""


_LEADING = 0.5
"""Of the probability of an article's best clause: what has less stands behind what has more. On dev the first of
several quotes then holds the answer in five cases of six, in the order of the text in less than four."""


class Composer(Protocol):
    """Turns a Retrieval into proposed citations."""

    def compose(self, retrieval: Retrieval) -> tuple[Citation, ...]:
        """Propose citations in the order in which they are to be read."""


class ExtractiveComposer:
    """Quotes clauses as they are: those looked up, or the probable ones, article by article, the answer first."""

    def compose(self, retrieval: Retrieval) -> tuple[Citation, ...]:
        """See `Composer`."""
        if retrieval.names_an_article:
            cited = (citation for found in retrieval.references for citation in cite_looked_up(found))
            return tuple(dict.fromkeys(cited))
        if not retrieval.clauses:
            return ()
        regulation = retrieval.articles[0].regulation
        found = {hit.clause.id: hit.probability for hit in _first_article_first(retrieval)}
        if compared := comparison_for(retrieval.scores.question, regulation, found):
            return tuple(cite_clause(regulation, clause) for clause in compared_clauses(*compared))
        chosen = _answer_first(_choose(retrieval), [hit.article.id for hit in retrieval.articles])
        return tuple(cite(hit.regulation, hit.article, hit.clause) for hit in chosen)


def cite(regulation: Regulation, article: Article, clause: Clause) -> Citation:
    """Quote a whole clause."""
    paragraph = int(clause.id.split("/")[2])
    return Citation(regulation.id, article.number, paragraph, clause.number, clause.text, clause.start, clause.end)


def cite_clause(regulation: Regulation, clause_id: str) -> Citation:
    """Quote the clause of an id."""
    article = regulation.article(ArticleNumber.parse(clause_id.split("/")[1]))
    if article is None:
        raise KeyError(clause_id)
    return cite(regulation, article, regulation.clause(clause_id))


def cite_looked_up(found: LookedUp) -> Iterable[Citation]:
    """Quote what a reference names.

    Of a chapter the first clause of each article, of a term the clauses that hold it, at most `MOST_MENTIONS`; else the
    paragraph where it exists, or whole articles, at most `MOST_LOOKED_UP`.
    """
    if isinstance(found.reference, ChapterReference):
        for article in found.articles:
            yield cite(found.regulation, article, article.clauses[0])
        return
    if isinstance(found.reference, Mention):
        holding = ((a, c) for a in found.articles for c in a.clauses if found.reference.term in c.text)
        for article, clause in islice(holding, MOST_MENTIONS):
            yield cite(found.regulation, article, clause)
        return
    if isinstance(found.reference, UnreadReference):
        return
    for article in found.articles[:MOST_LOOKED_UP]:
        wanted = found.reference.paragraph
        for paragraph in article.paragraphs:
            if wanted in (None, paragraph.number) or (wanted or 0) > len(article.paragraphs):
                for clause in paragraph.clauses:
                    yield cite(found.regulation, article, clause)


def _first_article_first(retrieval: Retrieval) -> Sequence[ClauseHit]:
    first = retrieval.articles[0].article.id
    return sorted(retrieval.clauses, key=lambda hit: hit.article.id != first)  # stable: else in their order


def _choose(retrieval: Retrieval) -> list[ClauseHit]:
    """The best clause of the first article, and every clause that is probable enough, best first."""
    first = retrieval.articles[0].article.id
    lead = next((at for at, hit in enumerate(retrieval.clauses) if hit.article.id == first), 0)
    hits, thresholds = retrieval.clauses, retrieval.thresholds
    probabilities, articles = [hit.probability for hit in hits], [hit.article.id for hit in hits]
    return [hits[at] for at in choose(probabilities, articles, lead, thresholds.clause, thresholds.beside)]


def _answer_first(chosen: Sequence[ClauseHit], articles: Sequence[str]) -> list[ClauseHit]:
    """Article by article; of each the clauses that lead in the order of the text, then likewise the others."""
    place = {article: at for at, article in enumerate(articles)}
    # The last of an article that is put in is its most probable.
    most = {hit.article.id: hit.probability for hit in sorted(chosen, key=lambda hit: hit.probability)}

    def order(hit: ClauseHit) -> tuple[int, bool, int]:
        leads = hit.probability >= _LEADING * most[hit.article.id]
        return place[hit.article.id], not leads, hit.clause.start

    return sorted(chosen, key=order)
