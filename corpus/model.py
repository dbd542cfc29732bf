"""The regulation as frozen records. Every record holds its offsets: `regulation.text[start:end] == record.text`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from corpus.citation import ArticleNumber, ChapterReference, Reference, UnreadReference
from corpus.guide_model import Guides


class BlockKind(StrEnum):
    """What a block of the source text is."""

    HEADER = "header"
    HEADING = "heading"
    ARTICLE = "article"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the source text. The blocks of a regulation tile its text without gap or overlap."""

    kind: BlockKind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """句: a sentence, or the part of one that 。 or ； ends. The smallest thing that is cited.

    Attributes:
        id: regulation/article/paragraph/clause, as tj-2023/67/1/2.
        number: place in its paragraph, counted from 1.
    """

    id: str
    number: int
    text: str
    start: int
    end: int


def article_id_of(clause_id: str) -> str:
    """Id of the article that holds a clause: tj-2023/67 of tj-2023/67/1/2."""
    return clause_id.rsplit("/", 2)[0]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """款: a line of an article, without the article's label.

    Attributes:
        id: regulation/article/paragraph, as tj-2023/67/1.
        number: place in its article, counted from 1.
    """

    id: str
    number: int
    text: str
    start: int
    end: int
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """条: its label and all its paragraphs.

    Attributes:
        id: regulation/article, as tj-2023/67, tj-2023/67-1.
        path: the headings it stands under, outermost first, as ("第十二章 值班值守",).
    """

    id: str
    number: ArticleNumber
    path: tuple[str, ...]
    text: str
    start: int
    end: int
    paragraphs: tuple[Paragraph, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses, in the order of the text."""
        return tuple(clause for paragraph in self.paragraphs for clause in paragraph.clauses)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading line of a part (编), chapter (章) or section (节).

    Attributes:
        unit: 编, 章 or 节.
        title: what stands behind the number, as 值班值守.
    """

    unit: str
    number: int
    title: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """章: its heading and its articles."""

    heading: Heading
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Meta:
    """What `meta.toml` says of a regulation.

    Attributes:
        title: as it is cited, without 《》.
        issuer: who issued it.
        adopted: the day of adoption.
        adopted_by: the meeting that adopted it.
        issued: the day it was issued.
        source: where the text was taken from.
    """

    title: str
    issuer: str
    adopted: date
    adopted_by: str
    issued: date
    source: str


@dataclass(frozen=True, slots=True)
class Example:
    """A question that the page offers, bound to the clause that answers it.

    Attributes:
        question: as a user would type it.
        clause: id of the clause without the regulation, as 67/1/2.
        welcome: whether it stands on the empty page.
    """

    question: str
    clause: str
    welcome: bool


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question of the question bank.

    Attributes:
        text: as a person would type it.
        clauses: ids of all clauses that carry the answer, as tj-2023/67/1/2; empty where the regulation does not
            answer the question.
        style: formal, colloquial, keyword or scenario.
        near: of an unanswered question that sounds as if it were answered, the id of the article that comes nearest;
            empty of an answered one, and of one that is about something else.
        says: of an unanswered question, what that article says and what it leaves unsaid.
        procedure: id of the procedure whose whole course it asks for; empty where it asks for one thing.
    """

    text: str
    clauses: tuple[str, ...]
    style: str
    near: str = ""
    says: str = ""
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Regulation:
    """A whole regulation.

    Attributes:
        id: the name of its folder, as tj-2023.
        text: the source text, byte for byte.
        blocks: the tiles of the text, in order.
        headings: every heading line, in order.
        articles: every article, in order.
        terms: words of its own that a tokenizer must not cut, from `terms.txt`.
        jargon: abbreviations, each with what it stands for, from `jargon.toml`.
        examples: the questions that the page offers, from `examples.toml`.
        questions: the question bank, from `questions.jsonl`.
        guides: titles, procedures, comparisons and rules.
    """

    id: str
    meta: Meta
    text: str
    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]
    articles: tuple[Article, ...]
    terms: tuple[str, ...] = ()
    jargon: tuple[tuple[str, str], ...] = ()
    examples: tuple[Example, ...] = ()
    questions: tuple[BankQuestion, ...] = ()
    guides: Guides = field(default_factory=Guides)
    _articles: dict[ArticleNumber, Article] = field(init=False, repr=False, compare=False)
    _clauses: dict[str, Clause] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check that every record's text stands at its offsets and that the blocks tile the text."""
        for record in self._records():
            if self.text[record.start : record.end] != record.text:
                raise ValueError(f"{self.id}: text of {record!r} is not what stands at its offsets")
        edges = [0, *(block.end for block in self.blocks)]
        if edges != [*(block.start for block in self.blocks), len(self.text)]:
            raise ValueError(f"{self.id}: the blocks leave a gap in the text, or overlap")
        object.__setattr__(self, "_articles", {article.number: article for article in self.articles})
        object.__setattr__(self, "_clauses", {clause.id: clause for a in self.articles for clause in a.clauses})

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters with their articles; empty where the regulation has no chapters."""
        # The next part (编) ends a chapter too.
        headings = [heading for heading in self.headings if heading.unit != "节"]
        ends = [*(heading.start for heading in headings), len(self.text)][1:]
        return tuple(
            Chapter(heading, tuple(a for a in self.articles if heading.end <= a.start < end))
            for heading, end in zip(headings, ends, strict=True)
            if heading.unit == "章"
        )

    def article(self, number: ArticleNumber) -> Article | None:
        """The article of that number, or None when the regulation has none."""
        return self._articles.get(number)

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id.

        Raises:
            KeyError: when there is none.
        """
        return self._clauses[clause_id]

    def resolve(self, reference: Reference | ChapterReference | UnreadReference) -> tuple[Article, ...]:
        """The articles that a reference names, in order; those of a range that exist; empty when none does."""
        if isinstance(reference, ChapterReference):
            return next((c.articles for c in self.chapters if c.heading.number == reference.number), ())
        if isinstance(reference, UnreadReference):
            return ()
        return tuple(article for article in self.articles if reference.first <= article.number <= reference.last)

    def _records(self) -> Iterator[Block | Heading | Article | Paragraph | Clause]:
        yield from self.blocks
        yield from self.headings
        for article in self.articles:
            yield article
            for paragraph in article.paragraphs:
                yield paragraph
                yield from paragraph.clauses
