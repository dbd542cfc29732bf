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
from retriever.model import LOOKED_UP, ArticleHit, ClauseHit, Retrieval
from retriever.quantity import Quantity, asked_quantities, stated_quantities
from retriever.query import last_complete, normalise, points_back
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
        self._calibration, self._settings = calibration, settings
        self.index = index
        self.regulations = tuple(regulations)
        self._articles = {a.id: (r, a) for r in regulations for a in r.articles}
        self._clauses = {c.id: (r, a, c) for r in regulations for a in r.articles for c in a.clauses}
        self._order = {key: place for place, key in enumerate((*self._articles, *self._clauses))}
        # The smallest chunk that holds a clause stands for it, and the chunk of kind article for the article.
        self._row_of: dict[str, int] = {}
        for row, chunk in enumerate(index.chunks):
            self._row_of |= dict.fromkeys(chunk.clause_ids, row)
            if chunk.kind is ChunkKind.ARTICLE:
                self._row_of[chunk.article_id] = row
        # Of a long chunk one cannot say which of its clauses states the number.
        self._stated = {
            row: stated_quantities(chunk.text) for row, chunk in enumerate(index.chunks) if len(chunk.clause_ids) == 1
        }

    def with_settings(self, settings: SearchSettings) -> "Retriever":
        """The same retriever with other search settings; the index is shared."""
        return Retriever(self.regulations, self.index, self._calibration, settings)

    def search(self, question: str, history: Sequence[str] = ()) -> Retrieval:
        """Find what answers a question.

        Args:
            question: as typed; it is normalised here.
            history: the user's earlier turns, oldest first.
        """
        plain = normalise(question)
        turns = tuple(normalise(turn) for turn in history)
        return self._search(plain, last_complete(turns) if points_back(plain) else "")

    def _search(self, plain: str, context: str) -> Retrieval:
        """Search a normalised question, with the earlier turn that it leans on or with none."""
        seconds: dict[str, float] = {}
        with _timed(seconds, "look up"):
            searched = f"{context} {plain}".strip()
            references = look_up(plain, self.regulations)
        with _timed(seconds, "dense"):
            dense = self.index.dense.search(searched, self._settings.depth)
        with _timed(seconds, "bm25"):
            bm25 = self.index.bm25.search(searched, self._settings.depth)
        with _timed(seconds, "rank"):
            articles, clauses = self._rank(dense, bm25, asked_quantities(plain))
            features = self._evidence(plain, searched, dense, bm25, articles, clauses)
            model = self._calibration
            confidence = model.confident.probability(features)
            named = dict.fromkeys(article.id for found in references for article in found.articles)
            looked_up = tuple(ArticleHit(*self._articles[article_id], LOOKED_UP) for article_id in named)
            searched_for = (ArticleHit(*self._articles[a.key], a.fused) for a in articles if a.key not in named)
        return Retrieval(
            question=plain,
            context=context,
            references=references,
            clauses=tuple(self._clause_hit(clause, clauses[0], articles[0], confidence) for clause in clauses),
            articles=(*looked_up, *searched_for),
            features=features,
            confidence=1.0 if looked_up else confidence,
            answerable=1.0 if looked_up else model.answerable.probability(features),
            on_topic=1.0 if looked_up else model.on_topic.probability(features),
            thresholds=model.thresholds,
            seconds=seconds,
        )

    def _rank(
        self, dense: RankedRows, bm25: RankedRows, asked: frozenset[Quantity]
    ) -> tuple[list[Scored], list[Scored]]:
        """Articles and clauses, best first, ties in the order of the text.

        An article is as good as its best chunk, and better where it fits as a whole too. Of two clauses about the same
        thing, the one that gives a number answers the question for a number.
        """
        fused = fuse(dense, bm25, self._settings.dense_weight)
        if asked:
            for row in fused:
                if asked & self._stated.get(row, frozenset()):
                    fused[row] += self._settings.number_bonus
        cosines, words = dict(dense), dict(bm25)
        best: dict[str, float] = {}
        for row, score in fused.items():
            article_id = self.index.chunks[row].article_id
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

    def _evidence(
        self,
        plain: str,
        searched: str,
        dense: RankedRows,
        bm25: RankedRows,
        articles: Sequence[Scored],
        clauses: Sequence[Scored],
    ) -> dict[str, float]:
        asked = asked_quantities(plain)
        first_clause = self._clauses[clauses[0].key][2].text if clauses else ""
        return question_features(
            dense,
            bm25,
            articles,
            covered=self.index.bm25.covered(searched, self._row_of[articles[0].key]) if articles else 0.0,
            unknown=self.index.bm25.unknown(plain),
            number_unmet=bool(asked) and not asked & stated_quantities(first_clause),
        )

    def _clause_hit(self, clause: Scored, best: Scored, first: Scored, confidence: float) -> ClauseHit:
        features = clause_features(
            clause.fused, best.fused, in_first_article=clause.article_id == first.key, confidence=confidence
        )
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
