"""What is indexed: articles, paragraphs and clauses, each with the headings it stands under."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus import Regulation


class ChunkKind(StrEnum):
    """The unit of the regulation that a chunk holds."""

    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    CLAUSE = "clause"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A text that is indexed.

    Attributes:
        id: id of the article, paragraph or clause, as tj-2023/67/1/2.
        kind: which of the three it is.
        article_id: id of the article that holds it.
        clause_ids: the clauses that it covers, in order.
        context: headings, as 值班值守; searched, never quoted.
        text: the regulation's own words.
    """

    id: str
    kind: ChunkKind
    article_id: str
    clause_ids: tuple[str, ...]
    context: str
    text: str

    @property
    def indexed_text(self) -> str:
        """What the channels see."""
        return f"{self.context}：{self.text}" if self.context else self.text


def chunk_regulations(regulations: Iterable[Regulation]) -> tuple[Chunk, ...]:
    """Cut regulations into chunks, in the order of the text, an article before its parts.

    A unit that is all of the unit above it (the one paragraph of an article) is not indexed twice.
    """
    return tuple(chunk for regulation in regulations for chunk in _chunks(regulation))


def clauses_of(chunks: Iterable[Chunk]) -> tuple[str, ...]:
    """Ids of the clauses that chunks cover, in the order of the text."""
    return tuple(clause for chunk in chunks if chunk.kind is ChunkKind.ARTICLE for clause in chunk.clause_ids)


def _chunks(regulation: Regulation) -> Iterator[Chunk]:
    for article in regulation.articles:
        # The number of a heading (第十二章) says nothing that a question could match.
        context = " ".join(heading.partition(" ")[2] for heading in article.path)
        article_id, paragraphs = article.id, article.paragraphs
        whole = "\n".join(paragraph.text for paragraph in paragraphs)
        ids = tuple(clause.id for clause in article.clauses)
        yield Chunk(article_id, ChunkKind.ARTICLE, article_id, ids, context, whole)
        for paragraph in paragraphs:
            ids = tuple(clause.id for clause in paragraph.clauses)
            if len(paragraphs) > 1:
                yield Chunk(paragraph.id, ChunkKind.PARAGRAPH, article_id, ids, context, paragraph.text)
            if len(ids) > 1:
                for clause in paragraph.clauses:
                    yield Chunk(clause.id, ChunkKind.CLAUSE, article_id, (clause.id,), context, clause.text)
