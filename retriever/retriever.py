"""The retriever: a question in, a Retrieval out."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from corpus import Regulation
from retriever.calibration import Calibration
from retriever.chunks import ChunkKind
from retriever.evidence import Scored, clause_features, question_features
from retriever.fusion import fuse
from retriever.index import Index
from retriever.model import ArticleHit, ClauseHit, Retrieval
from retriever.query import context_of, normalise
from retriever.references import look_up
from retriever.searcher import RankedRows
from retriever.settings import SearchSettings


class Retriever:
    """Searches an index of regulations. Built once; threads may share it."""

    def __init__(
        self, regulations: Sequence[Regulation], index: Index, calibration: Calibration, settings: SearchSettings
    ) -> None:
        """Prepare the tables from rows to records.

        Args:
            regulations: those that the index was built from; the first is meant where a reference names none.
            index: channels and chunks.
            calibration: of the encoder that built the index.
            settings: depth and weights.
        """
        self._index, self._calibration, self._settings = index, calibration, settings
        self._regulations = tuple(regulations)
        self._articles = {a.id: (r, a) for r in regulations for a in r.articles}
        self._clauses = {c.id: (r, a, c) for r in regulations for a in r.articles for c in a.clauses}
        self._order = {key: place for place, key in enumerate((*self._articles, *self._clauses))}
        # The smallest chunk that holds a clause stands for it, and the chunk of kind article for the article.
        self._row_of: dict[str, int] = {}
        for row, chunk in enumerate(index.chunks):
            self._row_of |= dict.fromkeys(chunk.clause_ids, row)
            if chunk.kind is ChunkKind.ARTICLE:
                self._row_of[chunk.article_id] = row

    def search(self, question: str, history: Sequence[str] = ()) -> Retrieval:
        """Find what answers a question.

        Args:
            question: as typed; it is normalised here.
            history: the user's earlier turns, oldest first.
        """
        seconds: dict[str, float] = {}
        with _timed(seconds, "query"):
            plain = normalise(question)
            context = context_of(plain, history)
            searched = f"{context} {plain}".strip()
            references = look_up(plain, self._regulations)
        with _timed(seconds, "dense"):
            dense = self._index.dense.search(searched, self._settings.depth)
        with _timed(seconds, "bm25"):
            bm25 = self._index.bm25.search(searched, self._settings.depth)
        with _timed(seconds, "rank"):
            articles, clauses = self._rank(dense, bm25)
            covered = self._index.bm25.covered(searched, self._row_of[articles[0].key]) if articles else 0.0
            features = question_features(dense, bm25, articles, clauses, covered)
            confidence = self._calibration.answer.probability(features)
        return Retrieval(
            question=plain,
            context=context,
            references=references,
            clauses=tuple(self._clause_hit(clause, clauses[0], articles[0], confidence) for clause in clauses),
            articles=tuple(ArticleHit(*self._articles[article.key], article.fused) for article in articles),
            features=features,
            confidence=confidence,
            on_topic=self._calibration.on_topic.probability(features),
            seconds=seconds,
        )

    def _rank(self, dense: RankedRows, bm25: RankedRows) -> tuple[list[Scored], list[Scored]]:
        """Articles and clauses, best first, ties in the order of the text.

        An article is as good as its best chunk, and better where it fits as a whole too.
        """
        fused = fuse(dense, bm25, self._settings.dense_weight)
        cosines, words = dict(dense), dict(bm25)
        best: dict[str, float] = {}
        for row, score in fused.items():
            article_id = self._index.chunks[row].article_id
            best[article_id] = max(best.get(article_id, 0.0), score)

        def scored(key: str, article_id: str, score: float) -> Scored:
            row = self._row_of[key]
            return Scored(key, article_id, score, cosines.get(row, 0.0), words.get(row, 0.0))

        weight = self._settings.article_weight
        articles = [scored(a, a, score + weight * fused.get(self._row_of[a], 0.0)) for a, score in best.items()]
        articles.sort(key=lambda s: (-s.fused, self._order[s.key]))
        articles = articles[: self._settings.top_articles]
        of_article = {article.key: article.fused for article in articles}
        clauses = [
            scored(clause.id, article, fused.get(self._row_of[clause.id], 0.0) + weight * score)
            for article, score in of_article.items()
            for clause in self._articles[article][1].clauses
        ]
        clauses.sort(key=lambda s: (-s.fused, self._order[s.key]))
        return articles, clauses[: self._settings.top_clauses]

    def _clause_hit(self, clause: Scored, best: Scored, first: Scored, confidence: float) -> ClauseHit:
        features = clause_features(clause, best, first.key, confidence)
        return ClauseHit(
            *self._clauses[clause.key],
            score=clause.fused,
            cosine=clause.cosine or None,
            bm25=clause.bm25 or None,
            probability=self._calibration.clause.probability(features),
        )


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - started
