"""What a user says of an answer: helpful or not, why, and which article it should have been."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from answer import texts
from answer.checks import MAX_CHARS, MAX_TURNS
from answer.model import Answer, Status
from answer.service import Service
from corpus import ArticleNumber, Regulation, parse_reference

MAX_COMMENT = 300
"""Longest comment in characters."""


class Reason(StrEnum):
    """Why an answer was of no use."""

    WRONG_ARTICLE = "wrong_article"
    INCOMPLETE = "incomplete"
    SHOULD_BE_ANSWERED = "should_be_answered"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Vote:
    """What the user says. Whoever sent it may have written anything: only lengths and agreement are checked here.

    Attributes:
        question: as it was asked.
        history: the earlier turns, oldest first.
        helpful: whether the answer was of use.
        reason: why not; None of a helpful answer.
        comment: in the user's words.
        suggested: the article that it should have been, as typed; empty where none was named.
    """

    question: str
    history: tuple[str, ...]
    helpful: bool
    reason: Reason | None = None
    comment: str = ""
    suggested: str = ""

    def __post_init__(self) -> None:
        """Refuse what is too long, and reasons that do not fit; the messages are for the user."""
        turns = (self.question, *self.history)
        if len(self.history) > MAX_TURNS or any(len(turn) > MAX_CHARS for turn in turns):
            raise ValueError(texts.FEEDBACK_WRONG)
        if len(self.comment) > MAX_COMMENT:
            raise ValueError(texts.FEEDBACK_COMMENT_TOO_LONG.format(limit=MAX_COMMENT))
        if not self.helpful and self.reason is None:
            raise ValueError(texts.FEEDBACK_NO_REASON)
        if self.helpful and (self.reason is not None or self.suggested.strip()):
            raise ValueError(texts.FEEDBACK_WRONG)


@dataclass(frozen=True, slots=True)
class Feedback:
    """A vote together with what was answered, as it is stored.

    Attributes:
        vote: what the user said; `suggested` is the number of an article of the regulation, as 67 or 67-1, or empty.
        status: of the answer.
        cited: ids of the clauses that were quoted, as tj-2023/67/1/2; the nearest ones where no rule was given.
        regulation: id of the regulation.
        digest: sha256 of its text, in hexadecimal.
        created_at: when it was said, in UTC.
        id: random; empty until it is stored.
    """

    vote: Vote
    status: Status
    cited: tuple[str, ...]
    regulation: str
    digest: str
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    id: str = ""


def assess(vote: Vote, service: Service) -> Feedback:
    """Put a vote together with the answer that it is about.

    The question is asked again: the same question has the same answer, so nothing that the browser says about the
    answer needs to be believed, or sent.

    Raises:
        ValueError: when the regulation has no such article as was suggested, or the message was no question; in the
            words that the user is shown.
    """
    answer = service.ask(vote.question, vote.history)
    if answer.retrieval is None:
        raise ValueError(texts.FEEDBACK_WRONG)
    cited = answer.citations or answer.candidates
    regulation = _regulation(answer, service.regulations)
    return Feedback(
        vote=Vote(
            vote.question,
            vote.history,
            vote.helpful,
            vote.reason,
            vote.comment.strip(),
            article_named(vote.suggested, regulation),
        ),
        status=answer.status,
        cited=tuple(citation.clause_id for citation in cited),
        regulation=regulation.id,
        digest=sha256(regulation.text.encode()).hexdigest(),
    )


def article_named(written: str, regulation: Regulation) -> str:
    """The number of the article that a user names: 67, 六十七, 第六十七条 or 第六十七条第二款; empty for nothing.

    Raises:
        ValueError: when it is not one article, or not one of the regulation; in the words that the user is shown.
    """
    if not written.strip():
        return ""
    try:
        reference = parse_reference(written)
    except ValueError:
        raise ValueError(texts.FEEDBACK_NO_ARTICLE) from None
    if reference.first != reference.last:
        raise ValueError(texts.FEEDBACK_NO_ARTICLE)
    return str(_known(reference.first, regulation))


def _known(number: ArticleNumber, regulation: Regulation) -> ArticleNumber:
    if regulation.article(number) is None:
        count, title = len(regulation.articles), regulation.meta.title
        raise ValueError(texts.NO_SUCH_ARTICLE.format(title=title, count=count, label=number.label))
    return number


def _regulation(answer: Answer, regulations: Sequence[Regulation]) -> Regulation:
    """The regulation that the answer is from; the first where nothing is quoted."""
    quoted = {citation.regulation for citation in (*answer.citations, *answer.candidates)}
    return next((regulation for regulation in regulations if regulation.id in quoted), regulations[0])
