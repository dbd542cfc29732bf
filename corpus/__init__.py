"""The regulations: their text, parsed into articles, paragraphs and clauses with offsets. Standard library only."""

from corpus.citation import (
    ArticleNumber,
    ChapterReference,
    Reference,
    UnreadReference,
    find_chapters,
    find_references,
    find_unread,
    format_article,
    format_citation,
    parse_reference,
)
from corpus.errors import CorpusError
from corpus.guide_model import Comparison, Guides, Procedure, Rule, Step
from corpus.load import DATA_DIR, load_corpus, load_regulation
from corpus.model import (
    Article,
    BankQuestion,
    Block,
    BlockKind,
    Chapter,
    Clause,
    Example,
    Heading,
    Meta,
    Paragraph,
    Regulation,
    article_id_of,
)
from corpus.parse import parse

__all__ = [
    "DATA_DIR",
    "Article",
    "ArticleNumber",
    "BankQuestion",
    "Block",
    "BlockKind",
    "Chapter",
    "ChapterReference",
    "Clause",
    "Comparison",
    "CorpusError",
    "Example",
    "Guides",
    "Heading",
    "Meta",
    "Paragraph",
    "Procedure",
    "Reference",
    "Regulation",
    "Rule",
    "Step",
    "UnreadReference",
    "article_id_of",
    "find_chapters",
    "find_references",
    "find_unread",
    "format_article",
    "format_citation",
    "load_corpus",
    "load_regulation",
    "parse",
    "parse_reference",
]
