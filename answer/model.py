"""What the service answers with."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpus import ArticleNumber
from retriever.model import Retrieval


class Status(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly_answered"
    ASK_BACK = "ask_back"
    NOT_IN_REGULATION = "not_in_regulation"
    GREETING = "greeting"
    OFF_TOPIC = "off_topic"
    REFUSED_EMPTY = "refused_empty"
    REFUSED_TOO_LONG = "refused_too_long"
    REFUSED_NO_WORDS = "refused_no_words"
    FAILED = "failed"

    @property
    def answered(self) -> bool:
        """Whether an answer of this status gives a rule."""
        return self in (Status.ANSWERED, Status.PARTLY_ANSWERED)


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands. What a composer writes here is a claim until the verifier has checked it.

    Attributes:
        regulation: id of the regulation.
        article: number of the article.
        paragraph: number of the paragraph (款), counted from 1.
        clause: number of the clause (句) in its paragraph, counted from 1.
        quote: the regulation's own words, `regulation.text[start:end]`.
        start: offset of the quote in the regulation's text.
        end: offset behind it.
    """

    regulation: str
    article: ArticleNumber
    paragraph: int
    clause: int
    quote: str
    start: int
    end: int

    @property
    def clause_id(self) -> str:
        """Of the clause that is quoted, as in `corpus.Clause.id`."""
        return f"{self.regulation}/{self.article}/{self.paragraph}/{self.clause}"

    def as_record(self) -> dict[str, Any]:
        """As it stands in the files of `python -m eval answer` and in the API."""
        return {
            "regulation": self.regulation,
            "article": article_key(self.article),
            "paragraph": self.paragraph,
            "clause": self.clause,
            "quote": self.quote,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    Attributes:
        markdown: the answer as the chat shows it; text of the regulation and of the user is escaped in it.
        citations: checked; empty where the status gives no rule.
        candidates: the nearest clauses where no answer is given; checked like citations.
        suggestions: questions that may come next, each answered by the regulation.
        verdict: whether what the question assumes agrees with the rule; None where nothing was compared.
        procedure: id of the procedure that is shown; empty where none is.
        confidence: 0 to 1; see `Retrieval.confidence`; 0 where nothing was searched.
        retrieval: what the answer was made from; None where nothing was searched.
        latency_ms: time from the question to the answer.
    """

    status: Status
    markdown: str
    citations: tuple[Citation, ...] = ()
    candidates: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    verdict: bool | None = None
    procedure: str = ""
    confidence: float = 0.0
    retrieval: Retrieval | None = None
    latency_ms: float = 0.0

    def as_record(self) -> dict[str, Any]:
        """As it stands in the files of `python -m eval answer` and in the API."""
        ranking = self.retrieval.articles[:10] if self.retrieval else ()
        return {
            "status": self.status.value,
            "answered": self.status.answered,
            "answer": self.markdown,
            "citations": [citation.as_record() for citation in self.citations],
            "ranking": [{"article": article_key(hit.article.number), "score": round(hit.score, 6)} for hit in ranking],
            "confidence": round(self.confidence, 6),
            "latency_ms": round(self.latency_ms, 3),
        }


def article_key(number: ArticleNumber) -> int | str:
    """An article's number in JSON: 67, or "67-1" for 第六十七条之一."""
    return str(number) if number.suffix else number.number
