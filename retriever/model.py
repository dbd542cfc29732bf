"""What a search returns: the Retrieval, with what was found, how well, by which channel, and how long it took."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus import Article, BankQuestion, ChapterReference, Clause, Reference, Regulation, UnreadReference
from retriever.calibration import Thresholds
from retriever.mentions import Mention
from retriever.reading import Step
from retriever.searcher import RankedRows

LOOKED_UP = 2.0
"""Score of an article that was looked up: no fused score is higher."""


_NEAR_OPEN = 0.4
"""Probability of being about the regulation that is enough beside a bank question that an article leaves open."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the channels gave for one question, before anything is weighed. Only making it takes a model.

    Attributes:
        steps: from what was typed to what is searched.
        written_out: the same with abbreviations written out, for the channels of words; empty where there are none.
        context: the earlier turns that it was read behind; empty when it was read without them.
        dense: rows of the chunks, by cosine.
        bm25: rows of the chunks, by BM25.
        bank_dense: rows of the question bank, by cosine.
        bank_bm25: rows of the question bank, by BM25.
        classified: rows of the classifier, by log-probability.
        wording: what its words say of it; see `retriever.wording.NAMES`.
        seconds: time of each stage.
        parts: what the channels gave for each thing that it asks, where it asks several.
        readings: of a question that follows others, what they gave when it was read in other ways, by name
            (`retriever.reading.READINGS`).
        asked: the words that tell whether a course is asked for, if the question goes on with the turns before
            (`retriever.course.asked_in`); empty where they are those of the question.
    """

    steps: tuple[Step, ...]
    written_out: str
    context: str
    dense: RankedRows
    bm25: RankedRows
    bank_dense: RankedRows
    bank_bm25: RankedRows
    classified: RankedRows
    wording: Mapping[str, float]
    seconds: Mapping[str, float]
    parts: tuple["Scores", ...] = ()
    readings: Mapping[str, "Scores"] = field(default_factory=dict)
    asked: str = ""

    @property
    def question(self) -> str:
        """The question as it was understood."""
        return self.steps[-1].text

    @property
    def best_cosine(self) -> float:
        """Of the nearest bank question, or of the nearest chunk where there is no bank; 0 where there is neither."""
        nearest = self.bank_dense or self.dense
        return nearest[0][1] if nearest else 0.0

    @property
    def searched(self) -> str:
        """The words that the channels saw."""
        return f"{self.context} {self.question}".strip()


@dataclass(frozen=True, slots=True)
class ClauseHit:
    """A clause that was found.

    Attributes:
        score: fused score, higher is better.
        cosine: of the question and the smallest chunk that holds the clause; None when that channel did not find it.
        bm25: likewise.
        probability: 0 to 1, that the clause belongs in the answer, calibrated on dev.
    """

    regulation: Regulation
    article: Article
    clause: Clause
    score: float
    cosine: float | None
    bm25: float | None
    probability: float


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article that was found.

    Attributes:
        score: fused score of the article as a whole; `LOOKED_UP` for one that the question names.
    """

    regulation: Regulation
    article: Article
    score: float


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What is not searched but looked up: a reference in the question, or a term whose places it asks for.

    Attributes:
        articles: that it names, or where the term stands; none when there are none.
    """

    reference: Reference | ChapterReference | UnreadReference | Mention
    regulation: Regulation
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Everything that one search found, rejected candidates too.

    Attributes:
        scores: the question as it was searched, and what each channel gave for it.
        references: what was looked up, in the order of the question.
        clauses: best first, ties by the order of the text.
        articles: those that were looked up, then best first, ties by the order of the text.
        features: the evidence behind `confidence`, by name.
        confidence: 0 to 1, calibrated on dev: that the first article answers the question.
        answerable: likewise, that the regulation answers it.
        on_topic: likewise, that it is about the regulation at all.
        thresholds: where the bands of these probabilities lie.
        is_wording: whether the question, as it stands, is a piece of a regulation's text (请假, 会议纪要).
        unanswered: the bank's question that is nearest to this one, where it is one that is not answered.
        courses: id of each procedure whose course the bank's nearest questions ask for, to its share of them, 0 to 1.
        course_probability: 0 to 1, that the question asks for the whole course of a procedure.
        seconds: time of each stage.
    """

    scores: Scores
    references: tuple[LookedUp, ...]
    clauses: tuple[ClauseHit, ...]
    articles: tuple[ArticleHit, ...]
    features: Mapping[str, float]
    confidence: float
    answerable: float
    on_topic: float
    thresholds: Thresholds
    is_wording: bool
    unanswered: BankQuestion | None
    courses: Mapping[str, float]
    course_probability: float
    seconds: Mapping[str, float]

    @property
    def names_an_article(self) -> bool:
        """Whether the question names an article that exists."""
        return any(found.articles for found in self.references)

    @property
    def is_on_topic(self) -> bool:
        """Whether the question is about the regulation.

        Where the bank's nearest question is left open by an article, less is enough: a stranger is refused all the
        same, and told which article comes nearest.
        """
        least = min(_NEAR_OPEN, self.thresholds.on_topic) if self.unanswered else self.thresholds.on_topic
        return bool(self.clauses) and (self.is_wording or self.on_topic >= least)

    @property
    def is_answerable(self) -> bool:
        """Whether the regulation answers the question."""
        return self.answerable >= self.thresholds.answerable

    @property
    def is_confident(self) -> bool:
        """Whether the first article may be given as the answer."""
        return self.confidence >= self.thresholds.confident

    @property
    def asks_for_course(self) -> bool:
        """Whether the question asks for the whole course of a procedure."""
        return self.course_probability >= self.thresholds.course
