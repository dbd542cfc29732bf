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
    Example,
    Heading,
    Meta,
    Paragraph,
    Regulation,
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
    "CorpusError",
    "Example",
    "Heading",
    "Meta",
    "Paragraph",
    "Reference",
    "Regulation",
    "find_chapters",
    "find_references",
    "format_article",
    "format_citation",
    "load_corpus",
    "load_regulation",
    "parse",
    "parse_reference",
]
