"""From the scores of the channels to ranked clauses and articles: arithmetic only, no model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from corpus import Regulation
from retriever.chunks import ChunkKind
from retriever.fusion import fuse
from retriever.index import Index
from retriever.model import Scores
from retriever.quantity import asked_quantities, stated_quantities
from retriever.settings import SearchSettings


@dataclass(frozen=True, slots=True)
class Ranked:
    """A clause or article with its scores, before it gets a probability.

    Attributes:
        key: id.
        article_id: the article that holds it.
        fused: fused score.
        cosine: cosine of the chunk that stands for it, 0 where the dense channel did not find it.
        bm25: BM25 likewise.
        row: of the chunk that stands for it.
        told: of a clause, what the ranker knows of it besides, by name (`retriever/learned.py`); empty from the ranker
            that adds.
    """

    key: str
    article_id: str
    fused: float
    cosine: float
    bm25: float
    row: int
    told: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a ranker found, best first, ties in the order of the text.

    Attributes:
        evidence: the features of the first clause by name, where the ranker weighs features.
        read_as: of a question that follows others, the reading that these features are of; None of any other.
        continued: of a question that follows others, the overlap with the turn before, from 0 on: over the articles,
            the sum of the lesser of both probabilities; little where one has no answer. 1 of any other.
    """

    articles: Sequence[Ranked]
    clauses: Sequence[Ranked]
    evidence: Mapping[str, float] = field(default_factory=dict)
    read_as: Scores | None = None
    continued: float = 1.0

    def reading_of(self, scores: Scores) -> Scores:
        """The scores of a question as it is read."""
        return self.read_as or scores


class Ranker(Protocol):
    """Weighs what the channels gave."""

    def rank(self, scores: Scores) -> Candidates:
        """Rank the clauses and articles of the index."""


class FusionRanker:
    """Adds the scores of the channels, weighted by the settings. It needs no bank and no training."""

    def __init__(self, regulations: Sequence[Regulation], index: Index, settings: SearchSettings) -> None:
        """Prepare the tables from rows to records."""
        self._chunks, self._settings = index.chunks, settings
        self._clauses_of = {a.id: tuple(c.id for c in a.clauses) for r in regulations for a in r.articles}
        keys = (*self._clauses_of, *(clause for clauses in self._clauses_of.values() for clause in clauses))
        self._order = {key: place for place, key in enumerate(keys)}
        # The smallest chunk that holds a clause stands for it, and the chunk of kind article for the article.
        self._row_of: dict[str, int] = {}
        for row, chunk in enumerate(index.chunks):
            self._row_of |= dict.fromkeys(chunk.clause_ids, row)
            if chunk.kind is ChunkKind.ARTICLE:
                self._row_of[chunk.article_id] = row
        self._rows_of_question = [{self._row_of[clause] for clause in q.clauses} for q in index.questions]
        # Of a long chunk one cannot say which of its clauses states the number.
        self._stated = {
            row: stated_quantities(chunk.text) for row, chunk in enumerate(index.chunks) if len(chunk.clause_ids) == 1
        }

    def rank(self, scores: Scores) -> Candidates:
        """See `Ranker`.

        An article is as good as its best chunk, and better where it fits as a whole too. Of two clauses about the same
        thing, the one that gives a number answers the question for a number.
        """
        fused = self._fused(scores)
        if asked := asked_quantities(scores.question):
            for row in fused:
                if asked & self._stated.get(row, frozenset()):
                    fused[row] += self._settings.number_bonus
        cosines, words = dict(scores.dense), dict(scores.bm25)
        best: dict[str, float] = {}
        for row, score in fused.items():
            article_id = self._chunks[row].article_id
            best[article_id] = max(best.get(article_id, 0.0), score)

        def ranked(key: str, article_id: str, score: float) -> Ranked:
            row = self._row_of[key]
            return Ranked(key, article_id, score, cosines.get(row, 0.0), words.get(row, 0.0), row)

        weight = self._settings.article_weight
        articles = [ranked(a, a, score + weight * fused.get(self._row_of[a], 0.0)) for a, score in best.items()]
        articles.sort(key=lambda r: (-r.fused, self._order[r.key]))
        articles = articles[: self._settings.top_articles]
        clauses = [
            ranked(clause, article.key, fused.get(self._row_of[clause], 0.0) + weight * article.fused)
            for article in articles
            for clause in self._clauses_of[article.key]
        ]
        clauses.sort(key=lambda r: (-r.fused, self._order[r.key]))
        return Candidates(articles, clauses[: self._settings.top_clauses])

    def _fused(self, scores: Scores) -> dict[int, float]:
        """Row of a chunk to score. A clause is as good as the text and the nearest bank question say together."""
        share = 1 / (1 + self._settings.bank_weight)
        text = fuse(scores.dense, scores.bm25, self._settings.dense_weight)
        fused = {row: share * score for row, score in text.items()}
        bank: dict[int, float] = {}
        for question, score in fuse(scores.bank_dense, scores.bank_bm25, self._settings.dense_weight).items():
            for row in self._rows_of_question[question]:
                bank[row] = max(bank.get(row, 0.0), score)
        for row, score in bank.items():
            fused[row] = fused.get(row, 0.0) + (1 - share) * score
        return fused
