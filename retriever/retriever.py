"""The retriever: a question in, a Retrieval out."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from corpus import Regulation
from retriever.calibration import Calibration
from retriever.evidence import clause_features, question_features
from retriever.index import Index
from retriever.model import LOOKED_UP, ArticleHit, ClauseHit, Retrieval, Scores
from retriever.quantity import asked_quantities, stated_quantities
from retriever.query import last_complete, points_back
from retriever.ranking import Ranked, Ranker
from retriever.reading import QueryReader
from retriever.references import look_up
from retriever.settings import SearchSettings


class Retriever:
    """Searches an index of regulations. Built once; threads may share it."""

    def __init__(
        self,
        regulations: Sequence[Regulation],
        index: Index,
        reader: QueryReader,
        calibration: Calibration,
        settings: SearchSettings,
    ) -> None:
        """Put the stages together.

        Args:
            regulations: those that the index was built from; the first is meant where a reference names none.
            index: channels and chunks.
            reader: of the vocabulary of the index.
            calibration: of the encoder that built the index.
            settings: depth and weights.
        """
        self._reader, self._calibration, self._settings = reader, calibration, settings
        self.index = index
        self.regulations = tuple(regulations)
        self._ranker = Ranker(regulations, index, settings)
        self._articles = {a.id: (r, a) for r in regulations for a in r.articles}
        self._clauses = {c.id: (r, a, c) for r in regulations for a in r.articles for c in a.clauses}

    def with_settings(self, settings: SearchSettings) -> "Retriever":
        """The same retriever with other search settings; the index is shared."""
        return Retriever(self.regulations, self.index, self._reader, self._calibration, settings)

    def search(self, question: str, history: Sequence[str] = ()) -> Retrieval:
        """Find what answers a question.

        Args:
            question: as typed.
            history: the user's earlier turns, oldest first.
        """
        return self.rank(self.score(question, history))

    def score(self, question: str, history: Sequence[str] = ()) -> Scores:
        """The part of a search that takes a model: ask every channel. See `search`."""
        seconds: dict[str, float] = {}
        with _timed(seconds, "read"):
            steps = self._reader.read(question)
            plain = steps[-1].text
            turns = tuple(self._reader.read(turn)[-1].text for turn in history) if points_back(plain) else ()
            context = last_complete(turns)
        with _timed(seconds, "encode"):
            query = self.index.query(f"{context} {plain}".strip())
        with _timed(seconds, "text"):
            dense, bm25 = self.index.text.search(query, self._settings.depth)
        with _timed(seconds, "bank"):
            bank_dense, bank_bm25 = self.index.bank.search(query, self._settings.depth)
        return Scores(steps, context, dense, bm25, bank_dense, bank_bm25, seconds)

    def rank(self, scores: Scores) -> Retrieval:
        """The rest of a search: look up references, weigh the channels, and give probabilities."""
        seconds = dict(scores.seconds)
        with _timed(seconds, "look up"):
            references = look_up(scores.question, self.regulations)
        with _timed(seconds, "rank"):
            articles, clauses = self._ranker.rank(scores)
            features = self._evidence(scores, articles, clauses)
            model = self._calibration
            confidence = model.confident.probability(features)
            named = dict.fromkeys(article.id for found in references for article in found.articles)
            looked_up = tuple(ArticleHit(*self._articles[article_id], LOOKED_UP) for article_id in named)
            searched_for = (ArticleHit(*self._articles[a.key], a.fused) for a in articles if a.key not in named)
        return Retrieval(
            scores=scores,
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

    def _evidence(self, scores: Scores, articles: Sequence[Ranked], clauses: Sequence[Ranked]) -> dict[str, float]:
        asked = asked_quantities(scores.question)
        first_clause = self._clauses[clauses[0].key][2].text if clauses else ""
        words = self.index.text.bm25
        return question_features(
            scores,
            articles,
            self.index.questions,
            covered=words.covered(scores.searched, articles[0].row) if articles else 0.0,
            unknown=words.unknown(scores.question),
            number_unmet=bool(asked) and not asked & stated_quantities(first_clause),
        )

    def _clause_hit(self, clause: Ranked, best: Ranked, first: Ranked, confidence: float) -> ClauseHit:
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
