"""The regulations: their text, parsed into articles, paragraphs and clauses with offsets. Standard library only."""

from corpus.citation import (
    ArticleNumber,
    ChapterReference,
    Reference,
    find_chapters,
    find_references,
    format_article,
    format_citation,
    parse_reference,
)
from corpus.errors import CorpusError
from corpus.load import DATA_DIR, load_corpus, load_regulation
from corpus.model import (
    Article,
    BankQuestion,
    Block,
    BlockKind,
    Chapter,
    Clause,
    Comparison,
    Example,
    Guides,
    Heading,
    Meta,
    Paragraph,
    Procedure,
    Regulation,
    Step,
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
    "Step",
    "find_chapters",
    "find_references",
    "format_article",
    "format_citation",
    "load_corpus",
    "load_regulation",
    "parse",
    "parse_reference",
]
