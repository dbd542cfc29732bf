"""The retriever: a question in, a Retrieval out."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from corpus import BankQuestion, Regulation
from retriever.belonging import Belonging, BelongingFeatures, load_belonging
from retriever.calibration import BELONGING, UNCALIBRATED, Calibration
from retriever.course import asked_in, course_features, courses_near, steps_answered
from retriever.evidence import Evidence
from retriever.index import Index
from retriever.learned import LearnedRanker
from retriever.model import LOOKED_UP, ArticleHit, ClauseHit, Retrieval, Scores
from retriever.parts import parts_of
from retriever.ranking import FusionRanker, Ranked, Ranker
from retriever.reading import ALONE, BEFORE, BEHIND, JOINED, QueryReader, Step
from retriever.references import look_up, only_asks_for
from retriever.searcher import Query, RankedRows
from retriever.settings import SearchSettings

_NEAR_ENOUGH = 0.5
"""Cosine from which on what is said of a bank question that is left open may be said of this one. Nearly all questions
left open of dev and extra have one as near, and half of the off-topic ones whose nearest is one."""
_MARKS = " ,，。.!！?？、;；:：“”\"'"
_SHORTEST_PIECE = 2
"""Characters of a question that is a piece of the text."""
_TURNS = 3
"""Earlier turns that a question is read behind."""


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
        self._reader, self._settings = reader, settings
        self._given_calibration = calibration
        self.index = index
        self.regulations = tuple(regulations)
        self._ranker: Ranker
        if settings.ranker == "learned":
            self._ranker = LearnedRanker(regulations, index, settings)
            self._evidence: Evidence | None = Evidence(regulations, index)
            self._belonging: Belonging | None = Belonging(BelongingFeatures(regulations, index), load_belonging())
            self._calibration = calibration
        else:
            # The probabilities were fitted on what the learned ranker gives.
            self._ranker = FusionRanker(regulations, index, settings)
            self._evidence, self._belonging, self._calibration = None, None, UNCALIBRATED
        self._articles = {a.id: (r, a) for r in regulations for a in r.articles}
        self._clauses = {c.id: (r, a, c) for r in regulations for a in r.articles for c in a.clauses}
        self._procedures = tuple(procedure for r in regulations for procedure in r.guides.procedures)

    def with_settings(self, settings: SearchSettings) -> "Retriever":
        """The same retriever with other search settings; the index is shared."""
        return Retriever(self.regulations, self.index, self._reader, self._given_calibration, settings)

    def search(self, question: str, history: Sequence[str] = ()) -> Retrieval:
        """Find what answers a question.

        Args:
            question: as typed.
            history: the user's earlier turns, oldest first.
        """
        return self.rank(self.score(question, history))

    def score(self, question: str, history: Sequence[str] = ()) -> Scores:
        """The part of a search that takes a model: ask every channel, the question read behind the last turns.

        Args:
            question: as typed.
            history: the user's earlier turns, oldest first.
        """
        seconds: dict[str, float] = {}
        with _timed(seconds, "read"):
            steps = self._reader.read(question)
            plain = steps[-1].text
            written_out = self._reader.write_out(plain)
            written_out = written_out if written_out != plain else ""
            turns = [turn for typed in history[-_TURNS:] if (turn := self._reader.read(typed)[-1].text)]
        with _timed(seconds, "encode"):
            share = self._settings.context_share
            queries = (
                self.index.follow_up(plain, turns, share, written_out)
                if turns
                else {ALONE: self.index.query(plain, written_out)}
            )
        with _timed(seconds, "search"):
            found = {reading: self._channels(query) for reading, query in queries.items()}
        with _timed(seconds, "parts"):
            parts = self._parts(plain, queries[ALONE])
        with _timed(seconds, "wording"):
            asked = asked_in(plain, turns)
            wording = {ALONE: self.index.wording.log_odds(plain, queries[ALONE].vector)}
            if turns:
                wording[BEHIND] = self.index.wording.log_odds(plain, queries[BEHIND].vector, asked)
        alone = Scores(steps, written_out, "", *found[ALONE], wording[ALONE], seconds, parts)
        if not turns:
            return alone
        readings = {
            ALONE: alone,
            BEFORE: Scores((Step(BEFORE, turns[-1]),), "", "", *found[BEFORE], wording={}, seconds={}),
            JOINED: Scores(steps, written_out, turns[-1], *found[JOINED], wording={}, seconds={}, parts=parts),
        }
        context, behind = " ".join(turns), (*found[BEHIND], wording[BEHIND])
        return Scores(steps, written_out, context, *behind, seconds, parts, readings, asked if asked != plain else "")

    def _parts(self, question: str, whole: Query) -> tuple[Scores, ...]:
        parts = parts_of(question)
        queries = self.index.queries(parts, whole, self._settings.context_share) if parts else ()
        return tuple(
            Scores((Step("part", part),), "", "", *self._channels(query), wording={}, seconds={})
            for part, query in zip(parts, queries, strict=True)
        )

    def _channels(self, query: Query) -> tuple[RankedRows, RankedRows, RankedRows, RankedRows, RankedRows]:
        index, depth = self.index, self._settings.depth
        return *index.text.search(query, depth), *index.bank.search(query, depth), index.classifier.search(query, depth)

    def rank(self, scores: Scores) -> Retrieval:
        """The rest of a search: look up references, weigh the channels, and give probabilities."""
        seconds = dict(scores.seconds)
        with _timed(seconds, "look up"):
            references = look_up(scores.question, self.regulations)
        with _timed(seconds, "rank"):
            found = self._ranker.rank(scores)
            articles, clauses = found.articles, found.clauses
            read = found.reading_of(scores)
            features = self._evidence.of(read, found) if self._evidence else {}
            belonging = self._belonging.log_odds(read, found) if self._belonging else np.zeros(len(clauses))
            model = self._calibration
            confidence = model.confident.probability(features)
            # A question for an article and nothing else is answered by it, however it is worded.
            certain = bool(references) and only_asks_for(scores.question, references)
            hits = tuple(self._clause_hits(clauses, belonging))
            courses = courses_near(read, self.index.questions)
            steps = steps_answered({hit.clause.id: hit.probability for hit in hits}, self._procedures)
            named = dict.fromkeys(article.id for found in references for article in found.articles)
            looked_up = tuple(ArticleHit(*self._articles[article_id], LOOKED_UP) for article_id in named)
            searched_for = (ArticleHit(*self._articles[a.key], a.fused) for a in articles if a.key not in named)
        return Retrieval(
            scores=scores,
            references=references,
            clauses=hits,
            articles=(*looked_up, *searched_for),
            features=features,
            confidence=1.0 if certain else confidence,
            answerable=1.0 if certain else model.answerable.probability(features),
            on_topic=1.0 if looked_up else model.on_topic.probability(features),
            thresholds=model.thresholds,
            is_wording=self._is_wording(scores.question),
            unanswered=left_open(read, self.index.questions),
            courses=courses,
            course_probability=model.course.probability(course_features(scores, found, courses, steps)),
            seconds=seconds,
        )

    def _is_wording(self, question: str) -> bool:
        piece = question.strip(_MARKS)
        return len(piece) >= _SHORTEST_PIECE and any(piece in regulation.text for regulation in self.regulations)

    def _clause_hits(self, clauses: Sequence[Ranked], belonging: NDArray[np.float64]) -> Iterator[ClauseHit]:
        for clause, log_odds in zip(clauses, belonging.tolist(), strict=True):
            yield ClauseHit(
                *self._clauses[clause.key],
                score=clause.fused,
                cosine=clause.cosine or None,
                bm25=clause.bm25 or None,
                probability=self._calibration.clause.probability({BELONGING: log_odds}),
            )


def left_open(scores: Scores, questions: Sequence[BankQuestion]) -> BankQuestion | None:
    """The bank's nearest question, where an article leaves it open and it is near enough to speak for this one.

    Args:
        scores: of the question, as it is read.
        questions: of the bank, by row.
    """
    row, cosine = scores.bank_dense[0] if scores.bank_dense else (-1, 0.0)
    return questions[row] if cosine >= _NEAR_ENOUGH and questions[row].near else None


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - started
